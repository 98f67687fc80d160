"""Networks that answer at every place of a picture, as texts for the layer stack: a one-stage detector and a U-Net.

The detector gives A · (5 + C) numbers for each cell of 8 × 8 pixels, see `cnnviz.detection.one_stage`. The U-Net gives
a score for each pixel and class, background first. A skip is a `cat[|…]`: what comes in is put beside what comes back
from the way down and up. Without skips the same layers stand one behind another.
Sources: Redmon et al. 2016; Ronneberger et al. 2015, "U-Net".
"""

from typing import TYPE_CHECKING, Protocol

from cnnviz.networks.stack.layers import KINDS

if TYPE_CHECKING:
    from cnnviz.detection.one_stage import Layout


class Settings(Protocol):
    """What shapes one of these networks; a recipe of training has it."""

    @property
    def network(self) -> str: ...
    @property
    def activation(self) -> str: ...
    @property
    def batch_norm(self) -> bool: ...


DETECTORS = {
    "tiny_yolo": "A detector in one pass: 8 × 8 cells, one anchor each.",
    "tiny_yolo_2": "The same detector with two anchors in each cell, a small one and a large one.",
}
SEGMENTERS = {
    "unet": "Down to an eighth of the sides and up again; skips carry the fine maps across.",
    "unet_no_skips": "The same way down and up without skips.",
}
NETWORKS = DETECTORS | SEGMENTERS
CELL = 8  # pixels of a detector's cell, and the step of the U-Net's coarsest maps
SHAPES = {"tiny_yolo": ((2.6, 2.6),), "tiny_yolo_2": ((1.9, 1.9), (3.1, 3.1))}  # in cells


def text(recipe: Settings, channels: int, size: tuple[int, int], classes: int) -> str:
    """The network as text; classes: of objects, the background is added where there is one."""
    height, width = size
    body = _detector(recipe, classes) if recipe.network in DETECTORS else _unet(recipe, classes)
    return f"{channels}x{height}x{width}-{body}"


def output_shape(network: str, size: tuple[int, int], classes: int) -> tuple[int, int, int]:
    """Channels, rows and columns of what a network of NETWORKS gives."""
    if network in DETECTORS:
        return len(SHAPES[network]) * (5 + classes), size[0] // CELL, size[1] // CELL
    return classes + 1, *size


def layout(network: str, size: tuple[int, int], classes: int) -> "Layout":
    """The grid and the anchors of a detector."""
    from cnnviz.detection.one_stage import Layout

    return Layout((size[0] // CELL, size[1] // CELL), size, classes, SHAPES[network])


def _detector(recipe: Settings, classes: int) -> str:
    parts = [_layer("c16k3s2p1", recipe), _layer("c32k3s2p1", recipe), _layer("c64k3s2p1", recipe)]
    parts += [_layer("c64k3p1", recipe), _layer("c64k3p1", recipe)]
    return "-".join([*parts, f"c{len(SHAPES[recipe.network]) * (5 + classes)}k1"])


def _unet(recipe: Settings, classes: int) -> str:
    across, inner = recipe.network == "unet", ""
    for wide, up in ((96, 32), (32, 16), (16, classes + 1)):  # from the smallest maps outwards
        parts = [_layer(f"c{wide}k3s2p1", recipe), _layer(f"c{wide}k3p1", recipe)]
        if inner:
            parts += [f"cat[|{inner}]" if across else inner, _layer(f"c{wide}k3p1", recipe)]
        inner = "-".join([*parts, f"t{up}k2s2"])
    return inner


def _layer(convolution: str, recipe: Settings) -> str:
    return f"{convolution}{'-bn' if recipe.batch_norm else ''}-{KINDS[recipe.activation].word}"
