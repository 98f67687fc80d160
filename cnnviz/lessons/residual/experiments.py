"""The experiments of the lesson 'Residual blocks'."""

from collections.abc import Mapping, Sequence

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.residual import claim
from cnnviz.training.runs.metrics import Row


def _deeper(metrics: Mapping[str, Sequence[Row]]) -> tuple[bool | None, str]:
    if not metrics:
        return None, "Your prediction is kept. Train the networks in the lab: their losses decide."
    return claim.deeper(metrics)


EXPERIMENTS = (
    Experiment(
        "claim",
        "A deep plain network trains worse than a shallow one, although it could do the same and more; a deep residual "
        "one does not.",
        _deeper,
    ),
)
