"""A short training and a comparison, and what is read off them afterwards: calls for many threads."""

import numpy as np
import pytest

from cnnviz import data, private
from cnnviz.data import own, own_pictures, own_zip, packing
from cnnviz.drawing.stills import png
from cnnviz.lessons.overfitting import formulas as overfitting
from cnnviz.lessons.own_pictures import formulas as own_pictures_formulas
from cnnviz.lessons.two_recipes import formulas as two_recipes
from cnnviz.training import Recipe, answers, device, features, found, listing, pace, pictures, recipe, sureness
from cnnviz.training.comparison import comparison, results
from cnnviz.training.comparison import listing as comparison_listing
from cnnviz.training.runs import (
    admission,
    claims,
    commands,
    endings,
    finding,
    metrics,
    processes,
    rights,
    room,
    run,
    starting,
    store,
    trainers,
    turns,
)
from tests.engine.training.fake_runs import FakePool, finish
from tests.engine.training.kept_runs import kept_run
from tests.engine.training.tiny_data import tiny_data

PLAN = comparison.Plan(Recipe(network="mlp", examples=20, epochs=2), "dropout", (0.0, 0.5), seeds=3)

PICTURE, OTHER = (png(np.full((32, 32, 3), grey, np.uint8)) for grey in (10, 200))


def training_calls() -> None:
    """Everything once."""
    digits = data.load("digits")
    trained = kept_run(Recipe(network="lenet5", augmentation="shift"), 1)
    _asked(trained, digits)
    _files(trained)
    _compared(digits)
    _recipes(digits)
    _own_pictures()
    turns.order([("a", "ada"), ("b", "bob")], {"ada": 1}, {})
    turns.giving_way([(1.0, "a", "ada")], {"ada": 2}, ["bob"])
    endings.killed(-9, [3]), endings.broken_off(MemoryError(), [3], device="cpu", batch_size=8)
    admission.check("ada", queued=[], running={}, held=[], capacity=2)
    trainers.kind("cuda:0")
    processes.is_alive(processes.identity())
    processes.cores()
    device.device_name(device.choose_device("cpu"))


def _asked(trained: run.Run, digits: data.Dataset) -> None:
    asked = answers.ask(trained)
    said = answers.answer(asked, digits.images[0])
    marks = answers.gradient_times_input(asked, said.input, said.label)
    answers.over(said.seen, marks)
    answers.occlusion(asked, said.input, said.label, 3)
    answers.strongest(next(iter(said.maps.values())), 2)
    features.learnt(trained)
    sureness.right_answers(trained)
    found.of_run(run.Run(trained.folder.with_name("none")))
    own_pictures_formulas.explain_split(digits)


def _files(trained: run.Run) -> None:
    path = trained.folder / "metrics.jsonl"
    list(metrics.each(path)), list(metrics.backwards(path))
    (
        metrics.epoch_losses(list(metrics.each(path))),
        metrics.last(path),
        metrics.at_steps(path, [1, 5]),
        metrics.spread(path, 5),
        metrics.offset(path, 3),
    )
    store.runs_folder(), store.setting("CNNVIZ_RUN_MB", 200)
    store.current_state(trained.folder), endings.interrupted([3]), store.is_live(trained.folder)
    metrics.last_evaluation(trained.folder), commands.waiting(trained.folder), store.snapshots(trained.folder)
    store.most_crowded([0, 10, 20, 100]), room.size(trained.folder), store.owner_of(trained.folder)
    claims.pool_is_open("nobody's")
    room.check_owner("ada")
    finding.open_run(trained.id), finding.list_runs()
    rights.check_pictures(trained.recipe, "ada")
    with store.written("This"):
        rights.may_change(trained.folder, trained.owner, who="ada", word="word"), rights.lent(trained.folder)
    rights.is_same("word", "word")
    rights.shows_pictures(trained.folder), finding.list_damaged("ada")
    private.mark("ada")


def _compared(digits: data.Dataset) -> None:
    fake = FakePool()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starting, "start", fake.start)
        begun = comparison.start(PLAN)
        while begun.is_live():
            for one in fake.runs:
                finish(one, [0.5, 0.6])
            begun.advance()
    comparison.open_comparison(begun.id), comparison.list_comparisons(), comparison.label("dropout", 0.5)
    results.by_epoch(begun), results.last(begun)
    first, second = (0.5, 0.6, 0.7), (0.6, 0.8, 0.75)
    results.verdict(first, second, ("a", "b")), results.points(0.02), results.percent(0.02)
    (
        overfitting.letters(),
        two_recipes.letters(3),
        two_recipes.explain_steps(PLAN, 1000),
        two_recipes.explain_spread(first, second),
    )
    overfitting.explain_gap(first, second)
    comparison_listing.comparison_script(PLAN, [digits, digits])


def _recipes(digits: data.Dataset) -> None:
    recipe.title("he"), recipe.rounds_down(100, 64), recipe.help_text("dropout")
    recipe.allowed("optimizer"), recipe.limits("dropout")
    pace.seconds_per_step(pace.check("hall"), 225)
    listing.training_script(Recipe(network="mlp"), digits)
    pictures.made_of("digits")


def _own_pictures() -> None:
    own_zip.read_zip(packing.pack(tiny_data()))
    packing.example_zip()
    name = f"own:{own.save_own(tiny_data(), 'rows', 'ada')}"
    own_pictures.from_pictures({"cat": [PICTURE, b"no picture"], "dog": [OTHER]}), own_pictures.shrink(PICTURE)
    own.load_own(name), own.describe_own(name), own.list_own("ada"), own.is_open_to(name, "bob")
