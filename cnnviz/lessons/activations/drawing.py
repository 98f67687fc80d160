"""Two activation functions and their slopes, and what four slopes leave of a gradient."""

import torch

from cnnviz.drawing.plates import number
from cnnviz.drawing.svg import Drawing, Mark, drawing, line, words
from cnnviz.operations.activations import ACTIVATIONS
from cnnviz.words import say

REACH, LAYERS = 4.0, 4
HIGH = 22  # units of length for 1


def _panel(middle: float, name: str, slopes: bool) -> list[Mark]:
    places = torch.linspace(-REACH, REACH, 161)
    marks = [line((middle - 76, 112), (middle + 76, 112)), words(middle, 12, name)]
    for activation, look in (("ReLU", "one"), ("Sigmoid", "two")):
        found = ACTIVATIONS[activation]
        heights = found.derivative(places) if slopes else found.value(places)
        points = zip(places.tolist(), heights.tolist(), strict=True)
        marks.append(line(*((middle + 18 * x, 112 - HIGH * y) for x, y in points), look=look))
    return marks


def draw() -> Drawing:
    steepest = {name: ACTIVATIONS[name].at(place).slope for name, place in (("Sigmoid", 0.0), ("ReLU", 1.0))}
    most = steepest["Sigmoid"]
    part = round(1 / most)
    return drawing(
        182,
        say(
            "The slope of the sigmoid is at most {most}: behind {layers} layers at most 1/{left} of a gradient is "
            "left. The slope of ReLU is 0 or {relu}.",
            most=number(most),
            layers=LAYERS,
            left=part**LAYERS,
            relu=number(steepest["ReLU"]),
        ),
        _panel(92, "values f", slopes=False),
        _panel(270, "slopes f′", slopes=True),
        words(270 + 74, 112 - HIGH - 10, number(steepest["ReLU"])),
        words(232, 112 - HIGH * most - 10, number(most)),
        line((64, 137), (84, 137), look="one"),
        words(90, 137, "ReLU", anchor="start"),
        line((196, 137), (216, 137), look="two"),
        words(222, 137, "sigmoid", anchor="start"),
        words(
            180,
            168,
            say(
                "{layers} sigmoids, at most: {product} = 1/{left}",
                layers=LAYERS,
                product=" · ".join([f"1/{part}"] * LAYERS),
                left=part**LAYERS,
            ),
            look="strong",
            size=13,
        ),
    )
