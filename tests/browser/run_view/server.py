"""The page with the addresses that the app has beside its pages."""

import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[3]))


from cnnviz.training.runs import pool
from cnnviz.ui.frame import browser
from cnnviz.ui.runs import routes


@contextlib.asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    pool.pool()
    yield
    pool.close()


app = st.App(
    str(Path(__file__).parent / "page.py"),
    lifespan=lifespan,
    routes=[*browser.routes(), *routes.ROUTES],
)
