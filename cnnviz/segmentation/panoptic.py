"""Panoptic quality: every pixel belongs to one segment, a segment has a class, and segments are matched by IoU."""

from collections.abc import Mapping
from typing import NamedTuple

import torch

from cnnviz.segmentation.pixels import Map, read_maps
from cnnviz.words import say

VOID = 0  # the segment of pixels that belong to none


class Quality(NamedTuple):
    """What came of one class, or of all.

    iou: the sum over pairs that match; matched, wrong and missed: how many segments were found, found for nothing, not
    found
    """

    iou: float
    matched: int
    wrong: int
    missed: int

    @property
    def segmentation(self) -> float:
        """SQ, the mean IoU of the pairs; NaN without pairs."""
        return self.iou / self.matched if self.matched else float("nan")

    @property
    def recognition(self) -> float:
        """RQ, the F1 of finding segments; NaN where there is no segment on either side."""
        whole = self.matched + (self.wrong + self.missed) / 2
        return self.matched / whole if whole else float("nan")

    @property
    def panoptic(self) -> float:
        """PQ = SQ · RQ; 0 without pairs, NaN where there is no segment on either side."""
        whole = self.matched + (self.wrong + self.missed) / 2
        return self.iou / whole if whole else float("nan")


class Panoptic(NamedTuple):
    """by_class: the quality of each class; pairs: predicted segment, true segment and IoU of all that match."""

    by_class: dict[int, Quality]
    pairs: tuple[tuple[int, int, float], ...]

    @property
    def mean(self) -> float:
        """PQ averaged over the classes that have a segment; NaN if none has."""
        values = [quality.panoptic for quality in self.by_class.values()]
        values = [value for value in values if value == value]
        return sum(values) / len(values) if values else float("nan")

    @property
    def all(self) -> Quality:
        """The segments of all classes counted together."""
        return Quality(*map(sum, zip(*self.by_class.values(), strict=True))) if self.by_class else Quality(0, 0, 0, 0)


def panoptic_quality(
    predicted: Map, truth: Map, *, predicted_classes: Mapping[int, int], true_classes: Mapping[int, int]
) -> Panoptic:
    """Match segments of one class whose IoU is above 0.5, of which each can have only one, and count.

    predicted, truth (H, W): the segment of each pixel, VOID for none; …_classes: the class of each segment. Where the
    truth is void, a predicted pixel is neither right nor wrong: it leaves the union, and a segment that lies there by
    more than half does not count as wrong.

    Raises ValueError for maps of different shapes and for a segment without class.
    Source: Kirillov et al. 2019, "Panoptic Segmentation", section 4.
    """
    given, right = read_maps(predicted, truth)
    found, there = _sizes(given, predicted_classes, "prediction"), _sizes(right, true_classes, "truth")
    both, counts = torch.unique(
        torch.stack([given.flatten(), right.flatten()]), dim=1, return_counts=True
    )  # [2,n], [n]
    common = {(int(a), int(b)): int(count) for (a, b), count in zip(both.T, counts, strict=True)}
    pairs = []
    for (one, other), count in common.items():
        if one in found and other in there and predicted_classes[one] == true_classes[other]:
            union = found[one] - common.get((one, VOID), 0) + there[other] - count
            if 2 * count > union:
                pairs.append((one, other, count / union))
    classes = {predicted_classes[one] for one in found} | {true_classes[one] for one in there}
    matched, reached = {one for one, _, _ in pairs}, {other for _, other, _ in pairs}
    wrong = [one for one in found if one not in matched and 2 * common.get((one, VOID), 0) <= found[one]]
    by_class = {}
    for label in sorted(classes):
        ious = [iou for one, _, iou in pairs if predicted_classes[one] == label]
        by_class[label] = Quality(
            sum(ious),
            len(ious),
            sum(predicted_classes[one] == label for one in wrong),
            sum(true_classes[one] == label for one in there if one not in reached),
        )
    return Panoptic(by_class, tuple(pairs))


def _sizes(segments: torch.Tensor, classes: Mapping[int, int], name: str) -> dict[int, int]:
    """Pixels of every segment but VOID."""
    ids, counts = torch.unique(segments, return_counts=True)
    found = {int(one): int(count) for one, count in zip(ids, counts, strict=True) if one != VOID}
    if without := [one for one in found if one not in classes]:
        raise ValueError(
            say("Segment {segment} of the {name} has no class: give it one.", segment=without[0], name=name)
        )
    return found
