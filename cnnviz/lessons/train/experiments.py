"""The experiments of the lesson 'Training live'."""

from cnnviz.lessons.experiment import Experiment, measured

EXPERIMENTS = (Experiment("claim", "Features are learnt by backpropagation: nobody designs the filters.", measured),)
