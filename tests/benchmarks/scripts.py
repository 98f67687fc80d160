"""How long the script of every page takes."""

import logging
import time

from streamlit.testing.v1 import AppTest

from cnnviz.lessons import course
from tests.benchmarks.figure import Figure, median, say
from tests.browser.server import ROOT

ROUNDS = 15


def milliseconds(file: str) -> float:
    """Median milliseconds of a whole run of the page, after two that load code and fill caches."""
    app = AppTest.from_file(ROOT / "pages" / "_main.py", default_timeout=60).run()
    if file:
        app.switch_page(file)
    taken = []
    for _ in range(ROUNDS + 2):
        began = time.perf_counter()
        app.run()
        taken.append(1000 * (time.perf_counter() - began))
        if app.exception:
            raise RuntimeError(f"{file or 'home'}: {app.exception[0].value}")
    return median(taken[2:])


def measure() -> list[Figure]:
    """Milliseconds of every page's script: the whole page, with its defaults, run by Streamlit's own tester.

    No browser, and no cache of compiled scripts: a server saves a few of these milliseconds.
    """
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True  # bare mode is meant
    pages = {"home": "", **{lesson.slug: lesson.file for lesson in course.LESSONS}}
    times = {name: milliseconds(file) for name, file in pages.items()}
    say("  " + ", ".join(f"{name} {taken:.0f} ms" for name, taken in times.items()))
    slowest = max(times, key=times.__getitem__)
    others = ", ".join(f"{name} {taken:.0f}" for name, taken in times.items() if name != slowest)
    return [Figure("script time, slowest page", f"{slowest} {times[slowest]:.0f} ms", "–", f"{others} ms")]
