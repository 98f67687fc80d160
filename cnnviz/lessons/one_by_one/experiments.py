"""The experiments of the lesson '1 × 1 convolution'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.one_by_one import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "A 1×1 convolution is a dense layer at every pixel: with the same weights it gives the same numbers.",
        claim.same_as_dense,
    ),
)
