"""Start-up: the heavy imports happen behind the first page, never in front of it, and in one thread at a time.

A thread that imports torch, torchvision or pandas while another one does sees modules half made. So no page imports
them by itself: each waits in `ready` until what it needs is there. The front page needs nothing, and the one that a
lecture starts with gets along with the first part.
"""

import gc
import importlib
import logging
import pkgutil
import threading
from collections.abc import Iterator

import cnnviz

FRONT = ""  # its address
EARLY = ("kernels",)  # pages for which FIRST is enough; a test holds that they import nothing else
FIRST = (
    *("numpy", "numpy.random", "PIL.Image", "pandas", "pyarrow.pandas_compat", "pyarrow.vendored.version", "torch"),
    *(
        "cnnviz.images",
        "cnnviz.images.files",
        "cnnviz.operations.properties",
        "cnnviz.lessons.exercises",
        "cnnviz.convolution",
    ),
    *(
        "cnnviz.lessons.listings.responses",
        "cnnviz.lessons.kernels.drawing",
        "cnnviz.lessons.kernels.experiments",
        "cnnviz.lessons.kernels.idea",
        "cnnviz.lessons.pace",
        "cnnviz.ui.labs.kernels.figures",
    ),
    *(
        "cnnviz.ui.views.lab",
        "cnnviz.ui.frame.lesson",
        "cnnviz.ui.controls.picture",
        "cnnviz.ui.frame.shell",
        "cnnviz.ui.views.take_away",
    ),
    *("cnnviz.ui.controls.kernel_editor", "cnnviz.ui.controls.window_settings"),
)
# torch's meta device and its optimisers import torch._dynamo when they are first used.
OTHERS = (
    *("plotly.io", "streamlit.emojis"),
    *("torch._dynamo", "torch.optim", "torch.utils.flop_counter", "torch.utils.data"),
    *("safetensors.torch", "torchvision.models", "torchvision.transforms.v2", "torchvision.transforms._presets"),
    *("torchvision.datasets", "skimage.segmentation"),
)

FIRST_PAGE = threading.Event()
YOUNG = 3_000, 15  # new objects between two collections of the youngest, and of these to one of the older ones
NEVER = 2**31 - 1
PATIENCE = 5.0  # seconds; nobody may have opened a page yet
_importing = threading.Lock()
_done: set[str] = set()  # "first", "all"


def ready(page: str | None = None) -> None:
    """Return when everything that this page may need has been imported. page: its address; None for all of them.

    A module that cannot be imported holds nobody up: the log names it, and a page that needs it will say so.
    """
    if page == FRONT or "all" in _done or (page in EARLY and "first" in _done):
        return
    _import("first", FIRST)
    if page not in EARLY:
        _import("all", _rest())


def warm_up() -> None:
    """Import what the lessons need once the first page has been sent, then freeze it out of the collector's sight.

    A collection walks every tracked object while holding the interpreter's lock; with torch loaded that is a
    huge heap which never becomes garbage. Afterwards whole collections, of what all open pages hold, are left to the
    server, which makes one every ten seconds: frozen objects do not count, so Python would make four more between them.
    """
    FIRST_PAGE.wait(PATIENCE)
    gc.disable()  # modules are no garbage, and while they are loaded each collection takes longer than the one before
    try:
        ready()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*YOUNG, NEVER)
    finally:
        gc.enable()


def _import(part: str, names: "Iterator[str] | tuple[str, ...]") -> None:
    with _importing:
        if part in _done:
            return
        for name in names:
            try:
                importlib.import_module(name)
            except Exception:
                logging.getLogger("cnnviz").exception("%s cannot be imported: pages that need it will not work", name)
        _done.add(part)


def _rest() -> Iterator[str]:
    """All others, and everything of our own: who imports two modules that import each other must be alone, too.

    Not the scripts of the lessons, which are programs: to import one is to run it.
    """
    yield from OTHERS
    for module in pkgutil.walk_packages(cnnviz.__path__, "cnnviz."):
        if not module.name.endswith("script"):
            yield module.name
