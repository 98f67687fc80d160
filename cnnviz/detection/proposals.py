"""Selective search: a picture falls into small regions, and the two neighbours most alike are joined until one is left.

Every region that ever was, small or large, gives a box that may hold an object.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cnnviz import limits
from cnnviz.convolution import cross_correlate
from cnnviz.words import joined, say

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SIMILARITIES = ("colour", "texture", "size", "fill")
COLOUR_BINS = 25
TEXTURE_BINS = 10
DIRECTIONS = 8


@dataclass(frozen=True, eq=False)
class Search:
    """What came of it.

    labels      the first regions, int64 (H, W), numbered from 0 to R − 1
    boxes       of all regions, int64 (2R − 1, 4), the first ones and then those that joining made, in its order
    parents     the two regions that each later one was joined from, int64 (R − 1, 2)
    similarity  of those two, float64 (R − 1,)
    """

    labels: Tensor = field(repr=False)
    boxes: Tensor = field(repr=False)
    parents: Tensor = field(repr=False)
    similarity: Tensor = field(repr=False)

    def proposals(self) -> Tensor:
        """Every box once, those of the last regions first: int64 (P, 4)."""
        seen = dict.fromkeys(map(tuple, self.boxes.flip(0).tolist()))
        return torch.tensor(list(seen), dtype=torch.int64)

    def regions_after(self, joins: int) -> Tensor:
        """The regions after so many joins: int64 (H, W), each pixel with the number of its region."""
        now = np.arange(len(self.boxes))
        for number, pair in enumerate(self.parents[:joins].tolist()):
            now[pair] = len(self.parents) + 1 + number
        for number in range(len(now) - 1, -1, -1):  # a region's own parent has a higher number
            now[number] = now[now[number]]
        return torch.from_numpy(now)[self.labels]


def selective_search(
    image: Tensor,
    *,
    scale: float = 100,
    smoothing: float = 0.8,
    least: int = 20,
    similarities: Sequence[str] = SIMILARITIES,
) -> Search:
    """Over-segment a picture, then join the two most similar neighbours again and again.

    image (3, H, W) in [0, 1]. scale: the larger, the larger the first regions; smoothing: of the picture before that,
    in pixels; least: pixels of the smallest first region. similarities, of which the sum decides:
        "colour"   what the histograms of both have in common, 25 bins for each channel
        "texture"  the same of slopes: 8 directions, 10 bins for each channel
        "size"     1 minus the share of the picture that both fill: small regions are joined first
        "fill"     1 minus the share of the picture that their common box has and they don't
    Of equal sums, the pair with the smaller numbers is joined.

    Raises ValueError for another shape and for settings out of range, TooMuch for a picture that is too large.
    Sources: Uijlings et al. 2013, "Selective Search for Object Recognition", section 3; Felzenszwalb & Huttenlocher
    2004, "Efficient Graph-Based Image Segmentation".
    """
    _check(image, similarities)
    labels = over_segment(image, scale=scale, smoothing=smoothing, least=least)
    return _join(image, labels.numpy(), similarities)


def over_segment(image: Tensor, *, scale: float = 100, smoothing: float = 0.8, least: int = 20) -> Tensor:
    """The first regions, by Felzenszwalb's method: (3, H, W) -> int64 (H, W), numbered from 0."""
    from skimage.segmentation import felzenszwalb

    _check(image)
    if not (scale > 0 and smoothing >= 0 and least >= 1):
        raise ValueError("The scale must be above 0, the smoothing at least 0, the smallest region at least 1 pixel.")
    pixels = image.detach().cpu().numpy().astype(np.float64)
    found = felzenszwalb(pixels, scale=scale, sigma=smoothing, min_size=least, channel_axis=0)
    return torch.from_numpy(np.unique(found, return_inverse=True)[1].reshape(found.shape).astype(np.int64))


# -------------------------------------------------------------------------------------------------------- joining


@dataclass(eq=False)
class _Regions:
    """All regions there will be, rows of arrays; `pixels` is that of the picture."""

    size: Floats  # [2R-1]
    box: Ints  # [2R-1,4]
    colour: Floats  # [2R-1,75], each row sums to 1
    texture: Floats  # [2R-1,240]
    pixels: int


def _join(image: Tensor, labels: Ints, similarities: Sequence[str]) -> Search:
    regions, neighbours = _first_regions(image, labels), _neighbours(labels)
    count = len(neighbours)
    queue = []
    for one, others in enumerate(neighbours):
        later = np.array(sorted(other for other in others if other > one), dtype=np.int64)
        queue += [(-alike, one, int(other)) for alike, other in _alike(regions, one, later, similarities)]
    heapq.heapify(queue)
    parents: list[tuple[int, int]] = []
    similarity: list[float] = []
    while queue:
        alike, one, other = heapq.heappop(queue)
        if not neighbours[one] or not neighbours[other]:
            continue  # one of them is part of something larger
        new = count + len(parents)
        parents.append((one, other))
        similarity.append(-alike)
        _unite(regions, one, other, new)
        around = (neighbours[one] | neighbours[other]) - {one, other}
        for region in around:
            neighbours[region] = (neighbours[region] - {one, other}) | {new}
        neighbours[one] = neighbours[other] = set()
        neighbours.append(around)
        for found, region in _alike(regions, new, np.array(sorted(around), dtype=np.int64), similarities):
            heapq.heappush(queue, (-found, int(region), new))
        limits.checkpoint()
    return Search(
        torch.from_numpy(labels),
        torch.from_numpy(regions.box),
        torch.tensor(parents, dtype=torch.int64).reshape(-1, 2),
        torch.tensor(similarity, dtype=torch.float64),
    )


def _alike(regions: _Regions, one: int, others: Ints, similarities: Sequence[str]) -> Iterator[tuple[float, int]]:
    """How similar one region is to each of the others."""
    if not len(others):
        return
    total = np.zeros(len(others))
    both = regions.size[one] + regions.size[others]
    for name in similarities:
        if name == "size":
            total += 1 - both / regions.pixels
        elif name == "fill":
            first = np.minimum(regions.box[one, :2], regions.box[others, :2])  # [n,2]
            last = np.maximum(regions.box[one, 2:], regions.box[others, 2:])
            total += 1 - ((last - first).prod(1) - both) / regions.pixels
        else:
            histogram = regions.colour if name == "colour" else regions.texture
            total += np.minimum(histogram[one], histogram[others]).sum(1)
    yield from zip(total.tolist(), others.tolist(), strict=True)


def _unite(regions: _Regions, one: int, other: int, new: int) -> None:
    a, b = regions.size[one], regions.size[other]
    regions.size[new] = a + b
    regions.box[new, :2] = np.minimum(regions.box[one, :2], regions.box[other, :2])
    regions.box[new, 2:] = np.maximum(regions.box[one, 2:], regions.box[other, 2:])
    for histogram in (regions.colour, regions.texture):
        histogram[new] = (a * histogram[one] + b * histogram[other]) / (a + b)


def _first_regions(image: Tensor, labels: Ints) -> _Regions:
    count = int(labels.max()) + 1
    size = np.bincount(labels.ravel(), minlength=count)
    rows, columns = np.indices(labels.shape)
    edges = [np.full(count, max(labels.shape)), np.full(count, max(labels.shape)), np.zeros(count), np.zeros(count)]
    box = np.array(edges, dtype=np.int64)  # [4,R]
    for place, (where, add) in enumerate(((columns, 0), (rows, 0), (columns, 1), (rows, 1))):
        (np.minimum if place < 2 else np.maximum).at(box[place], labels.ravel(), where.ravel() + add)
    channels = image.detach().cpu().double().clamp(0, 1).numpy()
    colour = [_histogram(channel, labels, count, COLOUR_BINS) for channel in channels]
    texture = [_histogram(slope, labels, count, TEXTURE_BINS) for slope in slopes(image).flatten(0, 1).numpy()]
    later = count - 1
    return _Regions(
        np.append(size.astype(np.float64), np.zeros(later)),
        np.concatenate([box.T, np.zeros((later, 4), dtype=np.int64)]),
        np.concatenate([np.hstack(colour) / len(colour), np.zeros((later, len(colour) * COLOUR_BINS))]),
        np.concatenate([np.hstack(texture) / len(texture), np.zeros((later, len(texture) * TEXTURE_BINS))]),
        labels.size,
    )


def _histogram(values: Floats, labels: Ints, count: int, bins: int) -> Floats:
    """Of values in [0, 1], by region: float64 (R, bins), each row sums to 1."""
    place = np.minimum((values * bins).astype(np.int64), bins - 1)
    found = np.bincount((labels * bins + place).ravel(), minlength=count * bins).reshape(count, bins)
    return found / found.sum(1, keepdims=True)


def slopes(image: Tensor) -> Tensor:
    """How steeply each channel rises in 8 directions, 0 where it falls: (C, H, W) -> float64 (C, 8, H, W) in [0, 1].

    The derivative of a Gaussian of one pixel, divided by the steepest of the picture.
    """
    reach = torch.arange(-3, 4, dtype=torch.float64)
    bell = torch.exp(-(reach**2) / 2)
    bell, rise = bell / bell.sum(), reach * bell / (reach**2 * bell).sum()
    pixels = image.detach().cpu().double()
    right = cross_correlate(pixels, bell[:, None] * rise, padding="same", padding_mode="replicate")  # [C,H,W]
    down = cross_correlate(pixels, rise[:, None] * bell, padding="same", padding_mode="replicate")
    angle = torch.arange(DIRECTIONS, dtype=torch.float64)[:, None, None] * (2 * torch.pi / DIRECTIONS)
    steep = (right[:, None] * angle.cos() + down[:, None] * angle.sin()).clamp(min=0)  # [C,8,H,W]
    return steep / steep.max().clamp(min=1e-12)


def _neighbours(labels: Ints) -> list[set[int]]:
    """The regions that share an edge with each."""
    found: list[set[int]] = [set() for _ in range(int(labels.max()) + 1)]
    for one, other in ((labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])):
        across = one != other
        for a, b in np.unique(np.stack([one[across], other[across]], 1), axis=0).tolist():
            found[a].add(b)
            found[b].add(a)
    return found


def _check(image: Tensor, similarities: Sequence[str] = SIMILARITIES) -> None:
    if image.ndim != 3 or len(image) != 3 or not image.numel():
        raise ValueError(
            say("The picture has the shape {shape}: give it the shape (3, H, W).", shape=str(tuple(image.shape)))
        )
    if not image.isfinite().all():
        raise ValueError("The picture holds something that is no finite number: replace it.")
    if not similarities or (unknown := [name for name in similarities if name not in SIMILARITIES]):
        raise ValueError(
            say(
                "There is no similarity {unknown!r}: use one or more of {known}.",
                unknown=unknown[0] if similarities else "", known=joined(SIMILARITIES),
            )
        )  # fmt: skip
    limits.check(
        image.numel() * 40, limits.VALUES, "Selective search of this picture needs", "numbers", lower="its size"
    )
