"""Volumes and turned kernels: partial results, bias, and two explorers that move together."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import Page
from scipy.signal import convolve2d, correlate2d

from cnnviz import convolution
from tests.browser import oracles
from tests.browser.controls import give_file, pick, type_matrix
from tests.browser.window import Explorer, number

SLICES: dict[str, list[list[float]]] = {
    "slice-red": [[1.0, 0, -1], [2, 0, -2], [1, 0, -1]],
    "slice-green": [[0, 1.0, 0], [1, -4, 1], [0, 1, 0]],
    "slice-blue": [[1.0, 1, 1], [1, 1, 1], [1, 1, 2]],
}
BIAS = -2.5
QUERY = urlencode(
    {name: "; ".join(" ".join(f"{v:g}" for v in row) for row in rows) for name, rows in SLICES.items()}
    | {"channels-bias": BIAS}
)
HALVES = np.repeat([1.0, 0.0], 3)
VOLUME = np.stack([np.tile(HALVES, (6, 1)), np.tile(1 - HALVES, (6, 1)), np.tile(2 * HALVES, (6, 1)).T])


def parts(sentence: str) -> list[float]:
    """The numbers that are added up."""
    return [number(part.strip("()")) for part in sentence.split(" = ")[1].split(" + ")]


def partial_results(volume: oracles.Values) -> oracles.Values:
    return np.stack([correlate2d(v, np.array(k), "valid") for v, k in zip(volume, SLICES.values(), strict=True)])


def test_partial_results_and_bias_make_the_value(open_page: Callable[..., Page]) -> None:
    explorer = Explorer(open_page(f"/channels?{QUERY}"))
    shares = partial_results(VOLUME)
    assert explorer.shape("out") == (4, 4)
    for cell in np.ndindex(4, 4):
        value = explorer.hover(*cell)
        assert value == shares[:, cell[0], cell[1]].sum() + BIAS
        assert parts(explorer.sentence) == [*shares[:, cell[0], cell[1]], BIAS]


def test_pointing_at_a_partial_result_moves_the_window(open_page: Callable[..., Page]) -> None:
    explorer = Explorer(open_page(f"/channels?{QUERY}"))
    explorer.point("partial", 2, 3, which=1)
    explorer.expect_at(2, 3)


def test_channels_of_a_photo(open_page: Callable[..., Page]) -> None:
    pixels = oracles.random_pixels(8)
    page = open_page(f"/channels?{QUERY}")
    pick(page, "Input", "Photo")
    give_file(page, oracles.png(pixels), "mine.png")
    explorer = Explorer(page)
    shares = partial_results(np.moveaxis(pixels, -1, 0) / 255)
    for row, column in [(0, 0), (27, 37), (13, 20)]:
        assert explorer.hover(row, column) == pytest.approx(shares[:, row, column].sum() + BIAS, abs=1e-5)
        assert parts(explorer.sentence) == pytest.approx([*shares[:, row, column], BIAS], rel=1e-3, abs=1e-4)


IMAGE = np.array([[0.0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 0, 1], [2, 3, 4, 5]])
KERNEL = np.array([[0.0, 1], [2, 3]])
MATRIX = "0 1 2 3; 4 5 6 7; 8 9 0 1; 2 3 4 5"


def test_both_explorers_follow_each_other(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/flip?{urlencode({'matrix': MATRIX})}")
    plain, turned = Explorer(page, 0), Explorer(page, 1)
    for cell in np.ndindex(3, 3):
        assert plain.hover(*cell) == correlate2d(IMAGE, KERNEL, "valid")[cell]
        turned.expect_at(*cell)
        assert turned.value == convolve2d(IMAGE, KERNEL, "valid")[cell]
        assert plain.value == float(convolution.cross_correlate(IMAGE, KERNEL)[cell])
        assert turned.value == float(convolution.convolve(IMAGE, KERNEL)[cell])
    turned.hover(2, 0)
    plain.expect_at(2, 0)
    plain.leave()
    turned.output.focus()
    page.keyboard.press("End")
    plain.expect_at(2, 2)
    plain.root.get_by_role("slider", name="Output position").fill("4")
    turned.expect_at(1, 1)


def test_difference_of_both_is_stated(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/flip?{urlencode({'matrix': MATRIX})}")
    gap = np.abs(correlate2d(IMAGE, KERNEL, "valid") - convolve2d(IMAGE, KERNEL, "valid")).max()
    info = page.locator(".st-key-step-lab").get_by_text("Largest difference")
    assert re.findall(r"[\d.]+\d", info.inner_text())[:1] == [f"{gap:g}"]


def test_one_after_the_other_is_one_composed_kernel(open_page: Callable[..., Page]) -> None:
    query = urlencode({"kernel": "1 2; 3 4", "kernel-b": "1 0; -1 1", "kernels-way": "One after the other"})
    page = open_page(f"/kernels?{query}")
    type_matrix(page, MATRIX)
    first = correlate2d(IMAGE, np.array([[1.0, 2], [3, 4]]), "valid")
    second = correlate2d(first, np.array([[1.0, 0], [-1, 1]]), "valid")
    explorer = Explorer(page, 1)
    for cell in np.ndindex(2, 2):
        assert explorer.hover(*cell) == pytest.approx(second[cell])
