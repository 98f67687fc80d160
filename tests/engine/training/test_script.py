"""The script of a run, run on its own, gives the losses and the accuracy of the run."""

import contextlib
import io
import re
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnviz.data import load, own
from cnnviz.data.dataset import Split, make_dataset
from cnnviz.training.listing import training_script
from cnnviz.training.loop import Trainer
from cnnviz.training.recipe import Recipe, allowed
from tests.engine.training.tiny_data import tiny_data

SMALL = Recipe(network="mlp", depth=1, examples=100, epochs=2)
PARTS = ("train", "t10k")  # how MNIST calls them in the names of its files
BUILT = "stack:1x8-c4k3p1-bn-relu-res[c4k3p1]-drop30-cat[c2k1|c3k3p1]-gap-flat-d10"
pytestmark = pytest.mark.usefixtures("one_thread")


def of_the_run(recipe: Recipe, changes: dict[int, float] | None = None) -> tuple[str, list[tuple[float, float]]]:
    """The script, and (val_loss, val_accuracy) of every epoch of the trainer."""
    dataset = load(recipe.dataset)
    trainer = Trainer(recipe, dataset, device="cpu")
    epochs = []
    while not trainer.finished:
        if trainer.step in (changes or {}):
            trainer.set_learning_rate((changes or {})[trainer.step])
        trainer.train_step()
        trainer.flush()
        if trainer.step % trainer.steps_per_epoch == 0:
            measured = trainer.evaluate()
            epochs.append((measured["val_loss"], measured["val_accuracy"]))
    return training_script(recipe, dataset, changes=trainer.changes), epochs


def of_the_script(script: str) -> list[tuple[float, float]]:
    """(val_loss, val_accuracy) of every epoch, as the script printed them; the last with all digits."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(script, "script", "exec"), names)
    return read(printed.getvalue())


def read(printed: str) -> list[tuple[float, float]]:
    epochs = [
        (float(loss), float(accuracy) / 100)
        for loss, accuracy in re.findall(r"val_loss (\S+), val_accuracy (\S+)%", printed)
    ]
    last = dict(re.findall(r"^(val_\w+) (\S+)$", printed, re.MULTILINE))
    return [*epochs[:-1], (float(last["val_loss"]), float(last["val_accuracy"]))]


def check(recipe: Recipe, changes: dict[int, float] | None = None) -> str:
    script, expected = of_the_run(recipe, changes)
    printed = of_the_script(script)
    assert len(printed) == recipe.epochs
    assert printed[-1] == expected[-1]  # to the last digit
    for (loss, accuracy), (theirs, their_accuracy) in zip(printed, expected, strict=True):
        assert loss == pytest.approx(theirs, abs=6e-5)
        assert accuracy == pytest.approx(their_accuracy, abs=6e-5)
    return script


@pytest.mark.parametrize("network", ["lenet5", "lenet5_classic", "tiny_vgg", "small_resnet", BUILT])
def test_every_network(network: str) -> None:
    check(replace(SMALL, network=network, batch_norm=network == "small_resnet", epochs=1))


@pytest.mark.parametrize("dataset", ["faces", "textures", "shapes"])
def test_every_data_set_that_ships(dataset: str) -> None:
    check(replace(SMALL, dataset=dataset, examples=60, epochs=1))


@pytest.mark.parametrize("optimizer", allowed("optimizer"))
@pytest.mark.parametrize("schedule", allowed("schedule"))
def test_every_optimiser_and_schedule(optimizer: str, schedule: str) -> None:
    check(replace(SMALL, optimizer=optimizer, schedule=schedule, weight_decay=0.01))


@pytest.mark.parametrize("initialization", allowed("initialization"))
@pytest.mark.parametrize("augmentation", allowed("augmentation"))
def test_every_first_weight_and_augmentation(initialization: str, augmentation: str) -> None:
    check(replace(SMALL, initialization=initialization, augmentation=augmentation, dropout=0.3, epochs=1))


@pytest.mark.parametrize("examples", [0, 65, 3])
def test_all_few_and_fewer_examples_than_classes(examples: int) -> None:
    check(replace(SMALL, examples=examples, batch_size=64, epochs=1, seed=3))


@pytest.mark.parametrize("schedule", ["constant", "cosine"])
def test_learning_rates_set_while_it_ran(schedule: str) -> None:
    script = check(replace(SMALL, schedule=schedule), {0: 0.01, 3: 0.03})
    assert "changes = {" in script
    without, _ = of_the_run(replace(SMALL, schedule=schedule))
    assert "changes" not in without


def test_it_stands_on_its_own(tmp_path: Path) -> None:
    script, expected = of_the_run(SMALL)
    assert "cnnviz" not in script
    file = tmp_path / "train.py"
    file.write_text(script, encoding="utf-8")
    done = subprocess.run([sys.executable, file], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    assert read(done.stdout)[-1] == expected[-1]


def idx(path: Path, array: np.ndarray) -> None:
    """Write a file in the format of MNIST."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack(f">I{array.ndim}I", 0x0800 + array.ndim, *array.shape) + array.tobytes())


def test_data_that_is_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    raw = tmp_path / "data" / "MNIST" / "raw"
    for part, count in zip(PARTS, (90, 30), strict=True):
        idx(raw / f"{part}-images-idx3-ubyte", rng.integers(0, 256, (count, 28, 28), dtype=np.uint8))
        idx(raw / f"{part}-labels-idx1-ubyte", (np.arange(count) % 10).astype(np.uint8))
    monkeypatch.chdir(tmp_path)
    images, labels = read_raw(raw)
    parts = Split(np.arange(90), np.arange(90, 120))
    dataset = make_dataset("mnist", images, labels, [str(digit) for digit in range(10)], parts)
    recipe = replace(SMALL, dataset="mnist", examples=0)
    trainer = Trainer(recipe, dataset, device="cpu")
    while not trainer.finished:
        trainer.train_step()
    printed = of_the_script(training_script(recipe, dataset))
    assert printed[-1] == (trainer.evaluate()["val_loss"], trainer.evaluate()["val_accuracy"])


def read_raw(raw: Path) -> tuple[np.ndarray, np.ndarray]:
    images = [np.frombuffer((raw / f"{part}-images-idx3-ubyte").read_bytes(), np.uint8, offset=16) for part in PARTS]
    labels = [np.frombuffer((raw / f"{part}-labels-idx1-ubyte").read_bytes(), np.uint8, offset=8) for part in PARTS]
    return np.concatenate(images).reshape(-1, 1, 28, 28), np.concatenate(labels).astype(np.int64)


def test_pictures_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    recipe = replace(SMALL, dataset=f"own:{own.save_own(tiny_data())}", examples=0)
    script = check(recipe)
    assert f'load("{recipe.dataset}", seed=0)' in script
