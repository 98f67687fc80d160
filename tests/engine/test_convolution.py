"""cross_correlate and convolve against a loop in numpy, torch, scipy, numpy.pad and tables worked by hand."""

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import scipy.ndimage
import scipy.signal
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.convolution import channel_responses, convolve, cross_correlate, grey, pad, window
from cnnviz.geometry import GeometryError

Array = npt.NDArray[Any]
Options = dict[str, Any]

NUMPY_MODES: dict[str, Any] = {"zeros": "constant", "replicate": "edge", "reflect": "reflect", "circular": "wrap"}
SCIPY_BOUNDARIES = {"zeros": "fill", "circular": "wrap"}
NINE = np.arange(9.0).reshape(3, 3)
TWO_BY_TWO = np.arange(4.0).reshape(2, 2)


def random(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).standard_normal(shape)


def by_loop(
    image: Array,
    kernel: Array,
    stride: tuple[int, int] = (1, 1),
    border: Any = ((0, 0), (0, 0)),
    dilation: tuple[int, int] = (1, 1),
    mode: str = "zeros",
) -> Array:
    """One channel, one kernel, by four nested loops over a picture padded by numpy."""
    padded = np.pad(image, border, mode=NUMPY_MODES[mode])
    height, width = (
        (padded.shape[axis] - dilation[axis] * (kernel.shape[axis] - 1) - 1) // stride[axis] + 1 for axis in (0, 1)
    )
    out = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            for a in range(kernel.shape[0]):
                for b in range(kernel.shape[1]):
                    seen = padded[i * stride[0] + a * dilation[0], j * stride[1] + b * dilation[1]]
                    out[i, j] += kernel[a, b] * seen
    return out


@st.composite
def problems(draw: st.DrawFn) -> tuple[Array, Array, Options]:
    """Image, kernel and settings that fit together, with the border as numpy.pad takes it."""
    pair = st.tuples(st.integers(1, 3), st.integers(1, 3))
    kernel_shape = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    stride, dilation = draw(pair), draw(pair)
    mode = draw(st.sampled_from(list(NUMPY_MODES)))
    size = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    most = {"reflect": (size[0] - 1, size[1] - 1), "circular": size}.get(mode, (4, 4))
    border = tuple(draw(st.tuples(st.integers(0, min(4, limit)), st.integers(0, min(4, limit)))) for limit in most)
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel_shape, strict=True)]
    grown = tuple(max(n, span) for n, span in zip(size, spans, strict=True))
    channels, filters, seed = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(0, 10**6))
    rng = np.random.default_rng(seed)
    image = rng.standard_normal((channels, *grown))
    bank = rng.standard_normal((filters, channels, *kernel_shape))
    return image, bank, {"stride": stride, "dilation": dilation, "padding": border, "padding_mode": mode}


def loop(image: Array, kernel: Array, options: Options) -> Array:
    return by_loop(
        image,
        kernel,
        options["stride"],
        options["padding"],
        options["dilation"],
        options["padding_mode"],
    )


@settings(max_examples=60, deadline=None)
@given(problems())
def test_every_case_agrees_with_the_loop(problem: Any) -> None:
    image, bank, options = problem
    filters, channels = bank.shape[:2]
    shares = np.array([[loop(image[c], bank[f, c], options) for c in range(channels)] for f in range(filters)])
    one_kernel = np.array([loop(channel, bank[0, 0], options) for channel in image])

    np.testing.assert_allclose(cross_correlate(image, bank, **options), shares.sum(1), atol=1e-12)
    np.testing.assert_allclose(cross_correlate(image, bank[0], **options), shares[0].sum(0), atol=1e-12)
    np.testing.assert_allclose(cross_correlate(image, bank[0, 0], **options), one_kernel, atol=1e-12)
    np.testing.assert_allclose(cross_correlate(image[0], bank[0, 0], **options), one_kernel[0], atol=1e-12)
    np.testing.assert_allclose(channel_responses(image, bank[0], **options), shares[0], atol=1e-12)
    single = image.astype(np.float32), bank[0, 0].astype(np.float32)
    np.testing.assert_allclose(cross_correlate(*single, **options), one_kernel, rtol=1e-4, atol=1e-5)


@settings(max_examples=80, deadline=None)
@given(problems(), st.data())
def test_window_takes_the_output_apart(problem: Any, data: st.DataObject) -> None:
    image, bank, options = problem
    padded = np.stack([np.pad(c, options["padding"], NUMPY_MODES[options["padding_mode"]]) for c in image])
    output = np.array([sum(loop(c, k, options) for c, k in zip(image, f, strict=True)) for f in bank])
    row = data.draw(st.integers(0, output.shape[1] - 1))
    col = data.draw(st.integers(0, output.shape[2] - 1))
    (top, left), (down, across), (h, w) = (
        (row * options["stride"][0], col * options["stride"][1]),
        options["dilation"],
        bank.shape[2:],
    )
    seen = padded[:, top : top + down * h : down, left : left + across * w : across][:, :h, :w]

    looked = window(image, bank, (row, col), **options)
    np.testing.assert_allclose(looked.values, seen, atol=1e-15)
    np.testing.assert_allclose(looked.products, seen * bank, atol=1e-15)
    np.testing.assert_allclose(looked.partial_sums, (seen * bank).sum((2, 3)), atol=1e-12)
    np.testing.assert_allclose(looked.sum, output[:, row, col], atol=1e-12)
    one = window(image, bank[0, 0], (row, col), **options)
    np.testing.assert_allclose(one.sum, cross_correlate(image, bank[0, 0], **options)[:, row, col], atol=1e-12)
    volume = window(image, bank[0], (row, col), **options)
    assert volume.partial_sums.shape == image.shape[:1]
    np.testing.assert_allclose(volume.sum, output[0, row, col], atol=1e-12)
    # A picture that holds its own coordinates says where each value came from.
    numbered = np.arange(1.0, image[0].size + 1).reshape(image[0].shape)
    source = np.pad(numbered, options["padding"], NUMPY_MODES[options["padding_mode"]])
    met = source[top : top + down * h : down, left : left + across * w : across][:h, :w].astype(int) - 1
    for a, i in enumerate(looked.rows):
        for b, j in enumerate(looked.cols):
            assert met[a, b] == (i * image.shape[2] + j if i >= 0 and j >= 0 else -1)


@pytest.mark.parametrize("mode", NUMPY_MODES)
@pytest.mark.parametrize("padding", [0, 2, "same", "full", ((0, 3), (2, 1)), (1, 3), ((2, 2), 1)])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_agrees_with_torch(mode: str, padding: Any, dtype: torch.dtype) -> None:
    image = torch.as_tensor(random(3, 11, 13), dtype=dtype)
    bank = torch.as_tensor(random(4, 3, 4, 3, seed=1), dtype=dtype)
    sides = {  # left, right, top, bottom, as torch.nn.functional.pad takes them
        0: (0, 0, 0, 0),
        2: (2, 2, 2, 2),
        "same": (1, 1, 1, 2),
        "full": (2, 2, 3, 3),
        ((0, 3), (2, 1)): (2, 1, 0, 3),
        (1, 3): (3, 3, 1, 1),
        ((2, 2), 1): (1, 1, 2, 2),
    }[padding]
    padded = F.pad(image[None], sides, "constant" if mode == "zeros" else mode)
    exact: Options = {"rtol": 1e-4, "atol": 1e-5} if dtype == torch.float32 else {"rtol": 1e-12, "atol": 1e-12}
    for kernel, expected in (
        (bank, F.conv2d(padded, bank)[0]),
        (bank[0], F.conv2d(padded, bank[:1])[0, 0]),
        (bank[0, 0], F.conv2d(padded[0][:, None], bank[:1, :1])[:, 0]),
    ):
        result = cross_correlate(image, kernel, padding=padding, padding_mode=mode)
        assert result.dtype == dtype
        assert result.is_contiguous()
        torch.testing.assert_close(result, expected, **exact)
    torch.testing.assert_close(pad(image, padding, (4, 3), padding_mode=mode), padded[0], rtol=0, atol=0)


@pytest.mark.filterwarnings("ignore:Using padding=.same.:UserWarning")  # torch says that it copies the picture
def test_layers_of_torch_agree() -> None:
    image = torch.as_tensor(random(3, 17, 20), dtype=torch.float32)
    for mode in NUMPY_MODES:
        options: Options = {"stride": (2, 1), "padding": (2, 3), "dilation": (1, 2), "padding_mode": mode}
        layer = torch.nn.Conv2d(3, 5, (3, 4), bias=False, **options).requires_grad_(False)
        torch.testing.assert_close(cross_correlate(image, layer.weight, **options), layer(image))
    same = torch.nn.Conv2d(3, 5, (4, 2), padding="same", dilation=(2, 3), bias=False).requires_grad_(False)
    torch.testing.assert_close(cross_correlate(image, same.weight, padding="same", dilation=(2, 3)), same(image))


@pytest.mark.parametrize("kernel_shape", [(3, 3), (1, 5), (2, 3), (4, 4)])
@pytest.mark.parametrize("mode", SCIPY_BOUNDARIES)
def test_agrees_with_scipy(kernel_shape: tuple[int, ...], mode: str) -> None:
    image, kernel = random(7, 9), random(*kernel_shape, seed=1)
    boundary = SCIPY_BOUNDARIES[mode]
    for padding in ("valid", "full"):
        correlated = scipy.signal.correlate2d(image, kernel, padding, boundary)
        convolved = scipy.signal.convolve2d(image, kernel, padding, boundary)
        np.testing.assert_allclose(cross_correlate(image, kernel, padding=padding, padding_mode=mode), correlated)
        np.testing.assert_allclose(convolve(image, kernel, padding=padding, padding_mode=mode), convolved)


@pytest.mark.parametrize("kernel_shape", [(3, 3), (1, 5), (7, 3)])
def test_same_agrees_with_scipy_for_odd_kernels(kernel_shape: tuple[int, ...]) -> None:
    image, kernel = random(9, 8), random(*kernel_shape, seed=1)
    for mode, theirs in (
        ("zeros", "constant"),
        ("replicate", "nearest"),
        ("reflect", "mirror"),
        ("circular", "wrap"),
    ):
        options: Options = {"padding": "same", "padding_mode": mode}
        np.testing.assert_allclose(
            cross_correlate(image, kernel, **options), scipy.ndimage.correlate(image, kernel, mode=theirs)
        )
        np.testing.assert_allclose(
            convolve(image, kernel, **options), scipy.ndimage.convolve(image, kernel, mode=theirs)
        )


# Tables worked by hand


def test_the_course_example() -> None:
    result = cross_correlate([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]])
    assert result.tolist() == [[19, 25], [37, 43]]
    assert result.dtype == torch.float32
    # The kernel turned is [[3, 2], [1, 0]]: 0*3 + 1*2 + 3*1 + 4*0 = 5.
    assert convolve(NINE, TWO_BY_TWO).tolist() == [[5, 11], [23, 29]]


def test_the_course_example_with_its_borders() -> None:
    assert cross_correlate(NINE, TWO_BY_TWO, padding="full").tolist() == [
        [0, 3, 8, 4],
        [9, 19, 25, 10],
        [21, 37, 43, 16],
        [6, 7, 8, 0],
    ]
    # "same" with an even kernel pads after the picture only.
    assert cross_correlate(NINE, TWO_BY_TWO, padding="same").tolist() == [
        [19, 25, 10],
        [37, 43, 16],
        [7, 8, 0],
    ]


def test_vertical_edge() -> None:
    image = [[20] * 3 + [10] * 3] * 6
    assert cross_correlate(image, [[1, 0, -1]] * 3).tolist() == [[0, 30, 30, 0]] * 4


def test_padding_modes_on_fifteen_numbers() -> None:
    image = np.arange(1.0, 16).reshape(3, 5)
    assert pad(image, 1, 3, padding_mode="replicate").tolist() == [
        [1, 1, 2, 3, 4, 5, 5],
        [1, 1, 2, 3, 4, 5, 5],
        [6, 6, 7, 8, 9, 10, 10],
        [11, 11, 12, 13, 14, 15, 15],
        [11, 11, 12, 13, 14, 15, 15],
    ]
    assert pad(image, (1, 2), 3, padding_mode="reflect").tolist() == [
        [8, 7, 6, 7, 8, 9, 10, 9, 8],
        [3, 2, 1, 2, 3, 4, 5, 4, 3],
        [8, 7, 6, 7, 8, 9, 10, 9, 8],
        [13, 12, 11, 12, 13, 14, 15, 14, 13],
        [8, 7, 6, 7, 8, 9, 10, 9, 8],
    ]
    assert pad(image, ((0, 1), (0, 0)), 3, padding_mode="circular")[3].tolist() == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("image", "kernel", "result"),
    [
        ((6, 6), (3, 3), (4, 4)),
        ((3, 6, 6), (3, 3), (3, 4, 4)),
        ((3, 6, 6), (3, 3, 3), (4, 4)),
        ((3, 6, 6), (1, 3, 3, 3), (1, 4, 4)),
        ((192, 28, 28), (32, 192, 1, 1), (32, 28, 28)),
        ((6, 6), (1, 3, 3), (4, 4)),
        ((6, 6), (2, 1, 3, 3), (2, 4, 4)),
        ((1, 6, 6), (3, 3), (1, 4, 4)),
        ((1, 6, 6), (1, 3, 3), (4, 4)),
        ((5, 1, 7), (1, 7), (5, 1, 1)),
    ],
)
def test_shapes(image: Any, kernel: Any, result: tuple[int, ...]) -> None:
    assert cross_correlate(np.ones(image), np.ones(kernel)).shape == result
    assert convolve(torch.ones(image), torch.ones(kernel)).shape == result
    window_sum = window(np.ones(image), np.ones(kernel), (0, 0)).sum
    assert window_sum.shape == result[:-2]


def test_channel_responses_add_up_to_a_layer() -> None:
    layer = torch.nn.Conv2d(3, 1, 3).requires_grad_(False)
    image = torch.as_tensor(random(3, 6, 6), dtype=torch.float32)
    assert layer.bias is not None
    shares = channel_responses(image, layer.weight[0])
    assert shares.shape == (3, 4, 4)
    torch.testing.assert_close(shares.sum(0) + layer.bias, layer(image)[0])


# What goes in, what comes out


@pytest.mark.parametrize(
    ("image", "kernel", "expected"),
    [
        (NINE.astype(np.float32), TWO_BY_TWO.astype(np.float32), torch.float32),
        (NINE, TWO_BY_TWO.astype(np.float32), torch.float64),
        (NINE.astype(np.float32), TWO_BY_TWO, torch.float64),
        (NINE.astype(np.int64), TWO_BY_TWO.astype(np.int8), torch.float32),
        (NINE.astype(np.uint16), TWO_BY_TWO.tolist(), torch.float32),
        (NINE, TWO_BY_TWO.tolist(), torch.float64),
        (torch.tensor(NINE).bfloat16(), TWO_BY_TWO.tolist(), torch.float32),
        (NINE.astype(np.longdouble), TWO_BY_TWO.tolist(), torch.float64),
        (NINE.astype(">f4"), TWO_BY_TWO.astype(">i2"), torch.float32),
        (NINE[::-1, ::-1][::-1, ::-1], TWO_BY_TWO[::-1][::-1], torch.float64),
    ],
)
def test_types(image: Any, kernel: Any, expected: torch.dtype) -> None:
    result = cross_correlate(image, kernel)
    assert result.dtype == expected
    assert result.tolist() == [[19, 25], [37, 43]]


def test_a_list_is_read_in_the_precision_of_the_other() -> None:
    third = cross_correlate(np.array([[1.0]]), [[1 / 3]])
    assert third.item() == 1 / 3


def test_reversed_and_read_only_arrays_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    image = NINE.copy()
    image.flags.writeable = False
    assert cross_correlate(image[::-1], TWO_BY_TWO).tolist() == [[25, 31], [7, 13]]
    assert cross_correlate(image, TWO_BY_TWO).tolist() == [[19, 25], [37, 43]]
    assert not recwarn.list


def test_arguments_stay_as_they_are() -> None:
    image, kernel = random(3, 5, 5).astype(np.float32), random(3, 3, seed=1).astype(np.float32)
    before = image.copy(), kernel.copy()
    result = cross_correlate(image, kernel, padding=1)
    convolve(image, kernel)
    pad(image, 0, 3).zero_()
    result.zero_()
    if not np.array_equal(image, before[0]):
        pytest.fail("the image was changed")
    np.testing.assert_array_equal(kernel, before[1])


def test_gradients_flow_only_when_asked_for() -> None:
    image, hidden = torch.as_tensor(random(1, 8, 8)), torch.as_tensor(random(3, 3, seed=1))
    kernel = torch.zeros(3, 3, dtype=torch.float64, requires_grad=True)
    loss = (cross_correlate(image, kernel) - cross_correlate(image, hidden)).square().sum()
    (gradient,) = torch.autograd.grad(loss, kernel)
    # d loss / d kernel = 2 * sum of error * window = cross-correlation of the image with twice the error.
    error = 2 * -by_loop(image[0].numpy(), hidden.numpy())
    np.testing.assert_allclose(gradient, by_loop(image[0].numpy(), error), atol=1e-9)
    assert not cross_correlate(image, hidden).requires_grad


def test_grey_is_the_luma_of_pillow() -> None:
    from PIL import Image

    pixels = np.random.default_rng(0).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    expected = np.asarray(Image.fromarray(pixels).convert("L"), dtype=np.float64)
    brightness = grey(torch.tensor(pixels).permute(2, 0, 1).double())
    assert np.abs(brightness.numpy() - expected).max() <= 0.51  # Pillow rounds to whole numbers
    assert grey(pixels[..., 0]).tolist() == pixels[..., 0].tolist()
    assert grey(pixels[None, ..., 0]).shape == (40, 50)
    with pytest.raises(ValueError, match="The image has 4 channels: give 3"):
        grey(np.zeros((4, 2, 2)))


# What is wrong, and which number to change


@pytest.mark.parametrize(
    ("image", "kernel", "options", "sentence"),
    [
        ((1, 5, 5), (3, 3, 3), {}, "The kernel has 3 channels but the image has 1: use a kernel of shape (1, 3, 3)"),
        ((5, 5), (2, 3, 3, 3), {}, "The kernel has 3 channels but the image has 1"),
        ((3, 5, 5), (2, 1, 3, 3), {}, "The kernel has 1 channel but the image has 3: use a kernel of shape (2, 3,"),
        ((5,), (3, 3), {}, "The image has the shape (5,): give it the shape (H, W) or (C, H, W)"),
        ((1, 3, 5, 5), (3, 3), {}, "The image has the shape (1, 3, 5, 5)"),
        ((5, 5), (3,), {}, "The kernel has the shape (3,)"),
        ((5, 0), (3, 3), {}, "The image has the shape (5, 0)"),
        ((5, 5), (0, 3), {}, "The kernel has the shape (0, 3)"),
        ((5, 4), (3, 6), {}, "Width: The kernel covers 6 pixels but the input has only 4"),
        ((5, 4), (3, 3), {"dilation": 3}, "Height: The kernel covers 7 pixels"),
        ((5, 4), (3, 3), {"stride": 0}, "Height: The stride is 0"),
        ((5, 4), (3, 3), {"padding": "some"}, "There is no padding called 'some'"),
        ((5, 4), (3, 3), {"padding": "same", "stride": 2}, "Padding 'same' keeps the size only with stride 1"),
        ((5, 4), (3, 3), {"padding_mode": "mirror"}, "There is no padding mode 'mirror': use one of 'zeros'"),
        ((5, 3), (3, 3), {"padding": 3, "padding_mode": "reflect"}, "at most 2 pixels to add per side, not 3"),
        ((5, 3), (3, 3), {"padding": 4, "padding_mode": "circular"}, "at most 3 pixels to add per side, not 4"),
    ],
)  # fmt: skip
def test_sentences(image: Any, kernel: Any, options: Options, sentence: str) -> None:
    for work in (cross_correlate, convolve, partial(window, position=(0, 0))):
        with pytest.raises(ValueError, match=r"\.$") as caught:
            work(np.zeros(image), np.zeros(kernel), **options)
        assert sentence in str(caught.value)


def test_the_limits_of_reflect_and_circular_are_those_of_torch() -> None:
    image = torch.ones(1, 1, 4, 6)
    for mode, most in (("reflect", 3), ("circular", 4), ("replicate", 9)):
        options: Options = {"padding": ((0, most), (0, 0)), "padding_mode": mode}
        F.pad(image, (0, 0, 0, most), mode)
        assert cross_correlate(image[0, 0], [[1]], **options).shape == (4 + most, 6)
        if mode == "replicate":
            continue
        options["padding"] = ((0, most + 1), (0, 0))
        with pytest.raises(RuntimeError):
            F.pad(image, (0, 0, 0, most + 1), mode)
        with pytest.raises(GeometryError, match=f"padding of at most {most}") as caught:
            cross_correlate(image[0, 0], [[1]], **options)
        assert caught.value.axis == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_numbers(bad: float) -> None:
    image = NINE.copy()
    image[1, 2] = bad
    with pytest.raises(ValueError, match=rf"The image holds {bad} at position \(1, 2\)"):
        cross_correlate(image, TWO_BY_TWO)
    with pytest.raises(ValueError, match=rf"The kernel holds {bad} at position \(1, 2\)"):
        cross_correlate(NINE, image)


def test_large_numbers_are_numbers() -> None:
    image = np.full((2, 2), 3e38, dtype=np.float32)  # their sum is too large for float32
    np.testing.assert_array_equal(cross_correlate(image, [[1]]), image)


@pytest.mark.parametrize(
    ("kernel", "sentence"),
    [
        ([[1, 2], [3]], "The rows of the kernel differ in length"),
        ([["1", "a"]], "The kernel must hold real numbers"),
        (np.array([[1j]]), "The kernel must hold real numbers"),
        (torch.tensor([[1j]]), "The kernel holds complex numbers"),
        ([[None]], "The kernel must hold real numbers"),
    ],
)
def test_what_is_no_array_of_numbers(kernel: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        cross_correlate(NINE, kernel)


def test_positions_outside_the_output() -> None:
    with pytest.raises(ValueError, match="The output has no row 2, it has 2 rows: use a row from 0 to 1"):
        window(NINE, TWO_BY_TWO, (2, 0))
    with pytest.raises(ValueError, match="The output has no column -1"):
        window(NINE, TWO_BY_TWO, (0, -1))


def test_channel_responses_need_channels() -> None:
    with pytest.raises(ValueError, match=r"an image \(C, H, W\) and a kernel \(C, h, w\), not \(3, 3\) and \(2, 2\)"):
        channel_responses(NINE, TWO_BY_TWO)


# Algebra


def test_convolution_commutes_and_cross_correlation_does_not() -> None:
    first, second = random(4, 5), random(3, 2, seed=1)
    np.testing.assert_allclose(
        convolve(first, second, padding="full"), convolve(second, first, padding="full"), atol=1e-12
    )
    forth = cross_correlate(first, second, padding="full")
    back = cross_correlate(second, first, padding="full")
    assert not np.allclose(forth, back)
    np.testing.assert_allclose(forth, back.flip(0, 1), atol=1e-12)
