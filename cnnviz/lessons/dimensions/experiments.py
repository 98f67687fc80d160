"""The experiments of the lesson on one and three dimensions."""

from dataclasses import replace

from cnnviz.lessons.dimensions import claim
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.signals.volumes import Layer
from cnnviz.words import say


def _one_axis_more(layer: Layer) -> tuple[bool | None, str]:
    if layer.axes == 1:
        return None, "One axis has none before it: choose 2 or 3 axes for the shapes."
    fewer = replace(layer, axes=layer.axes - 1)
    factor, places = layer.multiply_adds() / fewer.multiply_adds(), layer.shape()[-1]
    return factor == layer.kernel, say(
        "With {axes} axes the layer takes {more:,} multiply-adds, with {fewer_axes} {fewer:,}: **{factor:,.4g}** "
        "times as many. The kernel has {kernel} times the weights, and there are {places} times as many places to put "
        "it.",
        axes=layer.axes, more=layer.multiply_adds(), fewer_axes=fewer.axes, fewer=fewer.multiply_adds(), factor=factor,
        kernel=layer.kernel, places=places,
    )  # fmt: skip


def _numbers_to_learn(layer: Layer) -> tuple[int, str]:
    weights = layer.kernel**layer.axes * layer.in_channels
    return layer.parameters(), say(
        "({weights:,} weights + 1 bias) · {filters} filters = **{count:,}**. The size of the input does not occur.",
        weights=weights, filters=layer.filters, count=layer.parameters(),
    )  # fmt: skip


def _channels_as_axis(layer: Layer) -> tuple[str, str]:
    shape = layer.shape()
    more = replace(layer, in_channels=2 * layer.in_channels)
    which = (more.shape() != shape, more.parameters() != layer.parameters())
    return {(False, True): "weights", (True, False): "output", (True, True): "both"}.get(which, "none"), say(
        "With C = {before} the output is {shape} and the layer has {weights:,} parameters, with C = {after} it is "
        "**{larger_shape}** and has **{more_weights:,}**. A filter slides along the axes, not along the channels: it "
        "covers all of them and adds them up.",
        before=layer.in_channels, shape=" × ".join(map(str, shape)), weights=layer.parameters(),
        after=more.in_channels, larger_shape=" × ".join(map(str, more.shape())), more_weights=more.parameters(),
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "A volume n×n×n×C and F filters f×f×f give (n − f + 1)³ values in F channels.",
        claim.as_claimed,
    ),
    Experiment(
        "one-axis-more",
        "An axis more makes the layer as many times as costly as its kernel is wide.",
        _one_axis_more,
        {"dims-input": "ct", "dims-axes": "3"},
    ),
    Experiment(
        "numbers-to-learn",
        "How many numbers does this layer learn?",
        _numbers_to_learn,
        {"dims-input": "ct", "dims-axes": "3"},
        number=Number("numbers"),
    ),
    Experiment(
        "twice-the-channels",
        "The input gets twice as many channels. What changes?",
        _channels_as_axis,
        {"dims-input": "ecg", "dims-axes": "1"},
        {"output": "The output's shape", "weights": "The parameters", "both": "Both", "none": "Nothing"},
    ),
)
