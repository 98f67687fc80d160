"""Sets of drawn scenes to learn from, easy and hard ones: class, box and mask of every object are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cnnviz.data.catalogue import SHAPES
from cnnviz.data.dataset import DataError, Dataset

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.data.shapes import Scene

SIDE = 64  # pixels of a scene
TRAINING, HELD_BACK = 1500, 200  # scenes
SHOWN = 8  # of those held back, to be looked at while a network learns
TRIES = 50
BACKGROUND = 0  # of a map of classes; a shape's class is 1 + its place among SHAPES


@dataclass(frozen=True)
class Kind:
    """What the scenes of a set are like: how many objects at least and at most, and the settings of `draw_scene`."""

    description: str
    objects: tuple[int, int]
    settings: dict[str, Any] = field(default_factory=dict)


SCENES = {
    "scenes": Kind("One to three shapes beside one another.", (1, 3)),
    "overlapping_scenes": Kind("Two to four shapes that may cover each other.", (2, 4), {"overlap": True}),
    "crowded_scenes": Kind(
        "Six shapes that cover each other, under strong noise.", (6, 6), {"overlap": True, "noise": 0.1}
    ),
}
"""Sets of scenes by name."""


@dataclass(frozen=True, eq=False)
class SceneSet(Dataset):
    """Scenes as a data set. labels are the class of the frontmost object of each.

    boxes: int64 (n, 4) and kinds: int64 (n,) of the objects of each scene, from back to front; maps: uint8 (N, H, W),
    the class of every pixel, 0 for the background; segments: uint8 (N, H, W), which object it belongs to, from 1.
    """

    boxes: tuple[Tensor, ...] = ()
    kinds: tuple[Tensor, ...] = ()
    maps: Tensor = field(default=None, repr=False)  # type: ignore[assignment]
    segments: Tensor = field(default=None, repr=False)  # type: ignore[assignment]


def scene_of(name: str, seed: int | Sequence[int]) -> Scene:
    """A scene of one of SCENES, drawn from the seed; where its objects find no room it is drawn again."""
    import numpy as np

    from cnnviz.data.shapes import draw_scene

    kind = SCENES[name]
    given = [seed] if isinstance(seed, int) else list(seed)
    count = int(np.random.default_rng(given).integers(kind.objects[0], kind.objects[1] + 1))
    attempt = 0
    while True:
        try:
            return draw_scene([*given, attempt], size=SIDE, objects=count, **kind.settings)
        except DataError:
            attempt += 1
            if attempt == TRIES:
                raise


def load_scenes(name: str, seed: int, training: int = TRAINING, held_back: int = HELD_BACK) -> SceneSet:
    """The set: scene number i is drawn from (seed, i), and the last ones are held back."""
    return collect(name, [scene_of(name, (seed, number)) for number in range(training + held_back)], held_back)


def shown(name: str, seed: int = 0) -> SceneSet:
    """The first SHOWN of the scenes that `load_scenes` holds back, drawn by themselves."""
    return collect(name, [scene_of(name, (seed, TRAINING + number)) for number in range(SHOWN)], SHOWN)


def collect(name: str, scenes: Sequence[Scene], held_back: int = 0) -> SceneSet:
    """Scenes of one size as a set, the last ones held back."""
    import torch

    kinds = tuple(torch.tensor([SHAPES.index(its.name) for its in scene.objects]) for scene in scenes)
    boxes = tuple(torch.tensor([its.box for its in scene.objects]).reshape(-1, 4) for scene in scenes)
    images = torch.stack([scene.image for scene in scenes])
    maps = torch.zeros(len(scenes), *images.shape[2:], dtype=torch.uint8)
    segments = maps.clone()
    for number, scene in enumerate(scenes):
        for place, its in enumerate(scene.objects):
            maps[number][its.mask] = 1 + SHAPES.index(its.name)
            segments[number][its.mask] = 1 + place
    labels = torch.tensor([int(its[-1]) for its in kinds])
    places = torch.arange(len(scenes))
    first = len(scenes) - held_back
    return SceneSet(name, images, labels, SHAPES, places[:first], places[first:], (), boxes, kinds, maps, segments)
