"""cnnviz.data.shapes: every class, mask and box, against polygons of scikit-image and boxes of torchvision."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.measure import points_in_poly
from torchvision.ops import box_iou, masks_to_boxes

from cnnviz.data import DataError, load
from cnnviz.data.catalogue import SHAPES
from cnnviz.data.shapes import Scene, Shape, draw_scene

SEEDS = st.integers(0, 2**32 - 1)


def regular(corners: int, *radii: float) -> list[complex]:
    """Corners as complex numbers, the first one straight up (-i, as y points down), then clockwise."""
    return [-1j * radii[i % len(radii)] * np.exp(2j * np.pi * i / corners) for i in range(corners)]


def cross() -> list[complex]:
    far = math.sqrt(1 - 0.32**2)
    quarter = [0.32 - far * 1j, 0.32 - 0.32j, far - 0.32j]
    return [corner * 1j**turn for turn in range(4) for corner in quarter]


POLYGONS = {"square": regular(4, 1), "triangle": regular(3, 1), "star": regular(10, 1, 0.42), "cross": cross()}


def expected_mask(shape: Shape, size: int) -> np.ndarray:
    """All pixels of a shape, those included that others cover: from its class, centre, radius and angle alone."""
    y, x = np.mgrid[:size, :size] + 0.5
    centre = complex(*shape.centre)
    distance = np.abs(x + 1j * y - centre)
    if shape.name == "circle":
        return distance <= shape.radius
    if shape.name == "ring":
        return (distance <= shape.radius) & (distance >= 0.55 * shape.radius)
    turn = np.exp(1j * np.deg2rad(shape.angle))
    corners = [centre + shape.radius * turn * corner for corner in POLYGONS[shape.name]]
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    inside: Any = points_in_poly
    return inside(points, [(corner.real, corner.imag) for corner in corners]).reshape(size, size)


def check(scene: Scene) -> None:
    size = scene.image.shape[-1]
    whole = [expected_mask(shape, size) for shape in scene.objects]
    for index, shape in enumerate(scene.objects):
        visible = whole[index] & ~np.any([np.zeros_like(whole[index]), *whole[index + 1 :]], axis=0)
        np.testing.assert_array_equal(shape.mask, visible)
        x0, y0, x1, y1 = masks_to_boxes(shape.mask[None])[0].int().tolist()  # of pixels, the last one included
        assert shape.box == (x0, y0, x1 + 1, y1 + 1)
        assert visible.sum() >= whole[index].sum() / 2
        assert shape.centre[0] - shape.radius >= 0 and shape.centre[0] + shape.radius <= size
        assert shape.centre[1] - shape.radius >= 0 and shape.centre[1] + shape.radius <= size


@given(SEEDS, st.integers(1, 4), st.integers(32, 80), st.booleans())
@settings(max_examples=80)
def test_masks_and_boxes_are_exact(seed: int, objects: int, size: int, overlap: bool) -> None:
    scene = draw_scene(seed, size=size, objects=objects, radius=(0.08, 0.16), overlap=overlap)
    assert scene.image.shape == (3, size, size)
    assert scene.image.dtype == torch.uint8
    assert len(scene.objects) == objects
    check(scene)
    if not overlap:
        boxes = torch.tensor([shape.box for shape in scene.objects]).float()
        assert torch.equal(box_iou(boxes, boxes) > 0, torch.eye(objects).bool())


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_without_noise_is_one_colour_and_the_rest_another(name: str) -> None:
    for seed in range(10):
        scene = draw_scene(seed, objects=1, names=(name,), radius=(0.2, 0.4), noise=0)
        (shape,) = scene.objects
        assert shape.name == name
        check(scene)
        pixels = scene.image.permute(1, 2, 0).int()
        assert set(map(tuple, pixels[shape.mask].tolist())) == {shape.colour}
        (background,) = set(map(tuple, pixels[~shape.mask].tolist()))
        assert math.dist(background, shape.colour) >= 0.35 * 255 * math.sqrt(3)


def test_covered_shapes_keep_at_least_half() -> None:
    covered = 0
    for seed in range(30):
        scene = draw_scene(seed, objects=5, radius=(0.15, 0.3), overlap=True)
        check(scene)
        covered += any((expected_mask(shape, 64) != shape.mask.numpy()).any() for shape in scene.objects)
    assert covered > 15


def test_noise_has_the_strength_asked_for() -> None:
    clean, noisy = (draw_scene(5, size=128, objects=2, noise=noise).image.numpy() / 255 for noise in (0, 0.03))
    inside = (clean > 0.15) & (clean < 0.85)  # where no noise is cut off
    assert inside.sum() > 5_000
    assert np.std((noisy - clean)[inside]) == pytest.approx(0.03, rel=0.05)


def test_the_seed_decides_all() -> None:
    one, again, other = draw_scene(7), draw_scene(7), draw_scene(8)
    assert torch.equal(one.image, again.image)
    assert [shape.box for shape in one.objects] == [shape.box for shape in again.objects]
    assert not torch.equal(one.image, other.image)


def test_the_data_set_has_as_many_of_each_and_names_them_rightly() -> None:
    dataset = load("shapes", seed=2)
    assert len(set(dataset.counts().tolist())) == 1
    # The label is right: drawing the same scene again gives the class by which its mask is found.
    for index in range(0, 60, 7):
        label = int(dataset.labels[index])
        name = dataset.classes[label]
        scene = draw_scene((2, index), size=32, objects=1, names=(name,), radius=(0.22, 0.45), noise=0.08)
        assert torch.equal(scene.image, dataset.images[index])
        check(scene)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"size": 8}, "side of a scene is 8 pixels"),
        ({"objects": 0}, "number of objects is 0"),
        ({"names": ("circle", "heart")}, "no shape called 'heart'"),
        ({"names": ()}, "No shape is chosen"),
        ({"radius": (0.3, 0.2)}, "radius goes from 0.3 to 0.2"),
        ({"radius": (0.3, 0.6)}, "radius goes from 0.3 to 0.6"),
        ({"noise": -0.1}, "noise is -0.1"),
        ({"objects": 9, "radius": (0.4, 0.4)}, "find no room"),
    ],
)
def test_what_cannot_be_drawn_is_refused(change: dict, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        draw_scene(0, **change)
