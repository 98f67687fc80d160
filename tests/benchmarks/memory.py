"""Memory of the server: a session that idles, a thousand pictures, and every lesson visited."""

import asyncio
import contextlib
from urllib.parse import urlencode

from cnnviz import limits
from cnnviz.lessons.course import LESSONS
from cnnviz.networks.catalogue import CATALOGUE
from tests.benchmarks.client import Client
from tests.benchmarks.figure import Figure, say
from tests.benchmarks.reruns import kernel
from tests.benchmarks.serve import megabytes
from tests.browser.server import serving

FIRST, SESSIONS = 10, 50
WARM_UP, RERUNS = 200, 1000
TICK = 11  # seconds; the app collects garbage every 10
OPENED = {"open-network": "open-network", "trace-number": "trace-network"}  # lessons that open any network, parameters


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


async def every_lesson(address: str, pid: int) -> tuple[float, float]:
    """Megabytes at most while every lesson is visited, two of them with every network, and after a minute's rest."""
    visits = [(lesson.slug, "") for lesson in LESSONS]
    titles = [entry.title for entry in CATALOGUE.values()]
    visits += [(slug, urlencode({name: title})) for slug, name in OPENED.items() for title in titles]
    most = 0.0
    for slug, query in visits:
        async with Client(address, slug, query) as client:
            await client.visit()
        most = max(most, megabytes(pid))
    await asyncio.sleep(limits.KEPT_SECONDS + TICK)
    return most, megabytes(pid)


def measure() -> list[Figure]:
    """Growth of the server's resident memory: per idle session (40 more, after 10), and over 1,000 picture reruns.

    Sessions are websocket clients that ran the kernel laboratory once and stay open; the reruns type a new kernel each,
    after 200 for warming up. Each reading waits for the app's own collection. And all of its memory after every lesson
    was visited, "Open a network" and "Trace one number" with every network of the catalogue, and a minute has passed.
    """
    with serving() as (address, pid):
        say("  idle sessions")
        session = asyncio.run(idle_sessions(address, pid))
        total = megabytes(pid)
    with serving() as (address, pid):
        say("  a thousand pictures")
        growth, different = asyncio.run(many_pictures(address, pid))
    with serving() as (address, pid):
        say("  every lesson")
        most, held = asyncio.run(every_lesson(address, pid))
    return [
        Figure("memory per idle session", f"{session:.2f} MB", "≤ 2 MB", f"server {total:.0f} MB in all", session <= 2),
        Figure(
            f"growth over {RERUNS:,} picture reruns",
            f"{growth:.1f} MB",
            "≤ 20 MB",
            f"{different:,} different responses",
            growth <= 20,
        ),
        Figure(
            "memory after all lessons were visited",
            f"{held / 1024:.2f} GB",
            "≤ 1.2 GB",
            f"at most {most / 1024:.2f} GB on the way",
            held <= 1.2 * 1024,
        ),
    ]
