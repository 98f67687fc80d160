"""The experiments of the lesson 'Stride and dilation'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.stride_dilation import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        claim.statement,
        claim.lost,
    ),
)
