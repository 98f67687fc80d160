"""The two boxes of the lesson on IoU, dragged and walking in the browser."""

from dataclasses import dataclass
from typing import Any

from cnnviz.detection.two_boxes import Box
from cnnviz.ui.frame import browser, control, lesson, shell
from cnnviz.words import phrases

Edges = tuple[Box, Box]

KEY = "iou"
ROOM = (16, 9)  # width and height of the sheet
START = ((2.0, 3.0, 7.0, 8.0), (5.0, 1.5, 12.0, 6.0))
STEPS = 300
LOSSES = {"iou": "1 − IoU", "giou": "1 − GIoU", "diou": "1 − DIoU", "ciou": "1 − CIoU", "l1": "L1"}

_sheet = browser.component(
    "iou",
    "labs/iou/iou.js",
    "labs/iou/iou.css",
    phrases(
        moving_box="box",
        target_box="target",
        box_keys="box: arrow keys move it, with Shift they move its right and bottom edge",
        target_keys="target: arrow keys move it, with Shift they move its right and bottom edge",
        sheet_of_boxes="A box and its target, with an arrow from each edge that the loss pushes",
        measure_column="measure",
        value_column="value",
        loss_column="loss",
        push_column="gradient",
        iou="IoU",
        giou="GIoU",
        diou="DIoU",
        ciou="CIoU",
        l1="L1",
        areas="Intersection {common}, union {union}. If x₁ and y₁ named the last pixel (+ 1): IoU {pixels}.",
        walk="Let the box walk",
        stop_walk="Stop",
        back_to_start="Back",
        pushes="The loss is {loss}. The arrows show where it pushes the edges of the box.",
        no_push="The loss is {loss}, and its gradient is zero: nothing pushes the box.",
        on_the_way="Step {steps}: the loss is {loss}.",
        arrived="The box has arrived after {steps} steps, with a loss of {loss}.",
        stands="The box stands still after {steps} steps: the loss is {loss}, and its gradient is zero.",
        gave_up="After {steps} steps the box is still on its way, with a loss of {loss}.",
    ),
)


@dataclass(frozen=True)
class Boxes:
    """What the page looks at: the box, its target, the loss, and the learning rate of the walk."""

    box: Box
    target: Box
    loss: str
    rate: float

    def values(self) -> dict[str, Any]:
        """For the experiments of the lesson."""
        return {"box": self.box, "target": self.target, "loss": self.loss, "rate": self.rate, "steps": STEPS}


def two_boxes() -> Boxes:
    """The controls and the sheet; the boxes stand in the address as `iou-boxes=2,3,7,8,5,1.5,12,6`."""
    with lesson.controls():
        loss = lesson.choice("Loss", LOSSES, "iou-loss")
        rate = control.slider(
            "Learning rate", 0.1, 5.0, 0.5, 0.1, key="iou-rate", bind="query-params", width=shell.px(240)
        )
    says = "four edges of the box and four of the target, such as 2,3,7,8,5,1.5,12,6"
    edges = control.from_link("iou-boxes", "boxes", read_edges, says, "the first pair") or START
    header = {
        "boxes": [*edges[0], *edges[1]],
        "loss": loss,
        "rate": rate,
        "steps": STEPS,
        "room": ROOM,
        "accent": "#009e73",
    }
    _sheet(key=KEY, data=browser.pack(header, {}), on_boxes_change=_dragged)
    return Boxes(*edges, loss, rate)


def read_edges(text: str) -> Edges:
    """Eight numbers with commas between them; raises ValueError at what is no pair of boxes on the sheet."""
    return _on_the_sheet([float(part) for part in text.split(",", 8)])


def _edges(value: Any) -> Edges:
    if not isinstance(value, list):
        raise ValueError(f"{value!r} are no boxes")
    return _on_the_sheet([browser.number(part) for part in value])


def _on_the_sheet(edges: list[float]) -> Edges:
    if len(edges) != 8:
        raise ValueError(f"{edges} are not eight edges")
    for x0, y0, x1, y1 in (edges[:4], edges[4:]):
        if not (0 <= x0 < x1 <= ROOM[0] and 0 <= y0 < y1 <= ROOM[1]):
            raise ValueError(f"{edges} is no pair of boxes on the sheet")
    a, b, c, d, e, f, g, h = edges
    return (a, b, c, d), (e, f, g, h)


def _dragged() -> None:
    edges = browser.sent(KEY, "boxes", _edges)
    if edges is not None:
        browser.keep("iou-boxes", [f"{edge:g}" for edge in (*edges[0], *edges[1])])
