"""Servers and browsers for the benchmarks: the app, and its peers with everything equal that is not measured."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.server import launch

PEERS = Path(__file__).parent / "peers"
# The settings of the app's own config.toml that cost or save time, so that a peer differs in its script alone.
EQUAL = ("--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false", "--runner.postScriptGC", "false")
PLAIN = EQUAL[:4]
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"

# Puts `all(selector)`, which looks into shadow roots too, `idle()`, `frame()` and `pause(ms)` at hand.
TOOLS = """
const roots = (root) => [...root.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean);
const all = (selector, root = document) =>
  [...root.querySelectorAll(selector), ...roots(root).flatMap((inner) => all(selector, inner))];
const idle = () => document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning";
const frame = () => new Promise((done) => requestAnimationFrame(done));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """One headless browser."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def new_page(browser: Browser) -> Page:
    """A page of a browser that has seen nothing yet."""
    return browser.new_context(viewport={"width": 1400, "height": 900}).new_page()


def open_explorer(page: Page, address: str) -> None:
    """Open a lesson and wait until its explorer has drawn."""
    page.goto(address)
    page.wait_for_selector(".explorer[data-frames]", timeout=60_000)
    page.wait_for_selector(IDLE, timeout=60_000)
    page.wait_for_timeout(1000)


def megabytes(pid: int) -> float:
    """Resident memory of a server."""
    return float(psutil.Process(pid).memory_info().rss) / 2**20


def has_torch(pid: int) -> bool:
    """Whether a server has loaded torch."""
    return any("libtorch" in mapped.path for mapped in psutil.Process(pid).memory_maps())
