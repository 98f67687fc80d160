"""Whatever file or camera there is: a picture, or a sentence, and the picture before stays."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import oracles
from tests.browser.conftest import settle
from tests.browser.controls import Opened, give_file, payload, pick, picture_name, type_into
from tests.browser.window import Explorer

WHOLE = oracles.png(oracles.random_pixels(10))
BROKEN = {
    "text with a picture's name": (b"This is no picture.\n" * 40, "photo.png"),
    "cut off": (WHOLE[: len(WHOLE) // 2], "half.png"),
    "empty": (b"", "nothing.png"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_file_gets_a_sentence_and_the_picture_before_stays(open_page: Callable[..., Page], what: str) -> None:
    page = open_page("/kernels")
    give_file(page, WHOLE, "whole.png")
    explorer = Explorer(page)
    before = explorer.root.get_attribute("data-version"), explorer.hover(5, 5)
    content, name = BROKEN[what]
    with Opened(page, "Picture:") as body:
        page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(files=[payload(content, name)])
        settle(page)
        expect(body.get_by_role("alert")).to_contain_text("The previous picture stays.")
    assert "your picture" in picture_name(page)
    assert (explorer.root.get_attribute("data-version"), explorer.hover(5, 5)) == before


def test_file_over_20_mb_is_refused(open_page: Callable[..., Page], tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(WHOLE + bytes(21 * 2**20))
    page = open_page("/kernels")
    with Opened(page, "Picture:") as body:
        pick(page, "Where from", "Upload")
        page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(path)
        expect(body).to_contain_text("20")
        expect(body.get_by_text("must be")).to_be_visible()
    assert "Cat" in picture_name(page)


def test_camera_photo_is_used(open_page: Callable[..., Page]) -> None:
    page = open_page("/kernels", permissions=("camera",))
    explorer = Explorer(page)
    before = explorer.root.get_attribute("data-version") or ""
    with Opened(page, "Picture:"):
        pick(page, "Where from", "Camera")
        page.wait_for_function("() => document.querySelector('video')?.currentTime > 0")
        page.get_by_role("button", name="Take photo").click()
        expect(explorer.root).not_to_have_attribute("data-version", before)
        settle(page)
    assert "your photo" in picture_name(page)
    height, width = explorer.shape("in")
    assert max(height, width) == 256
    middle = explorer.hover(height // 2, width // 2)
    assert abs(middle) <= 4  # four times white is the most that Sobel can answer


def test_every_sample_photo_can_be_chosen(open_page: Callable[..., Page]) -> None:
    page = open_page("/kernels?kernels-size=64")
    versions = set()
    with Opened(page, "Picture:") as body:
        body.get_by_role("combobox").click()
        titles = [title for title in page.get_by_role("option").all_inner_texts() if title]
        page.keyboard.press("Escape")
    assert len(titles) > 4
    for title in titles[:6]:
        with Opened(page, "Picture:") as body:
            body.get_by_role("combobox").click()
            page.get_by_role("option", name=title, exact=True).click()
            settle(page)
        assert title in picture_name(page)
        versions.add(Explorer(page).root.get_attribute("data-version"))
    assert len(versions) == 6


def test_wrong_matrix_gets_a_sentence_and_the_matrix_before_stays(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value")
    type_into(page, "Input: rows on lines of their own", "1 2 3\n4 five 6\n7 8 9")
    expect(page.get_by_role("alert")).to_contain_text("five")
    explorer = Explorer(page)
    assert [explorer.hover(0, 0), explorer.hover(1, 1)] == [19, 43]
    type_into(page, "Input: rows on lines of their own", "1 2 3\n4 5 6\n7 8 9")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert explorer.hover(0, 0) == 0 * 1 + 1 * 2 + 2 * 4 + 3 * 5
