"""One picture, several filters, and as many maps on top of each other."""

import numpy as np

from cnnviz.drawing.svg import Drawing, Mark, arrow, cells, drawing, words
from cnnviz.geometry.layer import layer_output
from cnnviz.words import say

N, C, M, F = 6, 3, 3, 4
LOOKS = ("one", "two", "three", "four")


def _pile(count: int, side: int, x: float, y: float, cell: float, looks: tuple[str, ...], by: float) -> list[Mark]:
    """Empty tables behind each other, the first at the back."""
    empty, marks = np.full((side, side), np.nan), []
    for place in range(count):
        marks += cells(empty, x - by * place, y + by * place, side=cell, look=looks[place])
    return marks


def draw() -> Drawing:
    maps, high, wide = layer_output("convolution", (N, N), kernel=(M, M), in_channels=C, out_channels=F)
    filters: list[Mark] = []
    for place, look in enumerate(LOOKS[:F]):
        filters += _pile(C, M, 176, 18 + 35 * place, 7, (look,) * C, 4)
    return drawing(
        185,
        say(
            "A picture of {c} channels and {f} filters of {c} slices each: every filter gives one map, so that there "
            "are {maps} maps of {h} × {w}.",
            c=C,
            f=F,
            maps=maps,
            h=high,
            w=wide,
        ),
        _pile(C, N, 30, 32, 14, ("soft",) * C, 11),
        filters,
        _pile(maps, high, 280, 36, 15, LOOKS, 11),
        arrow((128, 85), (156, 85)),
        arrow((206, 85), (234, 85)),
        words(62, 172, say("{c} × {n} × {n}", c=C, n=N)),
        words(182, 172, say("{f} filters", f=F)),
        words(182, 8, say("each {c} × {m} × {m}", c=C, m=M), size=13),
        words(296, 172, say("{maps} × {h} × {w}", maps=maps, h=high, w=wide), look="strong"),
        words(62, 12, "a picture"),
        words(302, 12, "feature maps"),
    )
