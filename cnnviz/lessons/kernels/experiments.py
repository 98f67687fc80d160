"""The experiments of the lesson 'Kernel laboratory'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.kernels import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "An edge kernel answers exactly zero wherever the picture is flat.",
        claim.flat_areas,
    ),
)
