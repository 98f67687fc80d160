"""Whose turn it is: which of the waiting runs is next, and which of those in training gives way to it."""

from collections.abc import Iterable


def order(waiting: Iterable[tuple[str, str]], running: dict[str, int], served: dict[str, int]) -> list[str]:
    """The ids of waiting runs, the next one first.

    waiting: (run id, owner) in the order of arrival; running: how many each owner has; served: when each owner last
    had a turn, as a growing number. Whoever has the fewest running is next, then whoever has waited longest for a
    turn: five runs of one student do not stand before the first run of another.
    """
    mine: dict[str, list[str]] = {}
    for run_id, owner in waiting:
        mine.setdefault(owner, []).append(run_id)
    arrival = {owner: number for number, owner in enumerate(mine)}
    had = {owner: running.get(owner, 0) for owner in mine}
    turn = {owner: served.get(owner, 0) for owner in mine}
    latest = max(served.values(), default=0)
    result: list[str] = []
    while mine:
        owner = min(mine, key=lambda name: (had[name], turn[name], arrival[name]))
        result.append(mine[owner].pop(0))
        had[owner] += 1
        turn[owner] = latest = latest + 1
        if not mine[owner]:
            del mine[owner]
    return result


def giving_way(had: Iterable[tuple[float, str, str]], running: dict[str, int], waiting: Iterable[str]) -> list[str]:
    """The ids of the runs that give way, at most one for each owner who waits.

    had: (when it began, run id, owner) of those whose turn is over; running: how many each owner trains; waiting: the
    owners, the next one first. Only owners who train more give way: whoever has most, with the run that began first.
    """
    left, running = list(had), dict(running)
    result: list[str] = []
    for owner in dict.fromkeys(waiting):
        more = [one for one in left if running.get(one[2], 0) > running.get(owner, 0)]
        if not more:
            continue
        since, run_id, gives = min(more, key=lambda one: (-running[one[2]], one))
        left.remove((since, run_id, gives))
        running[gives] -= 1
        running[owner] = running.get(owner, 0) + 1
        result.append(run_id)
    return result
