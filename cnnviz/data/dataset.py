"""A data set in memory: pictures, labels, and which of them are for training and which for validation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from cnnviz.words import joined, say

if TYPE_CHECKING:
    import numpy.typing as npt
    from torch import Tensor

    Indices = npt.NDArray[np.int64]

SHARE = 0.2
"""The share of each class that is kept back for validation."""
FEW = 10
"""With fewer pictures of a class than this, a student is told so."""
IMBALANCE = 3
"""With this many times the pictures of the smallest class in the largest, a student is told so."""


class DataError(ValueError):
    """Data that can't be had or used; the text is one sentence for the user."""


class Split(NamedTuple):
    """Indices of the pictures for training and for validation, each int64 and in ascending order."""

    train: Indices
    validation: Indices


@dataclass(frozen=True, eq=False)
class Dataset:
    """Pictures uint8 (N, C, H, W) with labels int64 (N,) that count through `classes`, and their split.

    train, validation: int64 indices into images and labels, none in both; notes: sentences for the student.
    """

    name: str
    images: Tensor = field(repr=False)
    labels: Tensor = field(repr=False)
    classes: tuple[str, ...]
    train: Tensor = field(repr=False)
    validation: Tensor = field(repr=False)
    notes: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, int, int]:
        """(channels, height, width) of a picture."""
        channels, height, width = self.images.shape[1:]
        return channels, height, width

    @property
    def mean(self) -> Tensor:
        """float32 (C,): the mean over all pixels of the training pictures, where white is 1."""
        return self._statistics[0]

    @property
    def std(self) -> Tensor:
        """float32 (C,): their standard deviation (that of the population), at least 1/255: safe to divide by."""
        return self._statistics[1]

    def counts(self, which: Literal["all", "train", "validation"] = "all") -> Tensor:
        """int64 (classes,): how many pictures there are of each class."""
        labels = self.labels if which == "all" else self.labels[getattr(self, which)]
        return labels.bincount(minlength=len(self.classes))

    @cached_property
    def _statistics(self) -> tuple[Tensor, Tensor]:
        import torch

        # There are only 256 values: counting them is exact, and needs no copy of the pictures as numbers.
        values = torch.arange(256, dtype=torch.float64) / 255
        mean, std = [], []
        for channel in range(self.shape[0]):
            counts = torch.zeros(256, dtype=torch.float64)
            for start in range(0, len(self.train), 10_000):
                part = self.train[start : start + 10_000]
                counts += self.images[part, channel].flatten().bincount(minlength=256)
            share = counts / counts.sum()
            mean.append((share * values).sum())
            std.append((share * (values - mean[-1]) ** 2).sum().sqrt())
        return torch.stack(mean).float(), torch.stack(std).float().clamp_min(1 / 255)


def split(labels: Sequence[int] | Indices, seed: int, share: float = SHARE) -> Split:
    """Keep a share of each class back for validation, drawn at random from the seed.

    labels: (N,). Each class gives `share` of its pictures to the nearest whole one, at least 1 and never the last
    one of training: the only picture of a class is trained on. Every picture is in exactly one of the two.
    """
    classes = np.asarray(labels, dtype=np.int64)
    kept_back = np.zeros(len(classes), dtype=bool)
    for label in np.unique(classes):
        members = np.flatnonzero(classes == label)
        count = min(max(1, round(share * len(members))), len(members) - 1)
        kept_back[np.random.default_rng([seed, int(label)]).permutation(members)[:count]] = True
    return Split(np.flatnonzero(~kept_back), np.flatnonzero(kept_back))


def subset(dataset: Dataset, examples: int, seed: int = 0) -> Dataset:
    """The data set with only so many of its training pictures, as equal a number of each class as there are.

    With the same seed, fewer examples are always among more examples: a longer row only adds to a shorter one.
    The validation pictures stay. All training pictures are kept where `examples` is 0 or more than there are.
    Raises DataError below 0.
    """
    import torch

    if examples < 0:
        raise DataError(
            say(
                "The number of training examples is {examples}: set it to 1 or more, or to 0 for all.",
                examples=examples,
            )
        )
    if examples == 0 or examples >= len(dataset.train):
        return dataset
    labels = dataset.labels[dataset.train].numpy()
    rng = np.random.default_rng([seed, 1])
    place = rng.permutation(len(dataset.classes))  # which class is served first
    turn = np.empty(len(labels), dtype=np.int64)  # the round in which a picture is taken
    for label in range(len(dataset.classes)):
        members = rng.permutation(np.flatnonzero(labels == label))
        turn[members] = np.arange(len(members))
    chosen = np.sort(np.lexsort((place[labels], turn))[:examples])
    notes = dataset.notes
    missing = len(dataset.classes) - len(np.unique(labels[chosen]))
    if missing:
        notes += (
            say(
                "{examples} training examples leave {missing} of {classes} classes without any.",
                examples=examples, missing=missing, classes=len(dataset.classes),
            ),
        )  # fmt: skip
    return replace(dataset, train=dataset.train[torch.from_numpy(chosen)], notes=notes)


def preview(dataset: Dataset, per_class: int = 5) -> list[Tensor]:
    """For each class, the indices of its first training pictures, at most `per_class` of them."""
    labels = dataset.labels[dataset.train]
    return [dataset.train[labels == label][:per_class] for label in range(len(dataset.classes))]


def make_dataset(
    name: str,
    images: npt.NDArray[np.uint8] | Tensor,
    labels: Indices | Tensor,
    classes: Sequence[str],
    parts: Split,
    notes: Sequence[str] = (),
) -> Dataset:
    """A Dataset from arrays: images uint8 (N, C, H, W), labels (N,), which are shared and not copied."""
    import torch

    return Dataset(
        name,
        torch.as_tensor(images),
        torch.as_tensor(labels, dtype=torch.int64),
        tuple(classes),
        torch.from_numpy(parts.train),
        torch.from_numpy(parts.validation),
        tuple(notes),
    )


def notes_on_balance(counts: Sequence[int], classes: Sequence[str]) -> tuple[str, ...]:
    """Sentences on classes with few pictures, and on classes with many more than others. counts: one a class."""
    notes = []
    small = [f"{name} ({count})" for name, count in zip(classes, counts, strict=True) if count < FEW]
    if small:
        notes.append(
            say(
                "Fewer than {FEW} pictures: {small}. Take more, or the network learns them by heart and the "
                "validation accuracy jumps with every picture.",
                FEW=FEW,
                small=joined(small),
            )
        )
    most, least = int(np.argmax(counts)), int(np.argmin(counts))
    if counts[most] >= IMBALANCE * counts[least]:
        notes.append(
            say(
                "The classes are not balanced: {largest} has {most} pictures, {smallest} has "
                "{fewest}. A network that always says {largest} is right in "
                "{share:.0%} of the cases: compare the accuracy with that.",
                largest=classes[most], most=counts[most], smallest=classes[least], fewest=counts[least],
                share=counts[most] / sum(counts),
            )
        )  # fmt: skip
    return tuple(notes)
