"""Boxes: their areas, how much two of them have in common, and the four numbers that say where a box is.

A box is (x0, y0, x1, y1): left, top, right and bottom edge, x to the right and y down, as in torchvision. So a box that
holds the pixels 2, 3 and 4 of a row goes from 2 to 5. A box may have no area (x1 = x0); where that leaves nothing to
divide by, the result is 0 and said so below. No boxes at all, (0, 4), give results of size 0.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cnnviz.words import joined, say

Boxes = Tensor | NDArray[Any] | Sequence[Sequence[float]]
"""(N, 4): a tensor, a numpy array or nested lists."""

MEASURES = ("iou", "giou", "diou", "ciou")
LOSSES = (*MEASURES, "l1")
FORMATS = {
    "xyxy": "left, top, right, bottom",
    "xywh": "left, top, width, height",
    "cxcywh": "centre, then width and height",
}


def read_boxes(boxes: Boxes, what: str = "boxes") -> Tensor:
    """The boxes as floats (N, 4); gradients flow back to a tensor that asks for them.

    Raises ValueError, with a sentence that says which box and what to change, for another shape, for what is no finite
    number, and for a box whose right edge is left of its left one or whose bottom is above its top.
    """
    found = _four(boxes, what)
    turned = (found[:, 2:] < found[:, :2]).any(1).nonzero()  # [wrong, 1]
    if len(turned):
        row = int(turned[0])
        left, top, right, bottom = found[row].tolist()
        raise ValueError(
            say(
                "Box {row} of the {what} is ({left:g}, {top:g}, {right:g}, {bottom:g}): its right edge must not "
                "be left of its left edge, nor its bottom above its top. Swap them.",
                row=row, what=what, left=left, top=top, right=right, bottom=bottom,
            )
        )  # fmt: skip
    return found


def box_area(boxes: Boxes, *, pixels: bool = False) -> Tensor:
    """Width times height of each box.

    boxes (N, 4) -> (N,). pixels: x1 and y1 name the last pixel inside instead of the edge behind it, as in the VOC
    development kit: one more in width and in height.

    >>> box_area([[0, 0, 2, 3]]), box_area([[0, 0, 2, 3]], pixels=True)
    (tensor([6.]), tensor([12.]))
    """
    first, last = read_boxes(boxes).chunk(2, -1)  # [N,2] each
    return _area(last - first + pixels)  # [N]


def box_iou(one: Boxes, other: Boxes, *, pixels: bool = False) -> Tensor:
    """Intersection over union of every pair, |A ∩ B| / |A ∪ B|; 0 where the union has no area.

    one (N, 4), other (M, 4) -> (N, M). pixels: as in `box_area`.

    >>> box_iou([[0, 0, 2, 2]], [[1, 0, 3, 2], [5, 5, 6, 6]])
    tensor([[0.3333, 0.0000]])
    """
    return pairs(one, other, "iou", pixels=pixels)


def generalized_box_iou(one: Boxes, other: Boxes) -> Tensor:
    """IoU − |C \\ (A ∪ B)| / |C|, C being the smallest box around both: below 0, down to −1, for boxes far apart.

    one (N, 4), other (M, 4) -> (N, M). Where C has no area nothing is taken off.
    Source: Rezatofighi et al. 2019, "Generalized Intersection over Union", algorithm 1.
    """
    return pairs(one, other, "giou")


def distance_box_iou(one: Boxes, other: Boxes) -> Tensor:
    """IoU − ρ² / c²: distance of the centres, and the diagonal of the smallest box around both.

    one (N, 4), other (M, 4) -> (N, M). Where the diagonal is 0 nothing is taken off.
    Source: Zheng et al. 2020, "Distance-IoU Loss", equation 7.
    """
    return pairs(one, other, "diou")


def complete_box_iou(one: Boxes, other: Boxes) -> Tensor:
    """DIoU − α v, where v compares the shapes: 4/π² (atan(w/h) − atan(w'/h'))², and α = v / (1 − IoU + v).

    one (N, 4), other (M, 4) -> (N, M). No gradient flows through α. A box without area has the angle atan2(w, h).
    Source: Zheng et al. 2020, "Distance-IoU Loss", equations 9 to 11.
    """
    return pairs(one, other, "ciou")


def pairs(one: Boxes, other: Boxes, kind: str, *, pixels: bool = False) -> Tensor:
    """The measure of this kind, "iou", "giou", "diou" or "ciou", for every pair: (N, 4), (M, 4) -> (N, M)."""
    a, b = read_boxes(one, "first boxes"), read_boxes(other, "second boxes")
    return overlap_of(a[:, None], b[None], kind, pixels)  # [N,M]


def overlap_of(a: Tensor, b: Tensor, kind: str, pixels: bool = False) -> Tensor:
    """The same measures of boxes (…, 4) that broadcast against each other and were read before: (…,)."""
    if kind not in MEASURES:
        raise ValueError(
            say("There is no measure of overlap {kind!r}: use one of {known}.", kind=kind, known=joined(MEASURES))
        )
    if pixels:  # the edge lies behind the last pixel
        a, b = (box + box.new_tensor((0, 0, 1, 1)) for box in (a, b))
    (a0, a1), (b0, b1) = a.chunk(2, -1), b.chunk(2, -1)  # left and top, right and bottom: […,2]
    common = _area((torch.minimum(a1, b1) - torch.maximum(a0, b0)).clamp(min=0))  # […]
    union = _area(a1 - a0) + _area(b1 - b0) - common  # […]
    iou = _ratio(common, union)
    if kind == "iou":
        return iou
    hull = torch.maximum(a1, b1) - torch.minimum(a0, b0)  # […,2], of the smallest box around both
    if kind == "giou":
        return iou - _ratio(_area(hull) - union, _area(hull))
    apart = (a0 + a1 - b0 - b1) / 2  # […,2], between the centres
    diou = iou - _ratio(apart.square().sum(-1), hull.square().sum(-1))
    if kind == "diou":
        return diou
    angle, other = (torch.atan2(*size.unbind(-1)) for size in (a1 - a0, b1 - b0))  # of width and height
    shapes = (angle - other).square() * (4 / math.pi**2)
    alpha = _ratio(shapes, 1 - iou + shapes).detach()
    return diou - alpha * shapes


def box_loss(predicted: Boxes, target: Boxes, kind: str = "iou") -> Tensor:
    """How far each box is from its target: 1 − IoU (or GIoU, DIoU, CIoU), or the sum |Δx0| + |Δy0| + |Δx1| + |Δy1|.

    predicted (N, 4), target (N, 4) -> (N,), one for each pair of rows. Gradients flow to tensors that ask for them.
    Raises ValueError for a kind that is none of LOSSES, and for two different counts.

    >>> box_loss([[0, 0, 2, 2]], [[4, 0, 6, 2]], "iou"), box_loss([[0, 0, 2, 2]], [[4, 0, 6, 2]], "l1")
    (tensor([1.]), tensor([8.]))
    """
    a, b = read_boxes(predicted, "predicted boxes"), read_boxes(target, "target boxes")
    if len(a) != len(b):
        raise ValueError(
            say(
                "There are {n} predicted boxes and {m} target boxes: give each box its target.",
                n=len(a), m=len(b),
            )
        )  # fmt: skip
    if kind == "l1":
        return (a - b).abs().sum(-1)  # [N]
    return 1 - overlap_of(a, b, kind)  # [N]


def descent(box: Boxes, target: Boxes, kind: str) -> Tensor:
    """Where the loss pushes each box: its negative gradient by x0, y0, x1 and y1.

    box (N, 4), target (N, 4) -> (N, 4), computed by autograd. Where edges coincide, max and min share the gradient.
    """
    moving = read_boxes(box, "predicted boxes").detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(box_loss(moving, target, kind).sum(), moving)
    return -gradient  # [N,4]


def loss_by_torch(box: Sequence[float], target: Sequence[float], kind: str) -> float:
    """The same loss of one box by torchvision, to compare with."""
    from torchvision import ops

    a, b = torch.tensor([box], dtype=torch.float64), torch.tensor([target], dtype=torch.float64)
    losses = {
        "giou": ops.generalized_box_iou_loss,
        "diou": ops.distance_box_iou_loss,
        "ciou": ops.complete_box_iou_loss,
    }
    if kind == "l1":
        return float((a - b).abs().sum())
    return float(losses[kind](a, b)) if kind in losses else float(1 - ops.box_iou(a, b))


ARRIVED = 0.001  # a loss that counts as none


def walk(box: Boxes, target: Boxes, kind: str, *, rate: float, steps: int = 300) -> Tensor:
    """Where a box goes under gradient descent on its loss: each step is the rate times `descent`.

    box (1, 4), target (1, 4) -> float64 (S + 1, 4), the box itself first. It ends where the loss is below ARRIVED,
    where there is no gradient, and after so many steps. Edges that pass each other in a step change their names.
    """
    here, there = read_boxes(box).detach().double(), read_boxes(target).detach().double()
    path = [here]
    for _ in range(steps):
        if float(box_loss(here, there, kind)) < ARRIVED:
            break
        push = descent(here, there, kind)
        if not push.any():
            break
        first, last = (here + rate * push).chunk(2, -1)
        here = torch.cat([torch.minimum(first, last), torch.maximum(first, last)], -1)
        path.append(here)
    return torch.cat(path)  # [S+1,4]


def convert(boxes: Boxes, given: str, wanted: str) -> Tensor:
    """The same boxes in another format of FORMATS.

    boxes (N, 4) -> (N, 4). Raises ValueError for an unknown format, and for a negative width or height.

    >>> convert([[10, 20, 30, 60]], "xyxy", "cxcywh")
    tensor([[20., 40., 20., 40.]])
    """
    for name in (given, wanted):
        if name not in FORMATS:
            raise ValueError(
                say("There is no format of boxes {name!r}: use one of {known}.", name=name, known=joined(FORMATS))
            )
    if given == "xyxy":
        corners = read_boxes(boxes)
    else:
        place, size = _four(boxes, "boxes").chunk(2, -1)  # [N,2] each
        _check_sizes(size)
        first = place if given == "xywh" else place - size / 2
        corners = torch.cat([first, first + size], -1)
    if wanted == "xyxy":
        return corners
    first, last = corners.chunk(2, -1)
    return torch.cat([first if wanted == "xywh" else (first + last) / 2, last - first], -1)


def encode(boxes: Boxes, anchors: Boxes, *, weights: Sequence[float] = (1, 1, 1, 1)) -> Tensor:
    """What a detector learns to predict for each box, seen from its anchor: (x − xₐ)/wₐ, (y − yₐ)/hₐ, ln w/wₐ, ln h/hₐ.

    boxes (N, 4), anchors (N, 4) -> (N, 4); x, y are centres. weights: each of the four numbers is multiplied by its
    own. Raises ValueError for two different counts, and for a box or an anchor without area.
    Source: Girshick et al. 2014, "Rich feature hierarchies", equations 6 to 9 of the appendix.
    """
    at, size = _centres(boxes, "boxes")
    anchor_at, anchor_size = _centres(anchors, "anchors")
    _check_counts(len(at), len(anchor_at))
    offsets = torch.cat([(at - anchor_at) / anchor_size, (size / anchor_size).log()], -1)  # [N,4]
    return offsets * offsets.new_tensor(weights)


def decode(offsets: Boxes, anchors: Boxes, *, weights: Sequence[float] = (1, 1, 1, 1)) -> Tensor:
    """The boxes that offsets from anchors stand for: the inverse of `encode`.

    offsets (N, 4), anchors (N, 4) -> (N, 4). Raises ValueError as `encode` does, and for what is no finite number.
    """
    moved = _four(offsets, "offsets")
    moved = moved / moved.new_tensor(weights)
    anchor_at, anchor_size = _centres(anchors, "anchors")
    _check_counts(len(moved), len(anchor_at))
    at = anchor_at + moved[:, :2] * anchor_size  # [N,2]
    size = moved[:, 2:].exp() * anchor_size  # [N,2]
    return torch.cat([at - size / 2, at + size / 2], -1)


# ---------------------------------------------------------------------------------------------- how it is done


def _area(size: Tensor) -> Tensor:
    """Width times height, (…, 2) -> (…,)."""
    return size[..., 0] * size[..., 1]


def _ratio(part: Tensor, whole: Tensor) -> Tensor:
    """part / whole, and 0 where there is no whole; its gradient is 0 there, too."""
    return torch.where(whole == 0, 0, part / torch.where(whole == 0, 1, whole))


def _centres(boxes: Boxes, what: str) -> tuple[Tensor, Tensor]:
    """Centres and sizes of boxes that have an area: (N, 2) each."""
    corners = read_boxes(boxes, what)
    size = corners[:, 2:] - corners[:, :2]
    if len(flat := (size <= 0).any(1).nonzero()):
        raise ValueError(
            say(
                "Box {row} of the {what} has no area, so that nothing can be measured by its size: make it larger.",
                row=int(flat[0]), what=what,
            )
        )  # fmt: skip
    return (corners[:, :2] + corners[:, 2:]) / 2, size


def _four(numbers: Boxes, what: str) -> Tensor:
    """Four finite numbers for each, of whatever meaning: (N, 4)."""
    found = _floats(numbers, what)
    if found.shape == (0,):
        found = found.reshape(0, 4)
    if found.ndim != 2 or found.shape[1] != 4:
        raise ValueError(
            say(
                "The {what} have the shape {shape}: give them the shape (N, 4), four numbers for each.",
                what=what, shape=str(tuple(found.shape)),
            )
        )  # fmt: skip
    _check_finite(found, what)
    return found


def _floats(numbers: Boxes, what: str) -> Tensor:
    try:
        found = numbers if isinstance(numbers, Tensor) else torch.from_numpy(np.array(numbers))
    except (ValueError, TypeError):
        raise ValueError(say("The {what} must be rows of four numbers each.", what=what)) from None
    if found.is_complex():
        raise ValueError(say("The {what} must be rows of four numbers each.", what=what))
    if found.dtype == torch.float64 and isinstance(numbers, Tensor | np.ndarray):
        return found
    return found.float()


def _check_finite(found: Tensor, what: str) -> None:
    if not found.isfinite().all():
        row = int(found.isfinite().all(1).logical_not().nonzero()[0])
        raise ValueError(
            say(
                "Row {row} of the {what} holds something that is no finite number: give it four finite numbers.",
                row=row, what=what,
            )
        )  # fmt: skip


def _check_sizes(size: Tensor) -> None:
    if len(negative := (size < 0).any(1).nonzero()):
        raise ValueError(
            say(
                "Box {row} has a negative width or height: make both at least 0.",
                row=int(negative[0]),
            )
        )


def _check_counts(boxes: int, anchors: int) -> None:
    if boxes != anchors:
        raise ValueError(
            say(
                "There are {boxes} boxes and {anchors} anchors: give each box its anchor.",
                boxes=boxes, anchors=anchors,
            )
        )  # fmt: skip
