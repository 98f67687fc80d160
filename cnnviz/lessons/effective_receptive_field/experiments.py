"""The experiments of the lesson 'Effective receptive field'."""

from cnnviz.lessons.effective_receptive_field import claim
from cnnviz.lessons.experiment import Experiment

EXPERIMENTS = (
    Experiment(
        "claim",
        "The effective receptive field is much smaller than the theoretical one and roughly Gaussian.",
        claim.smaller_and_gaussian,
    ),
)
