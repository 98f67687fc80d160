"""What the page on anchors shows for its settings."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]


def told(app: AppTest) -> list[str]:
    return [box.value for box in app.success if "torchvision" in box.value]


@pytest.mark.parametrize("by", ["iou", "cell"])
@pytest.mark.parametrize("shapes", ["one", "two", "three", "six"])
def test_numbers_are_torchvisions(open_lesson: Open, by: str, shapes: str) -> None:
    assert told(open_lesson("anchors", anchors_by=by, anchors_shapes=shapes, anchors_grid="5"))


@pytest.mark.parametrize(("shapes", "size"), [("one", "8 = 72"), ("two", "16 = 144")])
def test_the_courses_tensors(open_lesson: Open, shapes: str, size: str) -> None:
    app = open_lesson("anchors", anchors_by="cell", anchors_shapes=shapes)
    assert any(rf"3 \times 3 \times {size}" in line.value for line in app.latex)


def test_the_grid_follows_the_picture(open_lesson: Open) -> None:
    app = open_lesson("anchors", anchors_by="cell", scene="coins", anchors_grid="8")
    assert any(r"6 \times 8 \times 12" in line.value for line in app.latex)  # 303 × 384 pixels


def test_thresholds_out_of_order_get_a_sentence(open_lesson: Open) -> None:
    app = open_lesson("anchors", anchors_foreground="0.3", anchors_background="0.6")
    assert any("the first not above the second" in box.value for box in app.error)
    assert told(app)


def test_a_photo_without_boxes_has_no_numbers_and_no_error(open_lesson: Open) -> None:
    app = open_lesson("anchors", scene="photo")
    assert not told(app)
    assert not app.error
