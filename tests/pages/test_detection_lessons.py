"""What the pages of chapter 6 show for their settings."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]


@pytest.mark.parametrize("loss", ["iou", "giou", "diou", "ciou", "l1"])
def test_every_loss_is_torchvisions(open_lesson: Open, loss: str) -> None:
    app = open_lesson("iou", iou_loss=loss)
    assert [box.value for box in app.success if "loss is the same" in box.value]


def test_boxes_of_a_link_are_measured(open_lesson: Open) -> None:
    app = open_lesson("iou", iou_boxes="0,0,4,4,2,0,6,4")
    assert any("8 / 24 = 0.3333" in line.value for line in app.latex)


@pytest.mark.parametrize(
    "boxes", ["1,2,3", "4,0,2,2,0,0,1,1", "0,0,99,1,0,0,1,1", "nan,0,1,1,0,0,1,1", "a,b,c,d,e,f,g,h"]
)
def test_boxes_that_cannot_be_give_way_with_a_sentence(open_lesson: Open, boxes: str) -> None:
    app = open_lesson("iou", iou_boxes=boxes)
    assert any("four edges of the box" in toast.value for toast in app.toast)
    assert any("6 / 50.5" in line.value for line in app.latex)
