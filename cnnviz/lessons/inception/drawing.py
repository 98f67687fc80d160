"""Four branches read the same maps, and their channels are put one behind another."""

from cnnviz.drawing.svg import Drawing, Mark, arrow, box, drawing, line, words
from cnnviz.words import say

IN_CHANNELS = 192  # of the first block of GoogLeNet, 3a: Szegedy et al. 2015, table 1
BRANCHES = (
    ("1 × 1", 64, "one"),
    ("1 × 1, 3 × 3", 128, "two"),
    ("1 × 1, 5 × 5", 32, "three"),
    ("pool, 1 × 1", 32, "four"),
)
HIGH = 144  # of the stack of all channels


def draw() -> Drawing:
    total = sum(channels for _, channels, _ in BRANCHES)
    marks: list[Mark] = []
    top = 22.0
    for place, (name, channels, look) in enumerate(BRANCHES):
        y, high = 24 + 38 * place, HIGH * channels / total
        marks += [
            line((62, 95), (92, y + 14)),
            *box(94, y, 120, 28, name, look=look),
            words(222, y + 14, str(channels), anchor="start"),
            *arrow((254, y + 14), (282, top + high / 2)),
            *box(286, top, 34, high, look=look),
        ]
        top += high
    return drawing(
        184,
        say(
            "Four branches give {parts} channels, which are put one behind another: {total}.",
            parts=" + ".join(str(channels) for _, channels, _ in BRANCHES),
            total=total,
        ),
        box(6, 70, 56, 50, look="soft"),
        words(34, 86, str(IN_CHANNELS)),
        words(34, 104, "maps"),
        marks,
        words(232, 10, "channels"),
        words(303, 176, say("{n} maps", n=total), look="strong"),
    )
