"""Lessons 5.1 and 5.4 and the list of runs: real runs, as short as they can be."""

import errno
import io
import json
import math
import os
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from streamlit.testing.v1 import AppTest
from torch import nn
from torch.utils.data import DataLoader

from cnnviz import data, disk
from cnnviz.data import own
from cnnviz.data.packing import example_zip
from cnnviz.private import mark
from cnnviz.training import Recipe, Run, first_step, list_runs, open_run, start
from cnnviz.training.loop import Trainer
from cnnviz.training.recipe import steps_per_epoch
from cnnviz.training.runs import store
from cnnviz.ui.frame import shell
from cnnviz.ui.runs import datasets, recipe_form
from tests.engine.training.kept_runs import kept_run
from tests.engine.training.training_runs import done, opened_pool, until
from tests.pages.conftest import healthy, tester

Open = Callable[..., AppTest]
ME = "0" * 32
TINY = Recipe(network="mlp", batch_size=64, epochs=1, examples=200)
QUICK = {"train_network": "MLP", "train_epochs": "1", "train_examples": "200"}


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("home")
    with opened_pool(folder, WORKERS=1):
        yield folder


@pytest.fixture(scope="module")
def finished(home: Path) -> Run:
    return done(start(TINY, owner=ME, name="first of mine"))


def texts(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.info, app.success, app.warning, app.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def address_of(app: AppTest) -> str:
    """The run that the address names."""
    value = app.query_params["run"]
    return value if isinstance(value, str) else value[0]


def test_start_trains_what_the_form_says_and_the_address_opens_it_again(open_lesson: Open) -> None:
    app = open_lesson("train", **QUICK)
    healthy(app.button(key="train-start").click().run())
    address = address_of(app)
    run = done(open_run(address))
    assert run.recipe == Recipe(network="mlp", epochs=1, examples=200)
    assert run.owner == app.session_state["owner"]
    again = open_lesson("train", run=address)
    assert "The controls above differ from this run: " in texts(again)
    assert f"The run itself counts **{run.progress()['total_steps']:,}** steps" in texts(again)
    assert "epochs 1 → 5" in texts(again)
    healthy(again.button(key="train-take").click().run())
    assert again.selectbox(key="train-network").value == "mlp"
    assert again.number_input(key="train-epochs").value == 1
    assert "differ from this run" not in texts(again)


def test_the_pace_of_the_address_is_that_of_the_run_and_follows_the_control(open_lesson: Open) -> None:
    app = open_lesson("train", train_pace="hall", **QUICK | {"train_epochs": "50"})
    healthy(app.button(key="train-start").click().run())
    run = open_run(address_of(app))
    assert run.progress()["pace"] == "hall"
    healthy(app.selectbox(key="train-pace").set_value("fast").run())
    until(lambda: run.progress()["pace"] == "fast", "the pace of the control")
    done(run)
    projected = open_lesson("train", projector="true")
    assert projected.selectbox(key="train-pace").value == "hall"


def test_the_claim_is_measured_on_the_run(open_lesson: Open, finished: Run) -> None:
    app = open_lesson("train", run=finished.id)
    app.segmented_control(key="train-guess").set_value("holds")
    healthy(app.run())
    assert re.search(r"have changed by \*\*\d+%\*\*", texts(app))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"run": "no-run"}, "not the address of a run"),
        ({"run": "abcdefghij"}, "it was deleted"),
        ({"train-network": "layer stack", "train-stack": "3x32-c8k3-flat-d10"}, "begins with 3 channels"),
        ({"train-network": "layer stack", "train-stack": "1x8-flat-d3"}, "there are 10 classes"),
        ({"train-network": "layer stack", "train-stack": "nonsense"}, "nonsense"),
        ({"train-batch-size": "1", "train-batch-norm": "true"}, "batch size of at least 2"),
    ],
)
def test_what_cannot_be_trained_or_opened_gets_a_sentence(query: dict[str, str], sentence: str) -> None:
    app = tester("chapter_5/train.py")
    for name, value in query.items():
        app.query_params[name] = value
    healthy(app.run())
    assert any(sentence in error.value.replace("\\", "") for error in app.error), [e.value for e in app.error]


def test_a_damaged_run_gets_a_sentence(open_lesson: Open) -> None:
    run = done(start(TINY))
    (run.folder / "recipe.json").write_text("{")
    app = open_lesson("train", run=run.id)
    assert "This is no recipe" in app.error[0].value
    healthy(app.button(key="train-close").click().run())
    assert not app.error
    run.delete()


@pytest.mark.parametrize(
    ("name", "values", "says"),
    [
        ("recipe.json", {"network": "stack:3x32-c8k3-flat-d10"}, "begins with 3 channels"),
        ("recipe.json", {"network": "stack:1x28-flat-d7"}, "there are 10 classes"),
        ("recipe.json", {"epochs": 1.5}, "The epochs cannot be"),
        ("recipe.json", {"learning_rate": math.inf}, "The learning rate cannot be"),
        ("about.json", {"name": 7, "owner": [], "created": "x", "parent": {}, "given_weights": None}, ""),
        ("state.json", {"total_steps": "x", "step": [], "val_accuracy": "y", "message": 3, "place": math.inf}, ""),
    ],
)
def test_a_run_whose_files_hold_nonsense_gets_a_sentence(
    open_lesson: Open, finished: Run, name: str, values: dict[str, object], says: str
) -> None:
    run = finished.rewind(finished.snapshots()[-1])
    path = run.folder / name
    path.write_text(json.dumps(json.loads(path.read_text()) | values))
    app = open_lesson("train", run=run.id)
    assert [says in error.value.replace("\\", "") for error in app.error] == [True] * bool(says)
    healthy(app.button(key="train-close").click().run())
    run.delete()


def opened_by(run: Run, who: str, **query: str) -> AppTest:
    """Lesson 5.1 with a run, in the browser of somebody."""
    app = tester("chapter_5/train.py")
    app.session_state["owner"] = who
    for name, value in ({"run": run.id} | query).items():
        app.query_params[name] = value
    return healthy(app.run())


def keys(app: AppTest) -> set[str]:
    return {str(widget.key) for group in (app.button, app.text_input) for widget in group}


def test_a_second_link_lets_others_change_a_run_until_it_is_taken_back(finished: Run) -> None:
    name, lend, back = f"train-name-typed-{finished.id}", "train-lend", "train-take-back"
    mine = opened_by(finished, finished.owner)
    assert {name, lend, "train-take"} <= keys(mine)
    other = opened_by(finished, "f" * 64)
    assert "train-take" in keys(other)
    assert not {name, lend, back} & keys(other)
    healthy(mine.button(key=lend).click().run())
    (link,) = [code.value for code in mine.code if "steer=" in code.value]
    word = link.partition("steer=")[2]
    assert f"run={finished.id}&" in link
    steering = opened_by(finished, "f" * 64, steer=word)
    assert name in keys(steering)
    assert not {lend, back} & keys(steering)  # handing on and taking back are the owner's
    steering.text_input(key=name).set_value("named by a friend")
    healthy(steering.run())
    assert finished.name == "named by a friend"
    assert name not in keys(opened_by(finished, "f" * 64, steer=word[:-1]))
    healthy(mine.button(key=back).click().run())
    steering.text_input(key=name).set_value("once more")
    healthy(steering.run())
    assert finished.name == "named by a friend"
    assert any("was taken back" in error.value for error in steering.error) or name not in keys(steering)
    finished.rename("first of mine")


def test_what_cannot_be_renamed_or_deleted_says_why(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_runs(finished)

    def cannot(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with monkeypatch.context() as patch:
        patch.setattr(disk, "write_bytes", cannot)
        patch.setattr(Path, "rename", cannot)
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        app.text_input(key=f"runs-name-typed-{finished.id}").set_value("another")
        healthy(app.run())
        assert any("Read-only file system" in error.value for error in app.error)
        healthy(app.button(key=f"runs-delete-{finished.id}").click().run())
        assert any("cannot be deleted (Read-only file system)" in error.value.replace("\\", "") for error in app.error)
    assert finished.name == "first of mine"


def test_too_many_runs_are_refused_with_a_sentence(open_lesson: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnviz.training import Refused

    def refuse(*_: object, **__: object) -> Run:
        raise Refused("You have 5 runs in the queue already: stop one.")

    monkeypatch.setattr("cnnviz.training.start", refuse)
    app = open_lesson("train")
    healthy(app.button(key="train-start").click().run())
    assert "5 runs in the queue" in app.error[0].value
    assert "run" not in app.query_params


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(optimizer="sgd", schedule="one_cycle", weight_decay=0.1),
        Recipe(optimizer="adamw", weight_decay=0.5, dropout=0.3, augmentation="shift and mirror", examples=97),
        Recipe(network="small_resnet", dataset="shapes", optimizer="momentum", batch_norm=True, examples=65),
    ],
    ids=lambda recipe: recipe.optimizer,
)
def test_the_first_step_is_that_of_a_run(recipe: Recipe) -> None:
    from cnnviz.training import first_step

    dataset = data.load(recipe.dataset)
    step = first_step.first_step(recipe, dataset)
    trainer = Trainer(recipe, dataset, device="cpu")
    trainer.train_step()
    layer = dict(trainer.network.named_modules())[step.layer]
    assert float(layer.weight.detach()[step.index]) == pytest.approx(step.after, rel=1e-5, abs=1e-8)
    assert first_step.by_formula(recipe, step) == pytest.approx(step.after, rel=1e-5, abs=1e-8)
    assert trainer.flush()[0]["loss"] == pytest.approx(step.loss, rel=1e-5)
    examples = first_step.training_pictures(recipe, dataset)
    assert steps_per_epoch(examples, recipe.batch_size) == trainer.steps_per_epoch
    lone = examples % recipe.batch_size == 1
    assert trainer.steps_per_epoch == len(DataLoader(range(examples), recipe.batch_size, drop_last=lone))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(batch_size=24, seed=5),
        Recipe(network="mlp", examples=50, seed=2),
        Recipe(dataset="shapes", network="tiny_vgg", batch_size=8),
    ],
)
def test_the_beginning_is_that_of_a_run(recipe: Recipe) -> None:
    dataset = data.load(recipe.dataset)
    began, trainer = first_step.beginning(recipe, dataset), Trainer(recipe, dataset, device="cpu")
    layers = [name for name, part in trainer.network.named_modules() if isinstance(part, nn.Conv2d | nn.Linear)]
    assert list(began.shapes) == layers
    kept = trainer.network.get_parameter(f"{began.layer}.weight").detach()
    assert (began.layer, began.weight.flatten().tolist()) == (layers[0], kept.flatten().tolist())
    seen: list[torch.Tensor] = []
    trainer.network.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    trainer.train_step()
    preparation = trainer.preparation
    pictures = preparation.normalize(preparation.scale(dataset.images[began.batch]))
    assert torch.equal(seen[0], pictures)
    assert tuple(pictures.shape[1:]) == began.input
    assert torch.equal(began.labels, dataset.labels[began.batch])


def test_before_start_the_stage_shows_what_will_be_trained(open_lesson: Open) -> None:
    for slug in ("train", "own-pictures"):
        before = texts(open_lesson(slug))
        assert "conv1: 6 × 28 × 28 → conv2: 16 × 10 × 10 → dense1: 120 → dense2: 84 → output: " in before
    for slug in ("two-recipes", "overfitting"):
        assert "input: 1 × 28 × 28 → conv1: 6 × 28 × 28" in texts(open_lesson(slug))
    assert "have 8 × 8 pixels and this network reads 28 × 28" in texts(open_lesson("train"))
    assert "this network reads" not in texts(open_lesson("train", train_dataset="faces", train_network="mlp"))


def test_two_runs_of_the_same_recipe_have_names_of_their_own(finished: Run) -> None:
    plain, other = (kept_run(recipe, 0) for recipe in (Recipe(), Recipe(learning_rate=0.01, batch_norm=True)))
    assert re.fullmatch(r"LeNet-5 on digits, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", plain.name)
    assert other.name.startswith("LeNet-5 on digits, learning rate 0.01, batch norm on, 20")
    assert finished.name == "first of mine"


def test_the_readout_is_scikit_learns_ridge_regression() -> None:
    import numpy as np
    import torch
    from sklearn.linear_model import Ridge

    from cnnviz.training import features

    rng = np.random.default_rng(0)
    x, x_validation, labels = rng.normal(size=(60, 7)), rng.normal(size=(20, 7)), rng.integers(0, 3, 60)
    theirs = Ridge(alpha=features.RIDGE).fit(x, np.eye(3)[labels]).predict(x_validation)
    ours = features.readout(torch.tensor(x), torch.tensor(labels), torch.tensor(x_validation), 3)
    np.testing.assert_allclose(ours, theirs, atol=1e-10)


def test_every_setting_of_a_recipe_has_a_control_with_its_limits(open_lesson: Open) -> None:
    from dataclasses import fields

    app = open_lesson("train")
    keys = {widget.key for group in ("selectbox", "number_input", "toggle") for widget in getattr(app, group)}
    assert {
        f"train-{setting.name.replace('seed', 'random-seed').replace('_', '-')}" for setting in fields(Recipe)
    } <= keys
    assert app.number_input(key="train-batch-size").max == 1024
    everything = Recipe(
        "shapes", "stack:3x32-c8k3-relu-flat-d6", "momentum", 0.5, "cosine", 64, 7, 0.01, 0.25, True, "gelu",
        "average", 4, "he", "mirror", 123, 9, "cpu",
    )  # fmt: skip
    state = app.session_state
    for name, value in filled(everything).items():
        state[name] = value
    app.run()
    shown = {name: app.session_state[name] for name in filled(everything)}
    assert shown == filled(everything)


def filled(recipe: Recipe) -> dict[str, object]:
    """What `fill` writes, read from a page of its own."""
    import streamlit as st

    state: dict[str, object] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st, "session_state", state)
        recipe_form.fill("train", recipe)
    return state


def test_the_example_becomes_a_set_of_ones_own_and_is_trained_on(open_lesson: Open) -> None:
    app = open_lesson("own-pictures", own_network="MLP", own_epochs="1")
    healthy(app.button(key="own-example").click().run())
    name = app.selectbox(key="own-dataset").value
    assert own.describe_own(str(name)).classes == ("brick", "grass", "gravel")
    healthy(app.button(key="own-start").click().run())
    address = address_of(app)
    run = done(open_run(address))
    healthy(app.run())
    assert "with a standard error" not in texts(app)
    app.segmented_control(key="own-pictures-guess").set_value("holds")
    healthy(app.run())
    right = run.snapshot()["confusion"].diag().sum() / run.snapshot()["confusion"].sum()
    assert f"it is right on **{right:.1%}**" in texts(app)
    app.session_state["own-deleting"] = True
    healthy(app.run())
    assert f"1 run of yours (“{shell.plain(run.name)}”)" in texts(app)
    healthy(app.button(key="own-delete").click().run())
    assert app.selectbox(key="own-dataset").value == "textures"
    assert not run.folder.exists()
    assert any("it was deleted" in error.value for error in app.error)
    with pytest.raises(data.DataError, match="not kept here any more"):
        datasets.load(str(name))


def test_pictures_class_by_class(open_lesson: Open) -> None:
    app = open_lesson("own-pictures", own_from="Class by class")
    pictures = zipfile.ZipFile(io.BytesIO(example_zip()))
    for turn, (label, folder) in enumerate((("cup", "brick"), ("pen", "grass"))):
        app.selectbox(key="own-class").set_value(label)
        healthy(app.run())
        files = [
            (f"{number}.png", pictures.read(f"{folder}/{folder}-{number:02}.png"), "image/png") for number in (1, 2, 3)
        ]
        app.file_uploader(key=f"own-shots-{turn}").set_value(files)
        healthy(app.run())
    assert "**cup**: 3 pictures" in texts(app)
    healthy(app.button(key="own-make").click().run())
    name = app.selectbox(key="own-dataset").value
    dataset = data.load(str(name))
    assert dataset.classes == ("cup", "pen")
    assert dataset.counts().tolist() == [3, 3]
    assert any("Fewer than 10 pictures" in warning.value for warning in app.warning)


def open_runs(finished: Run) -> AppTest:
    app = tester("my_runs.py")
    app.session_state["owner"] = finished.owner
    return healthy(app.run())


def test_my_runs_are_listed_compared_renamed_and_deleted(finished: Run) -> None:
    start(TINY, owner="f" * 32)  # somebody else's
    second = done(start(Recipe(network="mlp", batch_size=32, epochs=1, examples=200), owner=ME))
    app = open_runs(finished)
    assert {str(box.key).removeprefix("runs-compare-") for box in app.checkbox} == {finished.id, second.id}
    assert f"**{finished.progress()['val_accuracy']:.1%}**" in texts(app)
    for run in (finished, second):
        app.checkbox(key=f"runs-compare-{run.id}").check()
    healthy(app.run())
    (table,) = [element.value for element in app.markdown if element.value.startswith("|")]
    assert "| batch size | 32 | 64 |" in table or "| batch size | 64 | 32 |" in table
    assert "| epochs |" not in table
    app.text_input(key=f"runs-name-typed-{second.id}").set_value("with *small* batches")
    healthy(app.run())
    assert second.name == "with *small* batches"
    healthy(app.button(key=f"runs-delete-{second.id}").click().run())
    assert until(lambda: second not in list_runs(ME), "the deletion")
    assert [box.key for box in app.checkbox] == [f"runs-compare-{finished.id}"]


@pytest.mark.parametrize("damage", ["{", '{"batch_size": "many"}', '{"colour": "red"}', None])
def test_a_damaged_run_is_listed_with_a_sentence_and_deleted(home: Path, damage: str | None) -> None:
    me, named = "5" * 32, {"name": "half of *it*", "created": time.time() - 7300}
    mine, theirs = (store.create(TINY.to_json(), named | {"owner": mark(word)}, {}) for word in (me, "6" * 32))
    for folder in (mine, theirs):
        (folder / "recipe.json").unlink()
        if damage:
            (folder / "recipe.json").write_text(damage)
    app = open_runs(Run(mine))
    (sentence,) = [element.value for element in app.markdown if "cannot be read" in element.value]
    assert shell.plain("half of *it*") in sentence and "2 hours ago" in sentence and sentence.endswith("MB.")
    assert [button.key for button in app.button if button.label == "Delete for good"] == [f"runs-delete-{mine.name}"]
    healthy(app.button(key=f"runs-delete-{mine.name}").click().run())
    assert (mine.exists(), theirs.exists()) == (False, True)
    assert "There are no runs yet" in texts(app)


def test_without_runs_the_list_leads_to_the_lesson() -> None:
    app = tester("my_runs.py")
    assert "There are no runs yet" in texts(healthy(app.run()))


def test_a_set_that_is_not_there_is_offered_and_offline_says_so(
    open_lesson: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object, **__: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr("urllib.request.urlopen", closed)
    app = open_lesson("train", train_dataset="MNIST")
    assert "is not on this server yet" in texts(app)
    assert app.button(key="train-start").disabled
    healthy(app.button(key="train-fetch").click().run())
    assert "can't be downloaded now (no connection)" in app.error[0].value.replace("\\", "")
    gone = open_lesson("train", train_dataset="My pictures · abcdefghij")
    assert "not kept here any more" in gone.error[0].value
    assert gone.selectbox(key="train-dataset").value == "digits"
