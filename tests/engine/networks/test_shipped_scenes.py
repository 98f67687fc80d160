"""The networks for scenes that ship: their weights are those of the script and reach what the card says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from cnnviz.data import scene_sets
from cnnviz.networks import scene_networks, shipped_scenes
from cnnviz.networks.scene_networks import NETWORKS
from cnnviz.training.tasks import task_of
from models.scenes import recipe_of

ROOT = Path(__file__).parents[3]
CARD = (ROOT / "models" / "scenes.md").read_text("utf-8")
MADE = [name for name in NETWORKS if (ROOT / "models" / f"{name}.safetensors").is_file()]


@pytest.mark.parametrize("name", MADE)
def test_shipped_weights_reach_what_their_card_says(name: str) -> None:
    """On scenes that neither the weights nor the choice of them have seen: another seed."""
    recipe = recipe_of(name)
    (stated,) = re.findall(rf"`{name}\.safetensors`.*\*\*([\d.]+)\*\*", CARD)
    data = scene_sets.load_scenes(recipe.dataset, 99, 1, 300)
    task = task_of(recipe, data)
    scores = torch.cat([shipped_scenes.answers(name, part) for part in torch.split(data.images[data.validation], 50)])
    measure = task.evaluate(scores, task.targets(data.validation), data.validation)
    assert measure == pytest.approx(float(stated), abs=0.002)


def test_the_card_says_where_they_come_from() -> None:
    for word in ("| Script |", "| Data |", "| Licence |", "python -m models.scenes", "seed"):
        assert word in CARD


def test_the_script_that_made_them_runs() -> None:
    before = {path: path.stat().st_mtime_ns for path in (ROOT / "models").glob("*.safetensors")}
    command = [sys.executable, "-m", "models.scenes", "--short"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in NETWORKS)
    assert before == {path: path.stat().st_mtime_ns for path in (ROOT / "models").glob("*.safetensors")}


@pytest.mark.parametrize("name", MADE)
def test_what_they_answer_has_the_shape_of_their_task(name: str) -> None:
    pictures = scene_sets.shown("scenes").images
    given = shipped_scenes.answers(name, pictures)
    assert given.shape == (len(pictures), *scene_networks.output_shape(name, (64, 64), 6))


def test_an_unknown_name_gets_a_sentence() -> None:
    with pytest.raises(ValueError, match="No weights ship for resnet18: choose one of tiny_yolo"):
        shipped_scenes.read("resnet18")
