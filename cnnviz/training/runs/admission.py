"""Who may put another run into the queue, and why not."""

from collections import OrderedDict
from collections.abc import Collection

from cnnviz import limits
from cnnviz.words import say

MOST_RUNNING = 2  # of one owner
MOST_QUEUED = 5
MOST_KNOWN = 10_000  # owners whose addresses are known

_addresses: OrderedDict[str, str] = OrderedDict()  # owner → where its browser is


class Refused(ValueError):
    """The pool does not take the run; the message says what to do."""


def note_address(owner: str, address: str) -> None:
    """Say from which address an owner comes; all who come from there have a limit together. "": not known."""
    _addresses[owner] = address
    _addresses.move_to_end(owner)
    if len(_addresses) > MOST_KNOWN:
        _addresses.popitem(last=False)


def check(
    owner: str, *, queued: Collection[str], running: dict[str, int], held: Collection[str], capacity: int
) -> None:
    """Raises Refused if the owner may not queue another run, or nobody may from the same address.

    Scripts, whose owner is "", may always. queued: the owner of each run that waits; running: how many each owner
    trains; held: the owner of each run that waits, trains or pauses; capacity: how many train at once, at most.
    """
    if not owner:
        return
    address = _addresses.get(owner, "")
    waiting = sum(name == owner for name in queued)
    room = capacity - sum(running.values()) - (len(queued) - waiting)
    at_once = max(min(MOST_RUNNING - running.get(owner, 0), room), 0)
    paused = sum(name == owner for name in held) - waiting - running.get(owner, 0)
    together = sum(bool(address) and _addresses.get(name) == address for name in held)
    everybody = len(queued)
    if waiting >= MOST_QUEUED + at_once:
        raise Refused(
            say(
                "You have {MOST_QUEUED} runs in the queue already: stop one, or wait until the next one has begun.",
                MOST_QUEUED=MOST_QUEUED,
            )
        )
    if paused >= limits.PAUSED:
        raise Refused(say("You have {paused} paused runs: stop one of them, or resume it.", paused=paused))
    if together >= limits.ADDRESS_RUNS:
        raise Refused(
            say(
                "{together} runs from your network train or wait already: try again when some are done.",
                together=together,
            )
        )
    if everybody >= limits.QUEUE:
        raise Refused(
            say("{everybody} runs wait on this server already: try again when some are done.", everybody=everybody)
        )
