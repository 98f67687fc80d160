"""The experiments of the lesson 'Overfitting'."""

from cnnviz.lessons.experiment import Experiment, measured

EXPERIMENTS = (
    Experiment(
        "claim",
        "Training needs much data.",
        measured,
    ),
)
