"""The lesson on anchors in a browser: who has to find an object follows the hand, without a message."""

from collections.abc import Callable

import pytest
import torch
from playwright.sync_api import Page, expect

from cnnviz.detection import anchor_boxes
from tests.browser.conftest import messages_sent

Open = Callable[..., Page]
STAGE = ".anchors[data-boxes]"
SIDE = 128  # of a drawn scene


def objects(page: Page) -> torch.Tensor:
    text = page.locator(STAGE).get_attribute("data-boxes") or ""
    return torch.tensor([[float(edge) for edge in box.split()] for box in text.split(";")], dtype=torch.float64)


def numbers(page: Page, name: str) -> list[float]:
    return [float(text) for text in (page.locator(STAGE).get_attribute(f"data-{name}") or "").split()]


def told(boxes: torch.Tensor, grid: int, forced: str) -> list[int]:
    cell = SIDE / grid
    made = anchor_boxes.anchors((grid, grid), stride=cell, sizes=[cell], ratios=[2.0, 0.5], places=16)
    found: list[int] = anchor_boxes.match_anchors(boxes, made.double(), forced=forced).box.tolist()
    return found


@pytest.mark.parametrize("forced", anchor_boxes.FORCED)
def test_anchors_follow_the_mouse_as_the_engine_says_and_nothing_is_sent(open_page: Open, forced: str) -> None:
    page = open_page(f"/anchors?anchors-grid=5&anchors-forced={forced}")
    page.locator(STAGE).wait_for()
    assert numbers(page, "told") == told(objects(page), 5, forced)
    picture = page.locator(".board > svg")
    picture.scroll_into_view_if_needed()
    body = page.locator(".thing .body").first
    place = body.bounding_box()
    assert place
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    sent, before = messages_sent(page), objects(page)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 7):
        page.mouse.move(x + 25 * step, y + 15 * step)
        page.wait_for_function("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert numbers(page, "told") == told(objects(page), 5, forced)
    assert messages_sent(page) == sent
    page.mouse.up()
    page.wait_for_function("() => location.search.includes('scene-truth')")
    assert not torch.equal(objects(page), before)


def test_the_target_tensor_follows_the_keys(open_page: Open) -> None:
    page = open_page("/anchors?anchors-by=cell&anchors-shapes=one&anchors-at=1")
    page.locator(STAGE).wait_for()
    page.locator(".thing").nth(1).focus()
    boxes = objects(page)
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function("() => location.search.includes('scene-truth')")
    assert objects(page)[1, 2] > boxes[1, 2]
    assert len(numbers(page, "target")) == 3 * 3 * 8
    found = anchor_boxes.grid_boxes(
        torch.tensor(numbers(page, "target"), dtype=torch.float64).reshape(3, 3, 8), classes=3, image=(SIDE, SIDE)
    )[0]
    distances = torch.cdist(found, objects(page)).min(1).values
    assert distances.max() < 1e-6
    expect(page.locator(".says")).to_contain_text("3 × 3 × 8")


def test_pointing_at_a_cell_says_its_iou(open_page: Open) -> None:
    page = open_page("/anchors?scene-objects=1")
    page.locator(STAGE).wait_for()
    expect(page.locator(".says")).to_contain_text("Of 18 anchors")
    maps = page.locator(".right canvas")
    maps.scroll_into_view_if_needed()
    place = maps.bounding_box()
    assert place
    page.mouse.move(place["x"] + 30, place["y"] + 45)
    expect(page.locator(".says")).to_contain_text("IoU with object 1")
    page.mouse.move(place["x"] + 30, place["y"] - 60)
    expect(page.locator(".says")).to_contain_text("Of 18 anchors")


def test_objects_of_one_lesson_are_those_of_the_next(open_page: Open) -> None:
    page = open_page("/targets?scene-seed=12&scene-objects=2")
    page.locator(".targets[data-y]").wait_for()
    boxes = page.locator(".targets").get_attribute("data-boxes") or ""
    page.get_by_role("link", name="Anchors").first.click()
    expect(page.locator(STAGE)).to_have_attribute("data-boxes", boxes)
    page.get_by_role("link", name="IoU").first.click()  # a lesson without these objects lies between
    page.locator(".iou").first.wait_for()
    page.get_by_role("link", name="Targets").first.click()
    expect(page.locator(".targets[data-y]")).to_have_attribute("data-boxes", boxes)
