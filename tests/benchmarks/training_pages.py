"""Training as a class meets it: start pressed → first loss, a page beside two running trainings, twenty refreshes."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

from cnnviz.training import Run, open_run
from tests.benchmarks import lessons
from tests.benchmarks.figure import Figure, median, quantile, say
from tests.benchmarks.serve import IDLE, TOOLS, chromium, new_page
from tests.browser.server import serving

ROUNDS, REFRESHES = 5, 20
PATIENCE = 60_000  # milliseconds
LONG = "train-epochs=1000&train-batch-size=16"
BESIDE = "pooling"  # a lesson that does not train

# Milliseconds from the click on Start to the second animation frame after the view of the run shows its first loss.
START = f"""async () => {{ {TOOLS}
  const view = () => all(".run[data-loss]").find((node) => node.dataset.loss);
  const before = view()?.dataset.run;
  const button = all("button").find((node) => node.innerText.trim().endsWith("Start"));
  const start = performance.now();
  button.click();
  while (performance.now() - start < 60000) {{
    await frame();
    if (view() && view().dataset.run !== before) {{ await frame(); return performance.now() - start; }}
  }}
  throw new Error("no loss within a minute");
}}"""


@contextmanager
def own_home() -> Iterator[Path]:
    """Runs in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["CNNVIZ_HOME"] = home
        try:
            yield Path(home)
        finally:
            del os.environ["CNNVIZ_HOME"]


def open_lesson(page: Page, address: str, query: str = "") -> None:
    """The lesson, drawn, with a training process warm behind it."""
    page.goto(f"{address}/train?{query}")
    page.wait_for_selector("h1", timeout=PATIENCE)
    page.locator("button").filter(has_text="Start").wait_for(timeout=PATIENCE)
    page.wait_for_selector(IDLE, timeout=PATIENCE)
    page.wait_for_timeout(3000)


def run_of(page: Page) -> Run:
    """The run that the address names."""
    page.wait_for_function("location.search.includes('run=')", timeout=PATIENCE)
    return open_run(parse_qs(urlsplit(page.url).query)["run"][0])


def started(page: Page, address: str) -> tuple[float, Run]:
    """Milliseconds from Start to the first loss, and the run."""
    open_lesson(page, address, LONG)
    taken = float(page.evaluate(START))
    return taken, run_of(page)


def refreshed(page: Page, run: Run) -> int:
    """Reload the page again and again while it trains; returns how often something was lost."""
    lost, rows = 0, 0
    for _ in range(REFRESHES):
        page.reload()
        page.wait_for_selector(".run[data-loss]", timeout=PATIENCE)
        steps = [row["step"] for row in run.metrics()]
        whole = steps == list(range(1, len(steps) + 1)) and len(steps) >= rows
        lost += not (whole and run.id in page.url and run.state == "running")
        rows = len(steps)
    return lost


def measure() -> list[Figure]:
    """In Chromium against a server of its own: the lesson 5.1, and another lesson while two runs train."""
    with own_home(), chromium() as browser, serving() as (address, _):
        times = []
        for turn in range(ROUNDS):
            say(f"  start {turn + 1} of {ROUNDS}")
            page = new_page(browser)
            taken, run = started(page, address)
            times.append(taken)
            if turn < ROUNDS - 1:
                run.delete()
                page.context.close()
        say("  refreshing")
        lost = refreshed(page, run)
        run.delete()
        page.context.close()
        say("  a page beside nothing, then beside two runs")
        beside = new_page(browser)
        idle = lessons.timed(beside, f"{address}/{BESIDE}")
        pages = [new_page(browser) for _ in range(2)]
        runs = [started(page, address)[1] for page in pages]
        deadline = time.monotonic() + 60
        while not all(run.progress()["step"] > 100 for run in runs) and time.monotonic() < deadline:
            time.sleep(0.1)
        for page in pages:
            page.context.close()
        busy = lessons.timed(beside, f"{address}/{BESIDE}")
        if not all(run.state == "running" for run in runs):
            raise RuntimeError("the runs ended before the page was measured")
        for run in runs:
            run.delete()
    quiet, loaded = quantile(idle, 0.95), quantile(busy, 0.95)
    return [
        Figure(
            "Start pressed → first loss on the screen, median",
            f"{median(times) / 1000:.2f} s",
            "≤ 1.5 s",
            f"slowest {max(times) / 1000:.2f} s",
            median(times) <= 1500,
        ),
        Figure(
            f"a control of {BESIDE} changed → painted while two runs train, 95th percentile",
            f"{loaded:.0f} ms, {loaded / quiet:.2f}×",
            "≤ 2×",
            f"idle {quiet:.0f} ms",
            loaded <= 2 * quiet,
        ),
        Figure(f"{REFRESHES} refreshes of the browser during a run", f"{lost} lost anything", "0", "–", lost == 0),
    ]
