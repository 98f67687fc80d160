"""The experiments of the lesson 'One value at a time'."""

from cnnviz.lessons.experiment import Experiment, measured

EXPERIMENTS = (
    Experiment(
        "claim",
        "Every input value is used equally often.",
        measured,
    ),
)
