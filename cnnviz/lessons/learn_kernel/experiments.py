"""The experiments of the lesson 'Learning a kernel'."""

from cnnviz.lessons.experiment import Experiment, measured

EXPERIMENTS = (
    Experiment(
        "claim",
        "The learnt kernel converges to the hidden (Sobel) kernel.",
        measured,
    ),
)
