"""The same in PyTorch: who has to find what, or the target tensor."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cnnviz.writing.listings import listing

if TYPE_CHECKING:
    from torch import Tensor

Sides = tuple[float, float]


def matching_script(
    boxes: "Tensor", image: Sides, grid: tuple[int, int], shapes: Sequence[Sides], thresholds: Sides, forced: str
) -> str:
    """A script for these objects; `told` has the object of each anchor, `result` the offsets. shapes: in pixels."""
    foreground, background = thresholds
    return listing(
        "cnnviz.lessons.anchors.script", **_common(boxes, image, grid, shapes), FOREGROUND=foreground,
        BACKGROUND=background, SHARED=forced == "shared", OWN=forced == "own",
    )  # fmt: skip


def grid_script(
    boxes: "Tensor", labels: Sequence[int], classes: int, image: Sides, grid: tuple[int, int], shapes: Sequence[Sides]
) -> str:
    """A script for these objects; `result` is the target tensor. shapes: in cells."""
    common = _common(boxes, image, grid, shapes)
    labelled = {"LABELS": tuple(labels)} if labels else {}
    return listing("cnnviz.lessons.anchors.grid_script", **common, **labelled, CLASSES=classes)


def _common(boxes: "Tensor", image: Sides, grid: tuple[int, int], shapes: Sequence[Sides]) -> dict[str, Any]:
    """Without objects the script keeps its own."""
    rows = tuple(tuple(round(edge, 4) for edge in row) for row in boxes.tolist())
    return {
        **({"BOXES": rows} if rows else {}),
        "HEIGHT": int(image[0]),
        "WIDTH": int(image[1]),
        "ROWS": grid[0],
        "COLUMNS": grid[1],
        "SHAPES": tuple((round(height, 5), round(width, 5)) for height, width in shapes),
    }
