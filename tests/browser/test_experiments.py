"""From the click on an experiment to its verdict, and to what the browser remembers of it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from cnnviz.lessons import course, experiment
from tests.browser.conftest import settle

LESSON = "resnext"


def mark(page: Page) -> str:
    """What stands behind the lesson's name in the sidebar."""
    link = page.locator(f'[data-testid="stSidebarNavLink"][href$="/{LESSON}"]')
    return str(link.evaluate("link => getComputedStyle(link, '::after').content")).strip('"')


def test_a_click_sets_the_stage_and_the_answer_is_remembered_here_alone(open_page: Callable[..., Page]) -> None:
    known = experiment.of(LESSON)
    block = next(one for one in known if one.id == "middle")
    page = open_page(f"/{LESSON}?resnext-in=64")
    loaded = page.evaluate("performance.timeOrigin")
    assert mark(page) == "none"

    page.get_by_role("link", name=str(block.sentence)).click()
    expect(page.get_by_role("radio", name="whole block")).to_have_attribute("aria-checked", "true")
    settle(page)
    assert page.evaluate("performance.timeOrigin") == loaded, "nothing is loaded anew"
    assert f"experiment={block.id}" in page.url
    assert "resnext-what=block" in page.url
    assert "resnext-in=" not in page.url, "256 is what the lesson begins with"

    page.get_by_role("radio", name="It holds").click()
    verdict = page.locator(".st-key-step-experiments").get_by_text("Your prediction was right.")
    expect(verdict.or_(page.get_by_text("You predicted otherwise."))).to_be_visible()
    settle(page)
    assert mark(page) == f"1/{len(known)}"

    page.get_by_role("link", name=str(known[0].sentence)).click()
    expect(page.get_by_role("radio", name="number of groups")).to_have_attribute("aria-checked", "true")
    page.go_back()
    expect(page.get_by_role("radio", name="whole block")).to_have_attribute("aria-checked", "true")

    page.goto(page.url.split(f"/{LESSON}")[0])
    settle(page)
    first = course.LESSONS[0]
    page.get_by_role("link", name=f"Continue: {first.number} {first.title}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{first.number} {first.title}")
    settle(page)
    page.go_back()
    settle(page)
    page.get_by_role("button", name="Forget what I have done").click()
    expect(page.get_by_role("link", name=f"Begin: {first.number} {first.title}")).to_be_visible()
    assert mark(page) == "none"
    assert page.evaluate("localStorage.getItem('cnnviz-done')") is None


def test_titles_fit_the_sidebar(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    cut = """() => [...document.querySelectorAll('[data-testid="stSidebarNavLink"]')]
      .filter((link) => [...link.querySelectorAll("*")].some((node) => node.scrollWidth > node.clientWidth + 1))
      .map((link) => link.innerText)"""
    assert page.evaluate(cut) == []
