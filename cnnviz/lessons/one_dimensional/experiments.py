"""The experiments of the lesson 'Sliding in one dimension'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.one_dimensional import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "The result of a convolution is as long as the longer of the two signals.",
        claim.lengths,
    ),
)
