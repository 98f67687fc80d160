"""The experiments of the lesson 'One and three dimensions'."""

from cnnviz.lessons.dimensions import claim
from cnnviz.lessons.experiment import Experiment

EXPERIMENTS = (
    Experiment(
        "claim",
        "A volume n×n×n×C and F filters f×f×f give (n − f + 1)³ values in F channels: 14×14×14×1 and 16 filters 5×5×5 "
        "give 10×10×10×16.",
        claim.as_claimed,
    ),
)
