"""One server and one browser for all browser tests; each test has a context of its own and must end without errors."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from cnnviz.lessons import course
from tests.browser.server import ROOT, launch, serving

LESSONS = [f"/{lesson.slug}" for lesson in course.LESSONS]
# The lessons come from the course; every other page has its address in the table of contents.
PAGES = [
    "/",
    *LESSONS,
    *(f"/{path}" for path in re.findall(r'url_path="(.+?)"', (ROOT / "pages/_main.py").read_text())),
]
PATIENCE = 30_000  # milliseconds; two busy cores are slow

# On a deep link Streamlit's own script first asks below the page's path for its health, and is told 404.
STREAMLIT_PROBES = ("_stcore/health", "_stcore/host-config")

# Counts what the page sends to the server, and notices when an answer is still due.
TRAFFIC = """
window.traffic = { sent: 0, due: false, at: 0 };
window.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args);
    this.addEventListener("message", () => { traffic.due = false; traffic.at = performance.now(); });
  }
  send(...args) {
    traffic.sent += 1; traffic.due = true; traffic.at = performance.now();
    return super.send(...args);
  }
};
"""
# The script has run, every answer is here, nothing has arrived for a while, every widget's own code has drawn it,
# and what the browser computed by itself has been replaced by what the server did.
CALM = """() => document.querySelector("[data-testid=stMainBlockContainer] h1")
  && document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
  && !document.querySelector("[data-testid=stSkeleton]")
  && [...document.querySelectorAll("[data-testid^=stBidiComponent]")].every(({ shadowRoot: root, dataset }) => root
    && "mounted" in dataset
    && !root.querySelector(".explorer[data-version]:not([data-value]), [data-preview], [data-pending]"))
  && !traffic.due && performance.now() - traffic.at > 200"""
# What has arrived is also drawn: the page has nothing left to do, and two frames later all of it can be seen.
DRAWN = """async () => {
  await scheduler.postTask(() => {}, { priority: "background" });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


@pytest.fixture(scope="session")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server") / "log.txt"


@pytest.fixture(scope="session")
def server(server_log: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_MOCK_LANGUAGE", "1")  # which only `?lang=mock` asks for
        with serving(log=server_log) as (address, _):
            yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(server: str, server_log: Path, browser: Browser) -> Iterator[Callable[..., Page]]:
    """open_page(path, width=1400, dark=False): a page in a browser of its own, ready to be used."""
    with visit(browser, server, server_log) as open_:
        yield open_


@contextmanager
def visit(browser: Browser, server: str, log: Path) -> Iterator[Callable[..., Page]]:
    """Gives a function that opens pages; at the end no page may have had an error and the server none in its log."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []
    logged = len(log.read_text())

    def open_(
        path: str = "/",
        *,
        width: int = 1400,
        height: int = 900,
        dark: bool = False,
        touch: bool = False,
        permissions: tuple[str, ...] = (),
        script: str = "",
        address: str = server,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            accept_downloads=True,
            permissions=permissions,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch(page, errors)
        page.add_init_script(script)
        page.goto(address + path, timeout=60_000)
        settle(page)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == [], errors
    news = log.read_text()[logged:]
    assert "Traceback" not in news, news[-5000:]


def watch(page: Page, errors: list[str]) -> None:
    """Collect the errors of a page, and count its messages to the server."""

    def console(message: ConsoleMessage) -> None:
        location: Any = message.location
        where = str(location.get("url", ""))
        # Streamlit looks for the script behind a download button after a quicker change has replaced it.
        script = re.search(r"/media/\w+\.py$", where) or message.text.startswith("Client Error: Download Button source")
        replaced = script and "404" in message.text
        if message.type == "error" and not where.endswith(STREAMLIT_PROBES) and not replaced:
            errors.append(f"{page.url}: {message.text} ({where})")

    page.add_init_script(TRAFFIC)
    page.on("console", console)
    page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))


def settle(page: Page) -> None:
    """Wait until what was just done is sent, the script has run and everything it sent is on the screen."""
    page.evaluate(DRAWN)
    page.wait_for_function(CALM, timeout=60_000)
    page.evaluate(DRAWN)
    if not page.evaluate(CALM):  # what was drawn had something to send
        settle(page)


def messages_sent(page: Page) -> int:
    """How many messages the page has sent to the server since it was loaded."""
    return int(page.evaluate("traffic.sent"))
