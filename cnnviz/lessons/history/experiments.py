"""The experiments of the lesson 'History'."""

from cnnviz.lessons.experiment import Experiment, measured, stated

EXPERIMENTS = (Experiment("claim", stated, measured),)
