"""The connection graphs of lesson 1.2: pointing and keys answer in the browser, a pin reaches server and link."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import settle

WIDTH, INPUTS = 3, 8


def graph(page: Page, kind: str) -> Locator:
    return page.get_by_role("application", name=f"{kind} layer")


def says(page: Page, kind: str) -> str:
    return page.locator(".connections .says").nth(["dense", "convolution"].index(kind)).inner_text()


def unit(page: Page, kind: str, layer: int, index: int) -> tuple[float, float]:
    """The middle of a unit on the screen: units are the circles that a number follows, row by row from the input up."""
    labels = graph(page, kind).locator("text[pointer-events=none]")
    sizes = [INPUTS, INPUTS]
    box = labels.nth(labels.count() - sum(sizes[layer:]) + index).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("kind", ["dense", "convolution"])
def test_pointing_tells_what_a_unit_touches_without_a_message(open_page: Callable[..., Page], kind: str) -> None:
    page = open_page("/connections")
    graph(page, kind).scroll_into_view_if_needed()
    sent = page.evaluate("traffic.sent")
    band = np.abs(np.subtract.outer(np.arange(INPUTS), np.arange(INPUTS))) <= WIDTH // 2
    for layer, words in ((0, "affects"), (1, "sees")):
        for index in range(INPUTS):
            page.mouse.move(*unit(page, kind, layer, index))
            count = int(band[index].sum())
            listed = ", ".join(map(str, np.flatnonzero(band[index])))
            expect(page.locator(".connections .says").nth(1)).to_contain_text(f"{words} {count} of {INPUTS}")
            assert f"({listed})" in says(page, "convolution")
            assert f"{words} all {INPUTS}" in says(page, "dense")
    assert page.evaluate("traffic.sent") == sent


def test_keys_move_and_enter_pins(open_page: Callable[..., Page]) -> None:
    page = open_page("/connections")
    assert "Input 4 affects 3 of 8" in says(page, "convolution")
    graph(page, "convolution").focus()
    for key in ("ArrowLeft", "ArrowUp", "End", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert "Output 7 sees 2 of 8 inputs (6, 7)" in says(page, "convolution")
    page.keyboard.press("Enter")
    settle(page)
    assert "connections-unit=1%2C7" in page.url or "connections-unit=1,7" in page.url
    assert "output 7 touches 2 of 8 inputs" in page.locator(".st-key-step-numbers").inner_text().replace("\xa0", " ")
    other = open_page("/" + page.url.split("/", 3)[3])
    assert "Output 7 sees 2 of 8" in says(other, "convolution")


def test_a_weight_shows_who_shares_it(open_page: Callable[..., Page]) -> None:
    page = open_page("/connections?connections-layers=2")
    page.get_by_role("button", name="weight 0 of the convolution").hover()
    assert "used 7 and 7 times" in says(page, "convolution")
    page.get_by_role("button", name="weight 1 of the convolution").focus()
    assert "used 8 and 8 times" in says(page, "convolution")


def test_the_svg_holds_both_graphs(open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page("/connections")
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Download both graphs as SVG").click()
    path = tmp_path / arriving.value.suggested_filename
    arriving.value.save_as(path)
    lines = ET.parse(path).getroot().findall(".//{http://www.w3.org/2000/svg}line")
    assert len(lines) == INPUTS * INPUTS + 3 * INPUTS - 2
