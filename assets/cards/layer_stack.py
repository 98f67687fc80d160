"""LeNet-5's feature maps, drawn to scale from input to output."""

from PIL import Image, ImageDraw

from assets.cards.frame import HEIGHT, WIDTH
from cnnviz.networks.stack.layers import CONVOLUTIONS, POOLS
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.summary import summarize
from cnnviz.networks.stack.text import parse_network

COLOURS = {"input": "#9a98a5", "convolution": "#5b3fd0", "pool": "#56b4e9", "dense": "#e69f00"}
SCALE = 3  # drawn larger and scaled down, for smooth edges
PIXEL, STEP, GAP = 4, 5, 22


def make() -> Image.Image:
    network = parse_network(PRESETS["LeNet-5"].text)
    stages: list[tuple[str, tuple[int, ...]]] = [("input", network.shape)]
    for row in summarize(network).rows:
        if row.layer and row.layer.kind in (*CONVOLUTIONS, *POOLS, "dense"):
            kind = row.layer.kind if row.layer.kind == "dense" else "pool" if row.layer.kind in POOLS else "convolution"
            stages.append((kind, (*row.shape, 1, 1)[:3]))
    picture = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), "white")
    draw = ImageDraw.Draw(picture)
    widths = [_width(kind, shape) for kind, shape in stages]
    x = (WIDTH - sum(widths) - GAP * (len(stages) - 1)) / 2
    for (kind, shape), width in zip(stages, widths, strict=True):
        _stage(draw, kind, shape, x)
        x += width + GAP
    return picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _width(kind: str, shape: tuple[int, ...]) -> float:
    return 16 if kind == "dense" else shape[2] * PIXEL * 0.62 + (shape[0] - 1) * STEP


def _stage(draw: ImageDraw.ImageDraw, kind: str, shape: tuple[int, ...], left: float) -> None:
    """Feature maps one behind another, or a column for a row of numbers."""
    middle = HEIGHT / 2
    if kind == "dense":
        half = 12 + shape[0] * 1.2
        _box(draw, left, middle - half, left + 16, middle + half, COLOURS[kind])
        return
    tall, wide = shape[1] * PIXEL, shape[2] * PIXEL * 0.62
    for channel in range(shape[0] - 1, -1, -1):
        top = middle - tall / 2 + (channel - shape[0] / 2) * -STEP
        _box(draw, left + channel * STEP, top, left + channel * STEP + wide, top + tall, COLOURS[kind])


def _box(draw: ImageDraw.ImageDraw, left: float, top: float, right: float, bottom: float, colour: str) -> None:
    corners = [SCALE * value for value in (left, top, right, bottom)]
    draw.rectangle(corners, fill=colour, outline="white", width=SCALE)
