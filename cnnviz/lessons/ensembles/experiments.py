"""The experiments of the lesson 'Ensembles and ten crops'."""

from cnnviz.lessons.experiment import Experiment, measured

EXPERIMENTS = (
    Experiment(
        "claim",
        "Averaging several networks, and ten crops of each picture, makes the answer more accurate.",
        measured,
    ),
)
