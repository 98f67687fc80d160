"""The experiments of the lesson 'Receptive field'."""

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.receptive_field import claim

EXPERIMENTS = (Experiment("claim", "Every unit of the last feature map sees the whole picture.", claim.whole_picture),)
