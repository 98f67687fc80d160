"""Options stand in the address by their ids, whoever has written it: the browser, the server or an older version."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import settle
from tests.browser.controls import pick


def asked(page: Page, name: str) -> list[str]:
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True).get(name, [])


def is_picked(page: Page, group: str, option: str) -> None:
    expect(page.get_by_role("radiogroup", name=group).get_by_role("radio", name=option)).to_be_checked()


def test_what_is_picked_stands_in_the_address_by_its_id(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value")
    before = page.evaluate("history.length")
    pick(page, "Input", "Photo")
    assert asked(page, "one-input") == ["photo"]
    assert page.evaluate("history.length") == before
    page.reload()
    settle(page)
    is_picked(page, "Input", "Photo")
    assert asked(page, "one-input") == ["photo"]
    pick(page, "Input", "Numbers")
    assert asked(page, "one-input") == []
    assert not page.locator("[data-control]").first.is_visible()


def test_the_link_of_an_older_version_opens_the_same_and_becomes_one_with_ids(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?one-input=Photo&one-stride=2")
    is_picked(page, "Input", "Photo")
    assert not page.get_by_role("alert").count()
    pick(page, "Input", "Numbers")
    pick(page, "Input", "Photo")
    assert asked(page, "one-input") == ["photo"]
    assert asked(page, "one-stride") == ["2"]
