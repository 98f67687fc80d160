"""Twice as deep, twice as wide, twice as many pixels a side: what each costs."""

from cnnviz.drawing.svg import Drawing, Mark, box, drawing, words
from cnnviz.geometry.layer import convolution_multiply_adds
from cnnviz.words import say

SIDE, CHANNELS, LAYERS = 14, 34, 2
HIGH = 20  # of a layer in the drawing; it is as wide as it has channels


def cost(depth: int, width: int, side: int) -> int:
    """Multiply-adds of equal layers 3 × 3."""
    one = convolution_multiply_adds((side, side), (3, 3), in_channels=width, out_channels=width, padding=1)
    return depth * one


def draw() -> Drawing:
    base = cost(LAYERS, CHANNELS, SIDE)
    designs = (
        ("as it is", LAYERS, CHANNELS, SIDE, "soft"),
        ("deeper", 2 * LAYERS, CHANNELS, SIDE, "one"),
        ("wider", LAYERS, 2 * CHANNELS, SIDE, "two"),
        ("larger picture", LAYERS, CHANNELS, 2 * SIDE, "three"),
    )
    marks: list[Mark] = []
    times = []
    for place, (name, depth, width, side, look) in enumerate(designs):
        middle = 40 + 92 * place
        times.append(cost(depth, width, side) // base)
        high = HIGH * side / SIDE
        for layer in range(depth):
            marks += box(middle - width / 2, 120 - (layer + 1) * (high + 4), width, high, look=look)
        marks += [
            words(middle, 138, name, size=13),
            words(middle, 162, say("× {n}", n=times[-1]), size=16, look="strong"),
        ]
    return drawing(
        176,
        say(
            "Twice the depth costs {deep} times as much, twice the width {wide} times, twice the picture {large} "
            "times.",
            deep=times[1],
            wide=times[2],
            large=times[3],
        ),
        marks,
    )
