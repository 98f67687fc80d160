"""What the page on targets shows for its settings, and what becomes of boxes that are drawn or brought."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.data import scenes

Open = Callable[..., AppTest]


def told(app: AppTest) -> list[str]:
    return [box.value for box in app.success if "PyTorch's own losses" in box.value]


@pytest.mark.parametrize("loss", ["squared", "entropy"])
@pytest.mark.parametrize("at", ["0", "-1"])
@pytest.mark.parametrize("marks", ["0", "3"])
def test_every_loss_is_torchs(open_lesson: Open, loss: str, at: str, marks: str) -> None:
    assert told(open_lesson("targets", targets_loss=loss, targets_at=at, targets_marks=marks))


@pytest.mark.parametrize("scene", ["drawn", "coins", "photo"])
def test_every_picture_of_the_chapter(open_lesson: Open, scene: str) -> None:
    app = open_lesson("targets", scene=scene)
    assert told(app)
    found = [line.value for line in app.latex if "y = (" in line.value]
    if scene == "drawn":
        thing = scenes.drawn(1).truth.objects[0]
        assert f"{(thing.box[3] - thing.box[1]) / 128:.4g}" in found[-1]
    elif scene == "photo":
        assert "?" in found[-1]  # nothing is known of it yet


def test_a_scene_with_room_for_fewer_objects_has_these(open_lesson: Open) -> None:
    app = open_lesson("targets", scene_objects="6", scene_radius="large")
    assert told(app)


def test_boxes_of_a_link_belong_to_their_picture(open_lesson: Open) -> None:
    app = open_lesson("targets", scene_truth="00000000,1,10,20,60,90")
    assert "scene-truth" not in app.query_params
    assert told(app)


@pytest.mark.parametrize("classes", ["", "a,a", ",".join("abcdefghijk")])
def test_classes_that_cannot_be_get_a_sentence(open_lesson: Open, classes: str) -> None:
    app = open_lesson("targets", scene="photo", scene_classes=classes)
    if classes:
        assert any("different classes" in box.value for box in app.error)
    assert told(app)


def test_a_point_outside_of_its_box_gives_way_with_a_sentence(open_lesson: Open) -> None:
    app = open_lesson("targets", targets_marks="1", targets_points="3,0.5")
    assert any("shares of the box" in toast.value for toast in app.toast)
