"""A detector that looks at every window of a picture: each window cropped, or all of them in one pass.

The classifier for one window ends in dense layers. Written as convolutions with the same weights they run over a larger
picture, and windows share what they have in common. Source: Sermanet et al. 2014, "OverFeat", section 3.5.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from cnnviz import limits
from cnnviz.drawing.colour import ACCENT, rgb
from cnnviz.draws import seeded
from cnnviz.geometry.axes import whole
from cnnviz.networks.architectures import as_input
from cnnviz.networks.designs.timing import in_turns
from cnnviz.networks.stack.layers import Network
from cnnviz.networks.stack.summary import summarize
from cnnviz.networks.stack.text import parse_network
from cnnviz.words import say

MOST_WINDOWS = 40
RUNS, SECONDS = 5, 2.0
SAME = 1e-5  # scores that differ by less, as a share of the largest, are the same sums in another order
FRAMED = 3  # times as large a picture with a frame, whose line is one pixel of the picture wide
BATCH = 8_000_000  # values that the maps of one batch of windows have at most


@dataclass(frozen=True)
class Detector:
    """3 × window × window → 16 maps by a convolution, ReLU, max pooling, a dense layer, ReLU, `classes` scores.

    Raises ValueError if the maps behind the pooling do not fit exactly.
    """

    window: int = 14
    kernel: int = 5
    pool: int = 2
    units: int = 100
    classes: int = 4

    def __post_init__(self) -> None:
        for name in ("window", "kernel", "pool", "units", "classes"):
            whole(name, getattr(self, name), 1)
        behind = self.window - self.kernel + 1
        if behind < self.pool:
            raise ValueError(
                say(
                    "A kernel of {kernel} and a pooling of {pool} need a window of at least "
                    "{least} pixels: use that, not {window}.",
                    kernel=self.kernel, pool=self.pool, least=self.kernel + self.pool - 1,
                    window=self.window,
                )
            )  # fmt: skip
        if behind % self.pool:
            near = self.window - behind % self.pool
            raise ValueError(
                say(
                    "Behind the convolution a window has {pixels} pixels a side, which pooling by {pool} does not "
                    "divide: use a window of {smaller} or {larger}.",
                    pixels=behind, pool=self.pool, smaller=near, larger=near + self.pool,
                )
            )  # fmt: skip

    @property
    def side(self) -> int:
        """Of the maps that the dense layer reads."""
        return (self.window - self.kernel + 1) // self.pool

    def picture(self, along: int) -> int:
        """Pixels of a picture in which so many windows stand along each axis; they move by the pooling's stride."""
        if not 1 <= whole("number of windows along an axis", along, 1) <= MOST_WINDOWS:
            raise ValueError(
                say(
                    "{along} windows along an axis are too many here: use at most {MOST_WINDOWS}.",
                    along=along,
                    MOST_WINDOWS=MOST_WINDOWS,
                )
            )
        return self.window + self.pool * (along - 1)

    def dense(self, size: int) -> Network:
        """The classifier for one window; with a larger size it cannot be built."""
        return parse_network(f"3x{size}-{self._features}-flat-d{self.units}-relu-d{self.classes}")

    def convolutional(self, size: int) -> Network:
        """The same as a network of convolutions, for pictures of size × size."""
        return parse_network(f"3x{size}-{self._features}-c{self.units}k{self.side}-relu-c{self.classes}k1")

    @property
    def _features(self) -> str:
        return f"c16k{self.kernel}-relu-max{self.pool}"

    def costs(self, along: int) -> tuple[int, int]:
        """Multiply-adds of all windows one by one, and of one pass."""
        one = summarize(self.dense(self.window)).total("multiply_adds")
        return along**2 * one, summarize(self.convolutional(self.picture(along))).total("multiply_adds")


def classifier(detector: Detector, seed: int) -> nn.Sequential:
    """The classifier for one window (N, 3, w, w) → (N, classes), with random weights."""
    with seeded(seed):
        return nn.Sequential(
            nn.Conv2d(3, 16, detector.kernel),
            nn.ReLU(),
            nn.MaxPool2d(detector.pool),
            nn.Flatten(),
            nn.Linear(16 * detector.side**2, detector.units),
            nn.ReLU(),
            nn.Linear(detector.units, detector.classes),
        ).eval()


def framed(image: Tensor, detector: Detector, place: int) -> Tensor:
    """The picture (3, n, n), three times as large, with a frame around the window [place, place]."""
    large = image.repeat_interleave(FRAMED, -2).repeat_interleave(FRAMED, -1)
    first, last = FRAMED * detector.pool * place, FRAMED * (detector.pool * place + detector.window)
    inside = torch.zeros(large.shape[1:], dtype=torch.bool)
    inside[first:last, first:last] = True
    inside[first + FRAMED : last - FRAMED, first + FRAMED : last - FRAMED] = False
    return torch.where(inside, image.new_tensor(rgb(ACCENT))[:, None, None] / 255, large)


def as_convolutions(network: nn.Sequential, detector: Detector) -> nn.Sequential:
    """The same weights, with both dense layers as convolutions: (N, 3, H, W) → (N, classes, H', W')."""
    first, last = network[4], network[6]
    assert isinstance(first, nn.Linear) and isinstance(last, nn.Linear)
    large = nn.Conv2d(16, detector.units, detector.side)
    large.weight.data = first.weight.data.reshape(large.weight.shape)  # flatten goes channel by channel, row by row
    point = nn.Conv2d(detector.units, detector.classes, 1)
    point.weight.data = last.weight.data.reshape(point.weight.shape)
    assert large.bias is not None and point.bias is not None
    large.bias.data, point.bias.data = first.bias.data, last.bias.data
    return nn.Sequential(*network[:3], large, nn.ReLU(), point).eval()


def crops(picture: Tensor, detector: Detector) -> Tensor:
    """All windows of a picture (3, n, n), row by row: (windows, 3, w, w)."""
    step = detector.pool
    cut = picture.unfold(1, detector.window, step).unfold(2, detector.window, step)  # (3, rows, columns, w, w)
    return cut.permute(1, 2, 0, 3, 4).flatten(0, 1)


def by_cropping(network: nn.Sequential, picture: Tensor, detector: Detector) -> Tensor:
    """Scores (classes, rows, columns), every window by itself; they go through the network as one batch.

    Or as a few batches, where one would not have room.
    """
    together = max(1, BATCH // (16 * detector.window**2))
    with torch.no_grad():
        scores = torch.cat([_batch(network, part) for part in torch.split(crops(picture, detector), together)])
    along = round(len(scores) ** 0.5)
    return scores.T.reshape(detector.classes, along, along)


def _batch(network: nn.Sequential, windows: Tensor) -> Tensor:
    limits.checkpoint()
    scores: Tensor = network(windows)
    return scores


def in_one_pass(convolutional: nn.Sequential, picture: Tensor) -> Tensor:
    """The same scores by the network of `as_convolutions` on the whole picture."""
    with torch.no_grad():
        scores: Tensor = convolutional(picture[None])[0]
    return scores


def difference(one: Tensor, other: Tensor) -> float:
    """The largest difference of two score maps, as a share of the largest score."""
    return float((one - other).abs().max() / one.abs().max())


class Middle(NamedTuple):
    """The row and column of the window in the middle, and its score for class 0 on both ways."""

    place: int
    cropped: float
    whole: float


def in_the_middle(cropped: Tensor, whole: Tensor) -> Middle:
    """The score maps (classes, n, n) of both ways at the window in the middle."""
    place = cropped.shape[-1] // 2
    return Middle(place, float(cropped[0, place, place]), float(whole[0, place, place]))


class Times(NamedTuple):
    """Milliseconds: window after window, all windows cropped into one batch, one pass over the picture."""

    one_by_one: float
    one_batch: float
    one_pass: float


def times(network: nn.Sequential, picture: Tensor, detector: Detector) -> Times:
    """The median of several runs in turns, after one to warm up; fewer runs where they take long."""
    convolutional = as_convolutions(network, detector)

    def one_by_one() -> None:
        with torch.no_grad():
            for window in crops(picture, detector):
                _batch(network, window[None])

    ways: dict[str, Callable[[], object]] = {
        "one_by_one": one_by_one,
        "one_batch": lambda: by_cropping(network, picture, detector),
        "one_pass": lambda: in_one_pass(convolutional, picture),
    }
    return Times(**in_turns(ways, runs=RUNS, seconds=SECONDS))


def scaled(pixels: Tensor, size: int) -> Tensor:
    """The largest square in the middle of a picture (C, H, W), scaled to (3, size, size)."""
    return as_input(pixels, (len(pixels), size, size)).expand(3, -1, -1)
