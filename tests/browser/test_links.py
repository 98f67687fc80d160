"""The address holds the state: a link, a refresh and the way to another page bring back what was on the screen."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser import oracles
from tests.browser.conftest import settle
from tests.browser.controls import (
    choose,
    choose_sample,
    give_file,
    pick,
    picture_name,
    set_window,
    type_into,
    type_matrix,
)
from tests.browser.window import Explorer

# Everything a person can read or set in the lab and below it, but the question with fresh numbers.
ON_SCREEN = """() => ["lab", "numbers", "reverse", "pytorch"].map((step) => {
  const root = document.querySelector(`.st-key-step-${step}`);
  return root && {
    text: root.innerText.split("\\n").map((line) => line.trim()).filter(Boolean),
    fields: [...root.querySelectorAll("input:not([type=radio]):not([type=checkbox]), textarea")]
      .map((field) => [field.getAttribute("aria-label"), field.value]),
    picked: [...root.querySelectorAll("[role=radio], [type=radio], [role=switch], [type=checkbox]")]
      .map((node) => [node.innerText, node.getAttribute("aria-checked") ?? node.checked]),
  };
})"""


def on_screen(page: Page) -> list[Any]:
    """Texts, fields and choices of the page, and what its explorers show."""
    page.mouse.move(0, 0)
    settle(page)
    explorers = [Explorer(page, which) for which in range(page.locator(".explorer").count())]
    shown = [(e.cell, e.value, e.sentence, e.shape("in"), e.root.get_attribute("data-version")) for e in explorers]
    return [*page.evaluate(ON_SCREEN), picture_name(page) if "Picture:" in page.content() else "", shown]


def kernels_with_a_sample(page: Page) -> None:
    choose_sample(page, "Coffee")
    set_window(page, stride=2, dilation=3, padding="4", mode="circular")
    pick(page, "Kernels", "Side by side")
    pick(page, "Colours", "per channel")
    choose(page, "Longest side", "128")
    choose(page, "Output as", "magnitude")
    grid = page.get_by_role("table", name="Kernel A")
    grid.get_by_label("row 1, column 1").fill("5/2")
    grid.get_by_label("row 1, column 1").press("Tab")
    settle(page)
    page.mouse.click(*Explorer(page).place("out", 11, 17))
    settle(page)


def kernels_with_a_typed_matrix(page: Page) -> None:
    type_matrix(page, "0 1 2 3\n4 5 6 -7\n8 9 0.5 1/3")
    type_into(page, "Kernel as text", "1 0; 0 -1")
    page.mouse.click(*Explorer(page).place("out", 1, 2))
    settle(page)


def one_value(page: Page) -> None:
    type_into(page, "Input: rows on lines of their own", "9 8 7\n6 5 4\n3 2 1\n0 1 2")
    set_window(page, padding="1")
    type_into(page, "Rows", 3)
    Explorer(page).output.focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    settle(page)


def flip(page: Page) -> None:
    pick(page, "Input", "Photo")
    choose(page, "Kernel: preset", "Emboss")
    page.mouse.click(*Explorer(page).place("out", 30, 40))
    settle(page)


def channels(page: Page) -> None:
    type_into(page, "Bias", -1.5)
    page.get_by_role("tab", name="green slice").click()
    type_into(page, "green slice as text", "0 1 0; 1 -4 1; 0 1 0")
    page.mouse.click(*Explorer(page).place("out", 2, 1))
    settle(page)
    page.get_by_role("tab", name="red slice").click()


def output_size(page: Page) -> None:
    choose(page, "Layer", "transposed convolution")
    for label, value in (("Input n", 4), ("Kernel k", 3), ("Padding p", 1), ("Output padding", 1), ("groups", 1)):
        type_into(page, label, value)
    page.mouse.click(*Explorer(page).place("out", 5, 6))
    settle(page)


def the_other_way_round(page: Page) -> None:
    for label, value in (("Input n", 12), ("Kernel k", 3), ("Dilation d", 2)):
        type_into(page, label, value)
    type_into(page, "Which settings give an output of …", 6)


STATES = {
    "kernels, sample": ("/kernels", kernels_with_a_sample),
    "kernels, matrix": ("/kernels", kernels_with_a_typed_matrix),
    "one-value": ("/one-value", one_value),
    "flip": ("/flip", flip),
    "channels": ("/channels", channels),
    "output-size": ("/output-size", output_size),
    "output-size, the other way round": ("/output-size", the_other_way_round),
}


@pytest.mark.parametrize("name", STATES)
def test_link_and_refresh_bring_back_everything(open_page: Callable[..., Page], name: str) -> None:
    path, change = STATES[name]
    page = open_page(path)
    before = on_screen(page)
    change(page)
    shown = on_screen(page)
    assert shown[0] != before[0]
    assert shown[-1] != before[-1]
    link = page.url
    other = open_page("/" + link.split("/", 3)[3])
    assert on_screen(other) == shown
    assert other.url == link
    page.reload()
    settle(page)
    assert on_screen(page) == shown


def test_copy_link_copies_the_address(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?one-cell=1,1&one-kernel=1+2", permissions=("clipboard-read", "clipboard-write"))
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert "one-cell" in page.url


def test_link_to_a_private_picture_opens_with_a_sample_and_a_sentence(open_page: Callable[..., Page]) -> None:
    page = open_page("/kernels")
    give_file(page, oracles.png(oracles.random_pixels(4)), "mine.png")
    assert "picture=own" in page.url
    other = open_page("/kernels?picture=own")
    alert = other.get_by_role("alert")
    assert "own picture" in alert.inner_text()
    assert "sample" in alert.inner_text()
    assert "Cat" in picture_name(other)
    assert Explorer(other).shape("in") == (170, 256)


def test_parameters_that_make_no_sense_are_dropped(open_page: Callable[..., Page]) -> None:
    page = open_page("/kernels?picture=nobody&kernel=abc&kernels-stride=99&lab-cell=1e9,-4&kernels-size=7&nonsense=1")
    said = " ".join(page.get_by_role("alert").all_inner_texts())
    assert "nobody" in said
    assert "abc" in said
    assert Explorer(page).shape("in") == (170, 256)


@pytest.mark.parametrize("way", ["sidebar", "next lesson"])
def test_picture_goes_along_from_page_to_page(open_page: Callable[..., Page], way: str) -> None:
    page = open_page("/kernels")
    choose_sample(page, "Coffee")
    place = page.get_by_test_id("stSidebar") if way == "sidebar" else page.get_by_test_id("stMain")
    place.get_by_role("link", name="2.6 Channels").click()
    page.get_by_role("heading", name="2.6 Channels").wait_for()
    settle(page)
    pick(page, "Input", "Photo")
    assert "Coffee" in picture_name(page)
    assert "picture=coffee" in page.url


def test_own_picture_goes_along_from_page_to_page(open_page: Callable[..., Page]) -> None:
    page = open_page("/kernels")
    give_file(page, oracles.png(oracles.random_pixels(5)), "mine.png")
    page.get_by_test_id("stSidebar").get_by_role("link", name="2.1 One value at a time").click()
    page.get_by_role("heading", name="2.1 One value").wait_for()
    settle(page)
    pick(page, "Input", "Photo")
    assert "your picture" in picture_name(page)
    assert Explorer(page).shape("in") == (30, 40)


def test_two_browsers_do_not_disturb_each_other(open_page: Callable[..., Page]) -> None:
    pictures = [oracles.random_pixels(seed) for seed in (6, 7)]
    pages = [open_page("/kernels?kernel=1+2;3+4") for _ in pictures]
    for page, pixels in zip(pages, pictures, strict=True):
        give_file(page, oracles.png(pixels), "mine.png")
    type_into(pages[0], "Kernel as text", "1 0; 0 -1")
    kernels = [[[1.0, 0], [0, -1]], [[1.0, 2], [3, 4]]]
    for page, pixels, kernel in zip(pages, pictures, kernels, strict=True):
        expected = oracles.slide(oracles.grey(pixels), np.array(kernel))
        assert Explorer(page).hover(12, 20) == pytest.approx(expected[12, 20], abs=1e-5)
