"""Banks of filters against scipy and torch's own layer; the scripts are run."""

import contextlib
import io
from typing import Any

import numpy as np
import pytest
import scipy.signal
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from cnnviz import images
from cnnviz.convolution import cross_correlate, grey
from cnnviz.kernels import PRESETS
from cnnviz.lessons.filter_bank import formulas
from cnnviz.lessons.listings.filters import filter_bank_script
from cnnviz.operations import filter_bank

IMAGE = torch.from_numpy(np.random.default_rng(0).random((3, 12, 15), dtype=np.float32))


def run(script: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(script, "script", "exec"), names)
    assert printed.getvalue()
    return names


@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 6))
@settings(deadline=None, max_examples=50)
def test_zeros_around_a_kernel_change_nothing_under_same_padding(height: int, width: int, more: int) -> None:
    kernel = np.random.default_rng(height * 7 + width).standard_normal((height, width)).astype(np.float32)
    size = max(height, width) + more
    framed = filter_bank.centred(kernel, size)
    assert framed.shape == (size, size)
    assert float(framed.abs().sum()) == pytest.approx(np.abs(kernel).sum(), rel=1e-5)

    def same(weights: torch.Tensor) -> torch.Tensor:
        layer = nn.Conv2d(1, 1, tuple(weights.shape), padding="same", bias=False)  # type: ignore[arg-type]
        layer.weight.data = weights[None, None]
        return layer(IMAGE[:1, None])[0, 0].detach()

    torch.testing.assert_close(same(framed), same(torch.from_numpy(kernel)), atol=1e-5, rtol=1e-5)


def test_a_kernel_that_does_not_fit_is_refused_with_its_size() -> None:
    with pytest.raises(ValueError, match="5 × 5 does not fit into 3 × 3: use a size of at least 5"):
        filter_bank.centred(np.ones((5, 5)), 3)


@pytest.mark.parametrize("channels", [1, 3])
def test_a_bank_of_presets_answers_as_each_kernel_on_the_grey_picture(channels: int) -> None:
    kernels = [preset.kernel for preset in PRESETS.values() if max(preset.kernel.shape) <= 5]
    bank = filter_bank.bank_of(kernels, channels)
    assert bank.shape == (len(kernels), channels, 5, 5)
    plane = grey(IMAGE)
    maps = filter_bank.feature_maps(IMAGE if channels == 3 else plane[None], bank)
    assert maps.shape == (len(kernels), 12 - 5 + 1, 15 - 5 + 1)
    for kernel, values in zip(bank.sum(1), maps, strict=True):
        expected = scipy.signal.correlate2d(plane.numpy(), kernel.numpy(), "valid")
        np.testing.assert_allclose(values.numpy(), expected, atol=2e-5)


@pytest.mark.parametrize(
    "window",
    [
        {},
        {"stride": 2, "padding": "full"},
        {"padding": "same", "dilation": 2, "padding_mode": "reflect"},
        {"padding": 3, "padding_mode": "circular"},
    ],
)
def test_one_filter_after_the_other_is_torchs_layer(window: dict[str, Any]) -> None:
    bank = filter_bank.random_bank(5, 3, 3, 7)
    bias = torch.arange(5.0)
    maps = filter_bank.feature_maps(IMAGE, bank, **window) + bias[:, None, None]
    torch.testing.assert_close(filter_bank.through_torch(IMAGE, bank, bias, **window), maps, atol=1e-5, rtol=1e-5)
    numbers = {"same": 2, "full": 2}
    layer = nn.Conv2d(
        3, 5, 3, stride=window.get("stride", 1), dilation=window.get("dilation", 1),
        padding=numbers.get(window.get("padding", 0), window.get("padding", 0)),
        padding_mode=window.get("padding_mode", "zeros"),
    )  # fmt: skip
    layer.load_state_dict({"weight": bank, "bias": bias})
    torch.testing.assert_close(layer(IMAGE[None])[0].detach(), maps, atol=1e-5, rtol=1e-5)


def test_a_random_bank_has_the_spread_of_a_layer_before_a_relu() -> None:
    bank = filter_bank.random_bank(64, 16, 7, 1)
    wanted = torch.nn.init.kaiming_normal_(torch.empty(512, 16, 7, 7), generator=torch.Generator().manual_seed(0))
    assert float(bank.std()) == pytest.approx(float(wanted.std()), rel=0.01)
    assert abs(float(bank.mean())) < 0.001
    assert torch.equal(bank, filter_bank.random_bank(64, 16, 7, 1))
    assert not torch.equal(bank, filter_bank.random_bank(64, 16, 7, 2))


@pytest.mark.parametrize(("arguments", "message"), [((0, 3, 3, 0), "0 filters"), ((1, 1, 16, 0), "1 to 15")])
def test_impossible_banks_are_refused(arguments: tuple[int, int, int, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        filter_bank.random_bank(*arguments)


def test_an_empty_bank_and_two_channels_are_refused() -> None:
    with pytest.raises(ValueError, match="no filter: choose at least 1"):
        filter_bank.bank_of([], 3)
    with pytest.raises(ValueError, match="2 channels"):
        filter_bank.bank_of([np.ones((3, 3))], 2)


@given(
    st.integers(1, 12), st.sampled_from([1, 3]), st.integers(1, 9), st.integers(9, 40), st.integers(9, 40),
    st.integers(1, 3), st.integers(0, 2), st.booleans(),
)  # fmt: skip
@settings(deadline=None, max_examples=50)
def test_the_explanation_ends_in_torchs_shape_and_parameters(
    filters: int, channels: int, m: int, height: int, width: int, stride: int, padding: int, bias: bool
) -> None:
    layer = nn.Conv2d(channels, filters, m, stride=stride, padding=padding, bias=bias, device="meta")
    shape = layer(torch.empty(1, channels, height, width, device="meta")).shape[1:]
    parameters = sum(p.numel() for p in layer.parameters())
    lines = formulas.explain((height, width), (filters, channels, m, m), stride=stride, padding=padding, bias=bias)
    assert lines[-2].endswith("= " + r" \times ".join(map(str, shape)))
    assert lines[-1].endswith(f" = {parameters:,}".replace(",", "{,}"))


@pytest.mark.parametrize("photo", [True, False])
@pytest.mark.parametrize("is_grey", [True, False])
def test_the_script_gives_the_same_stack(photo: bool, is_grey: bool) -> None:
    tables = tuple(PRESETS[name].kernel for name in ("sobel_x", "roberts_falling", "gaussian_5"))
    window: dict[str, Any] = {"padding": "same", "padding_mode": "replicate"}
    source: Any = "coffee" if photo else IMAGE[0].numpy()
    image = images.resize(images.sample_picture("coffee").pixels, 60) if photo else IMAGE[:1]
    if is_grey:
        image = grey(image)[None]
    channels = len(image)
    for kernels, seed, bank in (
        (tables, None, filter_bank.bank_of(tables, channels)),
        ((), 5, filter_bank.random_bank(3, channels, 5, 5)),
    ):
        script = filter_bank_script(source, bank, kernels=kernels, seed=seed, grey=is_grey, longest_side=60, **window)
        expected = torch.stack([cross_correlate(image, kernel, **window) for kernel in bank])
        torch.testing.assert_close(run(script)["result"], expected, atol=5e-5, rtol=1e-5)
