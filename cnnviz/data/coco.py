"""Pictures with objects as COCO JSON: written, and read again from whoever wrote it.

What is read is checked first, since it may come from anybody: every sentence of a CocoError says what to change.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np

from cnnviz import limits
from cnnviz.words import say

if TYPE_CHECKING:
    import numpy.typing as npt
    from torch import Tensor

    Bools = npt.NDArray[np.bool_]

CHARACTERS = 5_000_000
SIDE = 8192  # pixels
NAME = 100  # characters


class CocoError(ValueError):
    """A file that is no COCO JSON, or one that is too large; the sentence says what to change."""


@dataclass(frozen=True, eq=False)
class Annotation:
    """An object: its class, its box (x0, y0, x1, y1) in pixels, and its mask bool (H, W), if it has one."""

    label: str
    box: tuple[float, float, float, float]
    mask: Tensor | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class Annotated:
    """A picture by its name and size in pixels, with its objects."""

    name: str
    height: int
    width: int
    objects: tuple[Annotation, ...]


def write_coco(pictures: Sequence[Annotated], classes: Sequence[str]) -> str:
    """The pictures as COCO JSON, masks as run lengths: what pycocotools and annotation tools read.

    Raises CocoError for an object whose class is not among `classes`.
    """
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for number, picture in enumerate(pictures, start=1):
        images.append({"id": number, "file_name": picture.name, "height": picture.height, "width": picture.width})
        for thing in picture.objects:
            if thing.label not in classes:
                raise CocoError(say("There is no class {label!r}: add it to the classes.", label=thing.label))
            x0, y0, x1, y1 = thing.box
            written: dict[str, Any] = {
                "id": len(annotations) + 1,
                "image_id": number,
                "category_id": classes.index(thing.label) + 1,
                "bbox": [x0, y0, x1 - x0, y1 - y0],
                "area": (x1 - x0) * (y1 - y0),
                "iscrowd": 0,
            }
            if thing.mask is not None:
                mask = thing.mask.numpy()
                written |= {"area": int(mask.sum()), "segmentation": {"size": list(mask.shape), "counts": runs(mask)}}
            annotations.append(written)
    categories = [{"id": number, "name": name} for number, name in enumerate(classes, start=1)]
    return json.dumps({"images": images, "annotations": annotations, "categories": categories})


def read_coco(text: str) -> tuple[tuple[Annotated, ...], tuple[str, ...]]:
    """The pictures and classes of COCO JSON. Masks may be run lengths in numbers, or polygons.

    A pixel belongs to a polygon when its centre does. Of what COCO knows besides, nothing is read. Raises CocoError.
    """
    known = _document(text)
    classes = {_id(one): _text(one, "name", "class") for one in _rows(known, "categories")}
    pictures = {_id(one): one for one in _rows(known, "images")}
    objects: dict[int, list[Annotation]] = {number: [] for number in pictures}
    sizes = {number: (_side(one, "height"), _side(one, "width")) for number, one in pictures.items()}
    masks = steps = 0
    for one in _rows(known, "annotations"):
        number, label = one.get("image_id"), one.get("category_id")
        if not _whole(number) or number not in pictures:
            raise CocoError("An annotation belongs to a picture that is not in the file: correct its image_id.")
        if not _whole(label) or label not in classes:
            raise CocoError("An annotation has a class that is not in the file: correct its category_id.")
        height, width = sizes[number]
        box = _box(one.get("bbox"), height, width)
        mask = None
        if one.get("segmentation"):
            masks += height * width
            steps += height * width * _corners(one["segmentation"])
            limits.check(masks, limits.VALUES, "The masks of this file have", "pixels", lower="their number or size")
            limits.check(steps, 10 * limits.VALUES, "The polygons of this file take", "steps", lower="their corners")
            mask = _mask(one["segmentation"], height, width)
        objects[number].append(Annotation(classes[label], box, mask))
    found = tuple(
        Annotated(_text(one, "file_name", "picture"), *sizes[number], tuple(objects[number]))
        for number, one in pictures.items()
    )
    return found, tuple(dict.fromkeys(classes.values()))


def runs(mask: Bools) -> list[int]:
    """Lengths of runs of 0s and 1s by turns, down the columns and beginning with 0s.

    >>> runs(np.array([[True, False], [True, True]]))
    [0, 2, 1, 1]
    """
    flat = np.concatenate([[False], mask.ravel(order="F")])
    ends = np.flatnonzero(flat[1:] != flat[:-1])
    return np.diff(np.concatenate([[0], ends, [mask.size]])).tolist()


# -------------------------------------------------------------------------------------------------------- reading


def _document(text: str) -> Mapping[str, Any]:
    if len(text) > CHARACTERS:
        raise CocoError(
            say(
                "The file has {n:,} characters, and at most {most:,} are read: leave pictures out.",
                n=len(text), most=CHARACTERS,
            )
        )  # fmt: skip
    try:
        known = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise CocoError("The file is no JSON: export it as COCO JSON again.") from None
    if not isinstance(known, dict):
        raise CocoError("The file is no COCO JSON: it must hold images, annotations and categories.")
    return known


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _rows(known: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = known.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CocoError(say("The file has no list of {name}: export it as COCO JSON again.", name=name))
    if len(rows) > limits.ROWS:
        raise CocoError(
            say(
                "The file has {n:,} {name}, and at most {most:,} are read: leave some out.",
                n=len(rows), name=name, most=limits.ROWS,
            )
        )  # fmt: skip
    if name != "annotations":
        ids = [_id(row) for row in rows]
        if len(set(ids)) < len(ids):
            raise CocoError(say("Two of the {name} have the same id: number them anew.", name=name))
    return rows


def _whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _finite(value: Any) -> bool:
    return (_whole(value) and abs(value) < 10**9) or (isinstance(value, float) and math.isfinite(value))


def _id(row: Mapping[str, Any]) -> int:
    value = row.get("id")
    if not _whole(value):
        raise CocoError("A picture or a class has no whole number as its id: give each one of its own.")
    return value


def _text(row: Mapping[str, Any], name: str, what: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not 1 <= len(value) <= NAME or not value.isprintable():
        raise CocoError(
            say(
                "A {what} has no name of 1 to {most} printable characters: change its {key}.",
                what=what,
                most=NAME,
                key=name,
            )
        )
    return value


def _side(row: Mapping[str, Any], name: str) -> int:
    value = row.get(name)
    if not _whole(value) or not 1 <= value <= SIDE:
        raise CocoError(
            say("The {name} of a picture must be a whole number from 1 to {most}: correct it.", name=name, most=SIDE)
        )
    return value


def _box(values: Any, height: int, width: int) -> tuple[float, float, float, float]:
    if not isinstance(values, list) or len(values) != 4 or not all(map(_finite, values)):
        raise CocoError("A bbox must be four numbers: x, y, width and height. Correct it.")
    x, y, w, h = values
    if w < 0 or h < 0:
        raise CocoError("A bbox has a negative width or height: make both at least 0.")
    if x < -0.5 or y < -0.5 or x + w > width + 0.5 or y + h > height + 0.5:
        raise CocoError("A bbox lies outside of its picture: correct it, or the size of the picture.")
    return x, y, x + w, y + h


def _mask(given: Any, height: int, width: int) -> Tensor:
    import torch

    found = _unpacked(given, height, width) if isinstance(given, dict) else _filled(given, height, width)
    return torch.from_numpy(found)


def _unpacked(given: Mapping[str, Any], height: int, width: int) -> Bools:
    if isinstance(given.get("counts"), str):
        raise CocoError("A mask is a packed text: export masks as polygons or as lists of run lengths.")
    counts = given.get("counts")
    if not isinstance(counts, list) or not all(_whole(count) and 0 <= count <= height * width for count in counts):
        raise CocoError("A mask has no list of run lengths: export it again.")
    if given.get("size") != [height, width] or sum(counts) != height * width:
        raise CocoError("The run lengths of a mask do not fill its picture: export it again.")
    inside = np.arange(len(counts)) % 2 == 1
    return np.ascontiguousarray(np.repeat(inside, counts).reshape((height, width), order="F"))


def _filled(given: Any, height: int, width: int) -> Bools:
    from cnnviz.data.shapes import inside_outline

    if not isinstance(given, list):
        raise CocoError("A segmentation must be run lengths or a list of polygons: export it again.")
    y, x = np.mgrid[:height, :width] + 0.5
    found = np.zeros((height, width), dtype=bool)
    for polygon in given:
        corners = list(zip(polygon[::2], polygon[1::2], strict=True))
        found |= inside_outline(corners, x, y)
    return found


def _corners(polygons: Any) -> int:
    """How many the polygons have; none, where it is no list."""
    count = 0
    if not isinstance(polygons, list):
        return count
    for polygon in polygons:
        fine = isinstance(polygon, list) and len(polygon) >= 6 and len(polygon) % 2 == 0
        if not fine or not all(map(_finite, polygon)):
            raise CocoError("A polygon must be x and y of at least three corners: export it again.")
        count += len(polygon) // 2
    return count
