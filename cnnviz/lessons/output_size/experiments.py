"""The experiments of the lesson 'Output-size calculator'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.output_size import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "The output has (n − k + p + 1 + s) / s pixels. (So it stands on slides in circulation.)",
        claim.slides,
    ),
)
