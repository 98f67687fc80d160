"""The experiments of the lesson 'The laws of convolution'."""

from cnnviz.lessons.experiment import Experiment, measured

EXPERIMENTS = (
    Experiment(
        "claim",
        "Convolution is commutative, associative and distributive, and so is cross-correlation.",
        measured,
    ),
)
