"""Pages run by Streamlit's own tester: no browser, but every widget."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.util import calc_hash

from cnnviz.lessons import course

PAGES = Path(__file__).parents[2] / "pages"
SLUGS = [lesson.slug for lesson in course.LESSONS]

# Streamlit's tester compiles a page anew with every run, a server once: a sixth of the time of all page tests.
_compiled = ScriptCache()
local_script_runner.ScriptCache = lambda: _compiled  # type: ignore[attr-defined,assignment]


_components = BidiComponentManager()


def tester(file: str | None = None, *, timeout: float = 60) -> AppTest:
    """Streamlit's tester of the app, not run yet: of the page in this file below pages/, else of the home page."""
    app = AppTest.from_file(PAGES / "_main.py", default_timeout=timeout)
    app._bidi_component_manager = _components  # its own would look through all installed packages each time
    if file:  # by its address: AppTest.switch_page knows that only after a run of the home page
        app._page_hash = calc_hash(Path(file).stem.replace("_", "-"))
    return app


tester.__test__ = False  # type: ignore[attr-defined]  # pytest takes what is called test… for a test


@pytest.fixture
def open_lesson() -> Callable[..., AppTest]:
    """open_lesson("kernels", kernel="1 0 -1"): the lesson with these query parameters, run once."""

    def open_(slug: str, **query: str) -> AppTest:
        app = tester(course.BY_SLUG[slug].file)
        for name, value in query.items():
            app.query_params[name.replace("_", "-")] = value
        return healthy(app.run())

    return open_


def healthy(app: AppTest) -> AppTest:
    """The page ran to its end without an exception."""
    assert not app.exception, [error.value for error in app.exception]
    return app


def run_apart(work: Coroutine[Any, Any, None]) -> None:
    """asyncio.run in a thread of its own: in this one a browser's event loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()
