"""The way down and up of a U-Net: sides of its maps, and the skips across."""

from cnnviz.drawing.svg import Drawing, arrow, box, drawing, words
from cnnviz.geometry import output_size, transposed_output_size
from cnnviz.words import say

SIDE, STEPS = 64, 3
HIGH, APART = 26, 44


def sides() -> tuple[list[int], list[int]]:
    """Sides of the maps on the way down and on the way up, in pixels."""
    down = [SIDE]
    for _ in range(STEPS):
        down.append(output_size(down[-1], 3, stride=2, padding=1))
    up = [down[-1]]
    for _ in range(STEPS):
        up.append(transposed_output_size(up[-1], 2, stride=2))
    return down, up


def draw() -> Drawing:
    down, up = sides()
    left, right = [], []
    for place, (one, other) in enumerate(zip(down, reversed(up), strict=True)):
        y, wide = 6 + place * APART, 30 + one
        left += box(8 + place * 34, y, wide, HIGH, str(one), look="one")
        if place < STEPS:
            right += box(352 - place * 34 - wide, y, wide, HIGH, str(other), look="three")
            right += arrow((8 + place * 34 + wide + 4, y + HIGH / 2), (352 - place * 34 - wide - 4, y + HIGH / 2))
            left += arrow((20 + place * 34, y + HIGH + 2), (42 + place * 34, y + APART - 2))
            right += arrow((318 - place * 34, y + APART - 2), (340 - place * 34, y + HIGH + 2))
    return drawing(
        180,
        say(
            "A U-Net halves the sides of its maps from {first} to {last} pixels and doubles them again; at each size "
            "an arrow carries the map from the way down to the way up.",
            first=down[0], last=down[-1],
        ),
        left,
        right,
        words(180, 10, say("skip"), size=13),
    )  # fmt: skip
