"""1×1 convolutions against torch, numpy and scikit-learn; the script is run."""

import contextlib
import io
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA
from torch import nn

from cnnviz import images
from cnnviz.geometry.layer import convolution_multiply_adds, convolution_parameters
from cnnviz.lessons.one_by_one import formulas
from cnnviz.lessons.one_by_one.listing import pointwise_script
from cnnviz.operations import pointwise
from cnnviz.writing import matrices

RNG = np.random.default_rng(0)
IMAGE = torch.from_numpy(RNG.random((3, 9, 11), dtype=np.float32))


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 6), st.integers(1, 6), st.booleans())
@settings(deadline=None, max_examples=50)
def test_mix_is_a_convolution_with_1x1_kernels(c_in: int, c_out: int, height: int, width: int, biased: bool) -> None:
    generator = torch.Generator().manual_seed(c_in * 10 + c_out)
    image, weights = (
        torch.randn(c_in, height, width, generator=generator),
        torch.randn(c_out, c_in, generator=generator),
    )
    bias = torch.randn(c_out, generator=generator) if biased else None
    expected = F.conv2d(image[None], weights[:, :, None, None], bias)[0]
    torch.testing.assert_close(pointwise.mix(image, weights, bias), expected, atol=1e-5, rtol=1e-5)


def test_mix_refuses_a_matrix_with_other_channels() -> None:
    with pytest.raises(ValueError, match=r"\(2, 4\), the image 3 channels: use a matrix with 3 columns"):
        pointwise.mix(IMAGE, torch.ones(2, 4))
    with pytest.raises(ValueError, match="2 columns, the input 3 channels: give every row 3 weights, or 4"):
        pointwise.split_bias([[1, 2]], 3)


def test_every_named_mix_does_what_it_says() -> None:
    def mixed(name: str) -> np.ndarray:
        weights, bias = pointwise.split_bias(matrices.parse_matrix(pointwise.MIXES[name].rows), 3)
        return pointwise.mix(IMAGE, weights, bias).numpy()

    red, green, blue = IMAGE.numpy()
    np.testing.assert_allclose(mixed("luma"), [0.299 * red + 0.587 * green + 0.114 * blue], atol=1e-6)
    np.testing.assert_array_equal(mixed("swap"), [blue, green, red])
    np.testing.assert_array_equal(mixed("identity"), IMAGE)
    np.testing.assert_allclose(mixed("negative"), 1 - IMAGE.numpy(), atol=1e-6)
    opponent = [(red - green) / 2**0.5, (red + green - 2 * blue) / 6**0.5, (red + green + blue) / 3**0.5]
    np.testing.assert_allclose(mixed("opponent"), opponent, atol=1e-6)
    np.testing.assert_allclose(mixed("sepia")[0], 0.393 * red + 0.769 * green + 0.189 * blue, atol=1e-6)


@pytest.mark.parametrize(("channels", "count"), [(3, 3), (3, 1), (8, 5)])
def test_principal_components_are_those_of_scikit_learn(channels: int, count: int) -> None:
    generator = torch.Generator().manual_seed(channels)
    volume = torch.einsum(
        "oc,chw->ohw",
        torch.randn(channels, channels, generator=generator),
        torch.rand(channels, 20, 17, generator=generator),
    )
    found = pointwise.principal_components(volume, count)
    oracle = PCA(count).fit(volume.flatten(1).T.double().numpy())
    signs = np.sign(oracle.components_[np.arange(count), np.abs(oracle.components_).argmax(1)])
    np.testing.assert_allclose(found.weights.numpy(), oracle.components_ * signs[:, None], atol=1e-5)
    assert found.kept == pytest.approx(float(oracle.explained_variance_ratio_.sum()), rel=1e-6)
    mixed = pointwise.mix(volume, found.weights, found.bias)
    projected = oracle.transform(volume.flatten(1).T.double().numpy()).T * signs[:, None]
    np.testing.assert_allclose(mixed.flatten(1).numpy(), projected, atol=1e-5)


def test_more_components_than_channels_are_refused_and_a_flat_picture_has_some() -> None:
    with pytest.raises(ValueError, match="3 channels have 1 to 3 principal components, not 4"):
        pointwise.principal_components(IMAGE, 4)
    flat = pointwise.principal_components(torch.full((3, 4, 4), 0.5))
    assert flat.kept == 1.0
    assert bool(torch.isfinite(flat.weights).all())


def test_the_deep_volume_is_torchs_layer_and_relu_on_the_middle_square() -> None:
    photo = torch.from_numpy(RNG.random((3, 56, 70), dtype=np.float32))
    volume = pointwise.deep_volume(photo, 16, 28, seed=3)
    small = nn.AvgPool2d(2)(photo[None, :, :, 7:63])
    layer = nn.Conv2d(3, 16, 3, padding=1, bias=False)
    weights = np.random.default_rng(3).normal(0, (2 / 27) ** 0.5, (16, 3, 3, 3))
    layer.weight.data = torch.from_numpy(weights.astype(np.float32))
    torch.testing.assert_close(volume, nn.ReLU()(layer(small))[0].detach(), atol=1e-5, rtol=1e-5)
    assert pointwise.deep_volume(IMAGE[:, :5, :3], 4, 28).shape == (4, 28, 28)


def test_28_28_192_with_32_filters_1x1_gives_28_28_32() -> None:
    volume = pointwise.deep_volume(images.sample_picture("chelsea").pixels, 192, 28)
    assert volume.shape == (192, 28, 28)
    weights = pointwise.random_mix(32, 192, 0)
    reduced = pointwise.mix(volume, weights)
    assert reduced.shape == (32, 28, 28)
    layer = nn.Conv2d(192, 32, 1)
    assert convolution_parameters((1, 1), 192, 32) == sum(p.numel() for p in layer.parameters()) == 6176
    cost = convolution_multiply_adds((28, 28), (1, 1), in_channels=192, out_channels=32)
    assert cost == 28 * 28 * 192 * 32 == 4_816_896


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_dense_layers_and_convolutions_agree_with_numpy(dtype: torch.dtype) -> None:
    volume = torch.from_numpy(RNG.standard_normal((6, 5, 4))).to(dtype)
    weights, bias = (torch.from_numpy(RNG.standard_normal(shape)).to(dtype) for shape in ((7, 6), (7,)))
    exact = 1e-5 if dtype == torch.float32 else 1e-12
    expected = np.tensordot(weights.numpy(), volume.numpy(), 1) + bias.numpy()[:, None, None]
    for result in pointwise.dense_at_every_pixel(volume, weights, bias):
        np.testing.assert_allclose(result.numpy(), expected, atol=exact)
    large = torch.from_numpy(RNG.standard_normal((7, 120))).to(dtype)
    expected = large.numpy() @ volume.numpy().ravel() + bias.numpy()
    for result in pointwise.dense_on_everything(volume, large, bias):
        assert result.shape == (7, 1, 1)
        np.testing.assert_allclose(result.numpy().ravel(), expected, atol=2 * exact)


def test_the_explanation_ends_in_the_value() -> None:
    weights, bias = torch.tensor([[1.0, 2.0, -1.0]]), torch.tensor([0.5])
    image = torch.tensor([3.0, 4.0, 5.0])[:, None, None].expand(3, 2, 2)
    lines = formulas.explain(image, weights, bias, (1, 0))
    assert lines[2].endswith(r"= \begin{bmatrix} 6.5 \end{bmatrix}")
    assert lines[3].endswith("= (3 + 1) \\cdot 1 = 4")
    middle = formulas.explain(image, weights, bias)[1]
    assert middle == formulas.explain(image, weights, bias, (1, 1))[1]
    assert middle.startswith("y[:, 1, 1]")


def test_weights_for_one_channel_give_what_equal_channels_give() -> None:
    grey, weights = torch.from_numpy(RNG.standard_normal((1, 4, 5))), torch.from_numpy(RNG.standard_normal((2, 3)))
    three = pointwise.mix(grey.expand(3, -1, -1), weights)
    np.testing.assert_allclose(pointwise.mix(grey, pointwise.on_one_channel(weights)), three, atol=1e-12)


@pytest.mark.parametrize("source", ["coffee", "table"])
def test_the_script_gives_the_same_mix(source: str) -> None:
    image = images.resize(images.sample_picture("coffee").pixels, 40) if source == "coffee" else IMAGE[:1]
    weights, bias = torch.tensor([[0.5, -1.0, 0.25], [0.1, 0.2, 0.3]])[:, : len(image)], torch.tensor([0.5, -0.25])
    given_source: Any = "coffee" if source == "coffee" else IMAGE[0].numpy()
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(pointwise_script(given_source, weights, bias, longest_side=40), names)
    torch.testing.assert_close(names["result"], pointwise.mix(image, weights, bias), atol=1e-5, rtol=1e-5)
