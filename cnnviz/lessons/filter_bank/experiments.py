"""The experiments of the lesson 'Several filters'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.filter_bank import claim

EXPERIMENTS = (
    Experiment(
        "claim",
        "C × n × n with F filters C × m × m gives F × (n − m + 1) × (n − m + 1).",
        claim.one_map_per_filter,
    ),
)
