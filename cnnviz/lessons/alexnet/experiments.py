"""The experiments of the lesson 'AlexNet'."""

from cnnviz.lessons.alexnet import claim
from cnnviz.lessons.experiment import Experiment

EXPERIMENTS = (
    Experiment(
        "claim",
        "AlexNet has about 60 million parameters. Nearly all of them sit in its dense layers, nearly all multiply-adds "
        "in its convolutions.",
        claim.where,
    ),
)
