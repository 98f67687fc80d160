"""Drawn scenes, and boxes in them as a detector may give them: made up with random numbers around the objects.

Nobody has looked at the picture: each object is found several times, not quite where it is, and the better the higher
the score; some objects are missed, some boxes hold nothing, some have a wrong class. So suppression and average
precision can be looked at before there is a detector, with as much of each fault as one likes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cnnviz import kept
from cnnviz.data.shapes import draw_scene
from cnnviz.detection.two_boxes import Box, compare

if TYPE_CHECKING:
    from torch import Tensor

NAMES = ("circle", "square", "triangle")
SURE, DOUBTFUL = 0.99, 0.05  # the highest and the lowest score
SMALLEST = 4  # pixels of a side


@dataclass(frozen=True)
class Found:
    """Boxes in whole pixels with their scores, in hundredths, and their classes."""

    boxes: tuple[Box, ...]
    scores: tuple[float, ...]
    labels: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Detected:
    """A picture uint8 (3, H, W), the boxes and classes of its objects, and what was found in it."""

    image: Tensor = field(repr=False)
    truth: tuple[Box, ...]
    classes: tuple[int, ...]
    found: Found


@dataclass(frozen=True)
class Detector:
    """How good the detector is that is imitated.

    each: how often an object is found; spread: standard deviation of an edge, of the object's width or height; missed:
    the share of objects that nobody finds; strays: boxes around nothing; confused: the share of boxes with a wrong
    class; noise: standard deviation of a score from what the box deserves, 0.1 + 0.85 IoU with its object; grain: how
    many steps scores have from 0 to 1, so that with few of them many are equal.
    """

    each: int = 5
    spread: float = 0.08
    missed: float = 0.0
    strays: int = 3
    confused: float = 0.1
    noise: float = 0.06
    grain: int = 100


USUAL = Detector()


@kept.keep
def detected_scene(
    seed: int,
    *,
    size: int = 96,
    objects: int = 4,
    names: Sequence[str] = NAMES,
    radius: tuple[float, float] = (0.16, 0.28),
    detector: Detector = USUAL,
) -> Detected:
    """A scene whose shapes may overlap, with detections; the other settings are those of `draw_scene`.

    Classes are places in `names`.
    """
    scene = draw_scene(seed, size=size, objects=objects, names=names, radius=radius, overlap=True)
    truth = tuple((float(x0), float(y0), float(x1), float(y1)) for x0, y0, x1, y1 in (it.box for it in scene.objects))
    classes = tuple(list(names).index(it.name) for it in scene.objects)
    found = imitate(truth, classes, size=size, kinds=len(names), seed=seed, detector=detector)
    return Detected(scene.image, truth, classes, found)


def imitate(
    truth: Sequence[Box],
    classes: Sequence[int],
    *,
    size: int,
    kinds: int,
    seed: int,
    detector: Detector = USUAL,
) -> Found:
    """Boxes as a detector may give them in a picture of size × size pixels with these objects of `kinds` classes.

    >>> sure = Detector(each=1, spread=0, strays=0, confused=0, noise=0)
    >>> imitate([(10, 10, 30, 30)], [1], size=64, kinds=3, seed=0, detector=sure)
    Found(boxes=((10.0, 10.0, 30.0, 30.0),), scores=(0.95,), labels=(1,))
    """
    rng = np.random.default_rng((seed, 6))
    boxes: list[Box] = []
    scores: list[float] = []
    labels: list[int] = []
    for box, label in zip(truth, classes, strict=True):
        if rng.random() < detector.missed:
            continue
        side = np.array([box[2] - box[0], box[3] - box[1]] * 2)
        for _ in range(detector.each):
            guess = _inside(np.array(box) + side * rng.normal(0, detector.spread, 4), size)
            wrong = rng.random() < detector.confused
            boxes.append(guess)
            labels.append((label + int(rng.integers(1, kinds))) % kinds if wrong and kinds > 1 else label)
            scores.append(0.1 + 0.85 * compare(guess, box).iou - 0.15 * wrong + float(rng.normal(0, detector.noise)))
    for _ in range(detector.strays):
        first, side = rng.uniform(0, 0.7 * size, 2), rng.uniform(0.1 * size, 0.4 * size, 2)
        boxes.append(_inside(np.concatenate([first, first + side]), size))
        labels.append(int(rng.integers(kinds)))
        scores.append(float(rng.uniform(0.1, 0.6)))
    written = tuple(round(min(SURE, max(DOUBTFUL, score)) * detector.grain) / detector.grain for score in scores)
    return Found(tuple(boxes), written, tuple(labels))


def _inside(edges: np.ndarray, size: int) -> Box:
    """The nearest box of whole pixels that lies in the picture and is not too small."""
    x0, y0, x1, y1 = np.rint(edges).astype(int).tolist()
    x0, y0 = (min(max(0, edge), size - SMALLEST) for edge in (x0, y0))
    x1, y1 = (max(first + SMALLEST, min(size, last)) for first, last in ((x0, x1), (y0, y1)))
    return float(x0), float(y0), float(x1), float(y1)
