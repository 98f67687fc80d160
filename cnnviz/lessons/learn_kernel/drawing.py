"""One weight on the curve of its loss: steps against the gradient."""

from itertools import pairwise

from cnnviz.drawing.plates import number
from cnnviz.drawing.svg import Drawing, arrow, dot, drawing, line, words
from cnnviz.words import say

TARGET, START, RATE, STEPS = 3.0, 0.5, 0.2, 4


def descent() -> list[float]:
    """The weight before each step, and behind the last."""
    weights = [START]
    for _ in range(STEPS):
        weights.append(weights[-1] - RATE * 2 * (weights[-1] - TARGET))
    return weights


def draw() -> Drawing:
    weights = descent()

    def at(weight: float) -> tuple[float, float]:
        return 40 + weight * 52, 146 - 20 * (weight - TARGET) ** 2

    curve = [at(0.5 + 0.1 * step) for step in range(51)]
    return drawing(
        178,
        say(
            "In {n} steps against the gradient a weight goes from {first} to {last}; the best is {target}.",
            n=STEPS,
            first=number(START),
            last=number(weights[-1]),
            target=number(TARGET),
        ),
        arrow((28, 152), (28, 10)),
        words(38, 12, "loss", anchor="start"),
        arrow((28, 152), (350, 152)),
        words(348, 168, "weight", anchor="end"),
        line(*curve, look="one"),
        *(arrow(at(one), at(other)) for one, other in pairwise(weights)),
        *(dot(*at(weight), look="lit") for weight in weights),
        words(at(START)[0] + 12, at(START)[1], say("start {w}", w=number(START)), anchor="start"),
        words(at(TARGET)[0], 168, say("best {w}", w=number(TARGET))),
        words(at(TARGET)[0], 40, say("{n} steps: {w}", n=STEPS, w=number(weights[-1])), look="strong"),
    )
