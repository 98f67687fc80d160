"""The channels of a dense block: every layer reads all that are there and adds a few."""

from cnnviz.drawing.svg import Drawing, Mark, box, drawing, words
from cnnviz.networks.designs.blocks import dense_widths
from cnnviz.words import say

ENTER, GROWTH, LAYERS = 64, 32, 3
WIDE = 1.3  # units of length for a channel
LOOKS = ("soft", "one", "two", "three")


def draw() -> Drawing:
    widths = dense_widths(ENTER, GROWTH, LAYERS)
    rows: list[Mark] = []
    for row, width in enumerate(widths):
        y, parts = 12 + 42 * row, [ENTER, *[GROWTH] * row]
        left = 76.0
        rows.append(words(68, y + 13, "enters" if row == 0 else say("layer {l}", l=row), anchor="end"))
        for part, look in zip(parts, LOOKS, strict=False):
            rows += box(left, y, part * WIDE, 26, str(part), look=look)
            left += part * WIDE
        rows.append(words(354, y + 13, str(width), anchor="end", look="strong"))
    return drawing(
        182,
        say(
            "Each layer reads all channels so far and adds {k} beside them: {widths}.",
            k=GROWTH,
            widths=", ".join(map(str, widths)),
        ),
        rows,
        words(354, 174, "channels", anchor="end"),
    )
