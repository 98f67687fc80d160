"""Two recipes from the same seeds: their differences, the mean of these, and its interval of 95 %."""

from cnnviz.drawing.plates import number
from cnnviz.drawing.svg import Drawing, Mark, dot, drawing, line, words
from cnnviz.training.comparison.results import difference
from cnnviz.words import say

FIRST, SECOND = (96.1, 97.0, 96.4), (96.9, 97.4, 96.6)  # an example: percent right, seed by seed


def draw() -> Drawing:
    found = difference(FIRST, SECOND)
    mean, half = found.spread.mean, found.half_width

    def at(points: float) -> float:
        return 130 + 140 * points

    rows: list[Mark] = []
    for seed, (first, second, more) in enumerate(zip(FIRST, SECOND, found.values, strict=True)):
        y = 34 + 26 * seed
        rows += [
            words(6, y, say("seed {n}: {a}, {b}", n=seed, a=number(first), b=number(second)), size=13, anchor="start"),
            dot(at(more), y, look="one"),
            words(at(more) + 12, y, say("+ {d}", d=number(round(more, 2))), anchor="start", size=13),
        ]
    return drawing(
        178,
        say(
            "An example: the differences of three seeds have a mean of {mean} points, and its interval reaches "
            "from {low} to {high}.",
            mean=number(mean),
            low=number(mean - half),
            high=number(mean + half),
        ),
        words(at(0), 10, "0"),
        line((at(0), 20), (at(0), 136), dashed=True),
        words(at(0) + 16, 10, "an example, in points", anchor="start"),
        rows,
        line((at(mean - half), 116), (at(mean + half), 116), look="two"),
        *(line((at(mean + side), 110), (at(mean + side), 122), look="two") for side in (-half, half)),
        dot(at(mean), 116, look="lit"),
        words(
            180,
            150,
            say(
                "mean {mean}, interval {low} to {high}",
                mean=number(mean),
                low=number(mean - half),
                high=number(mean + half),
            ),
            look="strong",
        ),
        words(180, 170, "it contains 0: no difference is shown"),
    )
