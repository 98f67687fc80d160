"""Starting a run: it is queued, and trained in a process of its own."""

import contextlib
import time

from cnnviz import disk
from cnnviz.private import mark
from cnnviz.training.recipe import Recipe
from cnnviz.training.runs import room, store
from cnnviz.training.runs.admission import Refused
from cnnviz.training.runs.pool import pool
from cnnviz.training.runs.run import Run, check_pictures
from cnnviz.words import say


def start(recipe: Recipe, owner: str = "", parent: str | None = None, name: str = "") -> Run:
    """Train; returns at once with a handle.

    owner: the student, at most two of whose runs train while at most five wait; "" for scripts, without such limits.
    Raises Refused, a ValueError, with a sentence if the owner has or keeps enough, or if the disk is full.
    """
    try:
        here = pool()
    except OSError as error:
        raise Refused(
            say(
                "Runs cannot be kept in {home} ({strerror}): set CNNVIZ_HOME.",
                home=disk.home(),
                strerror=error.strerror,
            )
        ) from None
    owner = mark(owner)
    check_pictures(recipe, owner)
    here.check(owner)
    try:
        room.check_owner(owner)
    except ValueError as error:
        raise Refused(str(error)) from None
    about = {"name": name, "owner": owner, "created": time.time(), "parent": parent, "parent_step": None}
    state = {"state": "queued", "message": "", "step": 0, "epoch": 0, "place": 0, "pool": here.name, "worker": None}
    try:
        folder = store.create(recipe.to_json(), about, state)
    except OSError as error:
        raise Refused(
            say("The run cannot be kept ({strerror}): delete runs that nobody needs any more.", strerror=error.strerror)
        ) from None
    try:
        here.submit(folder.name)
    except Refused:
        with contextlib.suppress(OSError):
            store.remove(folder)
        raise
    return Run(folder)
