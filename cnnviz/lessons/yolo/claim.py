"""What a detector's raw numbers come to: of one cell, and on all scenes that are shown."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cnnviz.networks import scene_networks

if TYPE_CHECKING:
    from cnnviz.detection.one_stage import Layout
    from cnnviz.training.found import Found


def layout(looked: "Found") -> "Layout":
    scenes = looked.scenes
    height, width = scenes.shape[1:]
    return scene_networks.layout(looked.network, (height, width), len(scenes.classes))


@dataclass(frozen=True)
class Surest:
    """The cell that is surest in a scene: its place, its anchor (height, width), raw numbers t_p, t_x, t_y, t_h, t_w.

    share and name are of its likeliest class, box is in pixels, cell is the side of a cell.
    """

    row: int
    column: int
    anchor: tuple[float, float]
    raw: tuple[float, ...]
    share: float
    name: str
    box: tuple[float, ...]
    cell: int


def surest(looked: "Found", scene: int) -> Surest:
    from cnnviz.detection import one_stage

    here = layout(looked)
    raw = looked.scores[scene : scene + 1]
    boxes, sure, labels, scores = (part[0] for part in one_stage.raw_boxes(raw, here))
    place = int(sure.argmax())
    anchor, cell = divmod(place, here.grid[0] * here.grid[1])
    row, column = divmod(cell, here.grid[1])
    numbers = one_stage.by_anchor(raw, here)[0, anchor, :5, row, column]
    return Surest(
        row, column, here.shapes[anchor], tuple(numbers.tolist()), float(scores[place] / sure[place]),
        looked.scenes.classes[int(labels[place])], tuple(boxes[place].tolist()), scene_networks.CELL,
    )  # fmt: skip


def both_suppressions(looked: "Found", scene: int, least: float, most: float) -> tuple[list[int], list[int]]:
    """The boxes that stay in a scene, by their places, as this app suppresses and as torchvision does."""
    from torchvision import ops

    from cnnviz.detection import one_stage, suppression

    boxes, _, labels, scores = (part[scene] for part in one_stage.raw_boxes(looked.scores, layout(looked)))
    likely = (scores >= least).nonzero()[:, 0]
    boxes, labels, scores = boxes[likely], labels[likely], scores[likely]
    ours = likely[suppression.nms(boxes, scores, labels, threshold=most)]
    theirs = likely[ops.batched_nms(boxes, scores, labels, most)]
    return sorted(ours.tolist()), sorted(theirs.tolist())


class Counted(NamedTuple):
    """On all scenes that are shown: boxes that stay, objects that one of them finds, and objects in all."""

    kept: int
    found: int
    objects: int

    @property
    def precision(self) -> float:
        return self.found / self.kept if self.kept else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.objects


def counted(looked: "Found", least: float, most: float) -> Counted:
    """How many boxes stay with these thresholds, and how many objects they find at an IoU of at least 0.5."""
    from cnnviz.detection import one_stage, precision_recall

    scenes = looked.scenes
    given = one_stage.detections(looked.scores, layout(looked), least=least, threshold=most)
    truth = [{"boxes": boxes, "labels": kinds} for boxes, kinds in zip(scenes.boxes, scenes.kinds, strict=True)]
    curves = [precision_recall(given, truth, label) for label in range(len(scenes.classes))]
    return Counted(
        sum(len(one["boxes"]) for one in given),
        sum(int(curve.right.sum()) for curve in curves),
        sum(curve.truth for curve in curves),
    )


def without_place(looked: "Found") -> tuple[int, int]:
    """Objects whose cell and anchor another one has taken, of how many: no network of this layout can learn them."""
    from cnnviz.detection import anchor_boxes

    here, scenes = layout(looked), looked.scenes
    places = [
        place
        for boxes, kinds in zip(scenes.boxes, scenes.kinds, strict=True)
        for place in anchor_boxes.grid_target(
            boxes, kinds.tolist(), classes=here.classes, image=here.image, grid=here.grid, shapes=here.shapes
        ).places
    ]
    return sum(place is None for place in places), len(places)
