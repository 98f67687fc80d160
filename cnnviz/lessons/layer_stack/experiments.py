"""The experiments of the lesson 'Layer-stack builder'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.layer_stack import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "Parameters = (f · f · C_in + 1) · C_out, whatever the image size: so "
        " the whole network has as many for a picture twice as high and wide.",
        claim.twice_as_large,
    ),
)
