"""cnnviz.data.coco: what is written comes back, pycocotools reads it, and hostile files are refused by a sentence."""

import contextlib
import copy
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pycocotools.coco import COCO
from skimage.measure import points_in_poly

from cnnviz.data.catalogue import SHAPES
from cnnviz.data.coco import Annotated, Annotation, CocoError, read_coco, runs, write_coco
from cnnviz.data.shapes import draw_scene
from cnnviz.limits import TooMuch


def drawn() -> list[Annotated]:
    pictures = []
    for seed in range(3):
        scene = draw_scene(seed, size=40, objects=3, radius=(0.1, 0.2), overlap=True)
        things = [Annotation(shape.name, shape.box, shape.mask) for shape in scene.objects]
        pictures.append(Annotated(f"scene {seed}.png", 40, 40, tuple(things)))
    return [*pictures, Annotated("empty.png", 20, 30, ())]


def same(one: Annotated, other: Annotated) -> None:
    assert (one.name, one.height, one.width) == (other.name, other.height, other.width)
    assert len(one.objects) == len(other.objects)
    for a, b in zip(one.objects, other.objects, strict=True):
        assert (a.label, a.box) == (b.label, b.box)
        assert (a.mask is None) == (b.mask is None)
        assert a.mask is None or (b.mask is not None and torch.equal(a.mask, b.mask))


def test_drawn_scenes_go_out_and_come_back() -> None:
    pictures, classes = read_coco(write_coco(drawn(), SHAPES))
    assert classes == SHAPES
    for one, other in zip(drawn(), pictures, strict=True):
        same(one, other)


def test_pycocotools_reads_boxes_and_masks(tmp_path: Path) -> None:
    path = tmp_path / "scenes.json"
    path.write_text(write_coco(drawn(), SHAPES))
    with contextlib.redirect_stdout(io.StringIO()):
        known = COCO(str(path))
    for number, picture in enumerate(drawn(), start=1):
        theirs = known.loadAnns(known.getAnnIds(imgIds=[number]))
        for thing, its in zip(picture.objects, theirs, strict=True):
            assert thing.mask is not None
            np.testing.assert_array_equal(known.annToMask(its), thing.mask)
            assert known.loadCats(its["category_id"])[0]["name"] == thing.label
            x, y, w, h = its["bbox"]
            assert (x, y, x + w, y + h) == thing.box
            assert its["area"] == thing.mask.sum()


@given(mask=arrays(np.bool_, st.tuples(st.integers(1, 6), st.integers(1, 6))))
@settings(max_examples=60, deadline=None)
def test_runs_come_back(mask: np.ndarray) -> None:
    height, width = mask.shape
    thing = Annotation("a", (0, 0, 1, 1), torch.from_numpy(mask))
    if not mask.any():
        assert runs(mask) == [mask.size]
    ((found,), _) = read_coco(write_coco([Annotated("x", height, width, (thing,))], ["a"]))
    same(found, Annotated("x", height, width, (thing,)))


def document(**changes: Any) -> dict[str, Any]:
    return {
        "images": [{"id": 7, "file_name": "a.jpg", "height": 20, "width": 30}],
        "categories": [{"id": 3, "name": "cat"}],
        "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 10, 10.5]}],
    } | changes


def test_a_file_of_another_tool_with_polygons() -> None:
    text = document()
    polygon = [2.0, 2.0, 20.0, 3.0, 11.0, 17.0]
    text["annotations"][0] |= {"segmentation": [polygon], "score": 1, "keypoints": [0]}
    ((picture,), classes) = read_coco(json.dumps(text | {"info": {"year": 2026}, "licenses": None}))
    assert classes == ("cat",)
    assert picture.objects[0].box == (1, 2, 11, 12.5)
    inside: Any = points_in_poly
    y, x = np.mgrid[:20, :30] + 0.5
    expected = inside(np.stack([x.ravel(), y.ravel()], 1), np.array(polygon).reshape(-1, 2)).reshape(20, 30)
    assert picture.objects[0].mask is not None
    np.testing.assert_array_equal(picture.objects[0].mask, expected)


def changed(where: str, **values: Any) -> str:
    text = copy.deepcopy(document())
    text[where][0] |= values
    return json.dumps(text)


def mask(counts: Any, size: Any = (20, 30)) -> str:
    return changed("annotations", segmentation={"counts": counts, "size": list(size)})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ('{"images": NaN}', "no JSON"),
        ('{"images": ' + "9" * 5000 + "}", "no JSON"),
        ("[]", "no COCO JSON"),
        ("3", "no COCO JSON"),
        ("{}", "no list of categories"),
        (json.dumps(document(images=[3])), "no list of images"),
        (json.dumps(document(annotations={})), "no list of annotations"),
        (json.dumps(document(images=document()["images"] * 2)), "Two of the images have the same id"),
        (json.dumps(document(categories=[{"id": n, "name": "a"} for n in range(10_001)])), "10,001 categories"),
        (changed("images", id="7"), "no whole number as its id"),
        (changed("images", id=True), "no whole number as its id"),
        (changed("images", height=0), "height of a picture"),
        (changed("images", width=1e3), "width of a picture"),
        (changed("images", width=10**9), "width of a picture"),
        (changed("images", file_name="a\u202eb"), "printable"),
        (changed("images", file_name="a" * 101), "printable"),
        (changed("categories", name=["cat"]), "A class has no name"),
        (changed("annotations", image_id=8), "correct its image_id"),
        (changed("annotations", image_id=[7]), "correct its image_id"),
        (changed("annotations", category_id=None), "correct its category_id"),
        (changed("annotations", bbox=[1, 2, 3]), "four numbers"),
        (changed("annotations", bbox=[1, 2, 3, "4"]), "four numbers"),
        (changed("annotations", bbox=[1, 2, 3, 10**400]), "four numbers"),
        (changed("annotations", bbox=[1, 2, -3, 4]), "negative width"),
        (changed("annotations", bbox=[1, 2, 30, 4]), "outside of its picture"),
        (mask("abc"), "packed text"),
        (mask([600.0]), "no list of run lengths"),
        (mask([700, -100]), "no list of run lengths"),
        (mask([599]), "do not fill"),
        (mask([600], (30, 20)), "do not fill"),
        (changed("annotations", segmentation="x"), "run lengths or a list of polygons"),
        (changed("annotations", segmentation=[[1, 2, 3, 4]]), "three corners"),
        (changed("annotations", segmentation=[[1, 2, 3, 4, 5, None]]), "three corners"),
        (" " * 5_000_001, "at most 5,000,000 are read"),
    ],
)
def test_what_anybody_may_send_is_refused_with_what_to_change(text: str, sentence: str) -> None:
    with pytest.raises(CocoError, match=sentence):
        read_coco(text)


@pytest.mark.parametrize(
    "text",
    [
        lambda: json.dumps(
            document(
                images=[{"id": 7, "file_name": "a", "height": 8000, "width": 8000}],
                annotations=[
                    {
                        "id": n,
                        "image_id": 7,
                        "category_id": 3,
                        "bbox": [0, 0, 1, 1],
                        "segmentation": [[0, 0, 1, 0, 1, 1]],
                    }
                    for n in range(100)
                ],
            )
        ),
        lambda: changed("annotations", segmentation=[[0.0, 1.0] * 1_500_000]),
    ],
)
def test_what_would_fill_the_memory_is_refused_before_it_does(text: Callable[[], str]) -> None:
    with pytest.raises((TooMuch, CocoError), match=r"lower|at most"):
        read_coco(text())


def test_a_class_that_is_not_listed_is_not_written() -> None:
    with pytest.raises(CocoError, match="no class 'ring'"):
        write_coco([Annotated("a", 9, 9, (Annotation("ring", (0, 0, 1, 1)),))], ["star"])


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: (
    st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["images", "annotations", "categories", "id", "bbox", "counts"]), inner)
)))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_any_json_is_read_or_refused(value: Any) -> None:
    with contextlib.suppress(CocoError):
        pictures, classes = read_coco(json.dumps(value))
        assert len(pictures) == len(value["images"])
        assert {thing.label for picture in pictures for thing in picture.objects} <= set(classes)
