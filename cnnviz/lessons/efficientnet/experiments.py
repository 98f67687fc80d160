"""The experiments of the lesson 'EfficientNet: scaling'."""

from cnnviz.lessons.efficientnet import claim
from cnnviz.lessons.experiment import Experiment

EXPERIMENTS = (
    Experiment(
        "claim",
        "With α · β² · γ² ≈ 2 the multiply-adds grow by 2^φ.",
        claim.doubles,
    ),
)
