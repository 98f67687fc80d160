"""The experiments of the lesson 'Dense or convolution'."""

from cnnviz.lessons.dense_or_convolution import claim
from cnnviz.lessons.experiment import Experiment, stated

EXPERIMENTS = (
    Experiment(
        "claim",
        stated,
        claim.factors,
    ),
)
