"""Networks learn to find objects in scenes: small trainings that reach a figure, and the loop's promises for them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from sklearn import metrics
from torch import nn

from cnnviz.data import scene_sets
from cnnviz.detection import one_stage
from cnnviz.networks import scene_networks, small
from cnnviz.networks.scene_networks import SEGMENTERS
from cnnviz.training import Recipe
from cnnviz.training.inspection import inspect
from cnnviz.training.loop import Trainer
from cnnviz.training.recipe import SCENE_NETWORKS, TERMS
from cnnviz.training.scene_recipes import CROWDED, DETECTION, SEGMENTATION

RECIPES = {
    "tiny_yolo": DETECTION,
    "tiny_yolo_2": CROWDED,
    "unet": SEGMENTATION,
    "unet_no_skips": replace(SEGMENTATION, network="unet_no_skips"),
}


def few(recipe: Recipe, training: int = 40, held_back: int = 12) -> Trainer:
    data = scene_sets.load_scenes(recipe.dataset, 0, training, held_back)
    return Trainer(recipe, data, device="cpu")


def trained(trainer: Trainer, steps: int | None = None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while not trainer.finished and (steps is None or len(rows) < steps):
        trainer.train_step()
        rows += trainer.flush()
    return rows


@pytest.mark.parametrize("name", SCENE_NETWORKS)
def test_a_row_has_the_terms_and_the_loss_is_their_sum(name: str) -> None:
    trainer = few(replace(RECIPES[name], epochs=2))
    for row in trained(trainer):
        terms = [row[term] for term in TERMS[trainer.recipe.task]]
        assert row["loss"] == pytest.approx(sum(terms), rel=1e-5)
        assert min(terms) >= 0 and 0 <= row["accuracy"] <= 1


@pytest.mark.parametrize("name", SCENE_NETWORKS)
def test_from_a_kept_state_it_goes_on_to_the_last_bit(name: str) -> None:
    whole = few(replace(RECIPES[name], epochs=2, batch_size=8))
    trained(whole, 4)
    state = whole.state()
    rest = trained(whole)
    again = few(replace(RECIPES[name], epochs=2, batch_size=8))
    again.load_state(state)
    assert trained(again) == rest
    assert again.evaluate() == whole.evaluate()


@pytest.mark.parametrize("name", SCENE_NETWORKS)
def test_a_network_gives_what_its_task_reads(name: str) -> None:
    network = small.build(RECIPES[name], 3, (64, 64), 6)
    given = network(torch.zeros(2, 3, 64, 64))
    assert given.shape[1:] == scene_networks.output_shape(name, (64, 64), 6)


def test_skips_really_cut() -> None:
    """Without skips nothing that an upsampled map carries comes from before the smallest one."""
    for name, reached in (("unet", True), ("unet_no_skips", False)):
        network = small.build(RECIPES[name], 3, (64, 64), 6).eval()
        text = scene_networks.text(RECIPES[name], 3, (64, 64), 6)
        assert ("cat[" in text) is reached
        # the smallest map is switched off: its convolutions give nothing
        for layer in network.modules():
            if isinstance(layer, nn.Conv2d) and layer.out_channels == 96:
                for weight in layer.parameters():
                    nn.init.zeros_(weight)
        one, other = (network(torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(s))) for s in (0, 1))
        assert torch.allclose(one, other) is not reached


def test_a_detector_learns_in_a_moment() -> None:
    trainer = few(replace(DETECTION, epochs=12, seed=1), 160, 40)
    rows = trained(trainer)
    assert rows[-1]["loss"] < rows[0]["loss"] / 4
    assert trainer.evaluate("train")["train_accuracy"] > 0.2


@pytest.mark.parametrize("name", SEGMENTERS)
def test_a_unet_learns_in_a_moment(name: str) -> None:
    trainer = few(replace(RECIPES[name], epochs=30, batch_size=8, augmentation="none", seed=1), 16, 1)
    rows = trained(trainer)
    assert rows[-1]["loss"] < 0.7 * rows[0]["loss"]
    truth = trainer.task.targets(trainer.dataset.train)
    nothing = torch.zeros(16, 7, 64, 64)
    assert trainer.evaluate("train")["train_accuracy"] > 1.5 * trainer.task.measure(nothing, truth).item()


def test_ap50_is_pycocotools() -> None:
    trainer = few(replace(CROWDED, epochs=8), 96, 20)
    trained(trainer)
    data, scores = trainer.dataset, trainer.scores()
    assert isinstance(data, scene_sets.SceneSet)
    truth: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    for place, index in enumerate(data.validation.tolist()):
        for (x0, y0, x1, y1), kind in zip(data.boxes[index].tolist(), data.kinds[index].tolist(), strict=True):
            box = [x0, y0, x1 - x0, y1 - y0]
            truth.append({"id": len(truth) + 1, "image_id": place, "category_id": kind, "bbox": box, "iscrowd": 0})
            truth[-1]["area"] = box[2] * box[3]
    for place, one in enumerate(one_stage.detections(scores, trainer.task.layout)):  # type: ignore[attr-defined]
        for (x0, y0, x1, y1), kind, score in zip(
            *(one[key].tolist() for key in ("boxes", "labels", "scores")), strict=True
        ):
            found.append({"image_id": place, "category_id": kind, "bbox": [x0, y0, x1 - x0, y1 - y0], "score": score})
    coco = COCO()
    coco.dataset = {
        "images": [{"id": place} for place in range(len(data.validation))], "annotations": truth,
        "categories": [{"id": kind} for kind in range(6)],
    }  # fmt: skip
    coco.createIndex()
    judge = COCOeval(coco, coco.loadRes(found), "bbox")
    judge.params.iouThrs = np.array([0.5])
    judge.evaluate()
    judge.accumulate()
    table = judge.eval["precision"][0, :, :, 0, -1]  # recall, class
    table = table[:, (table > -1).any(0)]
    assert trainer.evaluate()["val_accuracy"] == pytest.approx(table.mean(), abs=1e-9)
    assert table.mean() > 0  # it says something


def test_miou_is_scikit_learns() -> None:
    trainer = few(replace(SEGMENTATION, epochs=3))
    trained(trainer)
    data = trainer.dataset
    assert isinstance(data, scene_sets.SceneSet)
    given = trainer.scores().argmax(1).flatten().numpy()
    truth = data.maps[data.validation].flatten().numpy()
    assert trainer.evaluate()["val_accuracy"] == pytest.approx(metrics.jaccard_score(truth, given, average="macro"))


@pytest.mark.parametrize("name", SCENE_NETWORKS)
def test_a_snapshot_keeps_what_is_said_of_the_scenes_that_are_shown(name: str) -> None:
    trainer = few(replace(RECIPES[name], epochs=1))
    trained(trainer, 2)
    kept = inspect(trainer, trainer.dataset.images[0])
    expected = trainer.scores()[: scene_sets.SHOWN].half()
    assert torch.equal(kept["scenes.scores"], expected) and "confusion" not in kept
    assert any(name.startswith("gradients.norm.") for name in kept)


def test_networks_and_data_have_to_fit() -> None:
    with pytest.raises(ValueError, match="tiny YOLO does not learn from digits"):
        Recipe(network="tiny_yolo")
    with pytest.raises(ValueError, match="LeNet-5 does not learn from scenes"):
        Recipe(dataset="scenes")
    with pytest.raises(ValueError, match="mirrored, not shifted"):
        Recipe(dataset="scenes", network="unet", augmentation="shift")
    from tests.engine.training.tiny_data import tiny_data

    with pytest.raises(ValueError, match="train it on scenes"):
        Trainer(DETECTION, tiny_data(channels=3, size=(64, 64)), device="cpu")


def test_recipes_of_before_are_classified_and_new_ones_come_back() -> None:
    assert Recipe.from_json('{"dataset": "digits", "network": "mlp"}').task == "classification"
    for name, recipe in RECIPES.items():
        assert Recipe.from_json(recipe.to_json()) == recipe
        assert (recipe.task == "detection") == name.startswith("tiny")
