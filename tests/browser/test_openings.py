"""What a lesson opens with stands in the address, so that a reload and a shared link show the same."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import settle


def test_an_opening_stands_in_the_address(open_page: Callable[..., Page]) -> None:
    page = open_page("/sliding-window")
    assert page.url.split("?")[1] == "sliding-along=20&sliding-w=28&sliding-pool=4"
    page.reload()
    settle(page)
    assert page.url.split("?")[1] == "sliding-along=20&sliding-w=28&sliding-pool=4"


def test_who_looks_at_the_picture_finds_it_again(open_page: Callable[..., Page]) -> None:
    page = open_page("/open-network")
    assert page.url.split("?")[1] == "open-at=known&open-example=1"
    knows = page.get_by_text("It can only answer with what it knows")
    expect(knows).to_contain_text("Of example 1, star it says star")
    page.get_by_text("The picture", exact=True).click()
    expect(knows).to_contain_text("Of Cat it says cross")
    page.goto(page.url)
    settle(page)
    expect(knows).to_contain_text("Of Cat it says cross")


def test_the_drawing_stands_beside_the_text_and_is_no_higher(open_page: Callable[..., Page]) -> None:
    page = open_page("/channels")
    drawn = page.get_by_role("img", name="Each slice of a filter").bounding_box()
    text = page.locator(".st-key-idea [data-testid=stMarkdownContainer] p").filter(has_text="A colour picture")
    beside = text.bounding_box()
    assert drawn and beside
    assert drawn["x"] >= beside["x"] + beside["width"]
    assert drawn["height"] <= beside["height"]
