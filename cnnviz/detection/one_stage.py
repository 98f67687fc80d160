"""A one-stage detector: what every cell of a grid should say, how wrong it is term by term, and the boxes it means.

The network gives raw numbers (N, A · (5 + C), rows, columns): for each of A anchors t_p, t_x, t_y, t_h, t_w and a score
for each of C classes. What they stand for, in the order and the units of `anchor_boxes.grid_target`:

    p_c = σ(t_p)          b_x, b_y = σ(t_x), σ(t_y), in the cell
    b_h, b_w = anchor's height and width · exp(t_h), exp(t_w), in cells          c = softmax of the scores

Sources: Redmon et al. 2016, "You Only Look Once"; Redmon & Farhadi 2017, "YOLO9000", section 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnviz.detection.anchor_boxes import grid_target
from cnnviz.detection.boxes import Boxes, overlap_of
from cnnviz.detection.suppression import nms

WEIGHTS = (2.0, 1.0, 1.0)  # of the terms in the loss: box, confidence, class
EMPTY = 0.5  # weight of the confidence where no object is, as λ_noobj of YOLO
LARGEST = 4.0  # of t_h and t_w: boxes of e⁴ anchors are larger than any picture


@dataclass(frozen=True)
class Layout:
    """The grid of a detector: rows and columns; image: height and width in pixels; shapes: of the anchors, see below.

    shapes: height and width of each anchor, in cells.
    """

    grid: tuple[int, int]
    image: tuple[int, int]
    classes: int
    shapes: tuple[tuple[float, float], ...] = ((3.0, 3.0),)

    @property
    def depth(self) -> int:
        """Numbers of a cell: A · (5 + C)."""
        return len(self.shapes) * (5 + self.classes)


def targets(boxes: Sequence[Boxes], labels: Sequence[Sequence[int] | Tensor], layout: Layout) -> Tensor:
    """What the cells of every picture should say: float32 (N, A · (5 + C), rows, columns), by `grid_target`."""
    told = [
        grid_target(
            its, [int(label) for label in kinds], classes=layout.classes, image=layout.image, grid=layout.grid,
            shapes=layout.shapes,
        ).target.permute(2, 0, 1)
        for its, kinds in zip(boxes, labels, strict=True)
    ]  # fmt: skip
    return torch.stack(told) if told else torch.zeros(0, layout.depth, *layout.grid)


def by_anchor(numbers: Tensor, layout: Layout) -> Tensor:
    """The numbers of each anchor by themselves: (N, A · (5 + C), rows, columns) -> (N, A, 5 + C, rows, columns)."""
    return numbers.reshape(len(numbers), len(layout.shapes), 5 + layout.classes, *layout.grid)


def mirrored(target: Tensor, across: Tensor, down: Tensor, layout: Layout) -> Tensor:
    """The targets (N, A · (5 + C), rows, columns) of pictures that are mirrored: bool (N,) left to right, upside down.

    >>> layout = Layout((1, 2), (10, 20), 1)
    >>> there = targets([[[0, 0, 4, 4]]], [[0]], layout)
    >>> seen = mirrored(there, torch.tensor([True]), torch.tensor([False]), layout)
    >>> torch.allclose(seen, targets([[[16, 0, 20, 4]]], [[0]], layout))
    True
    """
    each = by_anchor(target, layout)  # [N,A,5+C,rows,columns]
    for flags, axis, place in ((across, -1, 1), (down, -2, 2)):
        turned = each.flip(axis)
        turned[:, :, place] = torch.where(turned[:, :, 0] > 0, 1 - turned[:, :, place], 0)
        each = torch.where(flags[:, None, None, None, None], turned, each)
    return each.flatten(1, 2)


def read(raw: Tensor, layout: Layout) -> Tensor:
    """What raw numbers stand for, as in the table above: (N, A · (5 + C), rows, columns) -> (N, A, 5 + C, …)."""
    each = by_anchor(raw, layout)  # [N,A,5+C,rows,columns]
    shapes = each.new_tensor(layout.shapes)[None, :, :, None, None]  # [1,A,2,1,1]
    sizes = shapes * each[:, :, 3:5].clamp(max=LARGEST).exp()
    return torch.cat([each[:, :, :3].sigmoid(), sizes, each[:, :, 5:].softmax(2)], 2)


def corners(said: Tensor, layout: Layout) -> Tensor:
    """The boxes in pixels: (N, A, 5 + C, rows, columns) as `read` gives or a target has -> (N, A, rows, columns, 4)."""
    rows, columns = layout.grid
    cell = said.new_tensor([layout.image[1] / columns, layout.image[0] / rows])  # width and height
    _, x, y, height, width = said[:, :, :5].unbind(2)  # [N,A,rows,columns] each
    centre = torch.stack(
        [x + torch.arange(columns, device=said.device), y + torch.arange(rows, device=said.device)[:, None]], -1
    )
    half = torch.stack([width, height], -1) / 2
    return torch.cat([centre - half, centre + half], -1) * cell.repeat(2)


def losses(raw: Tensor, target: Tensor, layout: Layout) -> Tensor:
    """The terms of the loss, weighted, (3,): sums over all cells, divided by the number of objects.

    box: 1 − CIoU of the boxes that are responsible for an object, the others do not count
    confidence: binary cross-entropy of p_c everywhere, where there is nothing by EMPTY
    class: cross-entropy of the classes where there is an object
    """
    each = by_anchor(raw, layout)  # [N,A,5+C,rows,columns]
    told = by_anchor(target, layout)
    there = told[:, :, 0]  # [N,A,rows,columns], 1 where an object is
    weight = torch.where(there > 0, 1, EMPTY)
    sure = F.binary_cross_entropy_with_logits(each[:, :, 0], there, weight, reduction="sum")
    responsible = there > 0
    overlap = overlap_of(*_responsible(raw, target, layout), "ciou")  # [n]
    scores, kinds = (part[:, :, 5:].movedim(2, -1)[responsible] for part in (each, told))  # [n,C] each
    kind = -(scores.log_softmax(1) * kinds).sum()
    terms = torch.stack([(1 - overlap).sum(), sure, kind])
    return terms * terms.new_tensor(WEIGHTS) / there.sum().clamp(min=1)


def _responsible(raw: Tensor, target: Tensor, layout: Layout) -> tuple[Tensor, Tensor]:
    """The boxes in pixels that are responsible for an object, and those of the objects: (n, 4) each."""
    each, told = (by_anchor(part, layout) for part in (raw, target))
    n, a, row, column = (told[:, :, 0] > 0).nonzero().unbind(1)  # [n] each
    numbers = each[n, a, :, row, column]  # [n,5+C]
    shapes = raw.new_tensor(layout.shapes)[a]  # [n,2]
    cell = raw.new_tensor([layout.image[1] / layout.grid[1], layout.image[0] / layout.grid[0]])  # width and height
    place = torch.stack([column, row], 1)
    boxes = []
    for within, size in (
        (numbers[:, 1:3].sigmoid(), shapes * numbers[:, 3:5].clamp(max=LARGEST).exp()),
        (told[n, a, 1:3, row, column], told[n, a, 3:5, row, column]),
    ):
        centre, half = place + within, size.flip(1) / 2
        boxes.append(torch.cat([centre - half, centre + half], 1) * cell.repeat(2))
    return boxes[0], boxes[1]


def found(raw: Tensor, target: Tensor, layout: Layout) -> Tensor:
    """The share of objects whose own cell finds them: p_c > 0.5, the right class, and an IoU of at least 0.5. ()"""
    each, told = (by_anchor(part, layout) for part in (raw, target))
    there = told[:, :, 0] > 0
    iou = overlap_of(*_responsible(raw, target, layout), "iou")
    right = (each[:, :, 5:].argmax(2) == told[:, :, 5:].argmax(2))[there]
    return ((iou >= 0.5) & right & (each[:, :, 0][there] > 0)).sum() / there.sum().clamp(min=1)


def raw_boxes(raw: Tensor, layout: Layout) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """All boxes of all cells: (N, n, 4) in pixels, p_c (N, n), the likeliest class (N, n) and its score p_c · c (N, n).

    Anchor by anchor, in each the cells in reading order: n = A · rows · columns.
    """
    said = read(raw, layout)
    share, label = said[:, :, 5:].max(2)  # [N,A,rows,columns] each
    sure = said[:, :, 0]
    return (
        corners(said, layout).flatten(1, 3),
        sure.flatten(1),
        label.flatten(1),
        (sure * share).flatten(1),
    )


def detections(
    raw: Tensor, layout: Layout, *, least: float = 0.05, threshold: float = 0.45, per_class: bool = True
) -> list[dict[str, Tensor]]:
    """What is found in each picture: "boxes" (n, 4), "scores" (n,), "labels" (n,), the best first, as in torchvision.

    least: boxes with a lower score p_c · c are left out; threshold: of the suppression, by IoU and per class.
    """
    everything = []
    for boxes, _, labels, scores in zip(*(part.detach().cpu() for part in raw_boxes(raw, layout)), strict=True):
        likely = scores >= least
        boxes, labels, scores = boxes[likely], labels[likely], scores[likely]
        kept = nms(boxes, scores, labels if per_class else None, threshold=threshold)
        everything.append({"boxes": boxes[kept], "scores": scores[kept], "labels": labels[kept]})
    return everything
