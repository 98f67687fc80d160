"""Effective receptive fields against counted paths, plain loops over torch's own layers, and published theory."""

import math
from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file
from torch import nn

from cnnviz.geometry import receptive_field
from cnnviz.networks.fields import effective
from cnnviz.networks.fields.effective import (
    Stack,
    denoiser_receptive_field,
    effective_receptive_field,
    gaussian_share,
    predicted_levels,
    predicted_map,
    predicted_profile,
    predicted_width,
    shares,
    width_of,
)

PICTURE = torch.rand(160, 160, generator=torch.Generator().manual_seed(5))


def paths(kernel: int, layers: int) -> np.ndarray:
    """In how many ways steps of 0 … k - 1 pixels add up to each distance: counted one by one."""
    counts = np.zeros(layers * (kernel - 1) + 1)
    for steps in product(range(kernel), repeat=layers):
        counts[sum(steps)] += 1
    return counts


@pytest.mark.parametrize(("kernel", "layers"), [(2, 1), (2, 7), (3, 5), (5, 4), (7, 3)])
def test_equal_weights_count_paths(kernel: int, layers: int) -> None:
    stack = Stack(layers, kernel, channels=3, activation="none", weights="uniform")
    counts = paths(kernel, layers) / kernel**layers
    found = effective_receptive_field(stack, PICTURE, squared=False)
    np.testing.assert_allclose(predicted_profile(stack.geometry()), counts, rtol=1e-12)
    np.testing.assert_allclose(shares(found.mean.double()).numpy(), np.outer(counts, counts), atol=1e-7)
    np.testing.assert_allclose(predicted_map(stack.geometry()).numpy(), np.outer(counts, counts), atol=1e-12)
    if kernel == 2:
        np.testing.assert_allclose(counts * 2**layers, [math.comb(layers, i) for i in range(layers + 1)])


@pytest.mark.parametrize(("kernel", "layers"), [(3, 1), (3, 20), (5, 10), (7, 6)])
def test_the_width_of_equal_weights_is_that_of_luo_and_others(kernel: int, layers: int) -> None:
    stack = Stack(layers, kernel, activation="none", weights="uniform")
    sigma = math.sqrt(layers * (kernel**2 - 1) / 12)
    found = effective_receptive_field(stack, PICTURE, squared=False)
    assert found.width == pytest.approx(sigma, rel=1e-4)
    assert predicted_width(stack.geometry()) == pytest.approx(sigma, rel=1e-9)
    for level in found.levels:
        assert level.width == pytest.approx(math.sqrt(level.depth * (kernel**2 - 1) / 12), rel=1e-4)
        assert level.size == 1 + level.depth * (kernel - 1)


stacks = st.builds(
    Stack, st.integers(1, 6), st.sampled_from([2, 3, 5]), st.integers(1, 4), st.sampled_from(effective.ACTIVATIONS),
    st.integers(0, 2), st.integers(1, 2), st.sampled_from(effective.WEIGHTS),
)  # fmt: skip


@settings(deadline=None, max_examples=30)
@given(stacks, st.booleans(), st.integers(1, 3))
def test_networks_side_by_side_are_networks_one_by_one(stack: Stack, squared: bool, networks: int) -> None:
    """Each network as plain torch layers with the same weights, looked at in turn."""
    size = receptive_field(stack.geometry())[-1].size
    found = effective_receptive_field(stack, PICTURE, networks=networks, squared=squared, seed=3)
    generator = torch.Generator().manual_seed(3)
    count = 1 if stack.weights == "uniform" else networks
    drawn = []
    for number in range(stack.layers):
        shape = (count, stack.channels, 1 if number == 0 else stack.channels, stack.kernel, stack.kernel)
        fan_in = math.prod(shape[2:])
        drawn.append(
            torch.full(shape, 1 / fan_in)
            if stack.weights == "uniform"
            else torch.randn(shape, generator=generator) * math.sqrt(2 / fan_in)
        )
    top = (PICTURE.shape[0] - size) // 2
    total = torch.zeros(size, size)
    for network in range(count):
        layers: list[nn.Module] = []
        for number, weight in enumerate(drawn):
            layer = nn.Conv2d(
                weight.shape[2], stack.channels, stack.kernel, stride=2 if number < stack.halving else 1,
                dilation=stack.dilation, bias=False,
            )  # fmt: skip
            layer.weight.data = weight[network]
            layers += [layer, {"ReLU": nn.ReLU(), "none": nn.Identity(), "tanh": nn.Tanh()}[stack.activation]]
        patch = PICTURE[None, None, top : top + size, top : top + size].clone().requires_grad_()
        output = nn.Sequential(*layers[:-1])(patch)
        assert output.shape == (1, stack.channels, 1, 1)
        (gradient,) = torch.autograd.grad(output[0, 0, 0, 0], patch)
        total += gradient[0, 0].square() if squared else gradient[0, 0].abs()
    torch.testing.assert_close(found.mean, total / count, rtol=1e-3, atol=1e-7)
    assert found.levels[-1] == (stack.layers, size, found.width)


@pytest.mark.parametrize("activation", ["none", "ReLU"])
@pytest.mark.parametrize(("squared", "power"), [(True, 1.0), (False, 0.5)])
def test_random_weights_are_as_wide_as_theory_expects(activation: str, squared: bool, power: float) -> None:
    stack = Stack(layers=6, channels=8, activation=activation, dilation=2)
    found = effective_receptive_field(stack, PICTURE, networks=150, squared=squared)
    assert found.width == pytest.approx(predicted_width(stack.geometry(), power), rel=0.08)
    expected = predicted_levels(stack, squared=squared)
    assert [level.width for level in found.levels] == pytest.approx(expected, rel=0.1)
    assert expected[-1] == pytest.approx(predicted_width(stack.geometry(), power))


def test_strides_and_dilations_widen_it() -> None:
    """Variances add up, each layer's (k² - 1) / 12 times the square of dilation times jump."""
    stack = Stack(layers=4, kernel=3, activation="none", halving=2, dilation=3, weights="uniform")
    sigma = math.sqrt(8 / 12 * sum((3 * jump) ** 2 for jump in (1, 2, 4, 4)))
    found = effective_receptive_field(stack, PICTURE, squared=False)
    assert found.width == pytest.approx(sigma, rel=1e-5)
    assert predicted_levels(stack, squared=False)[-1] == pytest.approx(sigma)
    assert [level.size for level in found.levels] == [25, 49, 61, 67]


def test_width_and_gaussian_of_known_maps() -> None:
    place = torch.arange(41.0) - 20
    bell = torch.exp(-(place[:, None] ** 2 + place**2) / (2 * 4.0**2))
    assert width_of(bell) == pytest.approx(4, rel=1e-3)
    assert gaussian_share(bell) == pytest.approx(1, abs=1e-6)
    flat = torch.ones(9, 9)
    assert width_of(flat) == pytest.approx(math.sqrt(80 / 12))
    assert gaussian_share(torch.eye(9)) < 0.2
    assert width_of(torch.zeros(3, 3)) == gaussian_share(torch.zeros(3, 3)) == 0


def test_what_is_too_large_gets_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"30 layers is 241 pixels wide, but at most 201 .* at most 25 layers"):
        Stack(layers=30, dilation=4).geometry()
    assert receptive_field(Stack(layers=25, dilation=4).geometry())[-1].size == 201
    with pytest.raises(ValueError, match="patch has 20 × 20 pixels, and the receptive field 21 × 21"):
        effective_receptive_field(Stack(layers=10), torch.zeros(20, 20))


# ------------------------------------------------------------------------------------------------ the denoiser


def denoiser(first: str = "") -> nn.Sequential:
    layers: list[nn.Module] = []
    for n in range(10):
        layers += [nn.Conv2d(1 if n == 0 else 16, 1 if n == 9 else 16, 3), nn.ReLU()]
    network = nn.Sequential(*layers[:-1])
    weights = load_file(effective.DENOISER)
    network.load_state_dict({name: weights[first + name] for name in network.state_dict()})
    return network


@pytest.mark.parametrize("trained", [True, False])
def test_the_denoiser_is_looked_at_as_torch_runs_it(trained: bool) -> None:
    patches = PICTURE.unfold(0, 21, 30).unfold(1, 21, 30).reshape(-1, 21, 21)
    image = patches[:, None].clone().requires_grad_()
    (gradient,) = torch.autograd.grad(denoiser("" if trained else "untrained.")(image).sum(), image)
    found = denoiser_receptive_field(patches, trained=trained, squared=False)
    torch.testing.assert_close(found.mean, gradient[:, 0].abs().mean(0), rtol=1e-4, atol=1e-8)


def test_the_denoiser_denoises() -> None:
    """On photos that it was not trained on, with noise of its own."""
    from cnnviz import convolution, images

    for name, worst in (("chelsea", 24.5), ("china", 24.0)):
        photo = convolution.grey(images.sample_picture(name).pixels)[None, None, :200, :200]
        noisy = photo + 0.3 * torch.randn(photo.shape, generator=torch.Generator().manual_seed(1))
        with torch.no_grad():
            error = float((denoiser()(noisy) - photo[..., 10:-10, 10:-10]).square().mean())
        assert -10 * math.log10(error) > worst
    assert effective.DENOISER.stat().st_size < 200_000
    assert effective.DENOISER.with_suffix(".md").is_file()
