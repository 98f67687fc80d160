"""Two steps from anywhere to anything: the map of the course, the list behind the key G, and terms that lead back."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from cnnviz.lessons.course import LESSONS
from tests.browser.conftest import settle

Open = Callable[..., Page]


def test_the_map_shows_what_builds_on_what_and_leads_there(open_page: Open) -> None:
    page = open_page("/")
    course = page.locator(".map")
    expect(course.locator("a")).to_have_count(len(LESSONS))
    expect(course.locator("a[data-next]")).to_contain_text("1.1")
    course.locator("a", has_text="3.7").hover()
    expect(course.locator("a[data-needs]", has_text="3.4")).to_have_count(1)
    expect(course.locator("a[data-leads]", has_text="3.8")).to_have_count(1)
    expect(course.locator(".said")).to_contain_text("3.4 (stride, dilation)")
    course.locator("a", has_text="3.7").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3.7", timeout=60_000)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("cnnviz")


def test_a_key_leads_to_lessons_pages_terms_and_networks(open_page: Open) -> None:
    page = open_page("/output-size?projector=true", width=1280)
    for text, heading in (("3.7", "3.7"), ("practice", "Practice"), ("aliasing", "Glossary"), ("ResNet-18", "4.12")):
        page.locator("h1").click()
        page.keyboard.press("g")
        page.get_by_role("searchbox").fill(text)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        expect(page).to_have_url(re.compile("projector=true"))
    page.keyboard.press("g")
    page.get_by_role("searchbox").fill("no such thing")
    expect(page.get_by_text("Nothing has this in its name")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_be_hidden()


def test_a_term_opens_the_glossary_in_this_tab_and_back_leads_to_the_lesson(open_page: Open) -> None:
    page = open_page("/stride-dilation?stride-s=4")
    page.get_by_role("link", name="Stride", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Glossary")
    assert len(page.context.pages) == 1
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3.4")
    settle(page)
    assert "stride-s=4" in page.url


def test_a_word_in_a_cell_gives_way_to_the_number_before_it(open_page: Open) -> None:
    page = open_page("/one-value")
    cell = page.get_by_role("table").get_by_label("row 1, column 1").first
    before = cell.input_value()
    cell.fill("two")
    cell.press("Tab")
    expect(page.get_by_text("“two” is no number")).to_be_visible()
    expect(cell).to_have_value(before)
    cell.fill("０,5")
    cell.press("Tab")
    expect(cell).to_have_value("0.5")
    expect(page.get_by_text("“two” is no number")).to_be_hidden()
