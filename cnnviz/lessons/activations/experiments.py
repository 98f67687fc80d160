"""The experiments of the lesson 'Activation functions'."""

from cnnviz.lessons.experiment import Experiment, measured

EXPERIMENTS = (
    Experiment(
        "claim",
        "Sigmoid gradients vanish with depth, ReLU's do not.",
        measured,
    ),
)
