"""From the start of the process to the painted home page."""

import time
from pathlib import Path

from playwright.sync_api import Browser

from tests.benchmarks.figure import Figure, median, say
from tests.benchmarks.serve import PEERS, PLAIN, chromium, new_page
from tests.browser.server import ROOT, serving

ROUNDS = 5


def seconds_until(browser: Browser, script: Path, sight: str, *options: str) -> float:
    """Seconds from starting the server to the sight in a browser that has cached nothing."""
    began = time.perf_counter()
    with serving(script, *options) as (address, _):
        page = new_page(browser)
        page.goto(address, wait_until="commit")
        page.wait_for_selector(sight, timeout=60_000)
        taken = time.perf_counter() - began
        page.context.close()
    return taken


def measure() -> list[Figure]:
    """Seconds from starting the process to the visible title of the home page, in a fresh browser context.

    The peer: an app of one line, `st.write("hello")`, in turn with ours.
    """
    ours, theirs = [], []
    with chromium() as browser:
        for turn in range(ROUNDS):
            say(f"  start {turn + 1} of {ROUNDS}")
            ours.append(seconds_until(browser, ROOT / "app.py", "[data-testid=stMainBlockContainer] h1"))
            theirs.append(seconds_until(browser, PEERS / "hello.py", "text=hello", *PLAIN))
    mine, other = median(ours), median(theirs)
    return [
        Figure(
            "home page painted, from the start of the process",
            f"{mine:.2f} s, {mine / other:.2f}×",
            "≤ 1.5×",
            f"one-line app {other:.2f} s",
            mine <= 1.5 * other,
        )
    ]
