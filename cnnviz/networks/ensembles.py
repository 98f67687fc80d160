"""Several networks and several crops of one picture: what their average answer gains, measured.

Source: Krizhevsky, Sutskever & Hinton 2012, "ImageNet classification with deep convolutional neural networks": ten
crops in section 4.1, several networks in table 2.
"""

import contextlib
import hashlib
import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import mean

import torch
from torch import Tensor, nn

from cnnviz.data import Dataset
from cnnviz.data.shapes import draw_shapes
from cnnviz.disk import home, write_bytes
from cnnviz.networks.shipped import FOLDER, MEMBERS, SHIPPED, read
from cnnviz.words import say, several

CROPS = ("top left", "top right", "bottom left", "bottom right", "centre")
CROP_NAMES = (*CROPS, *(say("{name}, mirrored", name=name) for name in CROPS))
"""In the order in which torchvision's TenCrop gives them."""
PLANS: dict[str, tuple[int, ...]] = {
    "1 crop": (4,), "2 crops": (4, 9), "5 crops": (0, 1, 2, 3, 4), "10 crops": tuple(range(10)),
}  # fmt: skip
"""How a picture is looked at -> which of the ten crops; the single one is the centre."""
COMBINE = ("probabilities", "scores", "votes")
FRESH = 600
"""Pictures that every number is measured on; none of them was trained on."""
AT_ONCE = 10
"""Pictures whose crops run at once: their maps fit a core's cache, which takes a third of the time of 100."""


@dataclass(frozen=True, eq=False)
class Trial:
    """All networks on all crops of some pictures.

    scores: (members, 10, N, classes); labels: (N,); pictures: uint8 (N, C, H, W); classes: their names.
    """

    scores: Tensor
    labels: Tensor
    pictures: Tensor
    classes: tuple[str, ...]


def ten_crop(pictures: Tensor, size: int) -> Tensor:
    """The four corners and the centre of pictures (N, C, H, W), then the same mirrored: (10, N, C, size, size)."""
    from torchvision.transforms.v2 import TenCrop

    return torch.stack(TenCrop(size)(pictures))


@torch.no_grad()
def run(networks: Sequence[nn.Module], pictures: Tensor, size: int, *, at_once: int = AT_ONCE) -> Tensor:
    """Scores (members, 10, N, classes) of networks, in evaluation mode, on the ten crops of pictures (N, C, H, W)."""
    parts = []
    for part in torch.split(pictures, at_once):
        crops = ten_crop(part, size)
        flat = crops.flatten(0, 1)
        parts.append(torch.stack([network(flat).unflatten(0, crops.shape[:2]) for network in networks]))
    return torch.cat(parts, 2)


def fresh_pictures(count: int = FRESH) -> Dataset:
    """Drawn shapes from another seed than those that the networks were trained on, as many of each class."""
    images, labels = draw_shapes(1, count)
    every = torch.arange(count)
    classes = SHIPPED["ensemble"].classes
    return Dataset("shapes", torch.from_numpy(images), torch.from_numpy(labels), classes, every[:0], every)


class Measurement:
    """Networks on pictures, some pictures at a time; what is measured so far can be had at any time.

    scores: pictures uint8 (N, C, H, W) -> (members, 10, N, classes); members: how many networks; file: where the
    scores of all pictures are kept for the next server.
    """

    def __init__(
        self, pictures: Dataset, scores: Callable[[Tensor], Tensor], file: Path, members: int = MEMBERS
    ) -> None:
        self._pictures, self._scores, self._file = pictures, scores, file
        self._lock = threading.Lock()
        kept = _read_scores(file, (members, len(CROP_NAMES), len(pictures.labels), len(pictures.classes)))
        self._parts = [] if kept is None else [kept]

    def of(self, picture: int) -> Trial:
        """One picture alone, at once."""
        which = slice(picture, picture + 1)
        return self._trial(self._scores(self._pictures.images[which]), which)

    def so_far(self) -> Trial:
        """The pictures that are measured already, the first ones."""
        if not self._parts:
            self.advance(0)
        scores = torch.cat(self._parts, 2)
        return self._trial(scores, slice(scores.shape[2]))

    def advance(self, seconds: float) -> bool:
        """Measure on for about that long, at least AT_ONCE pictures; whether all are measured now."""
        count = len(self._pictures.labels)
        end = time.monotonic() + seconds
        while True:
            with self._lock:
                done = sum(part.shape[2] for part in self._parts)
                if done < count:
                    self._parts.append(self._scores(self._pictures.images[done : done + AT_ONCE]))
                    if done + AT_ONCE >= count:
                        self._parts[:] = [torch.cat(self._parts, 2)]
                        _write_scores(self._file, self._parts[0])
            if done + AT_ONCE >= count:
                return True
            if time.monotonic() >= end:
                return False

    def _trial(self, scores: Tensor, which: slice) -> Trial:
        return Trial(scores, self._pictures.labels[which], self._pictures.images[which], self._pictures.classes)


_making = threading.Lock()
_made: list[Measurement] = []


def measurement() -> Measurement:
    """The shipped networks on the fresh pictures: the same for everybody, so that each measures on for the others."""
    with _making:
        if not _made:
            networks = [read("ensemble", member) for member in range(MEMBERS)]
            entry, weights = SHIPPED["ensemble"], (FOLDER / "ensemble.safetensors").read_bytes()
            shapes = fresh_pictures()
            # Other weights, pictures or networks get another name, so that what is kept is never that of others.
            name = hashlib.sha256(weights + shapes.images.numpy().tobytes() + str(networks).encode()).hexdigest()

            def scores(pictures: Tensor) -> Tensor:
                return run(networks, entry.normalize(pictures.float() / 255), entry.input_size[1])

            _made.append(Measurement(shapes, scores, home() / "measured" / f"ensemble-{name[:24]}.safetensors"))
        return _made[0]


def trial() -> Trial:
    """The shipped networks on all fresh pictures; measured in seconds, and kept for these weights."""
    whole = measurement()
    while not whole.advance(1.0):
        pass
    return whole.so_far()


def _read_scores(file: Path, shape: tuple[int, ...]) -> Tensor | None:
    """Kept scores of this shape; None where there are none that can be read."""
    from safetensors import SafetensorError
    from safetensors.torch import load

    with contextlib.suppress(OSError, SafetensorError, KeyError):
        scores = load(file.read_bytes())["scores"]
        if tuple(scores.shape) == shape and scores.dtype == torch.float32 and bool(scores.isfinite().all()):
            return scores
    return None


def _write_scores(file: Path, scores: Tensor) -> None:
    from safetensors.torch import save

    with contextlib.suppress(OSError):  # a home that is full or read-only costs the next server some seconds
        file.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(file, save({"scores": scores}))


def combined(scores: Tensor, how: str = "probabilities") -> Tensor:
    """One answer from many: (members, crops, …, classes) -> (…, classes), which sum to 1.

    probabilities: the mean of the softmaxes; scores: the softmax of the mean score; votes: the share of all answers
    that each class gets. Raises ValueError for another word.
    """
    if how == "probabilities":
        return scores.softmax(-1).mean((0, 1))
    if how == "scores":
        return scores.mean((0, 1)).softmax(-1)
    if how == "votes":
        classes = scores.shape[-1]
        return torch.nn.functional.one_hot(scores.argmax(-1), classes).to(scores.dtype).mean((0, 1))
    raise ValueError(
        say("Answers cannot be combined by {how!r}: use one of {COMBINE}.", how=how, COMBINE=", ".join(COMBINE))
    )


def right(scores: Tensor, labels: Tensor, how: str = "probabilities") -> Tensor:
    """Which pictures the average answer gets right: scores (members, crops, N, classes) -> bool (N,)."""
    return combined(scores, how).argmax(-1) == labels


def accuracy(scores: Tensor, labels: Tensor, how: str = "probabilities") -> float:
    """The share of pictures that the average answer gets right."""
    return right(scores, labels, how).double().mean().item()


def by_members(found: Trial, plan: str, how: str = "probabilities") -> list[list[float]]:
    """For 1, 2, … networks the accuracy of every choice of so many of them."""
    members = range(len(found.scores))
    crops = found.scores[:, list(PLANS[plan])]
    return [
        [accuracy(crops[list(chosen)], found.labels, how) for chosen in combinations(members, count)]
        for count in (n + 1 for n in members)
    ]


@dataclass(frozen=True)
class Gain:
    """single: mean accuracy of one network on the centre crop; averaged: of the average answer; fixed and broken: how
    many pictures the average gets right that network 1 gets wrong, and the other way round."""

    single: float
    averaged: float
    fixed: int
    broken: int


def gain(found: Trial, members: int, plan: str, how: str = "probabilities") -> Gain:
    """What the first so many networks and this plan of crops gain over one of these networks on the centre crop."""
    chosen = found.scores[:members, list(PLANS[plan])]
    together = right(chosen, found.labels, how)
    alone = [right(found.scores[m : m + 1, 4:5], found.labels) for m in range(members)]
    first = alone[0]
    return Gain(
        mean(answers.double().mean().item() for answers in alone),
        together.double().mean().item(),
        int((together & ~first).sum()),
        int((first & ~together).sum()),
    )


def verdict(found: Trial, members: int, plan: str, how: str) -> tuple[bool, str]:
    """Whether the average is more accurate here than one network on one crop, and what was measured."""
    measured = gain(found, members, plan, how)
    count = len(found.labels)
    error = math.sqrt(measured.averaged * (1 - measured.averaged) / count)
    return measured.averaged > measured.single, (
        say(
            "On {count} fresh pictures one network on the centre crop gets {single:.1%} right, and {networks} "
            "{averaged:.1%}: of the pictures that network 1 gets wrong {fixed} become right, and {broken} the other "
            "way round. An accuracy measured on so few pictures is uncertain by about ±{error:.1%}.",
            count=count, single=measured.single, averaged=measured.averaged, fixed=measured.fixed,
            networks=several("{n} network on {plan} gets", "{n} networks on {plan} get", members, plan=plan),
            broken=measured.broken, error=error,
        )
    )  # fmt: skip
