"""Experiments of lessons 5.2 and 5.3 on runs that are trained here, against their tables and a bare loop of torch."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from scipy import stats
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from cnnviz.data import load, subset
from cnnviz.lessons import experiment
from cnnviz.training import Recipe, Run
from cnnviz.training.comparison import comparison
from cnnviz.training.comparison.comparison import Comparison, Plan
from cnnviz.training.comparison.presets import PRESETS
from cnnviz.training.runs import starting
from cnnviz.ui.runs import comparison_views
from tests.engine.training.kept_runs import kept_run

FEW = Plan(Recipe(network="mlp", epochs=12, batch_size=32, learning_rate=0.003), "examples", (10, 20, 400), seeds=2)


@pytest.fixture(scope="module")
def train(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Plan], Comparison]]:
    """A comparison whose runs are trained to their end in this process."""

    def start(recipe: Recipe, owner: str = "", name: str = "") -> Run:
        return kept_run(recipe, recipe.epochs)

    def trained(plan: Plan) -> Comparison:
        begun = comparison.start(plan)
        while begun.is_live():
            assert begun.advance() == ""
        return begun

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setattr(starting, "start", start)
        yield trained


@pytest.fixture(scope="module")
def few(train: Callable[[Plan], Comparison]) -> Comparison:
    return train(FEW)


def answer(stem: str, name: str, **values: Any) -> Any:
    found, said = experiment.measure(next(one for one in experiment.of(stem) if one.id == name), values)
    assert said
    return found


def sheet(run: Run) -> dict[int, dict[str, float]]:
    """What a spreadsheet makes of the run's file: means of an epoch's batches, and the validation at its end."""
    epochs: dict[int, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(run.metrics_csv())):
        epochs.setdefault(int(row["epoch"]), []).append(row)
    return {
        epoch: {name: float(np.mean([float(row[name]) for row in rows])) for name in ("loss", "accuracy")}
        | {name: float(rows[-1][name]) for name in ("val_loss", "val_accuracy")}
        for epoch, rows in epochs.items()
    }


def column(shown: Comparison, value: int, name: str) -> np.ndarray:
    """Mean over the seeds of a column, epoch by epoch."""
    runs = [shown.run((value, seed)) for seed in range(shown.plan.seeds)]
    sheets = [sheet(run) for run in runs if run]
    assert len(sheets) == shown.plan.seeds
    return np.mean([[each[name] for each in one.values()] for one in sheets], axis=0)


def by_hand(run: Run) -> float:
    """The share of validation pictures that the network gets right, trained from its first weights by torch alone."""
    recipe, data = run.recipe, load(run.recipe.dataset)
    network, used = run.model(0), subset(data, recipe.examples, recipe.seed)
    mean, std = used.images[used.train].float().div(255).mean(), used.images[used.train].float().div(255).std()
    size = int(next(layer for layer in network.modules() if isinstance(layer, nn.Linear)).in_features ** 0.5)

    def seen(index: torch.Tensor) -> torch.Tensor:
        pictures = data.images[index].float() / 255
        if pictures.shape[-1] != size:
            pictures = nn.functional.interpolate(pictures, (size, size), mode="bilinear", antialias=True)
        return (pictures - mean) / std

    pictures, labels = seen(used.train), data.labels[used.train]
    optimizer = torch.optim.Adam(network.parameters(), lr=recipe.learning_rate)
    for epoch in range(recipe.epochs):
        order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(recipe.seed * 1_000_003 + epoch))
        for batch, truth in DataLoader(TensorDataset(pictures[order], labels[order]), recipe.batch_size):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(network.train()(batch), truth)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    with torch.no_grad():
        return float((network.eval()(seen(data.validation)).argmax(1) == data.labels[data.validation]).double().mean())


def test_overfitting_is_measured_as_in_the_tables_of_the_runs(few: Comparison) -> None:
    values = {"tables": lambda: comparison_views.tables(few), "labels": few.plan.labels}
    seen = [column(few, value, "accuracy")[-1] for value in (0, -1 % len(FEW.values))]
    new = [column(few, value, "val_accuracy")[-1] for value in (0, -1 % len(FEW.values))]
    loss = column(few, 0, "val_loss")
    wanted = {
        "by-heart": "holds" if seen[0] > 0.99 else "fails",
        "gap": "holds" if seen[1] - new[1] < (seen[0] - new[0]) / 2 else "fails",
        "falls": "holds" if loss.argmin() == len(loss) - 1 else "fails",
    }
    assert {name: answer("overfitting", name, **values) for name in wanted} == wanted
    assert answer("overfitting", "few", **values) == pytest.approx(100 * new[0])


def test_the_fewest_examples_give_what_a_bare_loop_gives(few: Comparison) -> None:
    shares = [by_hand(run) for seed in range(FEW.seeds) if (run := few.run((0, seed)))]
    assert len(shares) == FEW.seeds
    found = answer("overfitting", "few", tables=lambda: comparison_views.tables(few), labels=few.plan.labels)
    assert found == pytest.approx(100 * np.mean(shares), abs=0.3)  # one of 359 pictures


def test_the_claim_of_overfitting_is_that_of_its_interval(few: Comparison, train: Callable[[Plan], Comparison]) -> None:
    assert comparison_views.data_verdict(few)[0] is None  # two seeds are too few
    more = train(Plan(FEW.base, "examples", (10, 400), seeds=3))
    assert comparison_views.data_verdict(more)[0] == (judged(more) == 1)


def judged(shown: Comparison) -> int | None:
    """Which recipe is better by scipy's interval of the paired differences of the runs' own files."""
    ends = [[], []]  # type: list[list[float]]
    for value, seed in shown.plan.cells:
        if value in (0, len(shown.plan.values) - 1) and (run := shown.run((value, seed))):
            ends[value > 0].append(list(sheet(run).values())[-1]["val_accuracy"])
    pairs = np.subtract(ends[1], ends[0])
    if not pairs.std():
        return None if pairs[0] == 0 else int(pairs[0] > 0)
    low, high = stats.t.interval(0.95, len(pairs) - 1, pairs.mean(), stats.sem(pairs))
    return None if low <= 0 <= high else int(pairs.mean() > 0)


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("Dropout", Recipe(network="mlp", examples=100, epochs=6)),
        ("ReLU", Recipe(network="lenet5", examples=200, epochs=3, batch_size=16)),
        ("Depth", Recipe(network="tiny_vgg", examples=50, epochs=1, batch_size=16)),
        ("Pooling", Recipe(network="lenet5", examples=100, epochs=2, batch_size=16)),
    ],
)
def test_two_recipes_are_judged_as_by_scipy(name: str, base: Recipe, train: Callable[[Plan], Comparison]) -> None:
    preset = PRESETS[name].plan
    shown = train(Plan(base, preset.setting, preset.values, seeds=3))
    better = judged(shown)
    found = answer("two_recipes", name.lower(), plan=shown.plan, verdict=lambda: comparison_views.found(shown))
    assert found == ("none" if better is None else "ab"[better])
    assert comparison_views.two_verdict(shown, 1)[0] == (better == 1)
