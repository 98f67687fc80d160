"""Feature maps before and after what is switched on."""

from typing import TYPE_CHECKING

from cnnviz.operations import normalisation
from cnnviz.ui.frame import lesson
from cnnviz.ui.views.wall import Tile, wall

if TYPE_CHECKING:
    from torch import Tensor


def draw(before: "Tensor", after: "Tensor") -> None:
    """Both sets of maps (8, H, W) on one scale."""
    names = [name.replace("_", " ") for name in normalisation.KERNELS]
    rows = {
        title: [Tile(values.numpy(), name, "magnitude") for name, values in zip(names, maps, strict=True)]
        for title, maps in (("Behind the ReLU", before), ("Behind what is switched on", after))
    }
    wall(rows, key="alex", title="Feature maps", common=True, tile=140)
    lesson.note(
        "Normalisation damps a response where its neighbour channels are strong at the same place. Dropout works in "
        "training only, and divides what it keeps by 1 − p. AlexNet drops dense units; maps show it better."
    )
