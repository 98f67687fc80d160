"""The experiments of the lesson 'Sliding windows in one pass'."""

from cnnviz.lessons.experiment import Experiment, measured

EXPERIMENTS = (
    Experiment(
        "claim",
        "The sliding-window detector in one pass gives the same numbers as cropping each window, at a fraction of the "
        "cost.",
        measured,
    ),
)
