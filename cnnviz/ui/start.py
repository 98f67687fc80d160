"""Start-up: the heavy imports happen behind the first page, never in front of it."""

import gc
import importlib
import threading

FIRST_PAGE = threading.Event()
PATIENCE = 5.0  # seconds; nobody may have opened a page yet
MODULES = ("numpy", "torch", "PIL.Image", "cnnviz.kernels", "cnnviz.convolution", "cnnviz.images")


def warm_up() -> None:
    """Import what the lessons need once the first page has been sent, then freeze it out of the collector's sight.

    A collection walks every tracked object while holding the interpreter's lock; with torch loaded that is a
    huge heap which never becomes garbage.
    """
    FIRST_PAGE.wait(PATIENCE)
    for name in MODULES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
