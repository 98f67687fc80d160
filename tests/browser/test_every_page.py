"""Every page on a desktop and on a phone, in light and dark: nothing sticks out, is empty or hard to reach."""

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


@pytest.fixture(scope="module", params=[(path, width) for path in PAGES for width in (DESKTOP, PHONE)], ids=str)
def look(request: pytest.FixtureRequest) -> tuple[str, int]:
    """Address and width of a page."""
    chosen: tuple[str, int] = request.param
    return chosen


@pytest.fixture(scope="module")
def page(look: tuple[str, int], browser: Browser, server: str, server_log: Path) -> Iterator[Page]:
    """The page, opened once for all tests of its look."""
    path, width = look
    with visit(browser, server, server_log) as open_page:
        yield open_page(path, width=width)


@pytest.fixture
def dark(page: Page) -> Iterator[Page]:
    """The same page after the lights have been turned off."""
    page.emulate_media(color_scheme="dark")
    settle(page)
    yield page
    page.emulate_media(color_scheme="light")
    settle(page)


STICKS_OUT = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  return [document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth];
}"""


def test_nothing_sticks_out(page: Page) -> None:
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


def test_explorers_are_painted(page: Page) -> None:
    check_painted(page)


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


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical: the rule, the element and what was measured."""

    def excused(rule: str, node: dict[str, Any]) -> bool:
        return rule in EXCUSED and bool(page.locator(node["target"][0]).evaluate(EXCUSED[rule]))

    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:150]} {[check.get('data') for check in node['any']]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if not excused(violation["id"], node)
    ]


def test_axe_finds_nothing_serious(page: Page) -> None:
    assert serious(page) == []


# The page scrolls inside the main block: let it grow instead, so that one picture holds everything.
WHOLE = """
[data-testid=stApp], [data-testid=stAppViewContainer], [data-testid=stMain] {
  position: static !important; height: auto !important; overflow: visible !important;
}
"""


def photograph(page: Page, look: tuple[str, int], light: str) -> None:
    path, width = look
    style = page.add_style_tag(content=WHOLE)
    page.evaluate(DRAWN)
    page.screenshot(path=SHOTS / f"{path.strip('/') or 'home'}-{width}-{light}.png", full_page=True)
    style.evaluate("(node) => node.remove()")


def test_screenshot_to_look_at(page: Page, look: tuple[str, int]) -> None:
    photograph(page, look, "light")


def test_in_the_dark(dark: Page, look: tuple[str, int]) -> None:
    photograph(dark, look, "dark")
    check_painted(dark)
    if look[1] == DESKTOP:
        assert serious(dark) == []


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
            assert max(page.evaluate(STICKS_OUT)) <= 0


@pytest.mark.parametrize("width", [1400, 390])
def test_every_field_of_the_largest_kernel_can_be_reached(open_page: Callable[..., Page], width: int) -> None:
    kernel = ";".join(["+".join(["0.25"] * 15)] * 15)
    page = open_page(f"/kernels?kernel={kernel}", width=width)
    assert max(page.evaluate(STICKS_OUT)) <= 0
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
