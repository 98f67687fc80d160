"""One unit behind three layers, and the pixels that it sees."""

from cnnviz.drawing.cones import cone
from cnnviz.drawing.svg import Drawing, drawing, words
from cnnviz.words import say

LAYERS = ((3, 1), (2, 2), (3, 1))
NAMES = ("picture", "behind 3 × 3", "behind pooling 2", "behind 3 × 3")


def draw() -> Drawing:
    seen = cone(LAYERS, 232, 14, wide=25, high=46)
    sizes = seen.sizes
    return drawing(
        176,
        say(
            "A unit behind the third layer sees {third} pixels along an axis, behind the second {second}, behind "
            "the first {first}.",
            first=sizes[1],
            second=sizes[2],
            third=sizes[3],
        ),
        seen.marks,
        *(words(6, y, name, anchor="start") for y, name in zip(seen.rows, NAMES, strict=True)),
        words(232, 168, say("it sees {n} pixels", n=sizes[-1]), look="strong"),
    )
