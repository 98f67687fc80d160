"""Pointer, keys, slider, playing and touch on the course's own numbers: 19 25 37 43."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import messages_sent, settle
from tests.browser.window import Explorer, Margin, result

VALUES = {(0, 0): 19, (0, 1): 25, (1, 0): 37, (1, 1): 43}
SENTENCES = {
    (0, 0): "output[0, 0] = 0·0 + 1·1 + 3·2 + 4·3 = 19",
    (0, 1): "output[0, 1] = 1·0 + 2·1 + 4·2 + 5·3 = 25",
    (1, 0): "output[1, 0] = 3·0 + 4·1 + 6·2 + 7·3 = 37",
    (1, 1): "output[1, 1] = 4·0 + 5·1 + 7·2 + 8·3 = 43",
}
FOCUSED = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return [node?.getAttribute("role"), node?.getAttribute("aria-label")];
}"""


def test_pointer_shows_value_products_and_sum(open_page: Callable[..., Page]) -> None:
    explorer = Explorer(open_page("/one-value"))
    for cell, value in VALUES.items():
        assert explorer.hover(*cell) == value
        assert explorer.sentence == SENTENCES[cell]
        expect(explorer.root.get_by_role("status")).to_have_text(SENTENCES[cell])


def test_keys_move_pin_and_release(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value")
    explorer = Explorer(page)
    explorer.output.focus()
    for key, cell in [
        ("ArrowRight", (0, 1)),
        ("ArrowRight", (0, 1)),
        ("ArrowDown", (1, 1)),
        ("ArrowLeft", (1, 0)),
        ("ArrowUp", (0, 0)),
        ("End", (1, 1)),
        ("Home", (0, 0)),
    ]:
        page.keyboard.press(key)
        explorer.expect_at(*cell)
        assert explorer.value == VALUES[cell]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"one-cell=0(%2C|,)1"))
    settle(page)
    expect(explorer.button("Release the pin")).to_be_visible()
    expect(page.locator(".st-key-step-numbers")).to_contain_text("gives 25 at [0, 1]")
    explorer.hover(1, 0)
    explorer.leave()
    explorer.expect_at(0, 1)
    explorer.output.focus()
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "one-cell" not in url)
    settle(page)
    expect(explorer.button("Release the pin")).to_be_hidden()


def test_keys_slider_and_buttons_move_on_from_a_pinned_cell(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?one-cell=0,0")
    explorer = Explorer(page)
    explorer.output.focus()
    page.keyboard.press("ArrowDown")
    explorer.expect_at(1, 0)
    assert explorer.value == 37
    explorer.button("Next position").click()
    explorer.expect_at(1, 1)
    explorer.root.get_by_role("slider", name="Output position").fill("1")
    explorer.expect_at(0, 1)


def test_the_tab_key_alone_reaches_the_explorer(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value")
    reached = []
    for _ in range(120):
        page.keyboard.press("Tab")
        role, label = page.evaluate(FOCUSED)
        reached.append(label)
        if role == "application":
            break
    page.keyboard.press("ArrowRight")
    explorer = Explorer(page)
    explorer.expect_at(0, 1)
    for name in ("Previous position", "Play", "Next position", "Output position", "Speed", "Full screen"):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)[1] == name
    assert "row 1, column 1" in reached


def test_slider_and_step_buttons(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value")
    explorer = Explorer(page)
    scrub = explorer.root.get_by_role("slider", name="Output position")
    for index, cell in enumerate(VALUES):
        scrub.fill(str(index))
        explorer.expect_at(*cell)
        assert explorer.value == VALUES[cell]
    explorer.button("Previous position").click()
    explorer.expect_at(1, 0)
    explorer.button("Next position").click()
    explorer.expect_at(1, 1)
    assert scrub.get_attribute("aria-valuetext") == SENTENCES[1, 1]


def test_playing_runs_to_the_end_and_stops(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?matrix=" + ";".join(["1+2+3+4+5+6"] * 6))
    explorer = Explorer(page)
    speed = explorer.root.get_by_label("Speed")
    speed.select_option("30 a second")
    explorer.button("Play").click()
    expect(explorer.button("Pause")).to_be_visible()
    explorer.expect_at(4, 4)
    expect(explorer.button("Play")).to_be_visible()
    speed.select_option("0.5 a second")  # from the start again, and the end is 48 seconds away
    explorer.button("Play").click()
    explorer.button("Pause").click()
    expect(explorer.button("Play")).to_be_visible()
    assert explorer.cell != (4, 4)


def test_nothing_is_sent_while_hovering_scrubbing_and_playing(open_page: Callable[..., Page]) -> None:
    page = open_page("/kernels?kernels-size=64")
    explorer = Explorer(page)
    sent, requests = messages_sent(page), []
    assert sent > 0, "the counter counts the first message"
    page.on("request", lambda request: requests.append(request.url))
    for column in range(0, 60, 6):
        explorer.hover(20, column)
    explorer.point("in", 9, 9)
    explorer.point("k", 1, 1)
    explorer.root.get_by_role("slider", name="Output position").fill("1000")
    explorer.root.get_by_label("Speed").select_option("1000 a second")  # at 2 a second it would take 20 minutes
    explorer.button("Play").click()
    rows, columns = explorer.shape("out")
    explorer.expect_at(rows - 1, columns - 1)
    expect(explorer.button("Play")).to_be_visible()
    assert messages_sent(page) == sent
    assert requests == []
    page.mouse.click(*explorer.place("out", 3, 4))
    settle(page)
    assert messages_sent(page) > sent, "a pin goes to the address, so it is sent"


def test_a_tap_moves_the_window(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value", width=390, height=800, touch=True)
    explorer = Explorer(page)
    for cell, value in [((1, 0), 37), ((0, 1), 25)]:
        page.touchscreen.tap(*explorer.place("out", *cell))
        settle(page)
        explorer.expect_at(*cell)
        assert explorer.value == value


COUNTED = {
    "one-kernel=1+2;3+4;5+6&matrix=1+2+3+4;5+6+7+8;9+10+11+12;13+14+15+16": (1, 0, 1),
    "one-kernel=1+2+3&matrix=1+2+3+4;5+6+7+8;9+10+11+12&one-stride=2&one-padding=1": (2, 1, 1),
    "one-kernel=1+2;3+4&matrix=1+2+3+4;5+6+7+8;9+10+11+12;13+14+15+16&one-dilation=2": (1, 0, 2),
}


@pytest.mark.parametrize("query", COUNTED)
def test_kernel_and_input_cells_say_how_often_they_are_used(open_page: Callable[..., Page], query: str) -> None:
    stride, padding, dilation = COUNTED[query]
    explorer = Explorer(open_page(f"/one-value?{query}"))
    (height, width), (rows, columns) = explorer.shape("in"), explorer.shape("k")
    across = (height + 2 * padding - dilation * (rows - 1) - 1) // stride + 1
    along = (width + 2 * padding - dilation * (columns - 1) - 1) // stride + 1
    used = np.zeros((height + 2 * padding, width + 2 * padding), int)
    for r in range(across):
        for q in range(along):
            used[r * stride :, q * stride :][: dilation * rows : dilation, : dilation * columns : dilation] += 1
    assert explorer.shape("out") == (across, along)
    said = explorer.point("k", rows - 1, 0)
    assert f"Weight [{rows - 1}, 0]" in said
    assert f"multiplies {across * along} input value" in said
    margin = Margin(padding, padding, padding, padding)
    for (y, x), count in np.ndenumerate(used):
        said = explorer.point("in", y - padding, x - padding, margin=margin)
        assert f"nput [{y - padding}, {x - padding}]" in said
        assert f"used by {count} output value{'' if count == 1 else 's'}." in said


def test_an_input_pixel_of_a_photo_lights_the_window_around_it(open_page: Callable[..., Page]) -> None:
    explorer = Explorer(open_page("/kernels?kernels-size=64"))
    said = explorer.point("in", 20, 30)
    explorer.expect_at(19, 29)
    assert result(said) == pytest.approx(explorer.value, rel=1e-3)


def test_full_screen_and_back(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value")
    explorer = Explorer(page)
    small = explorer.root.bounding_box()
    explorer.button("Full screen").click()
    page.wait_for_function("() => document.fullscreenElement !== null")
    large = explorer.root.bounding_box()
    assert small
    assert large
    assert large["width"] > small["width"]
    assert explorer.hover(1, 1) == 43
    explorer.button("Full screen").click()
    page.wait_for_function("() => document.fullscreenElement === null")
