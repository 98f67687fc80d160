"""The window explorer as a hand meets it: point at a cell, read what it says."""

import re
from typing import NamedTuple

from playwright.sync_api import Locator, Page, expect

HEAD = 60  # px of Streamlit's own bar, which covers what is scrolled below it


class Margin(NamedTuple):
    """Padded cells drawn around an input."""

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0


NO_MARGIN = Margin()


class Explorer:
    """One explorer of a page. Figures: "in", "k" (the kernel), "partial" and "out"."""

    def __init__(self, page: Page, which: int = 0) -> None:
        self.page = page
        self.root = page.locator(".explorer").nth(which)
        expect(self.root).to_have_attribute("data-value", re.compile("."), timeout=30_000)

    @property
    def value(self) -> float:
        """The output value of the lit cell."""
        return float(self.root.get_attribute("data-value") or "nan")

    @property
    def cell(self) -> tuple[int, int]:
        """Row and column of the lit output cell."""
        return int(self.root.get_attribute("data-row") or -1), int(self.root.get_attribute("data-column") or -1)

    @property
    def sentence(self) -> str:
        return self.root.locator(".sum").inner_text()

    @property
    def output(self) -> Locator:
        """The output grid, which takes the keys."""
        return self.root.get_by_role("application")

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name)

    def shape(self, figure: str, which: int = 0) -> tuple[int, int]:
        """Rows and columns that the caption states."""
        if figure == "partial":
            figure, which = "out", 0
        caption = self.root.locator(f"figure.{figure} figcaption").nth(which).inner_text()
        found = re.search(r"(\d+) × (\d+)$", caption)
        assert found, caption
        return int(found[1]), int(found[2])

    def place(
        self, figure: str, row: int, column: int, *, which: int = 0, margin: Margin = NO_MARGIN
    ) -> tuple[float, float]:
        """The middle of a cell on the screen, after scrolling there."""
        canvas = self.root.locator(f"figure.{figure}").nth(which).locator("canvas").last
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box
        if box["y"] < HEAD:
            canvas.evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
            box = canvas.bounding_box()
            assert box
        rows, columns = self.shape(figure, which)
        height, width = rows + margin.top + margin.bottom, columns + margin.left + margin.right
        return (
            box["x"] + (column + margin.left + 0.5) * box["width"] / width,
            box["y"] + (row + margin.top + 0.5) * box["height"] / height,
        )

    def point(self, figure: str, row: int, column: int, *, which: int = 0, margin: Margin = NO_MARGIN) -> str:
        """Point at a cell of input or kernel; returns the sentence that it gives."""
        drawn = self.frames
        self.page.mouse.move(*self.place(figure, row, column, which=which, margin=margin))
        expect(self.root).not_to_have_attribute("data-frames", str(drawn))
        return self.sentence

    def hover(self, row: int, column: int) -> float:
        """Point at a cell of the output; returns the value there."""
        self.page.mouse.move(*self.place("out", row, column))
        self.expect_at(row, column)
        return self.value

    def leave(self) -> None:
        """Take the pointer off the explorer."""
        self.page.mouse.move(0, 0)

    def expect_at(self, row: int, column: int) -> None:
        expect(self.root).to_have_attribute("data-row", str(row))
        expect(self.root).to_have_attribute("data-column", str(column))

    @property
    def frames(self) -> int:
        """How often the explorer has been drawn."""
        return int(self.root.get_attribute("data-frames") or 0)


def number(text: str) -> float:
    """A number as the app writes it, with a true minus sign."""
    return float(text.replace("−", "-").replace(",", ""))


def result(sentence: str) -> float:
    """The number after the last equals sign."""
    return number(sentence.rsplit("=", 1)[1].strip(" ."))
