"""A class name that would fetch an address: no request leaves the page, whose policy would not let it, and no link."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cnnviz.data import own, own_pictures
from cnnviz.private import mark
from cnnviz.training import Recipe
from cnnviz.ui.frame.owner import NAME
from tests.browser.conftest import settle, visit
from tests.browser.server import serving
from tests.engine.images.made_pictures import noise, png
from tests.engine.training.kept_runs import kept_run

WORD = "0123456789abcdef" * 2
CLASSES = ("![x](http://evil.test/a)", "[free](https://evil.test) <b>b</b>", "www.evil.test http://evil.test/b")


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[tuple[Callable[..., Page], str]]:
    """A server whose home holds a run on own pictures with such names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(tmp_path))
        shots = {
            name: [png(noise(16, 16, 3, seed=9 * i + j), 8, 2) for j in range(4)] for i, name in enumerate(CLASSES)
        }
        name = f"own:{own.save_own(own_pictures.from_pictures(shots, size=16), owner=WORD)}"
        run = kept_run(Recipe(dataset=name, network="tiny_vgg", batch_size=4, epochs=1), 1, (0,), owner=mark(WORD))
        log = tmp_path / "log.txt"
        with serving(log=log) as (address, _), visit(browser, address, log) as open_page:
            yield open_page, run.id


def test_names_fetch_nothing_and_pictures_are_their_owners(opened: tuple[Callable[..., Page], str]) -> None:
    open_page, run = opened
    page = open_page("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.add_cookies([{"name": NAME, "value": WORD, "url": page.url}])
    for path in (f"/own-pictures?run={run}&own-ask-about=Example", f"/open-network?open-run={run}"):
        page.goto(re.sub(r"(?<=\d)/.*", "", page.url) + path)
        settle(page)
        if look := page.get_by_role("radio", name="Grad-CAM").or_(page.get_by_test_id("stBaseButton-segmented_control")
            .filter(has_text="Grad-CAM")).all():  # fmt: skip
            look[0].click()
            settle(page)
            expect(page.get_by_text("Grad-CAM of")).to_contain_text("evil.test")
        assert "evil.test" in page.inner_text("body")
        assert page.locator("a[href*='evil.test'], img[src*='evil.test']").count() == 0
    assert not [url for url in asked if "evil.test" in url]
    assert any(f"/runs/{run}/pictures" in url for url in asked)
    stranger = open_page(f"/own-pictures?run={run}")
    expect(stranger.get_by_text("The pictures of this run are private")).to_be_visible()
    expect(stranger.locator(".run figure.maps")).to_be_hidden()
    expect(stranger.locator(".run figure.first")).to_be_visible()
