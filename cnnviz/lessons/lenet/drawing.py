"""The plan of LeNet-5: maps that become smaller and more numerous, and where the parameters are."""

import numpy as np

from cnnviz.drawing.svg import Drawing, Mark, arrow, box, cells, drawing, words
from cnnviz.networks.stack.layers import POOLS
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.summary import summarize, written
from cnnviz.networks.stack.text import parse_network
from cnnviz.words import say

SCALE = 2.4  # units of length for a pixel
BAR = 348


def _pile(count: int, side: int, x: float, bottom: float) -> list[Mark]:
    """So many maps behind each other, the last in front."""
    marks: list[Mark] = []
    by = min(6.0, 30 / count)
    for place in range(count):
        far = (count - 1 - place) * by
        marks += cells([[np.nan]], x + far, bottom - far - side * SCALE, side=side * SCALE, look="one")
    return marks


def draw() -> Drawing:
    network = parse_network(PRESETS["LeNet-5"].text)
    summary = summarize(network, fields=False)
    pooled = [row.shape for row in summary.rows if row.layer and row.layer.kind in POOLS]
    units = [row.shape[0] for row in summary.rows if row.layer and row.layer.kind == "dense"]
    dense, every = summary.part("parameters", "dense"), summary.total("parameters")
    share = BAR * dense / every
    marks: list[Mark] = []
    for shape, x in zip((network.shape, *pooled), (12, 102, 202), strict=True):
        marks += _pile(shape[0], shape[1], x, 92)
        marks.append(words(x + (33, 28, 20)[min(shape[0] // 6, 2)], 108, written(shape), size=13))
    for count, x in zip(units, (284, 316, 344), strict=True):
        marks += box(x - 6, 92 - 0.6 * count, 12, 0.6 * count, look="two")
        marks.append(words(x, 108, str(count), size=13))
    return drawing(
        182,
        say(
            "LeNet-5: maps of {first}, then {second}, then dense layers of {units} units, which have {dense:,} of "
            "{all:,} parameters.",
            first=written(pooled[0]),
            second=written(pooled[1]),
            units=", ".join(map(str, units)),
            dense=dense,
            all=every,
        ),
        marks,
        *(arrow((x, 62), (x + 14, 62)) for x in (84, 172, 254)),
        box(6, 126, BAR - share, 22, look="one"),
        box(6 + BAR - share, 126, share, 22, say("dense layers: {n:,} parameters", n=dense), look="two"),
        words(6, 166, say("convolutions: {n:,}", n=every - dense), anchor="start"),
        words(354, 166, say("{n:,} in all", n=every), anchor="end", look="strong"),
    )
