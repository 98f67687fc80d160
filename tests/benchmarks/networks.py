"""The table of a network's layers against torchinfo's."""

import time
from collections.abc import Callable

import torchinfo

from cnnviz.networks import builders
from cnnviz.networks.catalogue import CATALOGUE
from cnnviz.networks.inside.table import summarize
from tests.benchmarks.figure import Figure, median

ROUNDS = 5


def milliseconds(call: Callable[[], object]) -> float:
    """The median of a few calls, the first one left out."""
    call()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken)


def measure() -> list[Figure]:
    """Both tables on the meta device, where neither computes values, for every network of the catalogue."""
    shares = {}
    for name, known in CATALOGUE.items():
        module = builders.build(name, device="meta")
        size = known.input_size
        ours = milliseconds(lambda module=module, size=size: summarize(module, size))  # type: ignore[misc]
        theirs = milliseconds(
            lambda module=module, size=size: torchinfo.summary(module, (1, *size), verbose=0, device="meta")  # type: ignore[misc]
        )
        shares[name] = ours / theirs
    slowest = max(shares, key=lambda name: shares[name])
    return [
        Figure(
            "table of a network's layers, median of the catalogue",
            f"{median(list(shares.values())):.2f}× torchinfo",
            "≤ 1× each",
            f"slowest {slowest}, {shares[slowest]:.2f}×",
            shares[slowest] <= 1,
        ),
    ]
