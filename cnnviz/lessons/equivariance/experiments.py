"""The experiments of the lesson 'Equivariance'."""

from cnnviz.lessons.equivariance import claim
from cnnviz.lessons.experiment import Experiment, stated

EXPERIMENTS = (
    Experiment(
        "claim",
        stated,
        claim.verdict,
    ),
)
