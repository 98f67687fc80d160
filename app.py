"""The front door: serves the pages, the browser components and start-up."""

import asyncio
import contextlib
import gc
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime import get_instance

from cnnviz import disk, kept, private
from cnnviz.ui.controls import uploads
from cnnviz.ui.frame import browser, gate, owner, start
from cnnviz.ui.runs import routes

# A lesson's computations are small: waking a second thread for one takes longer than the sum, the more so when many
# students ask at once. Set before torch is loaded, which reads it then.
os.environ.setdefault("OMP_NUM_THREADS", "1")

os.umask(0o077)  # what this server writes is for nobody else on this computer

COLLECT_EVERY = 10  # seconds; without it memory grows by 100 MB per 1,000 picture reruns


@contextlib.asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Warm the heavy imports behind the first page, keep the garbage collector short and rare, and end all training.

    What earlier versions left readable for other users of this computer is closed beside that, in a thread of its own.

    The training pool opens with the first page that trains, so that a server which only shows pages has no processes
    beside it.
    """
    uploads.bound(get_instance().uploaded_file_mgr)  # type: ignore[arg-type]
    threading.Thread(target=start.warm_up, name="warm-up", daemon=True).start()
    threading.Thread(target=private.close_all, args=(disk.home(),), name="close-home", daemon=True).start()

    async def collect() -> None:
        while True:
            await asyncio.sleep(COLLECT_EVERY)
            gc.collect()
            kept.let_go()

    collector = asyncio.create_task(collect())
    yield
    collector.cancel()
    if pool := sys.modules.get("cnnviz.training.runs.pool"):
        await asyncio.to_thread(pool.close)


def say_sorry(error: Exception) -> bool:
    """A sentence instead of a traceback; the log keeps the traceback."""
    logging.getLogger("cnnviz").error("a page failed", exc_info=error)
    if isinstance(error, ImportError):
        st.error(
            f"This page needs {error.name or 'a package'}, which cannot be imported on this machine: whoever runs the "
            "server can install it again with “pip install -r requirements.txt” and start the server anew."
        )
        return True
    st.error(
        "Something went wrong while drawing this page, and nothing you did is lost. "
        "Change the last setting back or reload the page; the server's log says what happened."
    )
    return True


app = st.App(
    "pages/_main.py",
    lifespan=lifespan,
    routes=[*browser.routes(), *routes.ROUTES],
    middleware=[Middleware(gate.guard), Middleware(owner.remember)],
    on_script_error=say_sorry,
)
