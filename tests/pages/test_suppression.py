"""What the page on suppression shows for its settings."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]


@pytest.mark.parametrize("classes", ["class", "across"])
@pytest.mark.parametrize("scene", ["0", "3", "7"])
def test_torchvision_keeps_the_same(open_lesson: Open, classes: str, scene: str) -> None:
    app = open_lesson("suppression", nms_scene=scene, nms_classes=classes)
    assert [box.value for box in app.success if "keeps the same boxes" in box.value]


@pytest.mark.parametrize("method", ["hard", "linear", "gaussian"])
@pytest.mark.parametrize("measure", ["iou", "diou"])
def test_without_a_function_in_torchvision_overlaps_are_compared(open_lesson: Open, method: str, measure: str) -> None:
    app = open_lesson("suppression", nms_method=method, nms_measure=measure)
    assert not app.error
    assert len([box for box in app.success if "torchvision" in box.value]) == 1


def test_boxes_of_a_link_are_suppressed(open_lesson: Open) -> None:
    app = open_lesson("suppression", nms_input="hand", nms_boxes="0,0,4,4,0.5,0,0,0,4,3,0.9,0,9,1,12,5,0.7,1")
    assert any("keeps the same boxes: 1 and 2" in box.value for box in app.success)
    assert any("12" in line.value and "= 0.75" in line.value for line in app.latex)


@pytest.mark.parametrize(
    "boxes",
    [
        *("1,2,3", "4,0,2,2,0.5,0", "0,0,99,1,0.5,0", "nan,0,1,1,0.5,0", "0,0,1,1,2,0", "0,0,1,1,0.5,7"),
        *("0,0,1,1,0.5,0.5", ",".join(["0,0,2,2,0.5,0"] * 13)),
    ],
)
def test_boxes_that_cannot_be_give_way_with_a_sentence(open_lesson: Open, boxes: str) -> None:
    app = open_lesson("suppression", nms_input="hand", nms_boxes=boxes)
    assert any("four edges, a score and a class" in toast.value for toast in app.toast)
    assert any("keeps the same boxes: 1, 3 and 4" in box.value for box in app.success)
