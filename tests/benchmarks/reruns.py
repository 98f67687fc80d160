"""Reruns a second with many students at once."""

import asyncio
import itertools
import time
from pathlib import Path

from tests.benchmarks.client import Client
from tests.benchmarks.figure import Figure, say
from tests.benchmarks.serve import PEERS, PLAIN, has_torch
from tests.browser.server import ROOT, serving

CLIENTS, SECONDS = 8, 10.0


def kernel(number: int) -> str:
    """Text of a kernel; a new one for every number."""
    return f"{number % 997} 0 {-(number % 991)}; 2 {number % 7} -2; 1 0 {number % 13}"


async def one_student(address: str, number: int, stop: float) -> int:
    """Type one kernel after the other until the time is up; returns how many responses came."""
    done = 0
    async with Client(address, "kernels") as client:
        await client.visit()
        last: list[int] = []
        for step in itertools.count(1):
            result = await client.type_into("Kernel as text", kernel(100_000 * number + step))
            if result.outputs == last or not result.outputs:
                raise RuntimeError("the response did not change with the kernel")
            last = result.outputs
            if time.monotonic() > stop:
                return done
            done += 1
    raise AssertionError


async def class_of(size: int, address: str, seconds: float) -> float:
    """Reruns a second of so many students in a closed loop."""
    stop = time.monotonic() + seconds
    done = await asyncio.gather(*(one_student(address, number, stop) for number in range(size)))
    return sum(done) / seconds


def reruns(script: Path, *options: str) -> float:
    """Reruns a second of one server, after torch is there and everything has run once."""
    with serving(script, *options) as (address, pid):
        asyncio.run(class_of(2, address, 3))
        if not has_torch(pid):
            raise RuntimeError("torch is not loaded, so there is no heap to collect")
        time.sleep(3)  # the rest of the warm-up: what is frozen is frozen now
        say("  8 students")
        return asyncio.run(class_of(CLIENTS, address, SECONDS))


def measure() -> list[Figure]:
    """Fragment reruns a second of the kernel laboratory, 8 websocket clients that each type the next kernel at once.

    The peer: the same pages with Streamlit's default garbage collection after every rerun, and nothing frozen.
    """
    ours = reruns(ROOT / "app.py")
    theirs = reruns(PEERS / "default_collector.py", *PLAIN, "--runner.postScriptGC", "true")
    return [
        Figure(
            f"reruns a second, {CLIENTS} clients in a closed loop",
            f"{ours:.1f}/s, {ours / theirs:.1f}×",
            "≥ 5× the default",
            f"default garbage collection {theirs:.1f}/s",
            ours >= 5 * theirs,
        )
    ]
