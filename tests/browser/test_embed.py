"""The stage alone in a frame of another page: where that is allowed, and nowhere else."""

import threading
from collections.abc import Iterator
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import serving


class Notes(BaseHTTPRequestHandler):
    """Lecture notes on another server, with a frame for the address behind the question mark."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        shown = escape(unquote(self.path.partition("?")[2]))
        self.wfile.write(
            f'<!doctype html><title>Notes</title><iframe src="{shown}" width="1100" height="640">'.encode()
        )

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[str, str, str]]:
    """The app, the notes that it allows, and those of somebody else."""
    notes = [ThreadingHTTPServer(("127.0.0.1", 0), Notes) for _ in range(2)]
    for one in notes:
        threading.Thread(target=partial(one.serve_forever, 0.05), daemon=True).start()
    friend, stranger = (f"http://127.0.0.1:{one.server_address[1]}" for one in notes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_FRAMES", friend)
        with serving() as (app, _):
            yield app, friend, stranger
    for one in notes:
        one.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    yield context.new_page()
    context.close()


def test_an_allowed_site_shows_the_stage_alone(page: Page, sites: tuple[str, str, str]) -> None:
    app, friend, _ = sites
    page.goto(f"{friend}/?{app}/one-value?embed=1")
    frame = page.frame_locator("iframe")
    expect(frame.locator(".explorer figure.out")).to_be_visible(timeout=60_000)
    expect(frame.locator(".st-key-strip").get_by_role("radiogroup", name="Input")).to_be_visible()
    for hidden in (".st-key-step-question", ".st-key-step-numbers", ".st-key-step-check", ".st-key-projector-switch"):
        expect(frame.locator(hidden)).to_be_hidden()
    expect(frame.get_by_test_id("stSidebar")).to_be_hidden()


@pytest.mark.parametrize(("who", "query"), [(2, "?embed=1"), (1, ""), (1, "?embed=true")])
def test_nobody_else_and_nothing_else_is_framed(page: Page, sites: tuple[str, str, str], who: int, query: str) -> None:
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(f"{sites[who]}/?{sites[0]}/one-value{query}")
    assert page.frame_locator("iframe").locator("[data-testid=stApp]").count() == 0
