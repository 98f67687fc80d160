"""The experiments of the lesson 'Dense or convolution'."""

from collections.abc import Mapping
from typing import Any

from cnnviz.geometry.cost import Cost, convolution_cost, dense_cost, readable_bytes
from cnnviz.lessons.dense_or_convolution import claim
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.words import say


def _twice_as_large(
    dense: Cost, convolution: Cost, layer: Mapping[str, Any], units: int, bias: bool
) -> tuple[str, str]:
    height, width = layer["size"]
    larger = convolution_cost(**{**layer, "size": (2 * height, 2 * width)})
    grown = dense_cost(4 * dense.inputs, units, bias=bias)
    which = (grown.parameters > dense.parameters, larger.parameters > convolution.parameters)
    return {(True, False): "dense", (True, True): "both", (False, False): "none"}.get(which, "convolution"), say(
        "For {height} × {width} pixels the dense layer has **{grown:,}** parameters instead of {dense:,}: it needs a "
        "weight for each new value. The convolution has **{kept:,}**, as before: the same kernel goes over a larger "
        "picture, and only its multiply-adds grow, from {before:,} to {after:,}.",
        height=2 * height, width=2 * width, grown=grown.parameters, dense=dense.parameters, kept=larger.parameters,
        before=convolution.multiply_adds, after=larger.multiply_adds,
    )  # fmt: skip


def _window_or_sharing(as_many: Cost, separate: Cost, convolution: Cost) -> tuple[str, str]:
    small, shared = as_many.parameters / separate.parameters, separate.parameters / convolution.parameters
    return "window" if small > shared else "sharing" if shared > small else "equal", say(
        "A dense layer with as many outputs has {dense:,} parameters. Small windows alone leave {separate:,}, "
        "**{small:,.4g}** times fewer; one kernel for all windows leaves {convolution:,}, **{shared:,.4g}** times "
        "fewer again. The first factor is the image over the window, the second the number of positions.",
        dense=as_many.parameters, separate=separate.parameters, small=small, convolution=convolution.parameters,
        shared=shared,
    )  # fmt: skip


def _gigabytes(dense: Cost) -> tuple[float, str]:
    return dense.parameter_bytes / 1e9, say(
        "{parameters:,} parameters of 4 bytes each are **{size}**. Training needs that again for the gradients.",
        parameters=dense.parameters, size=readable_bytes(dense.parameter_bytes),
    )  # fmt: skip


HD = {"cost-h": "1080", "cost-w": "1920", "cost-c": "3"}

EXPERIMENTS = (
    Experiment("claim", "A convolution saves the same factor in parameters and in multiply-adds.", claim.factors),
    Experiment(
        "twice-as-large",
        "The picture becomes twice as high and twice as wide. Which layer gets more parameters?",
        _twice_as_large,
        {"cost-h": "32", "cost-w": "32", "cost-c": "3", "cost-show": "parameters"},
        {"dense": "The dense one", "convolution": "The convolution", "both": "Both", "none": "None"},
    ),
    Experiment(
        "window-or-sharing",
        "What saves more parameters: that an output sees a small window only, or that all windows share their weights?",
        _window_or_sharing,
        {**HD, "cost-k": "3", "cost-s": "1", "cost-show": "parameters"},
        {"window": "The small window", "sharing": "The sharing", "equal": "Both the same"},
    ),
    Experiment(
        "gigabytes",
        "How many gigabytes do the parameters of the dense layer take, in float32?",
        _gigabytes,
        {**HD, "cost-units": "1000", "cost-show": "memory"},
        number=Number("GB", 0.05),
    ),
)
