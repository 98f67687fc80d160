"""`python -m tests.benchmarks` measures everything, `python -m tests.benchmarks NAME...` some of it."""

import importlib
import os
import platform
import sys
import time
import traceback
from importlib.metadata import version

from tests.benchmarks.figure import HEAD, Figure, say

NAMES = (
    "painted",
    "lessons",
    "builder",
    "classroom",
    "cold",
    "detection",
    "fields",
    "networks",
    "opened",
    "reruns",
    "scenes",
    "silence",
    "frames",
    "convolution",
    "home",
    "memory",
    "scripts",
    "training",
    "training_pages",
    "windows",
)


def machine() -> str:
    """What the figures were measured on."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "streamlit"))
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {packages}"


def run(name: str) -> tuple[list[Figure], bool]:
    """The figures of one benchmark, and whether it ran to its end."""
    began = time.monotonic()
    say(f"{name} …")
    try:
        figures = importlib.import_module(f"tests.benchmarks.{name}").measure()
    except Exception as error:
        traceback.print_exc()
        return [Figure(name, f"crashed: {type(error).__name__}: {str(error)[:200]}")], False
    say(f"{name}: {time.monotonic() - began:.0f} s")
    return figures, True


def main(names: list[str]) -> int:
    """Print the table; the exit status is 0 unless a benchmark crashed."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        say(f"There is no benchmark called {', '.join(unknown)}: choose from {', '.join(NAMES)}.")
        return 2
    results = [run(name) for name in names or NAMES]
    print(f"Measured on {machine()}.\n\n{HEAD}")
    print("\n".join(figure.row() for figures, _ in results for figure in figures), flush=True)
    return 0 if all(finished for _, finished in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
