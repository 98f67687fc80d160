"""Six scores and the probabilities that softmax makes of them: they sum to 1, whatever the picture shows."""

from cnnviz.data.catalogue import SHAPES
from cnnviz.drawing.plates import number
from cnnviz.drawing.svg import Drawing, Mark, box, drawing, words
from cnnviz.lessons.open_network.formulas import softmax
from cnnviz.words import say

SCORES = (1.0, -1.0, 0.0, 6.0, 2.0, -2.0)  # an example: a picture that shows none of the six
BAR = 120


def draw() -> Drawing:
    shares = softmax(SCORES)
    best = max(range(len(shares)), key=shares.__getitem__)
    rows: list[Mark] = []
    for place, (name, score, share) in enumerate(zip(SHAPES, SCORES, shares, strict=True)):
        y = 32 + 21 * place
        rows += [
            words(82, y, name, anchor="end"),
            words(132, y, number(score), anchor="end"),
            *box(164, y - 8, max(1, BAR * share), 16, look="lit" if place == best else "one"),
            words(354, y, f"{share:.1%}", anchor="end", look="strong" if place == best else "ink"),
        ]
    return drawing(
        182,
        say(
            "An example of six scores; softmax gives the largest, {name}, {share:.1%}, and all six together {all:.0%}: "
            "there is no class for none of them.",
            name=SHAPES[best],
            share=shares[best],
            all=sum(shares),
        ),
        words(132, 10, "scores (an example)", anchor="end", size=13),
        words(354, 10, "probabilities", anchor="end", size=13),
        rows,
        words(354, 166, say("together {all:.0%}; “none of these” is no class", all=sum(shares)), anchor="end"),
    )
