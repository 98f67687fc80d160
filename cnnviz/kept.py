"""What was worked out and may be asked for again: kept for everybody, within one budget of memory.

    @kept.keep
    def responses(sha: str, window: Window, _image: Tensor) -> Tensor: ...

What comes out is the same object for all, so that nobody may change it. Arguments whose names begin with an underscore
do not count: the others say what they are. What nobody has asked for within `limits.KEPT_SECONDS` is let go while all
together holds more than `limits.KEPT` bytes; what is in use has room up to `limits.KEPT_IN_USE`. An object that grows
while it is kept says in `grows_to` how many bytes it may come to hold: these count from the beginning.
"""

import contextlib
import ctypes
import dataclasses
import inspect
import itertools
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from cnnviz import limits

P = ParamSpec("P")
T = TypeVar("T")
_Key = tuple[Any, ...]  # the function as it is called, and its arguments that count

_ENTRY = 1_000  # bytes that every entry counts besides, so that their number is bounded too
_NOTICED = 2**24  # bytes whose return to the system is worth a call


class _Entry:
    def __init__(self, value: Any) -> None:
        self.value, self.blocks, self.used = value, blocks(value), time.monotonic()
        self.blocks[-next(_serial)] = _ENTRY


_entries: dict[_Key, _Entry] = {}  # the one used last stands last
_holders: Counter[int] = Counter()  # of each block: weights belong to a network and to what it was opened with
_total = 0
_serial = itertools.count(1)
_making: dict[_Key, threading.Lock] = {}
_lock = threading.RLock()

SLOW = 0.5, 0.1  # seconds of the processor from which on average a function takes turns with others that are as slow
_WAIT = 3.0  # seconds that one waits for its turn at most
_turns = threading.Lock(), threading.Lock()
_here = threading.local()  # .busy: this thread works something out already


def keep(function: Callable[P, T]) -> Callable[P, T]:
    """The function, whose results are kept; what it raises is not. Arguments that count are hashable, or lists."""
    signature = inspect.signature(function)
    spent: list[float] = []  # seconds of the processor
    counting = [name for name in signature.parameters if not name.startswith("_")]

    @wraps(function)
    def kept(*args: P.args, **kwargs: P.kwargs) -> T:
        given = signature.bind(*args, **kwargs)
        given.apply_defaults()
        key = (kept, *(_hashable(given.arguments[name]) for name in counting))
        entry = _find(key)
        if entry is None:
            with _in_turn(spent, key):
                with _lock:
                    making = _making.setdefault(key, threading.Lock())
                with making:  # who wants the same waits for it
                    entry = _find(key)
                    if entry is None:
                        began = time.thread_time()
                        try:
                            entry = _put(key, _Entry(function(*args, **kwargs)))
                        finally:
                            spent[:] = [*spent[-9:], time.thread_time() - began]
                            with _lock:
                                _making.pop(key, None)
        value: T = entry.value
        return value

    return kept


@contextlib.contextmanager
def _in_turn(spent: Sequence[float], key: _Key) -> Iterator[None]:
    """Slow computations one after the other: all threads share one processor, and beside ten of them a click that
    needs 50 ms of it would wait for half a second. A network of 500 MB does not keep one of 0.2 s waiting.

    What is worked out for something else does not wait: the one whose turn it is may wait for that. Nor does who finds
    that somebody else has worked it out meanwhile.
    """
    outermost = not getattr(_here, "busy", False)
    turn = next((turn for least, turn in zip(SLOW, _turns, strict=False) if sum(spent) > least * len(spent)), None)
    mine, until = False, time.monotonic() + _WAIT
    if outermost and turn:
        while not (mine := turn.acquire(timeout=0.1)) and key not in _entries and time.monotonic() < until:
            limits.checkpoint()
    _here.busy = True
    try:
        yield
    finally:
        _here.busy = not outermost
        if turn and mine:
            turn.release()


def size() -> int:
    """Bytes of all that is kept."""
    return _total


def let_go(*, now: float | None = None) -> int:
    """Let go what is beyond the limits; returns its bytes. Happens with every new entry, and now and then by itself.

    now: as time.monotonic gives it.
    """
    now = time.monotonic() if now is None else now
    with _lock:
        before, newest = _total, next(reversed(_entries), None)
        for key, entry in list(_entries.items()):
            idle = now - entry.used > limits.KEPT_SECONDS
            if _total <= (limits.KEPT if idle else limits.KEPT_IN_USE):
                break  # all that follow were used later
            idle = idle and now - max(other.used for other in _sharing(entry)) > limits.KEPT_SECONDS
            if _total > (limits.KEPT if idle else limits.KEPT_IN_USE) and (idle or key != newest):
                _drop(key)
        freed = before - _total
    if freed > _NOTICED:
        give_back()
    return freed


def forget(*functions: Callable[..., Any]) -> None:
    """Let go at once of all that these functions gave; of everything where none is named."""
    with _lock:
        for key in [key for key in _entries if not functions or key[0] in functions]:
            _drop(key)


def count(function: Callable[..., Any]) -> int:
    """How many results of a function are kept."""
    with _lock:
        return sum(key[0] == function for key in _entries)


def give_back() -> None:
    """Return freed memory to the system: the C library of Linux otherwise keeps hundreds of megabytes for itself."""
    with contextlib.suppress(Exception):
        ctypes.CDLL(None).malloc_trim(0)


def blocks(value: Any) -> dict[int, int]:
    """The memory that a value holds: address of each block -> its bytes. Views of one tensor are one block.

    Small objects, which others may hold too, count together as one block of this value.
    """
    found: dict[int, int] = {}
    own = -next(_serial)
    for address, held in _walk(value):
        found[address or own] = max(held, found.get(address, 0)) if address else found.get(own, 0) + held
    return found


def _walk(value: Any) -> Iterator[tuple[int, int]]:
    import numpy as np

    torch = sys.modules.get("torch")  # what is no tensor does not need it
    waiting, seen = [value], set()
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if torch and isinstance(part, torch.Tensor):
            if part.device.type == "cpu" and part.layout == torch.strided:
                storage = part.untyped_storage()
                yield storage.data_ptr(), storage.nbytes()
        elif isinstance(part, np.ndarray):
            while isinstance(part.base, np.ndarray):
                part = part.base
            yield part.__array_interface__["data"][0], part.nbytes
        elif isinstance(part, Mapping):
            waiting += part.values()
        elif isinstance(part, list | tuple | set | frozenset):
            waiting += part
        elif isinstance(part, type) or callable(getattr(part, "__code__", None)):
            continue
        elif dataclasses.is_dataclass(part) or (torch and isinstance(part, torch.nn.Module)) or _of_ours(part):
            waiting += getattr(part, "__dict__", {}).values()
            yield 0, getattr(type(part), "grows_to", 0)
        else:
            yield (id(part) if isinstance(part, bytes | bytearray | memoryview) else 0), sys.getsizeof(part, 0)


def _of_ours(part: Any) -> bool:
    """Objects of libraries (a node of torch.fx) lead to everything there is; those of the app hold what they hold."""
    return type(part).__module__.startswith("cnnviz.") and hasattr(part, "__dict__")


def _hashable(value: Any) -> Hashable:
    return tuple(map(_hashable, value)) if isinstance(value, list | tuple) else value


def _find(key: _Key) -> _Entry | None:
    with _lock:
        entry = _entries.pop(key, None)
        if entry is not None:
            entry.used = time.monotonic()
            _entries[key] = entry
        return entry


def _put(key: _Key, entry: _Entry) -> _Entry:
    global _total
    with _lock:
        _entries[key] = entry
        for address, held in entry.blocks.items():
            _holders[address] += 1
            _total += held if _holders[address] == 1 else 0
    let_go()
    return entry


def _sharing(entry: _Entry) -> list[_Entry]:
    """The entries that hold its largest block, itself among them: while one is in use, the others cost nothing."""
    largest = max(entry.blocks, key=lambda address: entry.blocks[address])
    return [entry] if _holders[largest] == 1 else [other for other in _entries.values() if largest in other.blocks]


def _drop(key: _Key) -> None:
    global _total
    entry = _entries.pop(key)
    for address, held in entry.blocks.items():
        _holders[address] -= 1
        if _holders[address] == 0:
            del _holders[address]
            _total -= held
