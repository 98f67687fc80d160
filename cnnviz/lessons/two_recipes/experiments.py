"""The experiments of the lesson 'Two recipes'."""

from cnnviz.lessons.experiment import Experiment, measured, stated

EXPERIMENTS = (Experiment("claim", stated, measured),)
