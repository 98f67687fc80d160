"""Anchors: boxes laid out over a picture in advance, what each of them is told to find, and target tensors."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from cnnviz.detection.boxes import Boxes, box_iou, read_boxes
from cnnviz.words import joined, say

BACKGROUND = -1  # an anchor that has to say: nothing here
IGNORED = -2  # one between the thresholds, that nobody is told anything about


def anchors(
    grid: tuple[int, int],
    *,
    stride: float | tuple[float, float],
    sizes: Sequence[float],
    ratios: Sequence[float] = (1.0,),
    places: int = 0,
) -> Tensor:
    """Boxes of every size and ratio, centred on every cell of a grid: (rows · columns · A, 4), A = sizes × ratios.

    grid: rows and columns; stride: pixels of the picture from one cell to the next, or how many down and how many to
    the right; sizes: the side of the square of the same area, in pixels; ratios: height over width, as in torchvision.
    Cell by cell in reading order; in a cell all sizes of the first ratio, then those of the next. Anchors may reach
    beyond the picture. places: of a pixel, a power of two, on which centres and edges lie, so that all anchors of one
    shape have the same area to the last bit; 0 for any.

    Raises ValueError for a grid without cells and for what is not positive.
    Source: Ren et al. 2015, "Faster R-CNN", section 3.1.1.

    >>> anchors((1, 2), stride=10, sizes=[4], ratios=[1, 4])
    tensor([[ 3.,  3.,  7.,  7.],
            [ 4.,  1.,  6.,  9.],
            [13.,  3., 17.,  7.],
            [14.,  1., 16.,  9.]])
    """
    rows, columns = grid
    if rows < 1 or columns < 1:
        raise ValueError(
            say("The grid has {rows} rows and {columns} columns: give it at least one.", rows=rows, columns=columns)
        )
    down, right = stride if isinstance(stride, tuple) else (stride, stride)
    _positive(stride=(down, right), sizes=sizes, ratios=ratios)
    side = torch.tensor(sizes, dtype=torch.float32).repeat(len(ratios))  # [A]
    ratio = torch.tensor(ratios, dtype=torch.float32).repeat_interleave(len(sizes)).sqrt()  # [A]
    half = torch.stack([side / ratio, side * ratio], 1) / 2  # [A,2], of width and height
    y, x = torch.meshgrid(torch.arange(rows) + 0.5, torch.arange(columns) + 0.5, indexing="ij")
    centre = torch.stack([x, y], -1).reshape(-1, 1, 2) * torch.tensor([right, down])  # [rows·columns,1,2]
    if places:
        half, centre = (half * places).round().clamp(min=1) / places, (centre * places).round() / places
    return torch.cat([centre - half, centre + half], -1).reshape(-1, 4)


@dataclass(frozen=True, eq=False)
class Match:
    """What every anchor is told.

    box     the place of the box that it has to find, BACKGROUND or IGNORED; int64 (A,)
    iou     of every box with every anchor, float32 (N, A)
    forced  whether it has its box only because that would have none otherwise; bool (A,)
    """

    box: Tensor
    iou: Tensor
    forced: Tensor


FORCED = ("no", "shared", "own")


def match_anchors(
    boxes: Boxes, anchor_boxes: Boxes, *, foreground: float = 0.5, background: float = 0.4, forced: str = "own"
) -> Match:
    """Tell every anchor which of the boxes it has to find.

    boxes (N, 4), anchor_boxes (A, 4). An anchor gets the box with which its IoU is highest, if that is at least
    `foreground`; below `background` it is background, and between the two it is ignored. Of equal IoU the first box.
    forced: what happens to a box that no anchor reaches `foreground` with
        "no"      it stays without
        "shared"  the anchors that lie best for it get the box that lies best for them, whatever the thresholds: as in
                  Faster R-CNN, so that the box itself may still stay without
        "own"     the anchor that lies best for it becomes its own, as in SSD; of two that ask for the same, the later
    A box that overlaps no anchor at all is forced upon none. No boxes at all make everything background.

    Raises ValueError for boxes that are none, and for thresholds out of order.
    Sources: Ren et al. 2015, "Faster R-CNN", section 3.1.2; Liu et al. 2016, "SSD", section 2.2.
    """
    if not 0 <= background <= foreground <= 1:
        raise ValueError(
            say(
                "The thresholds are {background:g} for background and {foreground:g} for foreground: both must lie "
                "in 0 to 1, the first not above the second.",
                background=background, foreground=foreground,
            )
        )  # fmt: skip
    if forced not in FORCED:
        raise ValueError(
            say("There is no way {forced!r} to force a match: use one of {known}.", forced=forced, known=joined(FORCED))
        )
    iou = box_iou(boxes, read_boxes(anchor_boxes, "anchors")).detach()  # [N,A]
    count = iou.shape[1]
    none = torch.zeros(count, dtype=torch.bool)
    if not len(iou) or not count:
        return Match(torch.full((count,), BACKGROUND), iou, none)
    best, box = iou.max(0)  # [A] each
    told = box.masked_fill(best < foreground, IGNORED).masked_fill(best < background, BACKGROUND)  # [A]
    before = told.clone()
    best_for_box, its_anchor = iou.max(1)  # [N] each
    if forced == "shared":
        lies_best = ((iou == best_for_box[:, None]) & (iou > 0)).any(0)  # [A]
        told = torch.where(lies_best, box, told)
    elif forced == "own":
        for n, anchor in enumerate(its_anchor.tolist()):
            if best_for_box[n] > 0:
                told[anchor] = n
    return Match(told, iou, told != before)


@dataclass(frozen=True, eq=False)
class GridTarget:
    """The tensor that a one-stage detector should give, and where each object stands in it.

    target  float32 (rows, columns, A · (5 + C)): for each anchor p_c, b_x, b_y, b_h, b_w, c_1 … c_C
    places  row, column and anchor of each object; None where another object had taken it before
    """

    target: Tensor
    places: tuple[tuple[int, int, int] | None, ...]


def grid_target(
    boxes: Boxes,
    labels: Sequence[int],
    *,
    classes: int,
    image: tuple[float, float],
    grid: tuple[int, int] = (3, 3),
    shapes: Sequence[tuple[float, float]] = ((1.0, 1.0),),
) -> GridTarget:
    """Write objects into a grid × anchors tensor: with three classes 3 × 3 × 8, with two anchors 3 × 3 × 16.

    boxes (N, 4) in pixels; labels: the class of each, from 0; image: height and width; grid: rows and columns; shapes:
    height and width of each anchor, in cells. An object belongs to the cell that its centre lies in, and there to the
    anchor whose shape has the highest IoU with it (both centred), if that is still free. b_x and b_y say where in the
    cell the centre lies, 0 to 1; b_h and b_w are in cells and may exceed 1.

    Raises ValueError for a centre outside of the picture, a class that there is not, and what is not positive.
    Sources: the course, 6.1 and 6.4; Redmon et al. 2016, "You Only Look Once", section 2.

    >>> grid_target([[0, 0, 30, 60]], [1], classes=3, image=(90, 90)).target[1, 0].tolist()
    [1.0, 0.5, 0.0, 2.0, 1.0, 0.0, 1.0, 0.0]
    """
    found = read_boxes(boxes).detach()
    rows, columns = grid
    _positive(image=image, grid=grid, shapes=[side for shape in shapes for side in shape], classes=(classes,))
    if len(labels) != len(found):
        raise ValueError(
            say("There are {n} boxes and {m} labels: give each box its class.", n=len(found), m=len(labels))
        )
    cell = found.new_tensor([image[1] / columns, image[0] / rows])  # width and height
    shape = found.new_tensor([(width, height) for height, width in shapes])  # [A,2]
    target = torch.zeros(rows, columns, len(shapes), 5 + classes)
    places: list[tuple[int, int, int] | None] = []
    for box, label in zip(found, labels, strict=True):
        if not 0 <= label < classes:
            raise ValueError(
                say("There is no class {label}: number the {classes} classes from 0.", label=label, classes=classes)
            )
        x, y = ((box[:2] + box[2:]) / 2 / cell).tolist()
        width, height = ((box[2:] - box[:2]) / cell).tolist()
        column, row = int(x // 1), int(y // 1)
        if not (0 <= row < rows and 0 <= column < columns):
            raise ValueError("The centre of a box lies outside of the picture: move the box, or leave it out.")
        anchor = int(_same_centre_iou(shape.new_tensor([width, height]), shape).argmax())
        if target[row, column, anchor, 0]:
            places.append(None)
            continue
        places.append((row, column, anchor))
        target[row, column, anchor, :5] = torch.tensor([1, x - column, y - row, height, width])
        target[row, column, anchor, 5 + label] = 1
    return GridTarget(target.flatten(2), tuple(places))


def grid_boxes(target: Tensor, *, classes: int, image: tuple[float, float]) -> tuple[Tensor, Tensor, Tensor]:
    """The boxes (N, 4) in pixels, scores p_c · c (N,) and labels (N,) that a tensor of `grid_target`'s kind stands for.

    target (rows, columns, A · (5 + C)); entries whose p_c is not above 0 are left out. The label is the class with the
    highest c. Raises ValueError for a depth that is no multiple of 5 + C.
    """
    _positive(image=image, classes=(classes,))
    if target.ndim != 3 or target.shape[2] % (5 + classes) or not target.numel():
        raise ValueError(
            say(
                "The target has the shape {shape}: with {classes} classes its depth must be a multiple of {depth}.",
                shape=str(tuple(target.shape)), classes=classes, depth=5 + classes,
            )
        )  # fmt: skip
    rows, columns, _ = target.shape
    each = target.reshape(rows, columns, -1, 5 + classes)  # [rows,columns,A,5+C]
    row, column, anchor = (each[..., 0] > 0).nonzero().unbind(1)  # [N] each
    sure, x, y, height, width = each[row, column, anchor, :5].unbind(1)
    cell = each.new_tensor([image[1] / columns, image[0] / rows])
    centre = torch.stack([column + x, row + y], 1)  # [N,2], in cells
    half = torch.stack([width, height], 1) / 2
    scores, labels = each[row, column, anchor, 5:].max(1)
    return torch.cat([(centre - half) * cell, (centre + half) * cell], 1), sure * scores, labels


def pair_by_torch(box: Sequence[float], anchor: Sequence[float]) -> tuple[float, list[float]]:
    """IoU and offsets of a box from its anchor by torchvision, to compare with."""
    from torchvision import ops

    both = torch.tensor([list(box), list(anchor)], dtype=torch.float64)
    here, there = ops.box_convert(both, "xyxy", "cxcywh")
    offsets = torch.cat([(here[:2] - there[:2]) / there[2:], (here[2:] / there[2:]).log()])
    return float(ops.box_iou(both[:1], both[1:])), offsets.tolist()


def cell_by_torch(box: Sequence[float], image: tuple[float, float], grid: tuple[int, int]) -> list[float]:
    """b_x, b_y, b_h and b_w of a box in the cell of its centre by torchvision, to compare with."""
    from torchvision import ops

    edges = torch.tensor([list(box)], dtype=torch.float64) / torch.tensor([image[1], image[0]] * 2)
    x, y, width, height = ops.box_convert(edges * torch.tensor([grid[1], grid[0]] * 2), "xyxy", "cxcywh")[0]
    return [float(x.frac()), float(y.frac()), float(height), float(width)]


def _same_centre_iou(size: Tensor, shapes: Tensor) -> Tensor:
    """IoU of one width and height [2] with several [A,2], all around one centre: [A]."""
    common = torch.minimum(size, shapes).prod(1)
    return common / (size.prod() + shapes.prod(1) - common)


def _positive(**settings: Sequence[float]) -> None:
    for name, values in settings.items():
        if not values or not all(value > 0 for value in values):
            raise ValueError(say("{name}: give at least one number, all of them above 0.", name=name))
