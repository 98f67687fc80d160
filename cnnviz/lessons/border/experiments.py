"""The experiments of the lesson 'The border problem'."""

from cnnviz.lessons.border import claim
from cnnviz.lessons.experiment import Experiment

EXPERIMENTS = (
    Experiment(
        "claim",
        "Pixels at the corners are used less often than those in the middle.",
        claim.corners,
    ),
)
