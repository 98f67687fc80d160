"""What slides and animations are drawn from: plates (what is drawn), panels (where), text, colour bars.

`arrange` turns shapes into panels without drawing anything, so a caller can find every cell on the screen.
All text is set in the font built into Pillow, so a picture is the same on every machine.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from cnnviz.drawing import colour

Values = npt.NDArray[np.float64]
Point = tuple[float, float]

__all__ = [
    "Bar",
    "Layout",
    "Panel",
    "Plate",
    "arrange",
    "draw_arrows",
    "draw_plate",
    "number",
    "text_size",
    "write",
]

INK = (22, 22, 22)
QUIET = (92, 92, 92)
LINE = (196, 196, 196)
WHITE = (255, 255, 255)
MOST_TILES = 16

# Signs that Pillow's built-in font lacks: (width, lines), in units of the font size, y above the baseline.
_WAVE = [(0.06, 0.04), (0.14, 0.1), (0.22, 0.1), (0.36, 0.03), (0.44, 0.03), (0.52, 0.09)]
_SIGNS: dict[str, tuple[float, list[list[Point]]]] = {
    "\N{MINUS SIGN}": (0.58, [[(0.07, 0.34), (0.51, 0.34)]]),
    "\N{MULTIPLICATION SIGN}": (0.58, [[(0.12, 0.17), (0.46, 0.51)], [(0.12, 0.51), (0.46, 0.17)]]),
    "\N{ALMOST EQUAL TO}": (0.58, [[(x, y + 0.18) for x, y in _WAVE], [(x, y + 0.37) for x, y in _WAVE]]),
    "\N{GREEK CAPITAL LETTER SIGMA}": (
        0.64,
        [[(0.56, 0.69), (0.1, 0.69), (0.36, 0.36), (0.1, 0.03), (0.56, 0.03)]],
    ),
    "\N{RIGHTWARDS ARROW}": (1.0, [[(0.06, 0.34), (0.92, 0.34)], [(0.66, 0.56), (0.92, 0.34), (0.66, 0.12)]]),
}


@dataclass(frozen=True)
class Panel:
    """Where a grid of cells is drawn: left, top and size of a cell (below 1: reduced) in screen pixels."""

    left: int
    top: int
    cell: float
    rows: int
    columns: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in screen pixels, each at least 1."""
        return max(1, math.floor(self.columns * self.cell)), max(1, math.floor(self.rows * self.cell))

    def box(self, row: int, column: int, rows: int = 1, columns: int = 1) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of a block of cells, at least 1 x 1; right and bottom lie outside it."""
        left, right = _stretch(column, columns, self.cell, self.size[0])
        top, bottom = _stretch(row, rows, self.cell, self.size[1])
        return self.left + left, self.top + top, self.left + right, self.top + bottom


def _stretch(first: int, count: int, cell: float, length: int) -> tuple[int, int]:
    """Start and end of count cells in screen pixels: at least one pixel, and inside the panel."""
    start = min(math.floor(first * cell), length - 1)
    return start, max(math.floor((first + count) * cell), start + 1)


@dataclass(frozen=True)
class Bar:
    """A colour bar: colours (stripes, steps, 3) from low to high, and numbers, spread from end to end."""

    colours: colour.Colours
    ticks: tuple[str, ...]


@dataclass(frozen=True)
class Plate:
    """What is drawn in one place: name, caption, tiles of colours (h, w, 3) with values (h, w), and a bar.

    The values are written into the cells where they fit; None writes nothing. A photo that has to be reduced
    is averaged; a map in colours keeps every n-th cell, because a mixture of colours would be no value's
    colour. hatched (h, w) marks cells that are crossed by diagonal lines, such as padding.
    """

    name: str
    caption: str
    tiles: Sequence[tuple[colour.Colours, Values | None]]
    bar: Bar
    photo: bool = False
    hatched: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Layout:
    """The panels of each block (one per tile); width and height of all in screen pixels, foot included."""

    panels: tuple[tuple[Panel, ...], ...]
    width: int
    height: int


# Where


def text_size(width: int) -> int:
    """Size of the captions in a picture of this width: 22 at 1600, and never below 15."""
    return max(15, width * 22 // 1600)


def arrange(
    blocks: Sequence[tuple[int, int, int]],
    width: int,
    *,
    small: bool,
    top: int = 0,
    foot: int = 0,
    scale: float | None = None,
) -> Layout:
    """Panels for blocks of (tiles, rows, columns) from left to right: the input, the kernel, the response.

    All cells are equally large; only the kernel's (the middle block's) are larger if the input is not small.
    Each block has room above for a name and a caption and below for a colour bar; top and foot are extra
    screen pixels. scale is the size of a cell; by default the largest that fits the width.
    """
    points = text_size(width)
    slot, between, margin, tallest = 10 * points, 3 * points, 2 * points, 0.45 * width
    across = [_tiles_across(block[0], middle=place == 1) for place, block in enumerate(blocks)]
    for cell in _cell_sizes(width // 10) if scale is None else [scale]:
        cells = [cell, cell if small else _enlarged(blocks[1], across[1], points), cell]
        extents = [_extent(*block) for block in zip(blocks, across, cells, [points // 2] * 3, strict=True)]
        room = [max(wide, slot) for wide, _ in extents]
        total, area = sum(room) + 2 * between + 2 * margin, max(high for _, high in extents)
        if total <= width and area <= tallest:
            break
    whole, head = max(width, total), round(4.2 * points)
    left, panels = (whole - total) // 2 + margin, []
    for block, count, size, (wide, high), space in zip(blocks, across, cells, extents, room, strict=True):
        corner = (left + (space - wide) // 2, top + head + (area - high) // 2)
        panels.append(_tiled(block, count, size, points // 2, corner))
        left += space + between
    return Layout(tuple(panels), whole, top + head + area + round(4.4 * points) + foot)


def _tiles_across(tiles: int, middle: bool) -> int:
    return 1 if middle and tiles <= 4 else math.ceil(math.sqrt(tiles))


def _cell_sizes(largest: int) -> Iterator[float]:
    """Candidates from large to small: whole numbers, then fractions down to about a thousandth."""
    yield from range(largest, 0, -1)
    yield from (0.99**power for power in range(1, 700))


def _enlarged(block: tuple[int, int, int], across: int, points: int) -> float:
    tiles, rows, columns = block
    fitting = min(10 * points / (across * columns), 17 * points / (math.ceil(tiles / across) * rows), 3 * points)
    return math.floor(fitting) if fitting >= 1 else fitting


def _extent(block: tuple[int, int, int], across: int, cell: float, gap: int) -> tuple[int, int]:
    tiles, rows, columns = block
    wide, high = Panel(0, 0, cell, rows, columns).size
    down = math.ceil(tiles / across)
    return across * wide + (across - 1) * gap, down * high + (down - 1) * gap


def _tiled(
    block: tuple[int, int, int], across: int, cell: float, gap: int, corner: tuple[int, int]
) -> tuple[Panel, ...]:
    tiles, rows, columns = block
    wide, high = Panel(0, 0, cell, rows, columns).size
    left, top = corner
    places = [divmod(tile, across) for tile in range(tiles)]
    return tuple(Panel(left + x * (wide + gap), top + y * (high + gap), cell, rows, columns) for y, x in places)


# Text


def number(value: float) -> str:
    """A number as it is written in pictures: whole numbers in full, others with three digits."""
    if math.isfinite(value) and value == round(value) and abs(value) < 1e6:
        text = str(round(value))
    else:
        text = f"{value:.3g}"
    return text.replace("-", "\N{MINUS SIGN}")


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size=size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType, so it cannot draw text of any size; install a wheel.")
    return font


@lru_cache(maxsize=4096)
def text_mask(text: str, size: int) -> Image.Image:
    """The text as an "L" picture, 255 where there is ink; its baseline is at the font's ascent."""
    font = _font(size)
    ascent, descent = font.getmetrics()
    runs: list[str] = []
    for letter in text:
        if letter in _SIGNS or not runs or runs[-1] in _SIGNS:
            runs.append(letter)
        else:
            runs[-1] += letter
    widths = [_SIGNS[run][0] * size if run in _SIGNS else font.getlength(run) for run in runs]
    mask = Image.new("L", (math.ceil(sum(widths)) + 1, ascent + descent))
    x = 0.0
    for run, width in zip(runs, widths, strict=True):
        if run in _SIGNS:
            mask.paste(_sign(run, size, ascent + descent, ascent), (round(x), 0))
        else:
            ImageDraw.Draw(mask).text((round(x), 0), run, fill=255, font=font)
        x += width
    return mask


def _sign(sign: str, size: int, height: int, baseline: int) -> Image.Image:
    """One of the signs in _SIGNS, drawn four times too large and reduced, which smooths its edges."""
    width, lines = _SIGNS[sign]
    large = Image.new("L", (4 * math.ceil(width * size), 4 * height))
    for line in lines:
        corners = [(4 * x * size, 4 * (baseline - y * size)) for x, y in line]
        ImageDraw.Draw(large).line(corners, fill=255, width=max(4, round(0.3 * size)), joint="curve")
    return large.reduce(4)


def write(
    image: Image.Image,
    place: tuple[int, int],
    text: str,
    size: int,
    *,
    ink: tuple[int, int, int] = INK,
    anchor: str = "lt",
    room: int | None = None,
) -> None:
    """Write one line. anchor: l, c or r for the place in the line, then t (top) or m (middle of the digits).

    If room is given and the line is wider, it is set in a smaller size.
    """
    mask = text_mask(text, size)
    if room is not None and mask.width > room:
        mask = text_mask(text, max(8, math.floor(size * room / mask.width)))
    x = place[0] - {"l": 0, "c": mask.width // 2, "r": mask.width}[anchor[0]]
    middle = _font(size).getmetrics()[0] - round(0.35 * size)
    image.paste(ink, (x, place[1] - (middle if anchor[1] == "m" else 0)), mask)


# Drawing


def draw_plate(image: Image.Image, plate: Plate, panels: Sequence[Panel], points: int) -> None:
    """Name and caption, tiles, and the colour bar of one block; points is the size of the captions."""
    left, right = panels[0].left, max(panel.left + panel.size[0] for panel in panels)
    top, bottom = panels[0].top, max(panel.top + panel.size[1] for panel in panels)
    middle, room = (left + right) // 2, max(right - left, 10 * points) + points
    write(image, (middle, top - 4 * points), plate.name, round(1.3 * points), anchor="ct", room=room)
    write(image, (middle, top - round(2 * points)), plate.caption, points, ink=QUIET, anchor="ct", room=room)
    for panel, (colours, values) in zip(panels, plate.tiles, strict=True):
        draw_cells(image, panel, colours, values, points, photo=plate.photo, hatched=plate.hatched)
    draw_bar(image, plate.bar, (middle, bottom + points), min(max(right - left, 10 * points), 16 * points), points)


def draw_cells(
    image: Image.Image,
    panel: Panel,
    colours: colour.Colours,
    values: Values | None,
    points: int,
    *,
    photo: bool = False,
    hatched: npt.NDArray[np.bool_] | None = None,
) -> None:
    """The cells of one tile, enlarged to squares or reduced; with lines and numbers if they fit."""
    width, height = panel.size
    how = Image.Resampling.BOX if photo and panel.cell < 1 else Image.Resampling.NEAREST
    tile = Image.fromarray(np.ascontiguousarray(colours)).resize((width, height), how)
    image.paste(tile if hatched is None else _hatch(tile, hatched), (panel.left, panel.top))
    draw = ImageDraw.Draw(image)
    edge = (panel.left - 1, panel.top - 1, panel.left + width, panel.top + height)
    if panel.cell >= 16 or (panel.cell >= 6 and panel.rows * panel.columns <= 256):
        for row in range(1, panel.rows):
            draw.line((panel.left, panel.box(row, 0)[1], edge[2], panel.box(row, 0)[1]), fill=LINE)
        for column in range(1, panel.columns):
            draw.line((panel.box(0, column)[0], panel.top, panel.box(0, column)[0], edge[3]), fill=LINE)
    draw.rectangle(edge, outline=QUIET)
    size = None if values is None else number_size(values, panel.cell, points)
    if values is None or size is None:
        return
    for (row, column), value in np.ndenumerate(values):
        x0, y0, x1, y1 = panel.box(row, column)
        ink = ink_on(colours[row, column])
        write(image, ((x0 + x1) // 2 + 1, (y0 + y1) // 2), number(float(value)), size, ink=ink, anchor="cm")


def _hatch(tile: Image.Image, hatched: npt.NDArray[np.bool_]) -> Image.Image:
    """Diagonal lines across the hatched cells, lighter on dark colours and darker on light ones."""
    pixels = np.asarray(tile).astype(np.int16)
    places = np.asarray(Image.fromarray(hatched).resize(tile.size, Image.Resampling.NEAREST))
    lines = np.add.outer(np.arange(tile.height), np.arange(tile.width)) % 8 < 1
    shift = np.where(pixels.mean(axis=2, keepdims=True) < 110, 90, -90)
    return Image.fromarray(np.where((places & lines)[..., None], pixels + shift, pixels).clip(0, 255).astype(np.uint8))


def number_size(values: Values, cell: float, points: int) -> int | None:
    """The size of text in which every value fits into its cell; None if that would be hard to read."""
    least = round(0.82 * points)
    size = round(min(max(0.42 * cell, least), 0.7 * cell))
    if size < least or values.size > 2000:
        return None
    widest = max(text_mask(number(float(value)), size).width for value in np.unique(values))
    fitting = min(size, math.floor(size * 0.9 * cell / widest))
    return fitting if fitting >= least else None


def ink_on(background: colour.Colours) -> tuple[int, int, int]:
    """Dark or white text, whichever has the higher contrast. Source: WCAG 2.2, relative luminance."""
    shares = background.astype(np.float64) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return INK if linear @ (0.2126, 0.7152, 0.0722) > 0.18 else WHITE


def draw_bar(image: Image.Image, bar: Bar, place: tuple[int, int], length: int, points: int) -> None:
    """A colour bar below its panel; place is the middle of its upper edge."""
    left, top, high = place[0] - length // 2, place[1], round(0.8 * points)
    strip = Image.fromarray(np.ascontiguousarray(bar.colours)).resize((length, high), Image.Resampling.NEAREST)
    image.paste(strip, (left, top))
    ImageDraw.Draw(image).rectangle((left - 1, top - 1, left + length, top + high), outline=QUIET)
    for place_of, tick in enumerate(bar.ticks):
        x = left + round(length * place_of / (len(bar.ticks) - 1))
        anchor = "l" if place_of == 0 else "r" if place_of == len(bar.ticks) - 1 else "c"
        write(image, (x, top + high + points // 3), tick, points, ink=QUIET, anchor=anchor + "t")


def draw_arrows(image: Image.Image, blocks: Sequence[Sequence[Panel]], points: int) -> None:
    """An arrow in every gap between two neighbouring blocks, at half their height."""
    for before, after in pairwise(blocks):
        right, left = max(panel.left + panel.size[0] for panel in before), after[0].left
        middle = (after[0].top + after[-1].top + after[-1].size[1]) // 2
        write(image, ((right + left) // 2, middle), "\N{RIGHTWARDS ARROW}", 2 * points, ink=QUIET, anchor="cm")
