"""The experiments of the lesson 'Turning the kernel'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.flip import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "“Convolution slides the kernel as it is, cross-correlation turns it first.” (So some lecture notes have it.)",
        claim.names_wrong_way_round,
    ),
)
