"""Two small layers see as much as one large one, with fewer weights."""

from cnnviz.drawing.cones import cone
from cnnviz.drawing.svg import Drawing, drawing, words
from cnnviz.geometry.layer import convolution_parameters
from cnnviz.words import say


def draw() -> Drawing:
    small, large = (
        cone([(3, 1), (3, 1)], 90, 34, wide=24, high=45),
        cone([(5, 1)], 270, 34, wide=24, high=90, look="two"),
    )
    two = 2 * convolution_parameters((3, 3), 1, 1, bias=False)
    one = convolution_parameters((5, 5), 1, 1, bias=False)
    return drawing(
        178,
        say(
            "Two layers of 3 × 3 see {n} pixels along an axis with {two} weights, one layer of 5 × 5 as many with "
            "{one}.",
            n=small.sizes[-1],
            two=two,
            one=one,
        ),
        words(90, 12, "two layers 3 × 3"),
        words(270, 12, "one layer 5 × 5"),
        small.marks,
        large.marks,
        words(90, 148, say("sees {n} × {n} pixels", n=small.sizes[-1])),
        words(270, 148, say("sees {n} × {n} pixels", n=large.sizes[-1])),
        words(90, 170, say("2 · 3 · 3 = {n} weights", n=two), look="strong"),
        words(270, 170, say("5 · 5 = {n} weights", n=one), look="strong"),
    )
