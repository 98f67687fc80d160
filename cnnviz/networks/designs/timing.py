"""How long designs take on this machine: warmed up, in turns, and the median of several runs."""

import math
import statistics
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial

import torch

from cnnviz import limits
from cnnviz.networks.designs.comparison import Designs, count
from cnnviz.networks.stack.modules import build
from cnnviz.networks.stack.summary import FLOAT
from cnnviz.words import say

MOST_MULTIPLY_ADDS = 3_000_000_000
MOST_PARAMETERS = 60_000_000
RUNS, SECONDS = 7, 5.0
_ALONE = threading.Lock()  # two timings at once would measure each other


def time_designs(designs: Designs, *, runs: int = RUNS) -> dict[str, float]:
    """Milliseconds of each design for one random picture, forward only.

    The designs take turns, so that a busy moment of the machine hits all of them. Raises ValueError if a design is too
    large to be run here.
    """
    counted = count(designs)
    for name, summary in counted.items():
        largest = max((row.memory // FLOAT for row in summary.rows), default=0)
        limits.check(
            largest,
            limits.VALUES,
            say("A map of “{name}” has", name=name),
            "values",
            lower="the channels or the picture",
        )
        for quantity, most in (("multiply_adds", MOST_MULTIPLY_ADDS), ("parameters", MOST_PARAMETERS)):
            if (found := summary.total(quantity)) > most:
                raise ValueError(
                    say(
                        "“{name}” has {found:,} {quantity}, too many to be timed here: use fewer "
                        "channels or a smaller picture, at most {most:,}.",
                        name=name, found=found, quantity=quantity.replace("_", "-"), most=most,
                    )
                )  # fmt: skip
    needed = sum(FLOAT * one.total("parameters") for one in counted.values())
    needed += 2 * max((one.total("memory") for one in counted.values()), default=0)
    with limits.room(needed), torch.inference_mode():
        picture = torch.rand(1, *next(iter(designs.values())).shape)
        modules = {name: build(network).eval() for name, network in designs.items()}
        ways = {name: partial(module, picture) for name, module in modules.items()}
        return in_turns(ways, runs=runs, seconds=SECONDS)


def in_turns(ways: Mapping[str, Callable[[], object]], *, runs: int, seconds: float = math.inf) -> dict[str, float]:
    """Median milliseconds of each way, in turns; no new turn after so many seconds, so fewer where they take long."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    while not _ALONE.acquire(timeout=0.2):
        limits.checkpoint()
    try:
        begun = time.perf_counter()
        for turn in range(runs + 1):
            for name, way in ways.items():
                limits.checkpoint()
                start = time.perf_counter()
                way()
                if turn:  # the first run chooses algorithms and gets memory
                    taken[name].append(1000 * (time.perf_counter() - start))
            if turn and time.perf_counter() - begun > seconds:
                break
    finally:
        _ALONE.release()
    return {name: statistics.median(times) for name, times in taken.items()}


def faster(times: Mapping[str, float], name: str, than: str) -> float:
    """How many times faster one design was than another."""
    return times[than] / times[name]
