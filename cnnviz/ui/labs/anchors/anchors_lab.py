"""Objects over a grid of anchors, and what every anchor is told."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz.ui.controls import scene
from cnnviz.ui.controls.scene import Scenery
from cnnviz.ui.frame import browser, control, lesson, shell
from cnnviz.ui.labs import board
from cnnviz.words import phrases

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.detection.anchor_boxes import GridTarget, Match

KEY = "anchors"
BY = {"iou": "Best IoU", "cell": "Its cell"}
SHAPES = {"two": "Tall and wide", "one": "Square", "three": "Tall, square, wide", "six": "These in two sizes"}
RATIOS = {"one": (1.0,), "two": (2.0, 0.5), "three": (2.0, 1.0, 0.5), "six": (2.0, 1.0, 0.5)}  # height over width
FORCED = {"own": "Its best, for itself", "shared": "All its best", "no": "Nobody"}
PLACES = 16  # of a pixel: anchors that lie equally well do so in every way of counting
START = (0.5, 0.4)  # foreground and background

_anchors = browser.component(
    "anchors",
    "labs/anchors/anchors.js",
    "shared/board.css",
    board.BOARD
    | phrases(
        number_column="number",
        pair_column="number, offset",
        object_column="object",
        anchor_column="anchor",
        offset_column="offset",
        decoded_column="decoded",
        anchor_n="anchor {n}",
        iou_matrix="IoU of {objects} objects with {anchors} anchors, a map of the grid for each object and each shape",
        told_all="Of {all} anchors {found} have to find an object, {forced} of them forced. Ignored: {ignored}, "
        "background: {background}.",
        told_without="Of {all} anchors {found} have to find an object, {forced} of them forced. Ignored: {ignored}, "
        "background: {background}. Objects that nobody finds: {without}.",
        pair_found="IoU with object {n}: {iou}. This anchor has to find it.",
        pair_forced="IoU with object {n}: {iou}. This anchor has to find it, because it lies best.",
        pair_ignored="IoU with object {n}: {iou}. This anchor is ignored: nobody tells it anything.",
        pair_background="IoU with object {n}: {iou}. This anchor does not look for it.",
        tensor="The target tensor has {rows} × {columns} × {depth} numbers. Shown is the cell of object {n}.",
        tensor_lost=(
            "The target tensor has {rows} × {columns} × {depth} numbers. {lost} object finds its place taken and is "
            "lost.",
            "The target tensor has {rows} × {columns} × {depth} numbers. {lost} objects find their places taken and "
            "are lost.",
        ),
    ),
)


@dataclass(frozen=True)
class Shown:
    """What the page looks at. at: the chosen object, or none; shapes: height and width of each anchor in pixels."""

    scenery: Scenery
    at: int | None
    by: str
    grid: tuple[int, int]
    shapes: tuple[tuple[float, float], ...]
    anchors: "Tensor"
    foreground: float
    background: float
    forced: str

    @property
    def classes(self) -> int:
        """How many there are."""
        return len(self.scenery.picture.classes)

    @property
    def image(self) -> tuple[float, float]:
        """Height and width of the picture."""
        return self.scenery.picture.truth.height, self.scenery.picture.truth.width

    @property
    def in_cells(self) -> list[tuple[float, float]]:
        """Height and width of each anchor in cells."""
        (rows, columns), (height, width) = self.grid, self.image
        return [(high * rows / height, wide * columns / width) for high, wide in self.shapes]

    def boxes(self) -> "Tensor":
        """Those of the objects, float64 (N, 4)."""
        import torch

        rows = [one.box for one in self.scenery.picture.truth.objects]
        return torch.tensor(rows, dtype=torch.float64).reshape(-1, 4)

    def match(self) -> "Match":
        """What every anchor is told."""
        from cnnviz.detection import anchor_boxes

        return anchor_boxes.match_anchors(
            self.boxes(), self.anchors, foreground=self.foreground, background=self.background, forced=self.forced
        )

    def target(self) -> "GridTarget":
        """The target tensor."""
        from cnnviz.detection import anchor_boxes

        return anchor_boxes.grid_target(
            self.boxes(), self.labels(), classes=self.classes, image=self.image, grid=self.grid, shapes=self.in_cells
        )

    def best(self) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
        """The chosen object and the anchor that lies best for it, in pixels; None without one."""
        from cnnviz.detection import boxes

        if self.at is None:
            return None
        box = self.boxes()[self.at]
        return tuple(box.tolist()), tuple(self.anchors[int(boxes.box_iou(box[None], self.anchors).argmax())].tolist())

    def labels(self) -> list[int]:
        """The place of the class of each object."""
        classes, objects = self.scenery.picture.classes, self.scenery.picture.truth.objects
        return [classes.index(one.label) for one in objects]

    def in_its_cell(self) -> list[float] | None:
        """b_x, b_y, b_h and b_w of the chosen object in the target tensor; None where another one is in its place."""
        found = self.target()
        place = None if self.at is None else found.places[self.at]
        if place is None:
            return None
        row, column, anchor = place
        first = anchor * (5 + self.classes) + 1
        numbers: list[float] = found.target[row, column, first : first + 4].tolist()
        return numbers

    def values(self) -> dict[str, Any]:
        """For the experiments of the lesson."""
        return {
            "boxes": self.boxes(),
            "anchors": self.anchors,
            "match": self.match(),
            "target": self.target(),
            "foreground": self.foreground,
            "forced": self.forced,
            "grid": self.grid,
            "shapes": len(self.shapes),
            "classes": self.classes,
            "at": self.at,
        }


def objects_and_anchors() -> Shown:
    """The controls and the stage; `anchors-at=1` in the address says which object is chosen."""
    from cnnviz.detection import anchor_boxes

    with lesson.controls():
        scenery = scene.choose("anchors", objects=3)
        by = lesson.choice("An object belongs to", BY, "anchors-by")
        side = int(control.number_input("Grid", 1, 8, 3, key="anchors-grid", bind="query-params", width=shell.px(110)))
        kinds = control.selectbox(
            "Anchors in each cell", SHAPES, key="anchors-shapes", bind="query-params", width=shell.px(200)
        )
        size = control.slider(
            "Size in cells", 0.25, 3.0, 1.0, 0.25, key="anchors-size", bind="query-params", width=shell.px(150)
        )
        foreground, background, forced = (*START, "own")
        if by == "iou":
            with st.popover("Thresholds", icon=":material/tune:", width="content"):
                foreground, background, forced = _thresholds()
    truth = scenery.picture.truth
    grid = (max(1, round(side * truth.height / truth.width)), side)
    cell = (truth.height / grid[0], truth.width / grid[1])
    sizes = [size * (cell[0] * cell[1]) ** 0.5 * share for share in ((1.0, 0.5) if kinds == "six" else (1.0,))]
    made = anchor_boxes.anchors(grid, stride=cell, sizes=sizes, ratios=RATIOS[kinds], places=PLACES)
    first = made[: len(sizes) * len(RATIOS[kinds])]
    shapes = tuple(zip((first[:, 3] - first[:, 1]).tolist(), (first[:, 2] - first[:, 0]).tolist(), strict=True))
    shown = Shown(
        scenery, scene.chosen("anchors-at", scenery), by, grid, shapes, made.double(), foreground, background, forced
    )
    header = {
        "tag": scenery.tag,
        "size": [truth.width, truth.height],
        "rows": scenery.rows(),
        "at": -1 if shown.at is None else shown.at,
        "classes": list(scenery.picture.classes),
        "by": by,
        "grid": grid,
        "shapes": shown.in_cells,
        "foreground": foreground,
        "background": background,
        "forced": forced,
        "alt": "The picture: drag an object over the grid",
    }
    _anchors(
        key=KEY,
        data=browser.pack(header, {"image": scenery.picture.image.numpy(), "anchors": made.numpy()}),
        on_drawn_change=lambda: _drawn(shown),
    )
    return shown


def _thresholds() -> tuple[float, float, str]:
    from cnnviz.detection import anchor_boxes

    foreground = control.slider(
        "Object from", 0.0, 1.0, START[0], 0.05, key="anchors-foreground", bind="query-params",
        help="An anchor with at least this IoU has to find the object.",
    )  # fmt: skip
    background = control.slider(
        "Background below", 0.0, 1.0, START[1], 0.05, key="anchors-background", bind="query-params",
        help="Between both thresholds an anchor is ignored.",
    )  # fmt: skip
    forced = lesson.choice(
        "Who takes an object without anchor", FORCED, "anchors-forced", help="As in SSD, as in Faster R-CNN, or nobody."
    )
    try:
        anchor_boxes.match_anchors([], [[0, 0, 1, 1]], foreground=foreground, background=background)
    except ValueError as error:
        shell.problem(error)
        background = foreground
    return foreground, background, forced


def _drawn(shown: Shown) -> None:
    """What the hand has left behind goes into the address."""
    sent = browser.sent(KEY, "drawn", lambda value: scene.sent(value, shown.scenery))
    if sent is None:
        return
    rows, at = sent
    scene.keep(shown.scenery, rows)
    browser.keep("anchors-at", [at] if at else None)
