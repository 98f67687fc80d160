"""The experiments of the lesson 'Trace one number'."""

from cnnviz.lessons.experiment import Experiment, measured

EXPERIMENTS = (
    Experiment(
        "claim",
        "Every value of a feature map depends on the whole picture.",
        measured,
    ),
)
