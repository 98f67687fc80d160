"""The same pages as app.py, with the garbage collector as Python and Streamlit have it: nothing frozen, no timer."""

import contextlib
import importlib
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from cnnviz.ui.frame import browser, start  # noqa: E402


def warm_up() -> None:
    """What start.warm_up imports, without the freeze."""
    for name in (*start.FIRST, *start.OTHERS):
        importlib.import_module(name)


@contextlib.asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Warm the imports, and nothing else."""
    threading.Thread(target=warm_up, daemon=True).start()
    yield


app = st.App(
    ROOT / "pages" / "_main.py",
    lifespan=lifespan,
    routes=browser.routes(),
)
