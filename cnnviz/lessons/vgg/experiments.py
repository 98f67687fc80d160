"""The experiments of the lesson 'VGG: small kernels'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.vgg import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "Small kernels one behind another see as much as one large kernel, with fewer parameters: two 3 × 3 as much "
        "as one 5 × 5.",
        claim.fewer,
    ),
)
