"""6.1 in a browser: boxes dragged by mouse, touch and keys, the walk, and the numbers of the engine."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cnnviz.detection.boxes import box_iou, walk

Open = Callable[..., Page]
SHEET = ".iou[data-iou]"


def boxes(page: Page) -> tuple[list[float], list[float]]:
    kept = page.locator(SHEET)
    texts = (kept.get_attribute("data-box") or "", kept.get_attribute("data-target") or "")
    box, target = ([float(edge) for edge in text.split()] for text in texts)
    return box, target


def test_a_box_follows_the_mouse_and_the_numbers_are_the_engines(open_page: Open) -> None:
    page = open_page("/iou")
    page.locator(SHEET).wait_for()
    before, target = boxes(page)
    body = page.locator(".iou .box .body")
    body.scroll_into_view_if_needed()
    place = body.bounding_box()
    assert place
    x, y = place["x"] + place["width"] / 4, place["y"] + place["height"] * 0.75
    unit = place["width"] / (before[2] - before[0])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 2 * unit, y - unit, steps=5)
    moved = " ".join(f"{edge:g}" for edge in (before[0] + 2, before[1] - 1, before[2] + 2, before[3] - 1))
    expect(page.locator(SHEET)).to_have_attribute("data-box", moved)
    assert "iou-boxes" not in page.url  # nothing was sent while dragging
    page.mouse.up()
    page.wait_for_function("() => location.search.includes('iou-boxes')")
    box, _ = boxes(page)
    shown = float(page.locator(SHEET).get_attribute("data-iou") or "nan")
    assert shown == pytest.approx(box_iou([box], [target]).item(), abs=1e-6)


def test_keys_move_and_resize(open_page: Open) -> None:
    page = open_page("/iou")
    page.locator(SHEET).wait_for()
    (x0, y0, x1, y1), _ = boxes(page)
    page.locator(".iou .box").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator(SHEET)).to_have_attribute("data-box", f"{x0 + 0.25:g} {y0:g} {x1 + 0.25:g} {y1 - 0.25:g}")


def test_the_walk_ends_where_the_engines_does(open_page: Open) -> None:
    page = open_page("/iou?iou-boxes=1,1,4,4,9,3,14,8&iou-loss=diou&iou-rate=2.0")
    page.locator(SHEET).wait_for()
    page.locator(".iou button").first.click()
    path = walk([[1, 1, 4, 4]], [[9, 3, 14, 8]], "diou", rate=2.0)
    expect(page.locator(SHEET)).to_have_attribute("data-walking", "false", timeout=60_000)
    expect(page.locator(SHEET)).to_have_attribute("data-steps", str(len(path) - 1), timeout=60_000)
    assert boxes(page)[0] == pytest.approx(path[-1].tolist(), abs=1e-6)
    page.locator(".iou button").nth(1).click()
    expect(page.locator(SHEET)).to_have_attribute("data-box", "1 1 4 4")


def test_without_a_slope_the_box_stays(open_page: Open) -> None:
    page = open_page("/iou?iou-boxes=1,1,4,4,9,3,14,8&iou-loss=iou")
    page.locator(SHEET).wait_for()
    expect(page.locator(".iou .says")).to_contain_text("gradient is zero")
    page.locator(".iou button").first.click()
    expect(page.locator(".iou .says")).to_contain_text("stands still after 0 steps")
