"""A class at work: thirty students on random lessons, and one more who opens the worst links all the time."""

import asyncio
import random
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from cnnviz import limits
from cnnviz.lessons import course
from tests.benchmarks.client import Client
from tests.benchmarks.figure import Figure, median, quantile, say
from tests.browser.server import serving

STUDENTS = 30
MINUTES = limits.setting("CLASS_MINUTES", 10)  # CNNVIZ_CLASS_MINUTES=2 for a quick look
EVERY = 3.0  # seconds between two controls of a student
STAYS = (4, 12)  # controls that a student changes before the next lesson
GIVES_UP = 20.0  # seconds after which the hostile student leaves a page and opens the next one
WORST, MEMORY = 300, 3.0  # ms, GB
LINKS = Path(__file__).with_name("hostile.txt")
LONG = {
    "@10000": "%2B".join(["1"] * 5000),  # 1+1+1…
    "@t30": "-".join(["t1k99999s16"] * 30),
    "@9x9": "%3B".join(["%20".join(["1"] * 9)] * 9),
}  # what would not fit into a line


@dataclass
class Seen:
    """What the class met: times in milliseconds, and what went wrong."""

    controls: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    hostile: int = 0
    unanswered: int = 0
    memory: float = 0.0


def links() -> list[tuple[str, str]]:
    """(page, query) of each line of the list."""
    lines = [line for line in LINKS.read_text().splitlines() if line and not line.startswith("#")]
    for short, text in LONG.items():
        lines = [line.replace(short, text) for line in lines]
    return [(page, query) for page, _, query in (line.partition("?") for line in lines)]


async def student(address: str, number: int, until: float, seen: Seen) -> None:
    """Open a lesson, change a control every few seconds, go on to the next lesson."""
    rng = random.Random(number)
    await asyncio.sleep(rng.uniform(0, EVERY))
    while time.monotonic() < until:
        slug = rng.choice(course.LESSONS).slug
        try:
            async with Client(address, slug) as client:
                began = time.monotonic()
                await client.visit()
                seen.pages.append(1000 * (time.monotonic() - began))
                for _ in range(rng.randint(*STAYS)):
                    await asyncio.sleep(EVERY * rng.uniform(0.7, 1.3))
                    choices = [control for control in client.controls.values() if control.values]
                    if not choices or time.monotonic() > until:
                        break
                    control = rng.choice(choices)
                    began = time.monotonic()
                    await client.change(control, rng.choice(control.values))
                    seen.controls.append(1000 * (time.monotonic() - began))
        except Exception as error:
            seen.failures.append(f"{slug}: {type(error).__name__}: {str(error)[:120]}")
            await asyncio.sleep(EVERY)


async def hostile(address: str, until: float, seen: Seen) -> None:
    """Open one bad link after the other; whatever comes back, go on."""
    while True:
        for page, query in links():
            if time.monotonic() > until:
                return
            seen.hostile += 1
            try:
                async with Client(address, page, query) as client:
                    await asyncio.wait_for(client.visit(), GIVES_UP)
            except Exception as error:
                seen.unanswered += 1
                say(f"  hostile, {page}?{query[:60]}: {type(error).__name__} {str(error)[:80]}")
                await asyncio.sleep(0.2)


async def watch(pid: int, until: float, seen: Seen) -> None:
    """The most memory that the server and its processes hold together, in GB; pages that they share count once."""
    while time.monotonic() < until:
        try:
            server = psutil.Process(pid)
            held = [process.memory_full_info() for process in (server, *server.children(recursive=True))]
            seen.memory = max(seen.memory, sum(getattr(one, "pss", one.rss) for one in held) / 2**30)
        except psutil.Error:
            pass  # a process ended in this moment, or the server is dead, which is asked at the end
        await asyncio.sleep(5)


async def lesson_hours(address: str, pid: int, minutes: float, seen: Seen) -> None:
    """Everybody at once for so many minutes."""
    until = time.monotonic() + 60 * minutes
    await asyncio.gather(
        *(student(address, number, until, seen) for number in range(STUDENTS)),
        hostile(address, until, seen),
        watch(pid, until, seen),
    )


def alive(address: str) -> bool:
    """Whether the server still answers."""
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=10):
            return True
    except OSError:
        return False


def measure() -> list[Figure]:
    """Failures, milliseconds of a changed control, memory, and whether the server outlives it."""
    seen = Seen()
    with serving() as (address, pid):
        asyncio.run(lesson_hours(address, pid, MINUTES, seen))
        living = alive(address)
    for failure in seen.failures[:40]:
        say(f"  {failure}")
    name = f"{STUDENTS} students on random lessons for {MINUTES} min, and a hostile one"
    changes = seen.controls or [float("inf")]
    worst = quantile(changes, 0.95)
    count = len(seen.controls) + len(seen.pages) + len(seen.failures)
    bad = f"{seen.hostile} bad links, {seen.unanswered} without an answer"
    pages = seen.pages or [0.0]
    opened = f"a page opened: median {median(pages):.0f} ms, 95th percentile {quantile(pages, 0.95):.0f} ms"
    return [
        Figure(f"{name}: failures", f"{len(seen.failures)} of {count}", "0", bad, not seen.failures),
        Figure(f"{name}: a control, median", f"{median(changes):.0f} ms", "–", opened),
        Figure(f"{name}: a control, 95th percentile", f"{worst:.0f} ms", f"≤ {WORST} ms", "–", worst <= WORST),
        Figure(f"{name}: memory", f"{seen.memory:.2f} GB", f"≤ {MEMORY:.0f} GB", "–", seen.memory <= MEMORY),
        Figure(f"{name}: the server lives", "yes" if living else "no", "yes", "–", living),
    ]
