"""The wall of feature maps: pointing reads all maps at one place, choosing one follows it, and the link restores it."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from cnnviz import images, kernels
from cnnviz.operations import filter_bank
from tests.browser.conftest import settle
from tests.browser.window import Explorer

BANK = "/filter-bank?bank-filters=sobel+x&bank-filters=sobel+y&bank-filters=box+3&bank-show=signed"
NAMES = ("sobel_x", "sobel_y", "box_3")


def maps() -> np.ndarray:
    image = images.resize(images.sample_picture("chelsea").pixels, 128)
    bank = filter_bank.bank_of([kernels.PRESETS[name].kernel for name in NAMES], 3)
    return filter_bank.feature_maps(image, bank).numpy()


def tiles(page: Page) -> Locator:
    found = page.locator(".wall .tile")
    expect(found).to_have_count(len(NAMES))
    return found


def read(tile: Locator) -> tuple[int, int, float]:
    """What stands below a map: row, column and value."""
    text = tile.locator(".value").inner_text().replace("−", "-")
    found = re.fullmatch(r"\[(\d+), (\d+)\] (\S+)", text)
    assert found, text
    return int(found[1]), int(found[2]), float(found[3])


def test_pointing_reads_every_map_at_one_place_without_the_server(open_page: Callable[..., Page]) -> None:
    page, wanted = open_page(BANK), maps()
    found = tiles(page)
    sent = page.evaluate("traffic.sent")
    found.nth(1).scroll_into_view_if_needed()
    box = found.nth(1).locator(".map").bounding_box()
    assert box
    _, height, width = wanted.shape
    row, column = 30, 70
    page.mouse.move(box["x"] + (column + 0.5) / width * box["width"], box["y"] + (row + 0.5) / height * box["height"])
    for f in range(len(NAMES)):
        expect(found.nth(f).locator(".value")).not_to_be_empty()
        r, q, value = read(found.nth(f))
        assert (r, q) == (row, column)
        assert value == pytest.approx(float(wanted[f, row, column]), rel=1e-3, abs=1e-4)
    found.nth(2).focus()
    page.keyboard.press("ArrowDown")
    assert read(found.nth(0))[:2] == (row + 1, column)
    assert page.evaluate("traffic.sent") == sent


def test_a_chosen_map_is_followed_and_the_link_restores_it(open_page: Callable[..., Page]) -> None:
    page, wanted = open_page(BANK), maps()
    tiles(page).nth(1).click()
    expect(tiles(page).nth(1)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Filter 1, sobel y")).to_be_visible()
    settle(page)
    address = urlsplit(page.url)
    assert "bank-wall-map=1" in address.query
    again = open_page(f"{address.path}?{address.query}")
    expect(tiles(again).nth(1)).to_have_attribute("aria-pressed", "true")
    explorer = Explorer(again)
    assert explorer.value == pytest.approx(float(wanted[1][explorer.cell]), rel=1e-4, abs=1e-5)
