"""The experiments of the lesson 'What units look for'."""

from cnnviz.lessons.experiment import Experiment, measured

EXPERIMENTS = (
    Experiment(
        "claim",
        "Deeper units see larger patterns.",
        measured,
    ),
)
