"""The cuts of lesson 2.10: pointer and keys move the cross in the browser, a pin reaches server and link."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from cnnviz.signals import volumes
from tests.browser.conftest import messages_sent, settle

SIZE = 24
LINK = f"/dimensions?dims-input=ct&dims-voxels={SIZE}"


def cut(page: Page, name: str) -> Locator:
    return page.locator(".explorer").get_by_role("application", name=re.compile(name)).first


def voxel(page: Page) -> list[int]:
    return [int(i) for i in page.locator(".explorer").get_attribute("data-voxel").split(",")]  # type: ignore[union-attr]


def test_keys_and_pointer_show_the_voxels_value_without_a_message(open_page: Callable[..., Page]) -> None:
    page = open_page(LINK)
    values = volumes.phantom(SIZE, noise=0.0)
    sent = messages_sent(page)
    z, y, x = voxel(page)
    cut(page, "axial").focus()
    for key, expected in (
        ("ArrowRight", [z, y, x + 1]),
        ("ArrowDown", [z, y + 1, x + 1]),
        ("PageUp", [z + 1, y + 1, x + 1]),
        ("ArrowLeft", [z + 1, y + 1, x]),
    ):
        page.keyboard.press(key)
        expect(page.locator(".explorer")).to_have_attribute("data-voxel", ",".join(map(str, expected)))
    box = cut(page, "axial").bounding_box()
    assert box
    page.mouse.move(box["x"] + (5 + 0.5) / SIZE * box["width"], box["y"] + (7 + 0.5) / SIZE * box["height"])
    expect(page.locator(".explorer")).to_have_attribute("data-voxel", f"{z + 1},7,5")
    said = page.locator(".explorer .sum").inner_text()
    assert any(float(number) == pytest.approx(values[z + 1, 7, 5], abs=5e-3) for number in re.findall(r"\d\.\d+", said))
    assert messages_sent(page) == sent


def test_a_pinned_voxel_stands_in_the_link_and_playing_walks_along_z(open_page: Callable[..., Page]) -> None:
    page = open_page(LINK)
    z, y, x = voxel(page)
    cut(page, "axial").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    settle(page)
    assert f"dims-voxel={z}%2C{y}%2C{x + 1}" in page.url
    page.keyboard.press(" ")
    expect(page.locator(".explorer").get_by_role("button", name="Pause")).to_be_visible()
    page.wait_for_function(
        """z => [...document.querySelectorAll("[data-testid^=stBidiComponent]")].some(({ shadowRoot }) =>
        shadowRoot?.querySelector(".explorer[data-voxel]")?.dataset.voxel.split(",")[0] > z)""",
        arg=z,
    )
    page.keyboard.press("ArrowUp")
    expect(page.locator(".explorer").get_by_role("button", name="Play")).to_be_visible()
