"""The lecture hall: large type, no sidebar, and a clicker that walks the steps."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import settle

TYPE_SIZE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
# Where the step stands under the top of the window once the page has stopped scrolling.
TOP = "(node) => node.getBoundingClientRect().top"
STOPPED = """() => {
  const place = document.querySelector("[data-testid=stMain]").scrollTop, now = performance.now();
  if (window.place !== place) { window.place = place; window.since = now; }
  return now - window.since > 250;
}"""


def scrolled(page: Page) -> float:
    """How far the page is scrolled, once it has come to rest."""
    page.evaluate("window.place = undefined")
    page.wait_for_function(STOPPED)
    return float(page.get_by_test_id("stMain").evaluate("(node) => node.scrollTop"))


def press(page: Page, key: str) -> float:
    page.keyboard.press(key)
    return scrolled(page)


def reached(page: Page) -> str:
    """The step that stands at the top of the window."""
    tops = {
        name: page.locator(f".st-key-step-{name}").evaluate(TOP)
        for name in ("question", "lab", "numbers", "experiments", "check")
    }
    return min(tops, key=lambda name: abs(tops[name] - 80))


def test_link_opens_the_projector_with_large_type_and_no_sidebar(open_page: Callable[..., Page]) -> None:
    plain, large = open_page("/one-value"), open_page("/one-value?projector=1")
    assert large.evaluate(TYPE_SIZE) > 1.25 * plain.evaluate(TYPE_SIZE)
    expect(plain.get_by_test_id("stSidebar")).to_be_visible()
    expect(large.get_by_test_id("stSidebar")).to_be_hidden()
    assert large.get_by_role("switch", name="Projector").is_checked()


def test_the_switch_turns_it_on_and_off(open_page: Callable[..., Page]) -> None:
    page = open_page("/flip")
    size = page.evaluate(TYPE_SIZE)
    switch = page.get_by_test_id("stMain").get_by_text("Projector", exact=True)
    switch.click()
    settle(page)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    assert page.evaluate(TYPE_SIZE) > 1.25 * size
    assert "projector" in page.url
    switch.click()
    settle(page)
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    assert page.evaluate(TYPE_SIZE) == size
    assert "projector" not in page.url


def test_keys_walk_the_steps(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?projector=1")
    seen = []
    for key in ("ArrowRight", "PageDown", "ArrowDown", "PageDown", "PageUp", "ArrowLeft", "ArrowUp"):
        press(page, key)
        seen.append(reached(page))
    assert seen[:4] == ["lab", "numbers", "experiments", "check"]
    assert seen[4:] == ["experiments", "numbers", "lab"]


def test_keys_belong_to_the_field_that_has_the_focus(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?projector=1")
    page.get_by_role("textbox", name="Kernel as text").focus()
    before = scrolled(page)
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
        assert press(page, key) == before


def test_keys_belong_to_the_explorer_that_has_the_focus(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?projector=1")
    page.get_by_role("application").focus()
    before = scrolled(page)
    assert press(page, "ArrowDown") == before
    expect(page.locator(".explorer")).to_have_attribute("data-row", "1")


def test_the_projector_stays_on_from_page_to_page(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?projector=1")
    page.get_by_test_id("stMain").get_by_role("link", name="2.2 Turning the kernel").click()
    page.get_by_role("heading", name="2.2 Turning the kernel").wait_for()
    settle(page)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    assert "projector=true" in page.url


def test_the_controls_fold_away_and_come_back(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?projector=true", width=1280, height=720)
    strip, board = page.locator(".st-key-strip"), page.locator(".st-key-board")
    narrow = board.evaluate("(node) => node.clientWidth")
    page.keyboard.press("c")
    expect(strip).to_be_hidden()
    assert board.evaluate("(node) => node.clientWidth") > 1.2 * narrow
    page.get_by_role("button", name="Show the controls").click()
    expect(strip).to_be_visible()


def test_the_last_step_leads_to_the_next_lesson(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?projector=true")
    for _ in range(12):
        press(page, "PageDown")
        if "/one-value" not in page.url:
            break
    expect(page.get_by_role("heading", name="2.2 Turning the kernel")).to_be_visible()


def test_without_the_sidebar_every_lesson_is_one_choice_away(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?projector=true")
    page.get_by_role("combobox", name="Go to").select_option("/padding")
    page.get_by_role("heading", name="3.3 Padding").wait_for()
    settle(page)
    assert "projector=true" in page.url
