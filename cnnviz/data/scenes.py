"""The pictures of chapter 6 with their truth: drawn scenes, a photo of coins, and what a student draws on a photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.data.coco import Annotated, Annotation
from cnnviz.data.shapes import draw_scene
from cnnviz.words import say

if TYPE_CHECKING:
    import numpy.typing as npt
    from torch import Tensor

    Bools = npt.NDArray[np.bool_]

FEW = ("circle", "square", "triangle")  # three classes, as pedestrian, car and motorcycle in the course
RADII = {"small": (0.08, 0.12), "medium": (0.12, 0.25), "large": (0.25, 0.38)}
MOST = 40  # objects of a picture that a student draws
LEAST = 1.0  # pixels of a box's side
_EMPTY, _COIN = 30, 150  # of 255: what is certainly background, and what certainly lies on a coin
_SMALLEST = 200  # pixels of a coin; what is smaller is a speck


@dataclass(frozen=True, eq=False)
class Labelled:
    """A picture uint8 (3, H, W), the objects that are known to be on it, and the classes to choose from."""

    image: Tensor = field(repr=False)
    truth: Annotated
    classes: tuple[str, ...]


def drawn(
    seed: int,
    *,
    size: int = 128,
    objects: int = 1,
    names: Sequence[str] = FEW,
    radius: str = "medium",
    noise: float = 0.05,
    overlap: bool = False,
    thin: float = 1,
    class_colours: bool = False,
) -> Labelled:
    """A scene of `draw_scene` with all that is known of it. radius: one of RADII. Raises DataError as that does."""
    scene = draw_scene(
        seed, size=size, objects=objects, names=names, radius=RADII[radius], noise=noise, overlap=overlap, thin=thin,
        class_colours=class_colours,
    )  # fmt: skip
    objects_of_it = tuple(Annotation(one.name, one.box, one.mask) for one in scene.objects)
    return Labelled(scene.image, Annotated(f"scene-{seed}.png", size, size, objects_of_it), tuple(names))


@cache
def coins() -> Labelled:
    """scikit-image's photo of 24 Roman coins, (3, 303, 384), each with its box and mask.

    Nobody has drawn them: the classical watershed floods the picture's edges from what is certainly background and
    from what certainly lies on a coin, and a coin is one connected region of what is not background.
    """
    import torch
    from skimage import data, filters, measure, segmentation

    photo = data.coins()  # type: ignore[no-untyped-call]
    certain = (photo < _EMPTY) + 2 * (photo > _COIN)
    flooded = segmentation.watershed(filters.sobel(photo), certain)  # type: ignore[no-untyped-call]
    ground = measure.label(flooded != 2, connectivity=1)  # type: ignore[no-untyped-call]
    outside = np.unique(np.concatenate([ground[0], ground[-1], ground[:, 0], ground[:, -1]]))
    filled = ~np.isin(ground, outside[outside > 0])  # ground that does not reach the rim is a hole in a coin
    regions = measure.label(filled, connectivity=1)  # type: ignore[no-untyped-call]
    masks = [regions == number for number in np.flatnonzero(np.bincount(regions.ravel()) >= _SMALLEST) if number]
    found = tuple(Annotation("coin", _tight(mask), torch.from_numpy(mask)) for mask in masks)
    image = torch.from_numpy(photo.copy()).expand(3, -1, -1).contiguous()
    return Labelled(image, Annotated("coins.png", photo.shape[0], photo.shape[1], found), ("coin",))


def _tight(mask: Bools) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def photo(pixels: Tensor, name: str, classes: Sequence[str]) -> Labelled:
    """A photo (3, H, W) in [0, 1] on which nothing is known yet."""
    image = (pixels * 255).round().byte()
    return Labelled(image, Annotated(name, image.shape[1], image.shape[2], ()), tuple(classes))


def read_classes(text: str, most: int) -> tuple[str, ...]:
    """Names of classes with commas between them. Raises ValueError for none, for too many and for two of one name.

    >>> read_classes("cat, dog", 8)
    ('cat', 'dog')
    """
    names = tuple(name for part in text.split(",") if (name := part.strip()))
    if not 1 <= len(names) <= most or len(set(names)) < len(names) or not all(name.isprintable() for name in names):
        raise ValueError(say("Name 1 to {most} different classes, with commas between them.", most=most))
    return names


def with_boxes(picture: Labelled, boxes: Sequence[tuple[str, Sequence[float]]]) -> Labelled:
    """The same picture with these objects instead, each a class and a box in pixels.

    A mask stays with an object whose class and box have not changed. Raises ValueError for a class that there is not,
    for a box that is smaller than LEAST or not on the picture, and for more than MOST of them.
    """
    if len(boxes) > MOST:
        raise ValueError(say("There are {n} boxes: draw at most {most}.", n=len(boxes), most=MOST))
    known = {(one.label, one.box): one for one in picture.truth.objects}
    found = []
    for label, edges in boxes:
        x0, y0, x1, y1 = edges
        if label not in picture.classes:
            raise ValueError(say("There is no class {label!r}: add it to the classes.", label=label))
        inside = 0 <= x0 <= x1 - LEAST and 0 <= y0 <= y1 - LEAST
        if not (inside and x1 <= picture.truth.width and y1 <= picture.truth.height):
            raise ValueError("A box lies outside of the picture or has no area: draw it again.")
        box = (x0, y0, x1, y1)
        found.append(known.get((label, box)) or Annotation(label, box))
    return replace(picture, truth=replace(picture.truth, objects=tuple(found)))


def with_truth(picture: Labelled, given: Sequence[Annotated], classes: Sequence[str]) -> Labelled:
    """The same picture with the objects and classes that a file of COCO JSON has for it.

    It is looked for by its name, then by its size. Raises ValueError where the file has nothing for a picture of this
    name or size, and for what `with_boxes` cannot take.
    """
    here = picture.truth
    same_size = [one for one in given if (one.height, one.width) == (here.height, here.width)]
    match = [one for one in same_size if one.name == here.name] or same_size
    if not match:
        raise ValueError(
            say(
                "The file has no picture of {width} × {height} pixels (width × height): open the picture that it is "
                "about first.",
                width=here.width, height=here.height,
            )
        )  # fmt: skip
    objects = tuple(replace(one, box=_onto(one.box, here.height, here.width)) for one in match[0].objects)
    bare = replace(picture, classes=tuple(classes), truth=replace(here, objects=objects))
    return with_boxes(bare, [(one.label, one.box) for one in objects])


def _onto(box: tuple[float, float, float, float], height: int, width: int) -> tuple[float, float, float, float]:
    """COCO lets a box reach half a pixel beyond the picture."""
    x0, y0, x1, y1 = box
    return max(0, x0), max(0, y0), min(width, x1), min(height, y1)
