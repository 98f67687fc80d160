"""Sentences of the lecture on training, each as two recipes that put it to the test in seconds on two cores.

How a comparison comes out is for the runs to say: nothing here promises it.
"""

from dataclasses import dataclass

from cnnviz.training.comparison.comparison import Plan
from cnnviz.training.recipe import Recipe


@dataclass(frozen=True)
class Preset:
    """A sentence of the lecture, the plan that tests it, and which of its two recipes the sentence calls better."""

    claim: str
    plan: Plan
    better: int = 1


PRESETS = {
    "ReLU": Preset(
        "With ReLU a network learns faster than with sigmoid.",
        Plan(Recipe(network="lenet5", epochs=3), "activation", ("sigmoid", "relu"), seeds=3),
    ),
    "Batch norm": Preset(
        "With batch norm a network learns faster.",
        Plan(Recipe(network="lenet5", optimizer="sgd", learning_rate=0.02, epochs=2), "batch_norm", (False, True), 3),
    ),
    "Dropout": Preset(
        "Dropout makes a network better where examples are few.",
        Plan(Recipe(network="mlp", examples=200, epochs=30), "dropout", (0.0, 0.5), seeds=5),
    ),
    "Pooling": Preset(
        "Max pooling is better than convolutions that make the map smaller by their stride.",
        Plan(Recipe(network="lenet5", epochs=3), "pooling", ("stride", "max"), seeds=3),
    ),
    "Depth": Preset(
        "A deeper network is better.",
        Plan(Recipe(network="tiny_vgg", epochs=3), "depth", (1, 3), seeds=3),
    ),
    "Augmentation": Preset(
        "Augmentation makes a network better where examples are few.",
        Plan(Recipe(network="lenet5", examples=100, epochs=60), "augmentation", ("none", "shift"), seeds=3),
    ),
    "More data": Preset(
        "More examples make a network better.",
        Plan(Recipe(network="lenet5", epochs=5), "examples", (100, 0), seeds=3),
    ),
    "Convolution": Preset(
        "On pictures a network of convolutions is better than one of dense layers only.",
        Plan(Recipe(dataset="shapes", network="mlp", epochs=6), "network", ("mlp", "lenet5"), seeds=3),
    ),
}
"""Name -> preset, in the order in which they are offered."""

CONTRASTS = {
    "activation": ("sigmoid", "relu"),
    "batch_norm": (False, True),
    "dropout": (0.0, 0.5),
    "pooling": ("stride", "max"),
    "depth": (1, 3),
    "augmentation": ("none", "shift"),
    "examples": (100, 0),
    "network": ("mlp", "lenet5"),
    "optimizer": ("sgd", "adam"),
    "learning_rate": (0.0005, 0.005),
    "batch_size": (16, 128),
    "weight_decay": (0.0, 0.01),
    "initialization": ("default", "zeros"),
}
"""Setting -> the two values that are compared at first."""
