"""Three kernels, and what each answers where all pixels are equally bright."""

from cnnviz.drawing.plates import number
from cnnviz.drawing.svg import Drawing, Mark, cells, drawing, words
from cnnviz.kernels import PRESETS
from cnnviz.operations.properties import flat_response
from cnnviz.words import say

SHOWN = (("sharpen", "sharper"), ("sobel_x", "vertical edges"), ("laplacian_4", "spots, lines"))
BRIGHTNESS, SIDE = 5.0, 30


def draw() -> Drawing:
    marks: list[Mark] = []
    answers = [flat_response(PRESETS[name].kernel, BRIGHTNESS) for name, _ in SHOWN]
    for place, (name, purpose) in enumerate(SHOWN):
        weights, middle = PRESETS[name].kernel, 60 + 120 * place
        marks += [
            words(middle, 12, purpose),
            *cells(weights, middle - 1.5 * SIDE, 26, side=SIDE, signed=5),
            words(middle, 134, say("sum {n}", n=number(float(weights.sum())))),
            words(
                middle,
                160,
                say("all {b}: {answer}", b=number(BRIGHTNESS), answer=number(answers[place])),
                look="strong",
            ),
        ]
    return drawing(
        174,
        say(
            "Where all pixels are {b}, a kernel answers {b} times the sum of its weights: {answers}.",
            b=number(BRIGHTNESS),
            answers=", ".join(map(number, answers)),
        ),
        marks,
    )
