"""Every page on a desktop and on a phone, in light and dark: nothing sticks out, is empty or hard to read."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DRAWN, PAGES, settle, visit
from tests.browser.controls import Opened, pick
from tests.browser.server import ROOT
from tests.browser.window import Explorer

SHOTS = ROOT / "build" / "screenshots"
DESKTOP, PHONE = 1400, 390


STICKS_OUT = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  return [document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth];
}"""


def check_nothing_sticks_out(page: Page) -> None:
    assert max(page.evaluate(STICKS_OUT)) <= 0


# Of each canvas that holds a picture: how much its red values spread, and the share of it that is painted.
PAINTED = """(root) => ["in", "out"]
  .flatMap((kind) => [...root.querySelectorAll(`figure.${kind} canvas:first-child`)])
  .map((canvas) => {
    const bytes = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let sum = 0, squares = 0, opaque = 0;
    for (let i = 0; i < bytes.length; i += 4) {
      sum += bytes[i]; squares += bytes[i] ** 2; opaque += bytes[i + 3] > 0;
    }
    const n = bytes.length / 4;
    return [Math.sqrt(squares / n - (sum / n) ** 2), opaque / n];
  })"""


def check_painted(page: Page) -> None:
    for which in range(page.locator(".explorer[data-version]").count()):
        painted = Explorer(page, which).root.evaluate(PAINTED)
        assert len(painted) >= 2
        for spread, share in painted:
            assert spread > 1
            assert share > 0.99


# Streamlit draws the sections of its sidebar as headings and boxes between the list and its items; no setting changes
# that, and the links in it have their names.
SIDEBAR_LIST = "[data-testid=stSidebarNavItems]"
# Code, tables and formulas wider than a phone scroll in boxes that Streamlit makes; nothing in Python can make them
# focusable, and Chromium and Firefox let the Tab key into such boxes anyway.
WIDE_BOXES = "[data-testid=stCode] pre, [data-testid=stTable], .katex-display"
EXCUSED = {
    "list": f"(node) => node.matches('{SIDEBAR_LIST}')",
    "listitem": f"(node) => node.closest('{SIDEBAR_LIST}') !== null",
    "scrollable-region-focusable": f"""(node) => (node.matches('{WIDE_BOXES}') || node.closest('[data-testid=stTable]'))
      && (node.matches('.katex-display') || node.scrollWidth > node.clientWidth + 10)""",
}


def serious(page: Page, *rules: str) -> list[str]:
    """What axe calls serious or critical: the rule, the element and what was measured. rules: only these, or all."""

    def excused(rule: str, node: dict[str, Any]) -> bool:
        target = node["target"][0]
        if rule not in EXCUSED or not isinstance(target, str):  # what is inside of a component is our own
            return False
        return bool(page.locator(target).evaluate(EXCUSED[rule]))

    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:150]} {[check.get('data') for check in node['any']]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if not excused(violation["id"], node)
    ]


# The page scrolls inside the main block: let it grow instead, so that one picture holds everything.
WHOLE = """
[data-testid=stApp], [data-testid=stAppViewContainer], [data-testid=stMain] {
  position: static !important; height: auto !important; overflow: visible !important;
}
"""


def photograph(page: Page, path: str, width: int, light: str) -> None:
    """A picture of the whole page, where somebody may look at it."""
    if "CI" in os.environ:
        return
    style = page.add_style_tag(content=WHOLE)
    page.evaluate(DRAWN)
    page.screenshot(path=SHOTS / f"{path.strip('/') or 'home'}-{width}-{light}.png", full_page=True)
    style.evaluate("(node) => node.remove()")


@pytest.fixture(scope="module")
def walk(browser: Browser, server: str, server_log: Path) -> Iterator[Page]:
    """One browser that walks from page to page: loading Streamlit anew takes longer than all that is looked at."""
    with visit(browser, server, server_log) as open_page:
        yield open_page()


@pytest.mark.parametrize("path", PAGES)
def test_page(walk: Page, path: str) -> None:
    page = walk
    page.set_viewport_size({"width": DESKTOP, "height": 900})
    page.emulate_media(color_scheme="light")
    page.get_by_test_id("stSidebarNavLink").and_(page.locator(f"[href$='{path}']")).click()
    expect(page).to_have_url(re.compile(rf"{path}(\?.*)?$"))
    settle(page)
    assert serious(page) == []
    for width in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        for light in ("light", "dark"):
            page.emulate_media(color_scheme=light)
            settle(page)
            check_nothing_sticks_out(page)
            check_painted(page)
            photograph(page, path, width, light)
            if (width, light) == (DESKTOP, "dark"):
                assert serious(page, "color-contrast") == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious_in_what_unfolds(open_page: Callable[..., Page], dark: bool) -> None:
    page = open_page("/kernels", dark=dark)
    with Opened(page, "Window:"):
        assert serious(page) == []
    for kind in ("Samples", "Upload", "Matrix"):
        with Opened(page, "Picture:"):
            pick(page, "Where from", kind)
            assert serious(page) == [], kind


def test_everything_unfolds_within_a_phone(open_page: Callable[..., Page]) -> None:
    page = open_page("/kernels", width=390)
    for name in ("Picture:", "Window:"):
        with Opened(page, name) as body:
            box = body.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
            check_nothing_sticks_out(page)


@pytest.mark.parametrize("width", [1400, 390])
def test_every_field_of_the_largest_kernel_can_be_reached(open_page: Callable[..., Page], width: int) -> None:
    kernel = ";".join(["+".join(["0.25"] * 15)] * 15)
    page = open_page(f"/kernels?kernel={kernel}", width=width)
    check_nothing_sticks_out(page)
    for name in ("row 1, column 1", "row 8, column 8", "row 15, column 15"):
        field = page.get_by_role("table", name="Kernel").get_by_label(name, exact=True)
        field.click()
        expect(field).to_be_focused()


def test_turning_the_lights_off_repaints_the_explorer(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?one-padding=1")
    explorer = Explorer(page)
    drawn = explorer.frames
    page.emulate_media(color_scheme="dark")
    settle(page)
    expect(explorer.root).not_to_have_attribute("data-frames", str(drawn))
    text = explorer.root.evaluate("(node) => getComputedStyle(node).color")
    assert min(int(part) for part in text.removeprefix("rgb(").removesuffix(")").split(",")) > 200
