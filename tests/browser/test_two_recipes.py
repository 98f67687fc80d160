"""A comparison is started, trains while the page looks on, and is still there after the page was loaded again."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import settle

TINY = "/two-recipes?two-setting=dropout&two-network=dense+layers&two-epochs=1&two-examples=20&two-seeds=1"
PATIENCE = 120_000  # milliseconds; others may train as well


def test_two_recipes_are_trained_and_survive_a_refresh(open_page: Callable[..., Page]) -> None:
    page = open_page(TINY)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**comparison=*", timeout=PATIENCE)
    results = page.get_by_test_id("stMetricValue")
    expect(results.first).to_have_text(re.compile(r"\d %"), timeout=PATIENCE)
    expect(results.nth(2)).to_have_text(re.compile(r"[+−]\d+\.\d points"), timeout=PATIENCE)
    expect(page.get_by_role("button", name="Start again")).to_be_visible(timeout=PATIENCE)
    before = results.all_inner_texts()
    page.reload()
    settle(page)
    expect(results.nth(2)).to_be_visible(timeout=PATIENCE)
    assert results.all_inner_texts() == before
    assert page.locator("[data-testid=stPlotlyChart] .scatterlayer .trace").count() >= 2
