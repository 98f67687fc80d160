"""What a computation may cost. The cost is known before it starts, and each limit is a setting.

    limits.check(count, limits.VALUES, "This table has", "numbers", lower="the number of layers")

One click may cost so much; `room` makes everybody's clicks together fit into the server. What takes longer than about a
second runs in slices with a `checkpoint` between them, so that it ends when nobody waits for it any more.
Every setting is an environment variable: CNNVIZ_VALUES=50000000 raises `VALUES`.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cnnviz.words import say


class TooMuch(ValueError):
    """A computation costs more than it may; the sentence names the number to lower."""


def setting(name: str, default: int) -> int:
    """The whole number in the environment variable CNNVIZ_<name>; the default where there is none that can be read."""
    text = os.environ.get(f"CNNVIZ_{name}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else default


def words(name: str) -> list[str]:
    """The words in the environment variable CNNVIZ_<name>, with commas or spaces between them."""
    return os.environ.get(f"CNNVIZ_{name}", "").replace(",", " ").split()


VALUES = setting("VALUES", 30_000_000)  # numbers that one click may hold at the same time; a float has 4 bytes
MULTIPLY_ADDS = setting("MULTIPLY_ADDS", 40_000_000_000)  # of one click; a core takes some seconds for them
STEPS = setting("STEPS", 1_000_000)  # of plain Python that one click may take: about a second
ROWS = setting("ROWS", 10_000)  # of a table or a list that one click shows
TEXT = setting("TEXT", 8_000)  # characters of something typed or linked: 15 × 15 numbers with every digit, 200 layers
BYTES = setting("BYTES", 1_500_000_000)  # that all clicks at work may hold together
KEPT = setting("KEPT", 200_000_000)  # bytes of results and networks that nobody has asked for in KEPT_SECONDS
KEPT_IN_USE = setting("KEPT_IN_USE", 1_000_000_000)  # bytes of all that are kept
KEPT_SECONDS = setting("KEPT_SECONDS", 60)
UPLOADS = setting("UPLOADS", 120_000_000)  # bytes of files that a session keeps: one of 100 MB, or many small ones
ALL_UPLOADS = setting("ALL_UPLOADS", 600_000_000)  # bytes of the files of all sessions
SILENCE = setting("SILENCE", 6)  # seconds without an answer or another byte, after which a download is given up
ASK_AGAIN = setting("ASK_AGAIN", 180)  # seconds for which a server that did not answer is not asked again
PATIENCE = setting("PATIENCE", 20)  # seconds that a click waits for room

OWN_MB = setting("OWN_MB", 250)  # of one student's own pictures, on the disk
ALL_OWN_MB = setting("ALL_OWN_MB", 3_000)  # of everybody's own pictures

# Runs: how many of them there may be at a time, and how often one may be told what to do.
PAUSED = setting("PAUSED", 10)  # paused runs of one owner that an open server holds
ADDRESS_RUNS = setting("ADDRESS_RUNS", 150)  # that wait, train or pause for one address: a lecture hall may have one
QUEUE = setting("QUEUE", 400)  # runs of everybody that wait
OWNER_RUNS = setting("OWNER_RUNS", 300)  # that one owner keeps on the disk
COMMANDS = setting("COMMANDS", 16)  # that may wait for one run
COMMANDS_A_SECOND = setting("COMMANDS_A_SECOND", 5)  # to one run, or of one browser; four times as many at once
ADDRESS_COMMANDS_A_SECOND = setting("ADDRESS_COMMANDS_A_SECOND", 60)  # of strangers to a run, from one address
PROXIES = setting("PROXIES", 0)  # in front of this server, each of which adds to X-Forwarded-For


def check(cost: int, limit: int, has: str, unit: str, *, lower: str) -> None:
    """Raise TooMuch where the cost is above the limit: "This table has 70,000 rows; … at most 10,000: lower …"."""
    if cost > limit:
        shown = f"{cost:,}" if cost < 10**15 else "more than 10¹⁵"
        raise TooMuch(
            say(
                "{has} {shown} {unit}, and at most {limit:,} can be computed here: lower {lower}.",
                has=has, shown=shown, unit=unit, limit=limit, lower=lower,
            )
        )  # fmt: skip


def short(text: str, what: str = "This text") -> str:
    """The text itself; raises TooMuch where it is longer than TEXT, before any reader of it begins."""
    check(len(text), TEXT, say("{what} has", what=what), "characters", lower="their number")
    return text


_unwanted: list[Callable[[], None]] = []


def checkpoint() -> None:
    """Between two slices of a long computation: does not return where its answer is not wanted any more."""
    for end in _unwanted:
        end()


def at_checkpoints(end: Callable[[], None]) -> None:
    """What every `checkpoint` calls: it raises, in the thread of the computation, what ends it."""
    _unwanted[:] = [end]


_free = threading.Condition()
_taken: list[int] = []


@contextmanager
def room(size: int) -> Iterator[None]:
    """Hold a place for a computation of this many bytes among all that are at work in this process.

    One that needs more than there is gets it alone. Raises TooMuch where none comes free within PATIENCE.
    """
    deadline = time.monotonic() + PATIENCE
    while not _took(size, min(0.5, deadline - time.monotonic())):
        if time.monotonic() >= deadline:
            raise TooMuch("Many large computations are at work on this server: try again in a moment.")
        checkpoint()
    try:
        yield
    finally:
        with _free:
            _taken.remove(size)
            _free.notify_all()


def _took(size: int, patience: float) -> bool:
    with _free:
        free = _free.wait_for(lambda: not _taken or sum(_taken) + size <= BYTES, max(0.0, patience))
        if free:
            _taken.append(size)
        return free
