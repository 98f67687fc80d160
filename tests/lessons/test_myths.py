"""Every verdict about a sentence, against an independent oracle; every number in it is computed."""

import re
from collections.abc import Callable
from typing import Literal

import numpy as np
import pytest
import scipy.signal
import torch
import torch.nn.functional as F
import torchvision
from torch import nn

from cnnviz import images
from cnnviz.kernels import PRESETS
from cnnviz.lessons.myths import STATEMENTS

RNG = np.random.default_rng(5)
X, SYMMETRIC = RNG.normal(size=(9, 9)), np.outer([1, 2, 1], [1, 2, 1])


def blurred(mode: Literal["zeros", "replicate"]) -> torch.Tensor:
    layer = nn.Conv2d(1, 1, 3, padding="same", padding_mode=mode, bias=False)
    nn.init.constant_(layer.weight, 1 / 9)
    with torch.no_grad():
        return layer(images.sample_picture("coffee").pixels[:, None])


def sees(layer: nn.Module, size: int = 31) -> int:
    """Extent of the pixels along one axis that reach the middle output, by gradient."""
    x = torch.ones(1, 1, size, requires_grad=True)
    for parameter in layer.parameters():
        nn.init.ones_(parameter)
    y = layer(x)
    y[0, 0, y.shape[-1] // 2].backward()
    assert x.grad is not None
    reached = x.grad[0, 0].nonzero()
    return int(reached.max() - reached.min()) + 1


def conv(kernel: int, depth: int = 1, dilation: int = 1) -> nn.Module:
    return nn.Sequential(*[nn.Conv1d(1, 1, kernel, dilation=dilation) for _ in range(depth)])


def count(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def residual_channels() -> int:
    block = torchvision.models.resnet18(weights=None).layer1[1]
    return int(block(torch.zeros(1, 64, 4, 4)).shape[1])


FOUR_TAPS = torch.ones(1, 1, 4)
RAMP, TWO_TAPS, THREE_TAPS = torch.arange(8.0)[None, None], torch.ones(1, 1, 2), torch.tensor([[[1.0, 2, 4]]])
HALVES = X[:8, :8].reshape(4, 2, 4, 2)


def there_and_back() -> list[float]:
    return F.conv_transpose1d(F.conv1d(RAMP, TWO_TAPS, stride=2), TWO_TAPS, stride=2).flatten().tolist()


ORACLES: dict[str, Callable[[], bool]] = {
    "slide-formula": lambda: nn.Conv1d(1, 1, 3, stride=2)(torch.zeros(1, 1, 4)).shape[-1] == (4 - 3 + 0 + 1 + 2) // 2,
    "symmetric": lambda: np.allclose(scipy.signal.convolve2d(X, SYMMETRIC), scipy.signal.correlate2d(X, SYMMETRIC)),
    "full-padding": lambda: len(np.convolve(np.ones(6), np.ones(3), "full")) == 6 + 2 * 3 - 3 + 1,
    "flip": lambda: np.allclose(np.convolve([1, 2, 3, 4], [1, 2], "valid"), [1 + 4, 2 + 6, 3 + 8]),
    "stride-drops": lambda: torch.equal(F.conv1d(RAMP, THREE_TAPS, stride=2), F.conv1d(RAMP, THREE_TAPS)[..., ::2]),
    "same-padding": lambda: torch.equal(blurred("zeros"), blurred("replicate")),
    "stride-divides": lambda: nn.Conv1d(1, 1, 7, stride=2, padding=3)(torch.zeros(1, 1, 224)).shape[-1] != 112,
    "parameters": lambda: count(nn.Conv2d(3, 64, 7)) == (7 * 7 * 3 + 1) * 64,
    "pooling": lambda: count(nn.MaxPool2d(2)) + count(nn.AvgPool2d(2)) > 0,
    "even-kernels": lambda: F.conv1d(RAMP * 0 + 1, FOUR_TAPS, padding="same")[0, 0, [0, -1]].tolist() == [3, 2],
    "receptive-field": lambda: sees(conv(3, 3)) == 9,
    "two-threes": lambda: sees(conv(3, 2)) == sees(conv(5)),
    "two-threes-parameters": lambda: 2 * count(nn.Conv2d(64, 64, 3)) < count(nn.Conv2d(64, 64, 5)),
    "residual": lambda: residual_channels() == 128,
    "relu-pooling": lambda: np.array_equal(np.maximum(HALVES, 0).max((1, 3)), np.maximum(HALVES.max((1, 3)), 0)),
    "one-by-one": lambda: tuple(nn.Conv2d(192, 32, 1).weight.shape) == (32, 28, 28),
    "transposed": lambda: there_and_back() == RAMP.flatten().tolist(),
    "imagenet": lambda: 14_197_122 >= 10**9,  # Russakovsky et al. 2015, table 1 gives 14,197,122 for ImageNet
    "dilation": lambda: sees(conv(3, dilation=4)) > sees(conv(3)),
    "dilation-parameters": lambda: count(conv(3, dilation=4)) > count(conv(3)),
}  # fmt: skip


def test_true_ones_are_mixed_in() -> None:
    verdicts = [statement.examine().holds for statement in STATEMENTS.values()]
    assert set(ORACLES) == set(STATEMENTS)
    assert 6 <= sum(verdicts) <= len(verdicts) - 10


@pytest.mark.parametrize("slug", sorted(STATEMENTS))
def test_the_verdict_is_the_oracle_s(slug: str) -> None:
    finding = STATEMENTS[slug].examine()
    assert finding.holds == ORACLES[slug]()
    assert re.search(r"\d", finding.measured)
    assert finding.measured.endswith((".", "$."))


def test_numbers_in_the_counterexamples() -> None:
    assert "7 pixels" in STATEMENTS["receptive-field"].examine().measured
    assert "(32, 192, 1, 1)" in STATEMENTS["one-by-one"].examine().measured
    assert "14,197,122" in STATEMENTS["imagenet"].examine().measured  # Russakovsky et al. 2015, table 1
    assert "9,472" in STATEMENTS["parameters"].examine().measured
    gap = float((blurred("zeros") - blurred("replicate")).abs().max())
    assert f"{gap:.2f}" in STATEMENTS["same-padding"].examine().measured
    assert PRESETS["gaussian_3"].kernel.equal(PRESETS["gaussian_3"].kernel.flip(0, 1))
