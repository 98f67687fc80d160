"""`network`: the one that the student has opened, with the weights on the screen."""

from cnnviz import networks
from cnnviz.networks import weights
from cnnviz.training import open_run

NAME = "lenet5"  # of the catalogue, or the id of a run
KIND = "random"  # of weights, or "run"
STEP = None  # the snapshot of a run

if KIND == "run":
    network = open_run(NAME).model(STEP)  # on the machine that trained it
elif KIND == "random":
    network = networks.build(NAME)  # random weights
else:
    network = weights.load(NAME, KIND)
