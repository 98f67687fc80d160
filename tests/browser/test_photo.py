"""A photo of one's own in the kernel laboratory: every number on the screen is the computed one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from cnnviz import convolution, images
from tests.browser import oracles
from tests.browser.controls import choose, give_file, picture_name, set_window
from tests.browser.window import Explorer, number, result

SOBEL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
SETTINGS: list[dict[str, Any]] = [
    {},
    {"stride": 2},
    {"padding": "same"},
    {"dilation": 2},
    {"stride": 3, "padding": "2", "dilation": 2, "mode": "reflect"},
]


def some_cells(shape: tuple[int, ...]) -> list[tuple[int, int]]:
    """The corners, the middle, and one more."""
    height, width = shape
    return [(0, 0), (0, width - 1), (height - 1, 0), (height - 1, width - 1), (height // 2, width // 2), (3, 5)]


def test_uploaded_photo_gives_the_computed_numbers(open_page: Callable[..., Page]) -> None:
    pixels = oracles.random_pixels(1)
    page = open_page("/kernels")
    give_file(page, oracles.png(pixels), "mine.png")
    assert "your picture" in picture_name(page)
    choose(page, "Kernel: preset", "Emboss")
    choose(page, "Kernel: preset", "Sobel x")
    engine_image = convolution.grey(images.load_image(oracles.png(pixels)))
    for settings in SETTINGS:
        set_window(page, **settings)
        explorer = Explorer(page)
        by_scipy = oracles.slide(oracles.grey(pixels), SOBEL, **settings)
        assert explorer.shape("out") == by_scipy.shape, settings
        arguments = {name.replace("mode", "padding_mode"): value for name, value in settings.items()}
        if "padding" in arguments and arguments["padding"].isdecimal():
            arguments["padding"] = int(arguments["padding"])
        by_engine = convolution.cross_correlate(engine_image, SOBEL.astype(np.float32), **arguments)
        for cell in some_cells(by_scipy.shape):
            value = explorer.hover(*cell)
            assert value == pytest.approx(by_scipy[cell], abs=1e-5), (settings, cell)
            assert value == pytest.approx(float(by_engine[cell]), abs=1e-6), (settings, cell)
            assert result(explorer.sentence) == pytest.approx(value, rel=1e-3, abs=1e-6)


def test_sentence_lists_the_pixels_under_the_window(open_page: Callable[..., Page]) -> None:
    pixels = oracles.random_pixels(2)
    page = open_page("/kernels")
    give_file(page, oracles.png(pixels), "mine.png")
    explorer = Explorer(page)
    explorer.hover(4, 7)
    products = explorer.sentence.split(" = ")[1].split(" + ")
    values, weights = zip(*(product.split("·") for product in products), strict=True)
    under = oracles.grey(pixels)[4:7, 7:10].ravel()
    assert [number(value) for value in values] == pytest.approx(list(under), rel=1e-3)
    assert [number(weight.strip("()")) for weight in weights] == list(SOBEL.ravel())


def test_colours_are_filtered_one_by_one(open_page: Callable[..., Page]) -> None:
    pixels = oracles.random_pixels(3)
    page = open_page("/kernels?kernels-colours=per+channel&kernel=1+2;3+-4")
    give_file(page, oracles.png(pixels), "mine.png")
    explorer = Explorer(page)
    channels = explorer.root.get_by_label("Output channel")
    for place, name in enumerate(("red", "green", "blue")):
        channels.select_option(name)
        expected = oracles.slide(pixels[..., place] / 255.0, np.array([[1.0, 2], [3, -4]]))
        assert explorer.hover(11, 20 + place) == pytest.approx(expected[11, 20 + place], abs=1e-5)


def test_settings_that_do_not_fit_get_a_sentence_and_the_rest_stays(open_page: Callable[..., Page]) -> None:
    page = open_page("/kernels?kernels-padding=same&kernels-stride=2")
    alert = page.get_by_test_id("stMain").get_by_role("alert")

    def check_sentence() -> None:
        expect(alert).to_have_count(1)
        expect(alert).to_contain_text("stride")
        expect(page.get_by_test_id("stMain")).not_to_contain_text("Traceback")
        expect(page.get_by_role("textbox", name="Kernel as text")).to_be_visible()
        expect(page.get_by_role("heading", name="Sources")).to_be_attached()

    check_sentence()
    set_window(page, stride=2, padding="1")
    expect(alert).to_have_count(0)
    assert Explorer(page).shape("out") == (85, 128)
    set_window(page, stride=2, padding="same")
    check_sentence()
