"""The experiments of the lesson 'Inception: bottlenecks'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.inception import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "A bottleneck of 1 × 1 filters brings the multiplications down to about a tenth: 28 × 28 × 192 to 32 maps "
        "5 × 5 costs 120.4 M, with a bottleneck of 16 only 2.4 M + 10.0 M = 12.4 M.",
        claim.tenth,
    ),
)
