"""Experiments of the lesson on training: what the first step does, and what comes before it."""

from math import isclose, isfinite, log
from typing import TYPE_CHECKING

from cnnviz.lessons.experiment import Experiment, Number, measured
from cnnviz.words import say

if TYPE_CHECKING:
    from cnnviz.training.first_step import FirstStep

START = {"train-dataset": "digits", "train-network": "lenet5"}


def _chance(step: "FirstStep") -> tuple[float | None, str]:
    if not isfinite(step.loss):
        return None, "The loss of the first batch is no number: choose another initialisation of the weights."
    return step.loss, say(
        "**{loss:.4g}**. A network that gives each of {classes} classes the same probability has minus the logarithm "
        "of 1/{classes}, {chance:.4g}: random weights come near that.",
        loss=step.loss, classes=step.classes, chance=log(step.classes),
    )  # fmt: skip


def _proportional(step: "FirstStep", optimizer: str) -> tuple[bool | None, str]:
    moved, wanted = abs(step.after - step.before), step.rate * abs(step.gradient)
    if not step.gradient:
        return None, "The gradient of this weight is zero: choose another first weight or another seed."
    adaptive = optimizer in ("adam", "adamw")
    why = (
        "Adam divides the gradient by its own size, so that in the first step every weight moves by the learning rate."
        if adaptive
        else "The step is the gradient times the learning rate."
    )
    return isclose(moved, wanted, rel_tol=0.02), say(
        "The weight has the gradient {gradient:.4g} and moves by **{moved:.4g}**; learning rate times gradient is "
        "{wanted:.4g}, the learning rate {rate:g}. {why}",
        gradient=step.gradient, moved=moved, wanted=wanted, rate=step.rate, why=why,
    )  # fmt: skip


def _steps(steps: int, examples: int, batch_size: int, epochs: int) -> tuple[int, str]:
    return steps, say(
        "{examples:,} pictures in batches of {batch_size} make {each} steps an epoch, times {epochs}: **{steps:,}**.",
        examples=examples, batch_size=batch_size, each=steps // epochs, epochs=epochs, steps=steps,
    )  # fmt: skip


def _zeros(step: "FirstStep") -> tuple[bool, str]:
    return step.gradient != 0, say(
        "The largest gradient of all weights of `{layer}` is **{gradient:.4g}**. The gradient comes down through the "
        "weights of the layers above; where these are all zero, nothing arrives.",
        layer=step.layer, gradient=step.gradient,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment("claim", "Training makes the features of a network better than those of random weights.", measured),
    Experiment(
        "chance",
        "What is the loss of the first batch, before anything has been learnt?",
        _chance,
        START,
        number=Number(tolerance=0.1),
    ),
    Experiment(
        "proportional",
        "In the first step a weight moves by the learning rate times its gradient.",
        _proportional,
        START | {"train-optimizer": "adam"},
    ),
    Experiment(
        "steps",
        "How many times does the run change its weights?",
        _steps,
        START | {"train-batch-size": "64", "train-epochs": "3"},
        number=Number("steps"),
    ),
    Experiment(
        "zeros",
        "Where all weights begin at zero, the gradient still tells the first layer where to go.",
        _zeros,
        START | {"train-initialization": "zeros"},
    ),
)
