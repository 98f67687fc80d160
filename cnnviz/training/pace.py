"""How fast a run goes: as fast as it can, or so slowly that people can watch. The numbers are the same."""

from cnnviz.words import joined, say

PACES = ("fast", "hall")
WATCHED = 45.0  # seconds that a run before a hall takes as a whole
LONGEST = 0.25  # seconds between two steps: a short run is over sooner


def seconds_per_step(pace: str, total_steps: int) -> float:
    """From the beginning of a step to that of the next one, at least; what takes longer by itself goes on at once.

    >>> seconds_per_step("fast", 225), seconds_per_step("hall", 225), seconds_per_step("hall", 9)
    (0.0, 0.2, 0.25)
    """
    return min(LONGEST, WATCHED / max(1, total_steps)) if pace == "hall" else 0.0


def known(pace: object) -> str:
    """The pace itself, or "fast" for what is none, as from a damaged file."""
    return pace if isinstance(pace, str) and pace in PACES else PACES[0]


def check(pace: str) -> str:
    """The pace itself. Raises ValueError if there is none of this name."""
    if pace not in PACES:
        raise ValueError(
            say("There is no pace called “{pace}”: use one of {paces}.", pace=str(pace)[:40], paces=joined(PACES))
        )
    return pace
