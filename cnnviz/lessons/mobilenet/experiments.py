"""The experiments of the lesson 'MobileNet: depthwise separable'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.mobilenet import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "A depthwise separable convolution takes 1/C_out + 1/k² of the multiply-adds, and of the time too.",
        claim.as_fast_as_counted,
    ),
)
