"""Two boxes that overlap, their intersection in green, and the path on which one of them walks to the other."""

from PIL import Image, ImageDraw

from cnnviz.detection.boxes import walk

WIDTH, HEIGHT, FINE = 640, 400, 4  # drawn four times as large and scaled down, for smooth lines
UNIT = 40
BOX, TARGET = (1.5, 4.0, 6.5, 8.5), (6.0, 1.5, 14.0, 7.5)
BLUE, ORANGE, GREEN = (0, 114, 178), (213, 94, 0), (0, 158, 115)


def make() -> Image.Image:
    card = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), "white")
    pen = ImageDraw.Draw(card, "RGBA")
    common = (*map(max, BOX[:2], TARGET[:2]), *map(min, BOX[2:], TARGET[2:]))
    pen.rectangle(_placed(TARGET), fill=(*ORANGE, 40), outline=ORANGE, width=5 * FINE)
    path = walk([BOX], [TARGET], "diou", rate=3.0, steps=400).tolist()
    for edges in path[:: max(1, len(path) // 6)]:
        pen.rectangle(_placed(edges), outline=(*BLUE, 90), width=2 * FINE)
    pen.rectangle(_placed(BOX), fill=(*BLUE, 50), outline=BLUE, width=5 * FINE)
    pen.rectangle(_placed(common), fill=GREEN)
    middles = [((x0 + x1) / 2 * UNIT * FINE, (y0 + y1) / 2 * UNIT * FINE) for x0, y0, x1, y1 in path]
    pen.line(middles, fill=BLUE, width=4 * FINE)
    return card.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _placed(box: tuple[float, ...]) -> list[float]:
    return [edge * UNIT * FINE for edge in box]
