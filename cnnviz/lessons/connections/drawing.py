"""A dense layer and a convolution on the same inputs: their lines, and how many weights these carry."""

from cnnviz.drawing.graphs import graph
from cnnviz.drawing.svg import Drawing, drawing, words
from cnnviz.operations.connections import convolution_connections, dense_connections
from cnnviz.words import say

INPUTS, KERNEL = 6, 3
LOOKS = ("one", "two", "three")


def draw() -> Drawing:
    sparse = convolution_connections(INPUTS, KERNEL)
    outputs = 1 + max(connection.output for connection in sparse)
    dense = dense_connections(INPUTS, outputs)
    shared = len({connection.weight for connection in sparse})
    return drawing(
        172,
        say(
            "A dense layer from {n} to {m} units has {dense} lines; a convolution has {lines} and only {weights} "
            "weights.",
            n=INPUTS,
            m=outputs,
            dense=len(dense),
            lines=len(sparse),
            weights=shared,
        ),
        words(88, 12, "dense"),
        graph([(c.input, c.output, "ink") for c in dense], INPUTS, outputs, 18, 40, wide=28, high=70),
        words(88, 138, say("{n} lines", n=len(dense))),
        words(88, 160, say("{n} weights", n=len(dense)), look="strong"),
        words(272, 12, "convolution"),
        graph([(c.input, c.output, LOOKS[c.weight]) for c in sparse], INPUTS, outputs, 202, 40, wide=28, high=70),
        words(272, 138, say("{n} lines", n=len(sparse))),
        words(272, 160, say("{n} weights", n=shared), look="strong"),
    )
