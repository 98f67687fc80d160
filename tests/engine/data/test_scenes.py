"""The pictures of chapter 6 and their truth: drawn, found on a real photo, and brought as COCO JSON."""

import math

import numpy as np
import pytest
import torch
from scipy import ndimage
from skimage import data, feature, filters, measure

from cnnviz.data import coco, scenes
from cnnviz.data.dataset import DataError
from cnnviz.data.shapes import COLOURS, draw_scene
from cnnviz.detection.boxes import box_iou


def test_a_drawn_picture_knows_what_is_on_it() -> None:
    found = scenes.drawn(4, size=96, objects=3, overlap=True)
    scene = draw_scene(4, size=96, objects=3, names=scenes.FEW, radius=(0.12, 0.25), overlap=True)
    assert torch.equal(found.image, scene.image)
    assert [(one.label, one.box) for one in found.truth.objects] == [(one.name, one.box) for one in scene.objects]
    for one in found.truth.objects:
        assert one.mask is not None
        (region,) = measure.regionprops(one.mask.numpy().astype(int))  # type: ignore[no-untyped-call]
        top, left, bottom, right = region.bbox
        assert one.box == (left, top, right, bottom)


@pytest.mark.parametrize("thin", [1.5, 3, 4])
def test_thin_shapes_are_so_many_times_longer_than_wide(thin: float) -> None:
    for seed in range(6):
        (one,) = draw_scene(seed, size=256, objects=1, names=("circle",), radius=(0.3, 0.3), thin=thin).objects
        (region,) = measure.regionprops(one.mask.numpy().astype(int))  # type: ignore[no-untyped-call]
        assert region.axis_major_length / region.axis_minor_length == pytest.approx(thin, rel=0.03)
        assert region.axis_major_length / 2 == pytest.approx(one.radius, rel=0.02)


def test_too_thin_gets_a_sentence() -> None:
    with pytest.raises(DataError, match="longer than wide"):
        draw_scene(0, thin=5)


def test_colours_of_classes_give_them_away_and_others_do_not() -> None:
    for seed in range(8):
        scene = draw_scene(seed, objects=3, noise=0, class_colours=True)
        for one in scene.objects:
            assert one.colour == COLOURS[one.name]
            assert {tuple(pixel) for pixel in scene.image.permute(1, 2, 0)[one.mask].tolist()} == {one.colour}
            outside = scene.image[:, 0, 0].tolist()
            assert math.dist(outside, one.colour) > 0.35 * 255 * math.sqrt(3)
        places = [one.box for one in draw_scene(seed, objects=3, noise=0).objects]
        assert places == [one.box for one in scene.objects]


def test_the_coins_are_24_and_each_lies_in_its_box() -> None:
    found = scenes.coins()
    photo = data.coins()  # type: ignore[no-untyped-call]
    assert np.array_equal(found.image[1].numpy(), photo)
    assert len(found.truth.objects) == 24
    masks = [one.mask.numpy() for one in found.truth.objects if one.mask is not None]
    assert len(masks) == 24
    assert np.sum(masks, axis=0).max() == 1  # no pixel belongs to two of them
    for one, mask in zip(found.truth.objects, masks, strict=True):
        y, x = np.nonzero(mask)
        assert one.box == (x.min(), y.min(), x.max() + 1, y.max() + 1)
        rim = ndimage.binary_dilation(mask, iterations=5) & ~np.any(masks, axis=0)
        assert photo[mask].mean() > photo[rim].mean() + 15  # coins are brighter than the ground around them


def test_another_way_to_the_coins_finds_most_of_the_same_boxes() -> None:
    """Canny's edges, filled: the other classical recipe for this photo, which loses coins with open outlines."""
    filled = ndimage.binary_fill_holes(feature.canny(filters.gaussian(data.coins(), 1, preserve_range=True)))  # type: ignore[no-untyped-call]
    regions = [one for one in measure.regionprops(measure.label(filled)) if one.area > 400]  # type: ignore[no-untyped-call]
    boxes = torch.tensor([[left, top, right, bottom] for top, left, bottom, right in (one.bbox for one in regions)])
    ours = torch.tensor([one.box for one in scenes.coins().truth.objects])
    assert int((box_iou(ours.float(), boxes.float()).max(1).values > 0.7).sum()) >= 18


def test_boxes_that_a_student_draws() -> None:
    picture = scenes.drawn(4, objects=2)
    first = picture.truth.objects[0]
    found = scenes.with_boxes(picture, [("square", (1, 2, 30.5, 40)), (first.label, first.box)])
    assert [(one.label, one.box) for one in found.truth.objects] == [
        ("square", (1, 2, 30.5, 40)), (first.label, first.box)
    ]  # fmt: skip
    assert found.truth.objects[0].mask is None
    assert found.truth.objects[1].mask is first.mask
    assert not scenes.with_boxes(picture, []).truth.objects


@pytest.mark.parametrize(
    ("boxes", "says"),
    [
        ([("horse", (1, 2, 30, 40))], "no class 'horse'"),
        ([("square", (5, 2, 5.5, 40))], "draw it again"),
        ([("square", (30, 2, 5, 40))], "draw it again"),
        ([("square", (-1, 2, 5, 40))], "draw it again"),
        ([("square", (1, 2, 500, 40))], "draw it again"),
        ([("square", (1, 2, math.nan, 40))], "draw it again"),
        ([("square", (1, 2, 30, 40))] * 41, "at most 40"),
    ],
)
def test_boxes_that_cannot_be(boxes: list[tuple[str, tuple[float, ...]]], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        scenes.with_boxes(scenes.drawn(4), boxes)


def test_the_truth_leaves_as_coco_and_comes_back() -> None:
    picture = scenes.drawn(6, objects=3)
    pictures, classes = coco.read_coco(coco.write_coco([picture.truth], picture.classes))
    bare = scenes.with_boxes(picture, [])
    found = scenes.with_truth(bare, pictures, classes)
    assert found.classes == picture.classes
    for one, other in zip(found.truth.objects, picture.truth.objects, strict=True):
        assert (one.label, one.box) == (other.label, other.box)
        assert one.mask is not None and other.mask is not None
        assert torch.equal(one.mask, other.mask)


def test_a_file_is_looked_through_for_the_picture() -> None:
    picture = scenes.drawn(6)
    other = coco.Annotated("a.png", 128, 128, (coco.Annotation("circle", (0, 0, 5, 5)),))
    named = coco.Annotated(picture.truth.name, 128, 128, (coco.Annotation("circle", (0, 0, 9, 128.4)),))
    assert scenes.with_truth(picture, [other, named], picture.classes).truth.objects[0].box == (0, 0, 9, 128)
    assert scenes.with_truth(picture, [other], picture.classes).truth.objects[0].box == (0, 0, 5, 5)
    with pytest.raises(ValueError, match="128 × 128"):
        scenes.with_truth(picture, [coco.Annotated("a", 100, 128, ())], picture.classes)


def test_names_of_classes() -> None:
    assert scenes.read_classes(" cat , dog,", 8) == ("cat", "dog")
    for text in ("", " , ", "a,a", "a,b,c", "a\x00b"):
        with pytest.raises(ValueError, match="different classes"):
            scenes.read_classes(text, 2)
