"""A server that has just started, and the first request is for a lesson."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cnnviz.lessons import course
from tests.browser.server import serving

# the first of each chapter stands for the others: a server takes seconds to start
FIRST = [next(lesson.slug for lesson in course.LESSONS if lesson.chapter == chapter) for chapter in course.CHAPTERS]


@pytest.mark.parametrize("slug", FIRST)
def test_deep_link_to_a_fresh_server(open_page: Callable[..., Page], tmp_path: Path, slug: str) -> None:
    log = tmp_path / "log.txt"
    with serving(log=log) as (address, _):
        page = open_page(f"/{slug}", address=address)
        lesson = course.BY_SLUG[slug]
        expect(page.get_by_role("heading", level=1)).to_have_text(f"{lesson.number} {lesson.title}")
        expect(page.get_by_test_id("stSidebar")).to_contain_text(lesson.short)
        expect(page.get_by_role("heading", name="Sources")).to_be_attached()
        page.context.close()
    assert "Traceback" not in log.read_text()
