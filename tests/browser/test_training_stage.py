"""Lesson 5.1 in a hall: Start is in sight, what it does comes into sight, and a clicker skips nothing of it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from cnnviz.training import open_run
from tests.browser.conftest import settle
from tests.engine.training.training_runs import until

SIZES = [(1280, 720), (1920, 1080)]
TO_THE_LAB = "document.querySelector('.st-key-step-lab').scrollIntoView()"
AT_TOP = """(name) => {
  const step = document.querySelector(`.st-key-step-${name}`);
  const rest = parseFloat(getComputedStyle(step).scrollMarginTop) || 0;
  const main = document.querySelector("[data-testid=stMain]");
  const ended = main.scrollTop + main.clientHeight > main.scrollHeight - 4;
  return Math.abs(step.getBoundingClientRect().top - rest) < 4 || ended;
}"""


def in_sight(page: Page, *parts: Locator) -> None:
    """All of each part stands on the screen."""
    size = page.viewport_size
    assert size
    for part in parts:
        box = part.bounding_box()
        assert box, part
        assert box["y"] >= -1, (part, box)
        assert box["y"] + box["height"] <= size["height"] + 1, (part, box)
        assert box["x"] + box["width"] <= size["width"] + 1, (part, box)


def shows(page: Page, screen: str) -> None:
    expect(page.locator(".run [role=tab][aria-selected=true]")).to_have_text(screen)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_start_brings_curves_and_filters_and_the_clicker_walks_on(
    open_page: Callable[..., Page], width: int, height: int
) -> None:
    page = open_page("/train?projector=true", width=width, height=height)
    page.evaluate(TO_THE_LAB)
    start = page.get_by_role("button", name="Start", exact=True)
    in_sight(page, start, page.locator(".wall .tile").first, page.locator(".wall .tile").last)
    start.click()
    run = page.locator(".run[data-shown]")
    expect(run).to_have_attribute("data-state", "running", timeout=60_000)
    pause = run.get_by_role("button", name="Pause", exact=True)
    curves, filters = run.locator(".curve canvas"), run.locator(".first .stack canvas")
    until(lambda: curves.last.bounding_box() and filters.bounding_box(), "curves and filters")
    in_sight(page, pause, *curves.all(), filters, run.get_by_role("slider", name="Snapshot"))

    found = re.search(r"run=(\w+)", page.url)
    assert found
    trained = open_run(found[1])
    assert trained.progress()["pace"] == "hall"
    pause.click()  # there is time for that
    expect(run).to_have_attribute("data-state", "paused")
    assert trained.progress()["step"] < trained.progress()["total_steps"]
    settle(page)

    shows(page, "Curves, filters")
    for screen in ("Maps", "Confusion matrix", "Weights"):
        page.keyboard.press("PageDown")
        shows(page, screen)
    for step in ("ask", "home", "numbers", "experiments", "check"):
        page.keyboard.press("PageDown")
        page.wait_for_function(AT_TOP, arg=step)
    page.evaluate(TO_THE_LAB)
    page.keyboard.press("PageUp")
    shows(page, "Confusion matrix")
    in_sight(page, run.locator(".confusion canvas"))
    trained.stop()
