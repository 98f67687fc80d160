"""The experiments of the lesson 'LeNet-5'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.lenet import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "LeNet-5 has about 60,000 parameters, nearly all of them in its dense layers.",
        claim.where,
    ),
)
