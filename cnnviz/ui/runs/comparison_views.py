"""What lessons 5.2 and 5.3 draw of a comparison, and say about it."""

import math
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.lessons.overfitting import formulas as overfitting
from cnnviz.lessons.two_recipes.formulas import explain_spread, explain_steps, letters
from cnnviz.training.comparison import results
from cnnviz.training.comparison.comparison import label, steps
from cnnviz.training.comparison.results import percent, points, spread
from cnnviz.ui.frame import lesson
from cnnviz.ui.runs import datasets, run_chart
from cnnviz.words import joined, say, several

if TYPE_CHECKING:
    from cnnviz.training.comparison.comparison import Comparison, Plan

MEASURES = {
    "validation accuracy": "val_accuracy",
    "validation loss": "val_loss",
    "training accuracy": "accuracy",
    "training loss": "loss",
}
STILL = "Your prediction is kept. It is measured when all runs are done."
NOT_YET = "Your prediction is kept. Press Start in the lab, and it is measured."


def about(plan: "Plan") -> str:
    """What is on the screen, in one line."""
    base, recipe = plan.base, plan.recipe(0, 0)
    network = "" if plan.setting == "network" else say("{label} on ", label=label("network", base.network))
    examples = (
        say("{examples:,} examples, ", examples=recipe.examples)
        if recipe.examples and plan.setting != "examples"
        else ""
    )
    last = base.seed + plan.seeds - 1
    seeds = (
        say("seed {seed}", seed=base.seed)
        if plan.seeds == 1
        else say("seeds {seed} to {last}", seed=base.seed, last=last)
    )
    epochs = "" if plan.setting == "epochs" else several("{n} epoch, ", "{n} epochs, ", base.epochs)
    return say(
        "{network}{dataset}, {examples}{epochs}{seeds}: {labels}",
        network=network, dataset=base.dataset, examples=examples, epochs=epochs, seeds=seeds,
        labels=joined(plan.labels),
    )  # fmt: skip


def two_curves(shown: "Comparison", measure: str) -> None:
    """Both recipes over the epochs, and what they come to."""
    table = results.by_epoch(shown)[MEASURES[measure]]
    names = [
        say("{letter}: {named}", letter=letter, named=named)
        for letter, named in zip("AB", shown.plan.labels, strict=True)
    ]
    epochs = range(1, table.shape[2] + 1)
    run_chart.bands(
        dict(zip(names, table, strict=True)), list(epochs), key="two-chart", across="epoch", up=measure,
        share="accuracy" in measure, dtick=max(1, len(epochs) // 10),
        alt=say(
            "{measure} over the epochs of {first} and {second}, mean over the seeds with its range",
            measure=measure, first=names[0], second=names[1],
        ),
    )  # fmt: skip
    final = results.last(shown)["val_accuracy"]
    with st.container(horizontal=True, border=True):
        for name, values in zip(names, final, strict=True):
            one = spread(values)
            st.metric(name, percent(one.mean), help=_about(*one))
        pair = results.difference(*final).spread
        st.metric("B − A, seed by seed", points(pair.mean) if pair.n else "–", help=_about(*pair))
    sentence = _verdict(shown).sentence
    st.markdown(say("So far: {sentence}", sentence=sentence) if shown.is_live() else sentence)


def _verdict(shown: "Comparison") -> results.Verdict:
    a, b = results.last(shown)["val_accuracy"].tolist()
    return results.verdict(a, b, shown.plan.labels)


def _about(mean: float, std: float, low: float, high: float, count: int) -> str:
    if not count:
        return "Not measured yet."
    deviation = say("standard deviation {std:.2f}, ", std=100 * std) if count > 1 else ""
    return say(
        "Validation accuracy at the end, in per cent: {deviation}{low:.1f} to {high:.1f}, n = "
        "{count}.",
        deviation=deviation, low=100 * low, high=100 * high, count=count,
    )  # fmt: skip


def by_examples(shown: "Comparison") -> None:
    """Training and validation accuracy over the number of examples."""
    final, train = results.last(shown), len(datasets.load(shown.plan.base.dataset).train)
    places = [value or train for value in shown.plan.values]
    curves = {"training pictures": final["accuracy"].T, "validation pictures": final["val_accuracy"].T}
    run_chart.bands(
        curves, places, key="over-examples", across="training examples", up="accuracy at the end", share=True,
        alt="Accuracy at the end of training over the number of examples, on training and on validation pictures",
        type="log", tickvals=places, ticktext=[f"{place:,}" for place in places], tickangle=0,
    )  # fmt: skip


def over_time(shown: "Comparison", which: int, measure: str) -> None:
    """Training and validation curves of one number of examples."""
    curves = results.by_epoch(shown)
    names = ("accuracy", "val_accuracy") if measure == "accuracy" else ("loss", "val_loss")
    epochs = list(range(1, curves["loss"].shape[2] + 1))
    run_chart.bands(
        {"training pictures": curves[names[0]][which], "validation pictures": curves[names[1]][which]}, epochs,
        key="over-time", across="epoch", up=measure, share=measure == "accuracy", dtick=max(1, len(epochs) // 10),
        alt=say(
            "{measure} over the epochs with {label}, on training and on validation pictures",
            measure=measure, label=shown.plan.labels[which],
        ),
    )  # fmt: skip


def two_numbers(plan: "Plan", shown: "Comparison | None") -> None:
    """Mean, deviation and difference beside torch's; before anything is measured, the steps to train."""
    import torch

    final = results.last(shown)["val_accuracy"] if shown else None
    if final is None or not spread(final[1]).n:
        steps_to_train(plan)
        return
    second, pair = spread(final[1]), results.difference(*final)
    kept = torch.tensor(final[1]).double()
    kept = kept[kept.isfinite()]
    mean, std = float(kept.mean()), float(kept.std()) if len(kept) > 1 else 0.0
    both = torch.tensor(final).double()
    gaps = (both[1] - both[0])[both.isfinite().all(0)]
    agrees = abs(mean - second.mean) < 1e-9 and (len(kept) < 2 or abs(std - second.std) < 1e-9)
    beside = [
        say(
            "`tensor.mean()` gives **{mean:.2f} %** and `tensor.std()` **{std:.2f} %** for recipe B."
            if len(kept) > 1 else
            "`tensor.mean()` gives **{mean:.2f} %**.",
            mean=100 * mean, std=100 * std,
        )
    ]  # fmt: skip
    if len(gaps):
        agrees = agrees and abs(float(gaps.mean()) - pair.spread.mean) < 1e-9
        beside.append(say("The mean of `b - a` is **{gap:.2f}** points.", gap=100 * float(gaps.mean())))
    beside.append(letters(pair.spread.n))
    lesson.numbers(explain_spread(*final), agrees=agrees, beside=joined(beside, " "))


def steps_to_train(plan: "Plan") -> None:
    """How long training is, beside what a DataLoader counts."""
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    train = len(datasets.load(plan.base.dataset).train)
    ours = steps(plan, train)
    theirs = []
    for value, _ in enumerate(plan.values):
        recipe = plan.recipe(value, 0)
        examples = min(recipe.examples or train, train)
        size = recipe.batch_size
        drop_last = examples > size > 1 and examples % size == 1  # batch norm has nothing to compare in it
        loader = DataLoader(TensorDataset(torch.empty(examples)), batch_size=size, drop_last=drop_last)
        theirs.append(recipe.epochs * len(loader))
    lesson.numbers(
        explain_steps(plan, train),
        agrees=ours == theirs,
        beside=say(
            "`len(DataLoader(…))` times the epochs gives **{theirs:,}** steps for the first recipe. "
            "Press Start, and mean and standard deviation are worked out here.",
            theirs=theirs[0],
        ),
    )


def statement(plan: "Plan") -> tuple[str, int]:
    """The sentence that a plan puts to the test, and which recipe it calls better."""
    from cnnviz.training.comparison.presets import PRESETS

    for preset in PRESETS.values():
        if (preset.plan.setting, preset.plan.values) == (plan.setting, plan.values):
            return preset.claim, preset.better
    return say("{better} is better than {other}.", better=plan.labels[1], other=plan.labels[0]), 1


def two_verdict(shown: "Comparison | None", better: int) -> tuple[bool | None, str]:
    """Whether the recipe that a sentence calls better is measured to be."""
    if shown is None:
        return None, NOT_YET
    if shown.is_live():
        return None, STILL
    said = _verdict(shown)
    return (said.better == better, said.sentence) if said.done else (None, said.sentence)


def found(shown: "Comparison | None") -> "results.Verdict | None":
    """Which recipe is better; None before all runs are done."""
    return None if shown is None or shown.is_live() else _verdict(shown)


def tables(shown: "Comparison | None") -> "dict[str, results.Array] | None":
    """What `results.by_epoch` gives; None before all runs are done."""
    if shown is None or shown.is_live():
        return None
    found = results.by_epoch(shown)
    return found if all(math.isfinite(table.sum()) for table in found.values()) else None


def gap_numbers(plan: "Plan", shown: "Comparison | None", which: int) -> None:
    """The gap between training and validation accuracy beside torch's."""
    import torch

    final = results.last(shown) if shown else None
    if final is None or not spread(final["accuracy"][which]).n:
        steps_to_train(plan)
        return
    seen, new = final["accuracy"][which], final["val_accuracy"][which]
    ours = spread(seen).mean - spread(new).mean
    theirs = float(torch.tensor(seen).nanmean() - torch.tensor(new).nanmean())
    lesson.numbers(
        overfitting.explain_gap(seen, new),
        agrees=abs(ours - theirs) < 1e-9,
        beside=joined(
            [
                say(
                    "`tensor.mean()` over the seeds, one minus the other, gives **{theirs:.2f}** points.",
                    theirs=100 * theirs,
                ),
                overfitting.letters(),
            ],
            " ",
        ),
    )


def data_verdict(shown: "Comparison | None") -> tuple[bool | None, str]:
    """Whether all examples give a better network than the fewest, and how the gap changes."""
    if shown is None:
        return None, NOT_YET
    if shown.is_live():
        return None, STILL
    final, labels = results.last(shown), shown.plan.labels
    new = final["val_accuracy"]
    said = results.verdict(new[0], new[-1], (labels[0], labels[-1]))
    if not said.done:
        return None, said.sentence
    gaps = [spread(final["accuracy"][i]).mean - spread(new[i]).mean for i in (0, -1)]
    return said.better == 1, (
        say(
            "{sentence} The gap between training and validation accuracy is {first_gap} with {first} and "
            "{last_gap} with {last}.",
            sentence=said.sentence, first_gap=points(gaps[0]), first=labels[0], last_gap=points(gaps[1]),
            last=labels[-1],
        )
    )  # fmt: skip
