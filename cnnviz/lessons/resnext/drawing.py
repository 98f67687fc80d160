"""Channels of an ordinary and of a grouped convolution: which filters read which channels."""

from cnnviz.drawing.graphs import graph
from cnnviz.drawing.svg import Drawing, drawing, words
from cnnviz.geometry.layer import convolution_parameters
from cnnviz.words import say

CHANNELS, GROUPS, KERNEL = 6, 3, 3
LOOKS = ("one", "two", "three")


def draw() -> Drawing:
    each = CHANNELS // GROUPS
    pairs = [(i, o, LOOKS[o // each]) for o in range(CHANNELS) for i in range(CHANNELS) if i // each == o // each]
    ordinary, grouped = (
        convolution_parameters((KERNEL, KERNEL), CHANNELS, CHANNELS, groups=groups, bias=False)
        for groups in (1, GROUPS)
    )
    return drawing(
        172,
        say(
            "With {g} groups every filter reads only the channels of its group: {few} weights instead of {many}.",
            g=GROUPS,
            few=grouped,
            many=ordinary,
        ),
        words(88, 12, "one group"),
        graph(
            [(i, o, "ink") for o in range(CHANNELS) for i in range(CHANNELS)],
            CHANNELS,
            CHANNELS,
            18,
            38,
            wide=28,
            high=74,
        ),
        words(272, 12, say("{g} groups", g=GROUPS)),
        graph(pairs, CHANNELS, CHANNELS, 202, 38, wide=28, high=74),
        words(180, 38, "out"),
        words(180, 112, "in"),
        words(88, 140, say("{k} · {k} · {c} · {c}", k=KERNEL, c=CHANNELS)),
        words(272, 140, say("{k} · {k} · {c} · {c} / {g}", k=KERNEL, c=CHANNELS, g=GROUPS)),
        words(88, 162, say("{n} weights", n=ordinary), look="strong"),
        words(272, 162, say("{n} weights", n=grouped), look="strong"),
    )
