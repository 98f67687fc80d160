"""Pictures of drawn shapes, of which everything is known: class, place, size, box and mask of every object.

Coordinates are in pixels, x to the right and y down; the pixel in row r and column c covers [c, c + 1) × [r, r + 1),
and it belongs to a shape when its centre (c + 0.5, r + 0.5) does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.data.catalogue import CATALOGUE, SHAPES
from cnnviz.data.dataset import DataError, Dataset, make_dataset, split
from cnnviz.words import joined, say

if TYPE_CHECKING:
    import numpy.typing as npt
    from torch import Tensor

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]

SIDES = (16, 512)  # pixels
MOST = 20  # objects in a scene
HOLE = 0.55  # radius of a ring's hole, of the ring's
THINNEST = 4
COLOURS = {
    "circle": (86, 180, 233),
    "ring": (230, 159, 0),
    "square": (240, 228, 66),
    "triangle": (0, 200, 140),
    "cross": (240, 130, 200),
    "star": (235, 235, 235),
}
_DARK = 40  # of 256: what the background stays below where shapes have the colours of their classes
_TRIES = 200
_CONTRAST = 0.35  # between a shape and the background, of the distance between black and white


def _corners(*polar: tuple[float, float]) -> Floats:
    return np.array([(radius * math.sin(turn), -radius * math.cos(turn)) for radius, turn in polar])


def _ring_of(count: int, *radii: float) -> Floats:
    """Corners at equal angles, the first one straight up, their radii from the list by turns."""
    return _corners(*((radii[i % len(radii)], 2 * math.pi * i / count) for i in range(count)))


_ARM = 0.32  # half the width of a cross's arm
_FAR = math.sqrt(1 - _ARM**2)

OUTLINES: dict[str, Floats] = {
    "square": _ring_of(4, 1),
    "triangle": _ring_of(3, 1),
    "star": _ring_of(10, 1, 0.42),
    "cross": np.array(
        [
            (_ARM, -_FAR), (_ARM, -_ARM), (_FAR, -_ARM), (_FAR, _ARM), (_ARM, _ARM), (_ARM, _FAR),
            (-_ARM, _FAR), (-_ARM, _ARM), (-_FAR, _ARM), (-_FAR, -_ARM), (-_ARM, -_ARM), (-_ARM, -_FAR),
        ]
    ),
}  # fmt: skip
"""Corners (x, y) of the shapes that have some, within a circle of radius 1 around (0, 0), at angle 0."""


@dataclass(frozen=True, eq=False)
class Shape:
    """An object of a scene.

    centre: (x, y) and radius of the circle around it, in pixels; angle: how far it is turned clockwise, in degrees;
    colour: (red, green, blue), 0 to 255; mask: bool (H, W), the pixels of it that are to be seen; box:
    (x0, y0, x1, y1), tight around the mask: its pixels are mask[y0:y1, x0:x1].
    """

    name: str
    centre: tuple[float, float]
    radius: float
    angle: float
    colour: tuple[int, int, int]
    mask: Tensor = field(repr=False)
    box: tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Scene:
    """A picture uint8 (3, H, W) and its objects, from back to front."""

    image: Tensor = field(repr=False)
    objects: tuple[Shape, ...]


def draw_scene(
    seed: int | Sequence[int],
    *,
    size: int = 64,
    objects: int = 3,
    names: Sequence[str] = SHAPES,
    radius: tuple[float, float] = (0.12, 0.25),
    noise: float = 0.05,
    overlap: bool = False,
    thin: float = 1,
    class_colours: bool = False,
) -> Scene:
    """Draw a scene from a seed: the same arguments give the same scene.

    size: pixels of a side; objects: how many; names: shapes to choose from, all equally likely; radius: the smallest
    and the largest of a shape, of the side; noise: standard deviation of Gaussian noise, where 1 is the distance
    from black to white; overlap: shapes may cover others, of which at least half stays to be seen. Without it their
    boxes don't touch; thin: how many times longer than wide a shape is; class_colours: every class has its own of
    COLOURS, which gives it away, instead of any colour.

    Every shape is inside the picture. Raises DataError for arguments out of range, and where so many objects of that
    size find no room.
    """
    import torch

    _check(size, objects, names, radius, noise)
    if not 1 <= thin <= THINNEST:
        raise DataError(
            say("Shapes are {thin:g} times longer than wide: set it to 1 to {most}.", thin=thin, most=THINNEST)
        )
    colours = COLOURS if class_colours else None
    pixels, placed = _draw(np.random.default_rng(seed), size, objects, names, radius, noise, overlap, thin, colours)
    shapes = (
        Shape(it.name, it.centre, it.radius, it.angle, it.colour, torch.from_numpy(it.visible), _box(it.visible))
        for it in placed
    )
    return Scene(torch.from_numpy(pixels), tuple(shapes))


def covers(name: str, x: Floats, y: Floats) -> Bools:
    """Which points (x, y) a shape of radius 1 around (0, 0) at angle 0 covers; of the shape of x and y."""
    if name == "circle":
        return x**2 + y**2 <= 1
    if name == "ring":
        return (x**2 + y**2 <= 1) & (x**2 + y**2 >= HOLE**2)
    return inside_outline(OUTLINES[name].tolist(), x, y)


def inside_outline(corners: Sequence[Sequence[float]], x: Floats, y: Floats) -> Bools:
    """Which points (x, y) lie inside an outline through these corners (x, y); of the shape of x and y."""
    inside = np.zeros(np.shape(x), dtype=bool)
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if y0 != y1:  # a point is inside when a ray from it to the right crosses the outline an odd number of times
            inside ^= ((y0 > y) != (y1 > y)) & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return inside


def load_shapes(seed: int) -> Dataset:
    """The data set: one shape per 32×32 picture, equally many of each class, all drawn from the seed."""
    entry = CATALOGUE["shapes"]
    images, labels = draw_shapes(seed, entry.count)
    return make_dataset("shapes", images, labels, entry.classes, split(labels, seed))


def draw_shapes(seed: int, count: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """The first so many pictures of the data set and their labels: uint8 (count, 3, 32, 32), int64 (count,)."""
    entry = CATALOGUE["shapes"]
    labels = np.arange(count, dtype=np.int64) % len(entry.classes)
    images = np.empty((count, *entry.shape), dtype=np.uint8)
    for index, label in enumerate(labels):
        rng, names = np.random.default_rng((seed, index)), (entry.classes[label],)
        images[index], _ = _draw(rng, entry.shape[1], 1, names, (0.22, 0.45), 0.08, False)
    return images, labels


# ------------------------------------------------------------------------------------------------- drawing


@dataclass(eq=False)
class _Placed:
    name: str
    centre: tuple[float, float]
    radius: float
    angle: float
    mask: Bools
    visible: Bools
    colour: tuple[int, int, int] = (0, 0, 0)


def _draw(
    rng: np.random.Generator,
    size: int,
    objects: int,
    names: Sequence[str],
    radius: tuple[float, float],
    noise: float,
    overlap: bool,
    thin: float = 1,
    colours: Mapping[str, tuple[int, int, int]] | None = None,
) -> tuple[npt.NDArray[np.uint8], list[_Placed]]:
    background = rng.integers(0, 256, 3)
    picture = np.empty((3, size, size), dtype=np.float32)
    picture[:] = (background * _DARK // 256 if colours else background)[:, None, None]
    placed: list[_Placed] = []
    for _ in range(objects):
        shape = _place(rng, size, names, radius, placed, overlap, thin)
        while math.dist(colour := rng.integers(0, 256, 3), background) < _CONTRAST * 255 * math.sqrt(3):
            pass
        shape.colour = colours[shape.name] if colours else (int(colour[0]), int(colour[1]), int(colour[2]))
        picture[:, shape.visible] = np.array(shape.colour)[:, None]
        placed.append(shape)
    picture += rng.standard_normal(picture.shape, dtype=np.float32) * np.float32(noise * 255)
    return picture.round().clip(0, 255).astype(np.uint8), placed


def _check(size: int, objects: int, names: Sequence[str], radius: tuple[float, float], noise: float) -> None:
    if not SIDES[0] <= size <= SIDES[1]:
        raise DataError(
            say(
                "The side of a scene is {size} pixels: set it to {smallest} to {largest}.",
                size=size, smallest=SIDES[0], largest=SIDES[1],
            )
        )  # fmt: skip
    if not 1 <= objects <= MOST:
        raise DataError(say("The number of objects is {objects}: set it to 1 to {MOST}.", objects=objects, MOST=MOST))
    if unknown := [name for name in names if name not in SHAPES]:
        raise DataError(
            say(
                "There is no shape called {unknown!r}: choose from {SHAPES}.",
                unknown=unknown[0],
                SHAPES=joined(SHAPES),
            )
        )
    if not names:
        raise DataError(say("No shape is chosen: choose from {SHAPES}.", SHAPES=joined(SHAPES)))
    smallest, largest = radius
    if not (2 / size <= smallest <= largest <= 0.5):
        raise DataError(
            say(
                "The radius goes from {smallest:g} to {largest:g} of the side: it must be 2 pixels "
                "({least:g}) to 0.5.",
                smallest=smallest, largest=largest, least=2 / size,
            )
        )  # fmt: skip
    if not 0 <= noise <= 1:
        raise DataError(say("The noise is {noise:g}: set it to 0 to 1.", noise=noise))


def _place(
    rng: np.random.Generator,
    size: int,
    names: Sequence[str],
    radius: tuple[float, float],
    placed: list[_Placed],
    overlap: bool,
    thin: float,
) -> _Placed:
    """Find a place for one more shape, and take what it covers from the others."""
    name = names[int(rng.integers(len(names)))]
    angle = float(rng.uniform(0, 360))
    centres = np.arange(size) + 0.5
    turn = math.radians(angle)
    for _ in range(_TRIES):
        reach = float(rng.uniform(*radius)) * size
        cx, cy = (float(value) for value in rng.uniform(reach, size - reach, 2))
        right, down = (centres - cx) / reach, (centres[:, None] - cy) / reach
        # Turned back by the angle, the shape stands as in OUTLINES.
        turned_right = right * math.cos(turn) + down * math.sin(turn)
        turned_down = down * math.cos(turn) - right * math.sin(turn)
        mask = covers(name, turned_right * thin, turned_down)
        if overlap:
            fits = all((other.visible & ~mask).sum() >= other.mask.sum() / 2 for other in placed)
        else:
            fits = not any(_touch(_box(mask), _box(other.mask)) for other in placed)
        if fits:
            for other in placed:
                other.visible = other.visible & ~mask
            return _Placed(name, (cx, cy), reach, angle, mask, mask)
    raise DataError(
        say(
            "{count} objects of this size find no room: draw fewer or smaller ones.",
            count=len(placed) + 1,
        )
    )


def _box(mask: Bools) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _touch(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]
