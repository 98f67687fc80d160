"""Memory of the server: a session that idles, and a thousand pictures."""

import asyncio
import contextlib

from tests.benchmarks.client import Client
from tests.benchmarks.figure import Figure, say
from tests.benchmarks.reruns import kernel
from tests.benchmarks.serve import megabytes
from tests.browser.server import serving

FIRST, SESSIONS = 10, 50
WARM_UP, RERUNS = 200, 1000
TICK = 11  # seconds; the app collects garbage every 10


async def idle_sessions(address: str, pid: int) -> float:
    """Megabytes per session that ran the kernel laboratory once and stays open."""
    async with contextlib.AsyncExitStack() as stack:
        before = 0.0
        for count in range(SESSIONS):
            if count == FIRST:
                await asyncio.sleep(TICK)
                before = megabytes(pid)
            client = await stack.enter_async_context(Client(address, "kernels"))
            await client.visit()
        await asyncio.sleep(TICK)
        return (megabytes(pid) - before) / (SESSIONS - FIRST)


async def many_pictures(address: str, pid: int) -> tuple[float, int]:
    """Megabytes that a thousand responses to a thousand kernels leave behind, and how many responses differed."""
    before, seen = 0.0, set()
    async with Client(address, "kernels") as client:
        await client.visit()
        for count in range(WARM_UP + RERUNS):
            if count == WARM_UP:
                await asyncio.sleep(TICK)
                before = megabytes(pid)
            result = await client.type_into("Kernel as text", kernel(count + 1))
            if count >= WARM_UP:
                seen.add(tuple(result.outputs))
        await asyncio.sleep(TICK)
        return megabytes(pid) - before, len(seen)


def measure() -> list[Figure]:
    """Growth of the server's resident memory: per idle session (40 more, after 10), and over 1,000 picture reruns.

    Sessions are websocket clients that ran the kernel laboratory once and stay open; the reruns type a new kernel each,
    after 200 for warming up. Each reading waits for the app's own collection.
    """
    with serving() as (address, pid):
        say("  idle sessions")
        session = asyncio.run(idle_sessions(address, pid))
        total = megabytes(pid)
    with serving() as (address, pid):
        say("  a thousand pictures")
        growth, different = asyncio.run(many_pictures(address, pid))
    return [
        Figure("memory per idle session", f"{session:.2f} MB", "≤ 2 MB", f"server {total:.0f} MB in all", session <= 2),
        Figure(
            f"growth over {RERUNS:,} picture reruns",
            f"{growth:.1f} MB",
            "≤ 20 MB",
            f"{different:,} different responses",
            growth <= 20,
        ),
    ]
