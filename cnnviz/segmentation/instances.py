"""From a map of classes to objects: every connected region of a class is one, as far as nobody knows better."""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnviz.segmentation.pixels import Map, read_maps


class Segments(NamedTuple):
    """map: int64 (H, W), the segment of every pixel, 0 for the background; classes: the class of each, from 1."""

    map: Tensor
    classes: dict[int, int]


def regions(classes: Map, *, least: int = 1) -> Segments:
    """Connected regions of each class but 0, over edges and corners; those of fewer than `least` pixels are background.

    classes (H, W). Objects of one class that touch become one segment. Raises ValueError for what is no map.

    >>> regions([[1, 0, 2], [1, 0, 2], [0, 0, 0]]).classes
    {1: 1, 2: 2}
    """
    labels, _ = read_maps(classes, classes)
    there = labels == torch.unique(labels[labels != 0]).view(-1, 1, 1)  # [C,H,W]
    if not len(there):
        return Segments(torch.zeros_like(labels), {})
    place = torch.arange(1, labels.numel() + 1, dtype=torch.float64).view_as(labels)
    number, before = torch.where(there, place, 0), None
    while before is None or not torch.equal(number, before):  # each pixel takes the largest number of its neighbours
        before = number
        number = torch.where(there, F.max_pool2d(number[None], 3, 1, 1)[0], 0)
    whole = number.sum(0).long()  # [H,W], the same number everywhere in a region
    found, kinds = torch.zeros_like(labels), dict[int, int]()
    for name, count in zip(*torch.unique(whole, return_counts=True), strict=True):
        if name and count >= least:
            here = whole == name
            kinds[len(kinds) + 1] = int(labels[here][0])
            found[here] = len(kinds)
    return Segments(found, kinds)


def with_background(segments: Segments) -> Segments:
    """The same with the background as one more segment, of class 0: in a panoptic map every pixel belongs to one."""
    name = max([*segments.classes, int(segments.map.max())]) + 1
    return Segments(segments.map.masked_fill(segments.map == 0, name), segments.classes | {name: 0})
