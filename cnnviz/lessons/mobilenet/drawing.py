"""A convolution in one step, and in two: each channel by itself, then the mixture."""

from cnnviz.drawing.graphs import graph
from cnnviz.drawing.svg import Drawing, drawing, words
from cnnviz.geometry.layer import convolution_parameters
from cnnviz.words import say

CHANNELS, KERNEL = 5, 3


def draw() -> Drawing:
    every = [(i, o) for o in range(CHANNELS) for i in range(CHANNELS)]
    ordinary = convolution_parameters((KERNEL, KERNEL), CHANNELS, CHANNELS, bias=False)
    depthwise = convolution_parameters((KERNEL, KERNEL), CHANNELS, CHANNELS, groups=CHANNELS, bias=False)
    pointwise = convolution_parameters((1, 1), CHANNELS, CHANNELS, bias=False)
    alone = [(channel, channel, "two") for channel in range(CHANNELS)]
    return drawing(
        182,
        say(
            "An ordinary convolution has {all} weights, a depthwise and a pointwise one together {few}.",
            all=ordinary,
            few=depthwise + pointwise,
        ),
        words(82, 10, "ordinary"),
        graph([(*pair, "ink") for pair in every], CHANNELS, CHANNELS, 30, 34, wide=26, high=96),
        words(264, 10, "depthwise separable"),
        graph(alone, CHANNELS, CHANNELS, 188, 82, wide=26, high=48),
        graph([(*pair, "one") for pair in every], CHANNELS, CHANNELS, 188, 34, wide=26, high=48),
        words(332, 58, "1 × 1"),
        words(332, 106, say("{k} × {k}", k=KERNEL)),
        words(82, 152, say("{k} · {k} · {c} · {c}", k=KERNEL, c=CHANNELS)),
        words(264, 152, say("{k} · {k} · {c} + {c} · {c}", k=KERNEL, c=CHANNELS)),
        words(82, 174, say("{n} weights", n=ordinary), look="strong"),
        words(264, 174, say("{n} weights", n=depthwise + pointwise), look="strong"),
    )
