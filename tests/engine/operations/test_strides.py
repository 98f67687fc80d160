"""What a stride saves and loses, against torch and against waves whose frequency is known."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode

from cnnviz.operations.strides import share_beyond, strided


def numbers(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(size=shape)).float()


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 4), st.integers(0, 3), st.integers(1, 3), st.integers(1, 3))
def test_a_stride_against_torch(stride: int, padding: int, dilation: int, k: int) -> None:
    image, kernel = numbers(11, 13), numbers(k, k, seed=1)
    found = strided(image, kernel, stride=stride, padding=padding, dilation=dilation)
    x, w = image[None, None], kernel[None, None]
    with FlopCounterMode(display=False) as counter:
        kept = F.conv2d(x, w, stride=stride, padding=padding, dilation=dilation)[0, 0]
    assert found.taken == counter.get_total_flops() // 2
    with FlopCounterMode(display=False) as counter:
        every = F.conv2d(x, w, padding=padding, dilation=dilation)[0, 0]
    assert found.dense == counter.get_total_flops() // 2
    torch.testing.assert_close(found.kept, kept)
    torch.testing.assert_close(found.every, every)
    torch.testing.assert_close(found.every[::stride, ::stride], kept)

    pixels = torch.zeros_like(x).requires_grad_()
    ones = F.conv2d(pixels, torch.ones_like(w), stride=stride, padding=padding, dilation=dilation)
    (gradient,) = torch.autograd.grad(ones.sum(), pixels)
    assert found.uses.tolist() == gradient[0, 0].tolist()
    assert found.unused == pytest.approx((gradient == 0).float().mean().item())


def test_stride_2_with_dilation_2_uses_every_second_row_and_column() -> None:
    found = strided(torch.zeros(20, 20), torch.ones(3, 3), stride=2, dilation=2, padding=2)
    assert found.unused == 0.75


def wave(frequency: float, axis: int, size: int = 64) -> torch.Tensor:
    line = torch.sin(2 * torch.pi * frequency * torch.arange(size))
    return 0.5 + (line[:, None] if axis == 0 else line[None]).expand(size, size)


@pytest.mark.parametrize("stride", [2, 3, 4])
@pytest.mark.parametrize("axis", [0, 1])
def test_waves_that_are_too_short_are_lost_and_longer_ones_are_not(stride: int, axis: int) -> None:
    limit = 1 / (2 * stride)
    assert share_beyond(wave(limit + 0.06, axis), stride) > 0.99
    assert share_beyond(wave(limit - 0.06, axis), stride) < 0.01
    assert share_beyond(wave(limit + 0.06, axis), 1) == 0


def test_a_lost_wave_comes_back_as_a_longer_one() -> None:
    kept = wave(0.4, 1)[0, ::2] - 0.5
    torch.testing.assert_close(kept, -torch.sin(2 * torch.pi * 0.1 * 2 * torch.arange(32)), atol=1e-4, rtol=0)


def test_without_variation_nothing_is_lost() -> None:
    assert share_beyond(torch.full((16, 16), 0.3), 4) == 0
    assert share_beyond(torch.zeros(3, 3), 2) == 0


def test_same_with_a_stride_gets_a_sentence() -> None:
    with pytest.raises(ValueError, match="PyTorch refuses it with stride"):
        strided(torch.zeros(8, 8), torch.ones(3, 3), stride=2, padding="same")
