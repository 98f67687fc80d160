"""New runs: queued at once, or paused with weights from a file."""

import contextlib
import time

from cnnviz import disk
from cnnviz.private import mark
from cnnviz.training.pace import check as check_pace
from cnnviz.training.recipe import Recipe
from cnnviz.training.runs import rights, room, store
from cnnviz.training.runs.admission import Refused
from cnnviz.training.runs.pool import pool
from cnnviz.training.runs.run import Run
from cnnviz.words import say


def start(recipe: Recipe, owner: str = "", parent: str | None = None, name: str = "", pace: str = "fast") -> Run:
    """Train; returns at once with a handle.

    pace: "fast", or "hall" so that people can watch.
    owner: the student, at most two of whose runs train while at most five wait; "" for scripts, without such limits.
    Raises Refused, a ValueError, with a sentence if the owner has or keeps enough, or if the disk is full.
    """
    try:
        here = pool()
    except OSError as error:
        raise Refused(
            say(
                "Runs cannot be kept in {home} ({reason}): set CNNVIZ_HOME.",
                home=disk.home(),
                reason=error.strerror,
            )
        ) from None
    check_pace(pace)
    owner = mark(owner)
    rights.check_pictures(recipe, owner)
    here.check(owner)
    try:
        room.check_owner(owner)
    except ValueError as error:
        raise Refused(str(error)) from None
    about = {"name": name, "owner": owner, "created": time.time(), "parent": parent, "parent_step": None}
    state = {"state": "queued", "message": "", "step": 0, "epoch": 0, "place": 0, "pool": here.name, "worker": None}
    state["pace"] = pace
    try:
        folder = store.create(recipe.to_json(), about, state)
    except OSError as error:
        raise Refused(
            say("The run cannot be kept ({reason}): delete runs that nobody needs any more.", reason=error.strerror)
        ) from None
    try:
        here.submit(folder.name)
    except Refused:
        with contextlib.suppress(OSError):
            store.remove(folder)
        raise
    return Run(folder)


def from_weights(recipe: Recipe, data: bytes, *, owner: str = "", name: str = "", parent: str | None = None) -> Run:
    """A new, paused run at step 0 whose network has the weights of a safetensors file; `resume` trains it on.

    owner: whose it is; name: what it is called; parent: the id of the run whose recipe this is, if there is one.
    Raises ValueError with a sentence if the weights do not fit the recipe, if there is no room on the disk, or if the
    owner keeps enough.
    """
    from safetensors.torch import save

    from cnnviz.data import load
    from cnnviz.networks.weight_files import load_weights
    from cnnviz.training.inspection import inspect
    from cnnviz.training.loop import Trainer

    rights.check_pictures(recipe, owner)
    room.check_owner(owner)
    dataset = load(recipe.dataset)
    trainer = Trainer(recipe, dataset, device="cpu")
    load_weights(trainer.network, data)
    snapshot = save(inspect(trainer, dataset.images[int(dataset.validation[0])]) | trainer.state())
    about = {"name": name, "owner": mark(owner), "created": time.time(), "parent": parent, "given_weights": True}
    state = {"state": "paused", "message": "", "step": 0, "epoch": 0, "place": 0, "pool": None, "worker": None}
    state |= {"total_steps": trainer.total_steps, "steps_per_epoch": trainer.steps_per_epoch}
    with store.filled("A new run cannot be written", recipe.to_json(), about, state) as folder:
        disk.write_bytes(store.snapshot_path(folder, 0), snapshot)
    return Run(folder)
