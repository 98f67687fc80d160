"""The experiments of the lesson 'DenseNet: concatenation'."""

from cnnviz.lessons.densenet import claim
from cnnviz.lessons.experiment import Experiment

EXPERIMENTS = (
    Experiment(
        "claim",
        "Because every layer can read all maps before it, it needs to add only a few: a dense block has far fewer "
        "parameters than plain layers that are as wide.",
        claim.fewer,
    ),
)
