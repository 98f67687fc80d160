"""What the pages of chapter 6 show for their settings."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from streamlit.testing.v1 import AppTest

from cnnviz.data import scene_sets
from cnnviz.training import Recipe
from cnnviz.ui.views import scenes as views
from tests.engine.training.kept_runs import kept_run, scene_run

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


# ----------------------------------------------------------------------------------- YOLO


@pytest.mark.parametrize("network", ["tiny_yolo", "tiny_yolo_2"])
@pytest.mark.parametrize(("least", "most"), [("0.05", "0.3"), ("0.3", "0.45"), ("0.9", "1.0")])
def test_the_boxes_that_stay_are_torchvisions(open_lesson: Open, network: str, least: str, most: str) -> None:
    app = open_lesson("yolo", yolo_network=network, yolo_least=least, yolo_most=most, yolo_scene="3")
    assert [box.value for box in app.success if "batched_nms" in box.value]
    assert any(f"scores >= {float(least)}" in block.value for block in app.code)


@pytest.mark.parametrize("network", ["unet", "unet_no_skips"])
@pytest.mark.parametrize("scene", ["1", "5"])
def test_the_mean_iou_is_that_of_masks(open_lesson: Open, network: str, scene: str) -> None:
    app = open_lesson("segmentation", segmentation_network=network, segmentation_scene=scene)
    assert [box.value for box in app.success if "mean IoU" in box.value]


def test_background_everywhere_is_shown_and_measured() -> None:
    """What a network says in its first steps."""
    scenes = scene_sets.shown("overlapping_scenes")
    scores = torch.zeros(len(scenes.images), len(scenes.classes) + 1, *scenes.images.shape[-2:])
    scores[:, 0] = 1
    header, arrays = views.segmented(scenes, scores)
    assert not arrays["maps"].any() and not arrays["segments"].any()
    for map_, measures in zip(scenes.maps, header["measures"], strict=True):
        share = float((map_ == 0).float().mean())
        assert measures["accuracy"] == pytest.approx(share)
        assert measures["miou"] == pytest.approx(share / len(map_.unique()))


def test_a_run_is_opened_where_it_belongs(open_lesson: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    run = kept_run(Recipe(network="mlp", examples=20), 1)
    for slug in ("yolo", "segmentation"):
        app = open_lesson(slug, run=run.id)
        assert any("learnt something else" in box.value for box in app.info)
    scenes = scene_run()
    assert any("learnt something else" in box.value for box in open_lesson("train", run=scenes.id).info)
    app = open_lesson("yolo", run=scenes.id)
    assert not app.exception and any("tiny YOLO" in text.value for text in app.markdown)
