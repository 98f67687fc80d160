"""The experiments of the lesson 'Network in Network'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.network_in_network import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "1 × 1 convolutions and global average pooling instead of dense layers: far fewer parameters, and any picture "
        "size will do.",
        claim.smaller_and_free,
    ),
)
