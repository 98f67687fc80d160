"""The shape on its way through a small network, and where its parameters are."""

from cnnviz.drawing.svg import Drawing, Mark, arrow, box, drawing, words
from cnnviz.networks.stack.summary import summarize, written
from cnnviz.networks.stack.text import parse_network
from cnnviz.words import say

NETWORK = "1x28-c6k5p2-max2-flat-d10"
NAMES = ("convolution, 6 filters of 5 × 5", "max pooling 2 × 2", "flatten", "dense, 10 units")
LOOKS = ("one", "two", "soft", "three")


def draw() -> Drawing:
    network = parse_network(NETWORK)
    rows = summarize(network, fields=False).rows
    marks: list[Mark] = [
        *box(6, 6, 92, 24, written(network.shape), look="soft"),
        words(112, 18, "the picture", anchor="start"),
    ]
    for place, (row, name, look) in enumerate(zip(rows, NAMES, LOOKS, strict=True), start=1):
        y = 6 + 36 * place
        marks += arrow((52, y - 12), (52, y - 1))
        marks += box(6, y, 92, 24, written(row.shape), look=look)
        marks.append(words(112, y + 12, name, anchor="start", size=13))
        marks.append(words(354, y + 12, f"{row.parameters:,}", anchor="end", look="strong"))
    return drawing(
        180,
        say(
            "A picture of {shape} goes through {n} layers, each of which takes the shape that the one before gives; "
            "of {all:,} parameters the dense layer has {dense:,}.",
            shape=written(network.shape),
            n=len(rows),
            all=sum(row.parameters for row in rows),
            dense=rows[-1].parameters,
        ),
        marks,
        words(354, 18, "parameters", anchor="end"),
    )
