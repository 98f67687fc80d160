"""Experiments of the lesson on overfitting: few examples learnt by heart, the gap, and the loss on new pictures."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from cnnviz.lessons.experiment import Experiment, Number, measured
from cnnviz.words import say

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Tables = Mapping[str, npt.NDArray[np.float64]]

TRAIN = "Your prediction is kept. Press Start in the lab; it is measured when all runs are done."


def _means(tables: "Callable[[], Tables | None]", name: str) -> "npt.NDArray[np.float64] | None":
    """The mean over the seeds, for each number of examples and each epoch; None while anything is missing."""
    found = tables()
    if found is None:
        return None
    means: npt.NDArray[np.float64] = found[name].mean(1)
    return means


def _by_heart(tables: "Callable[[], Tables | None]", labels: Sequence[str]) -> tuple[bool | None, str]:
    seen, new = _means(tables, "accuracy"), _means(tables, "val_accuracy")
    if seen is None or new is None:
        return None, TRAIN
    return bool(seen[0, -1] > 0.99), say(
        "With {fewest} it is right on **{seen:.1%}** of its training pictures in the last epoch and on {new:.1%} of "
        "new ones. It has enough parameters to tell so few pictures apart one by one.",
        fewest=labels[0], seen=float(seen[0, -1]), new=float(new[0, -1]),
    )  # fmt: skip


def _gap(tables: "Callable[[], Tables | None]", labels: Sequence[str]) -> tuple[bool | None, str]:
    seen, new = _means(tables, "accuracy"), _means(tables, "val_accuracy")
    if seen is None or new is None:
        return None, TRAIN
    gaps = seen[:, -1] - new[:, -1]
    return bool(gaps[-1] < gaps[0] / 2), say(
        "The gap is {first:.1f} points with {fewest} and **{last:.1f}** with {most}.",
        first=100 * float(gaps[0]), fewest=labels[0], last=100 * float(gaps[-1]), most=labels[-1],
    )  # fmt: skip


def _falls(tables: "Callable[[], Tables | None]", labels: Sequence[str]) -> tuple[bool | None, str]:
    loss = _means(tables, "val_loss")
    if loss is None:
        return None, TRAIN
    best = int(loss[0].argmin())
    return best == loss.shape[1] - 1, say(
        "With {fewest} the loss on new pictures is least in epoch **{best}** of {epochs}: {least:.3f}, and {last:.3f} "
        "at the end. Where it rises, the network becomes surer of its mistakes.",
        fewest=labels[0], best=best + 1, epochs=loss.shape[1], least=float(loss[0, best]), last=float(loss[0, -1]),
    )  # fmt: skip


def _few(tables: "Callable[[], Tables | None]", labels: Sequence[str]) -> tuple[float | None, str]:
    new = _means(tables, "val_accuracy")
    if new is None:
        return None, TRAIN
    return 100 * float(new[0, -1]), say(
        "{fewest}: **{few:.1%}**; {most}: {all:.1%}.",
        fewest=labels[0], few=float(new[0, -1]), most=labels[-1], all=float(new[-1, -1]),
    )  # fmt: skip


START = {"over-dataset": "digits", "over-network": "lenet5"}
EXPERIMENTS = (
    Experiment("claim", "Training needs much data.", measured),
    Experiment(
        "by-heart",
        "The network learns the fewest examples by heart: it gets more than 99 % of them right.",
        _by_heart,
        START,
    ),
    Experiment(
        "few",
        "What share of new pictures does the network get right that has learnt from the fewest examples?",
        _few,
        START,
        number=Number("%", 0.1),
    ),
    Experiment("gap", "All examples instead of the fewest: the gap falls to less than half.", _gap, START),
    Experiment(
        "falls",
        "With the fewest examples the loss on new pictures falls until the last epoch.",
        _falls,
        START | {"over-epochs": "30"},
    ),
)
