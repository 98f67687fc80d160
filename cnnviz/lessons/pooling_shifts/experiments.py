"""The experiments of the lesson 'Pooling and small shifts'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.pooling_shifts import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "Pooling makes a network invariant to minor translations.",
        claim.invariance,
    ),
)
