"""How long designs take on this machine: warmed up, in turns, and the median of several runs."""

import statistics
import threading
import time
from collections.abc import Mapping

import torch

from cnnviz.experiments.designs import Designs, count
from cnnviz.stack_modules import build

MOST_MULTIPLY_ADDS = 3_000_000_000
MOST_PARAMETERS = 60_000_000
RUNS = 7
_ALONE = threading.Lock()  # two timings at once would measure each other


def time_designs(designs: Designs, *, runs: int = RUNS) -> dict[str, float]:
    """Milliseconds of each design for one random picture, forward only.

    The designs take turns, so that a busy moment of the machine hits all of them. Raises ValueError if a design is too
    large to be run here.
    """
    for name, summary in count(designs).items():
        for quantity, most in (("multiply_adds", MOST_MULTIPLY_ADDS), ("parameters", MOST_PARAMETERS)):
            if (found := summary.total(quantity)) > most:
                raise ValueError(
                    f"“{name}” has {found:,} {quantity.replace('_', '-')}, too many to be timed here: use fewer "
                    f"channels or a smaller picture, at most {most:,}."
                )
    picture = torch.rand(1, *next(iter(designs.values())).shape)
    modules = {name: build(network).eval() for name, network in designs.items()}
    taken: dict[str, list[float]] = {name: [] for name in designs}
    with _ALONE, torch.inference_mode():
        for turn in range(runs + 1):
            for name, module in modules.items():
                start = time.perf_counter()
                module(picture)
                if turn:  # the first run chooses algorithms and gets memory
                    taken[name].append(1000 * (time.perf_counter() - start))
    return {name: statistics.median(times) for name, times in taken.items()}


def faster(times: Mapping[str, float], name: str, than: str) -> float:
    """How many times faster one design was than another."""
    return times[than] / times[name]
