"""Units of a dense layer, all connected, beside those of a convolution, three lines from each in three colours."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from cnnviz.operations.connections import Graph, convolution_connections, dense_connections

WIDTH, HEIGHT, FINE = 640, 400, 4  # drawn four times as large and scaled down, for smooth lines
INPUTS, RADIUS, TOP, BOTTOM = 6, 15, 70, 330
COLOURS = ((0, 114, 178), (213, 94, 0), (0, 158, 115))
GREY, INK = (122, 122, 136), (22, 22, 22)


def make() -> Image.Image:
    card = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), "white")
    _draw(card, dense_connections(INPUTS, INPUTS), 30, [GREY] * INPUTS * INPUTS)
    _draw(card, convolution_connections(INPUTS, 3, padding="same"), 350, COLOURS)
    return card.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _draw(card: Image.Image, graph: Graph, left: int, colours: Sequence[tuple[int, int, int]]) -> None:
    pen = ImageDraw.Draw(card)
    x = [FINE * (left + 20 + 44 * unit) for unit in range(INPUTS)]
    top, bottom, radius = FINE * TOP, FINE * BOTTOM, FINE * RADIUS
    for line in graph:
        pen.line((x[line.input], bottom, x[line.output], top), fill=colours[line.weight], width=3 * FINE)
    for unit in x:
        for y in (top, bottom):
            pen.ellipse(
                (unit - radius, y - radius, unit + radius, y + radius), fill="white", outline=INK, width=2 * FINE
            )
