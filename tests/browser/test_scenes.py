"""What a network finds in scenes, in the browser: of a network that ships, and of a run at each of its snapshots."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from cnnviz.detection import one_stage
from cnnviz.lessons.yolo import claim
from cnnviz.training import found, open_run
from tests.browser.conftest import settle


def panels(page: Page) -> Locator:
    return page.locator(".panels[data-kept], .panels[data-view]")


@pytest.mark.parametrize(("least", "most"), [(0.3, 0.45), (0.05, 0.1), (0.3, 1.0)])
def test_boxes_in_the_browser_are_the_engines(open_page: Callable[..., Page], least: float, most: float) -> None:
    asked = f"yolo-network=tiny_yolo_2&yolo-dataset=crowded_scenes&yolo-scene=3&yolo-least={least}&yolo-most={most}"
    page = open_page(f"/yolo?{asked}")
    looked = found.shipped("tiny_yolo_2", "crowded_scenes")
    layout = claim.layout(looked)
    (one,) = one_stage.detections(looked.scores[2:3], layout, least=least, threshold=most)
    raw = int((one_stage.raw_boxes(looked.scores[2:3], layout)[3] >= least).sum())
    expect(panels(page)).to_have_attribute("data-kept", str(len(one["boxes"])))
    expect(panels(page)).to_have_attribute("data-raw", str(raw))
    expect(panels(page)).to_have_attribute("data-objects", str(len(looked.scenes.kinds[2])))


def test_a_cell_says_what_it_holds(open_page: Callable[..., Page]) -> None:
    page = open_page("/yolo")
    cells = panels(page).locator("canvas").first
    cells.scroll_into_view_if_needed()
    box = cells.bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.44 * box["width"], box["y"] + 0.19 * box["height"])
    expect(panels(page).locator(".under").first).to_contain_text("Row 2, column 4: p = ")


def test_a_map_is_coloured_by_class_by_object_and_both(open_page: Callable[..., Page]) -> None:
    page = open_page("/segmentation?segmentation-scene=2")
    expect(panels(page)).to_have_attribute("data-view", "semantic")
    for view in ("Instance", "Panoptic"):
        page.get_by_role("radio", name=re.compile(view)).click()
        expect(panels(page)).to_have_attribute("data-view", view.lower())
    there = str(len(found.shipped("unet", "overlapping_scenes").scenes.kinds[1]))
    expect(panels(page)).to_have_attribute("data-there", there)


def test_a_run_shows_what_each_snapshot_finds(open_page: Callable[..., Page]) -> None:
    page = open_page("/yolo?yolo-epochs=2&yolo-batch-size=64")
    page.get_by_role("button", name="Start", exact=True).click()
    view = page.locator(".run[data-state]")
    expect(view).to_have_attribute("data-state", "finished", timeout=120_000)
    asked = re.search(r"[?&]run=([a-z0-9]{10})", page.url)
    assert asked
    steps = open_run(asked[1]).snapshots()
    expect(view).to_have_attribute("data-shown", str(steps[-1]))
    expect(view.locator(".reading")).to_contain_text("= box ")
    view.get_by_role("slider", name="Snapshot").fill("0")
    expect(view).to_have_attribute("data-shown", str(steps[0]))
    expect(panels(page)).to_have_attribute("data-kept", re.compile(r"\d+"))
    page.reload()
    settle(page)
    expect(page.locator(".run[data-state]")).to_have_attribute("data-shown", str(steps[-1]))
