"""A lecture begins: thirty students open lessons in the first seconds of a server's life."""

import asyncio
import time
from collections.abc import Sequence

from cnnviz.lessons import course
from tests.benchmarks.client import Client
from tests.benchmarks.figure import Figure, say
from tests.browser.server import serving

STUDENTS = 30
TOGETHER = ("vgg", "densenet", "mobilenet", "receptive-field")  # opened by all of them at once


def groups() -> list[list[str]]:
    """Which lesson each of the students opens, for one server after the other; together they open every lesson."""
    slugs = [lesson.slug for lesson in course.LESSONS]
    mixed = [slugs[:STUDENTS], slugs[-STUDENTS:]]
    return [*mixed, *([slug] * STUDENTS for slug in TOGETHER)]


async def visited(address: str, slug: str) -> str:
    """What went wrong, "" if the page was shown."""
    try:
        async with Client(address, slug) as client:
            await client.visit()
    except Exception as error:
        return f"{slug}: {type(error).__name__}: {str(error)[:100]}"
    return ""


def opened(slugs: Sequence[str]) -> tuple[list[str], float]:
    """Failures of one cold server on which these pages are opened at once, and the seconds until the last was shown."""

    async def everybody(address: str) -> list[str]:
        return await asyncio.gather(*(visited(address, slug) for slug in slugs))

    with serving() as (address, _):
        began = time.perf_counter()
        failures = [failure for failure in asyncio.run(everybody(address)) if failure]
        return failures, time.perf_counter() - began


def measure() -> list[Figure]:
    """Pages that fail when thirty students open them on a server that has just started."""
    failures: list[str] = []
    slowest = 0.0
    for slugs in groups():
        failed, taken = opened(slugs)
        slowest = max(slowest, taken)
        failures += failed
        say(f"  {slugs[0]} … {slugs[-1]}: {len(failed)} of {len(slugs)} failed, the last was shown after {taken:.1f} s")
        for failure in failed[:5]:
            say(f"    {failure}")
    count = sum(map(len, groups()))
    return [
        Figure(
            f"{STUDENTS} students on a cold server, every lesson",
            f"{len(failures)} of {count} pages failed",
            "0",
            f"the slowest server had shown all of them after {slowest:.0f} s",
            not failures,
        )
    ]
