"""The experiments of the lesson 'Your own pictures'."""

from cnnviz.lessons.experiment import Experiment, measured

EXPERIMENTS = (Experiment("claim", "The network has learnt more than which class is the largest.", measured),)
