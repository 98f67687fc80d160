"""The experiments of the lesson 'Padding strategies'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.padding import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "Padding “full” adds k pixels on every side.",
        claim.full,
    ),
)
