"""A run as seen from outside its process: reads the folder, and leaves commands there.

A handle works in any process, whether the run is being trained, waits, or was left behind by a server that is gone.
"""

import contextlib
import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnviz import disk
from cnnviz.private import mark
from cnnviz.training.pace import check as check_pace
from cnnviz.training.recipe import TERMS, Recipe, difference, title
from cnnviz.training.runs import commands, metrics, rights, room, store
from cnnviz.words import joined, say, unpacked

if TYPE_CHECKING:
    from torch import Tensor, nn

DONE = ("finished", "stopped", "failed")
NAMED = 3  # settings in the name of a run
PATIENCE = 5.0  # seconds that a command waits for its effect
FINISHED = "This run is finished: rewind it to an earlier step, or start another with more epochs."


class Run:
    """One training run. Get one from `start`, `open_run` or `list_runs`.

    state     "queued", "running", "paused", "finished", "stopped" (can go on) or "failed" (says why in `message`)
    message   one sentence for the student, or ""
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.id = folder.name
        self._rows = metrics.Rows(folder)

    def __repr__(self) -> str:
        return f"Run({self.id!r}, {self.state})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Run) and other.folder == self.folder

    def __hash__(self) -> int:
        return hash(self.folder)

    # ------------------------------------------------------------------------------------------ what it is

    @property
    def recipe(self) -> Recipe:
        """What is trained, and how. Raises ValueError if the run was deleted or its recipe is damaged."""
        try:
            return Recipe.from_json((self.folder / "recipe.json").read_bytes())
        except OSError:
            raise ValueError(say("There is no run {id} any more.", id=self.id)) from None

    @property
    def about(self) -> dict[str, Any]:
        """name, owner, created (seconds since 1970), parent (id of a run, or None), parent_step.

        given_weights: whether it began with weights from a file instead of those of the recipe's seed.
        """
        about = {"name": "", "owner": "", "created": 0.0, "parent": None, "parent_step": None, "given_weights": False}
        kept = disk.read_json(self.folder / "about.json")
        kept |= {"name": unpacked(kept.get("name"))}
        about |= {name: value for name, value in kept.items() if _is_kind(value, about.get(name))}
        return about | {"owner": mark(str(about["owner"]))}

    @property
    def name(self) -> str:
        """What the student calls it; at first what is trained on what, with what differs from the first recipe, and
        when it was begun: no two runs of one student look the same in a list."""
        if name := str(self.about["name"]):
            return name
        recipe = self.recipe
        changed = difference(Recipe(dataset=recipe.dataset, network=recipe.network), recipe)
        about = [
            say("{network} on {dataset}", network=title(recipe.network.partition(":")[0]), dataset=recipe.dataset),
            *(say("{setting} {value}", setting=title(setting), value=_short(value))
              for setting, (_, value) in list(changed.items())[:NAMED]),
            time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(self.created)),
        ]  # fmt: skip
        return joined(about)

    @property
    def owner(self) -> str:
        """Whose it is, as `cnnviz.private.mark` gives it."""
        return str(self.about["owner"])

    @property
    def created(self) -> float:
        return float(self.about["created"])

    @property
    def parent(self) -> str | None:
        """The run that this one branched from."""
        return self.about["parent"]

    @property
    def parent_step(self) -> int | None:
        return self.about["parent_step"]

    # ----------------------------------------------------------------------------------------- how it goes

    def progress(self) -> dict[str, Any]:
        """state, message, step, epoch, total_steps, steps_per_epoch, examples_per_second, seconds_left, place, device,
        pace, and val_loss and val_accuracy of the last epoch.

        place: 1 for the next in the queue, 0 when it does not wait. A number that is not known yet is None or missing.
        """
        return store.current_state(self.folder)

    @property
    def state(self) -> str:
        return str(self.progress()["state"])

    @property
    def message(self) -> str:
        return str(self.progress().get("message", ""))

    @property
    def place(self) -> int:
        return int(self.progress().get("place") or 0)

    def metrics(self) -> list[dict[str, Any]]:
        """A row per step so far: step, epoch, loss, accuracy, learning_rate; at the end of an epoch val_loss and
        val_accuracy too. Accuracies are shares in [0, 1]."""
        return list(self._rows.read())

    def points(self, column: str, most: int = 500) -> list[tuple[int, float]]:
        """(step, value) of a column of `metrics`, at most so many, evenly spread; a long run takes no longer."""
        every = int(self.progress().get("steps_per_epoch") or 1) if column.startswith("val_") else 1
        rows = metrics.spread(self.folder / "metrics.jsonl", most, every)
        return [(row["step"], row[column]) for row in rows if row.get(column) is not None]

    def snapshots(self) -> list[int]:
        """The steps at which the network was kept, ascending."""
        return store.snapshots(self.folder)

    def snapshot(self, step: int | None = None) -> "dict[str, Tensor]":
        """The network at a step (None: the last one kept), and what was read off it.

        network.…, optimizer.… and counters.… are what training needs to go on from there; the rest is named as in
        `cnnviz.training.inspection`.
        Raises ValueError if there is none at that step.
        """
        from safetensors.torch import load

        steps = self.snapshots()
        if step is None and steps:
            step = steps[-1]
        if step not in steps:
            raise ValueError(
                say(
                    "This run keeps no snapshot of step {step}: choose {nearest}.",
                    step=step,
                    nearest=_nearest(steps, step),
                )
                if steps
                else "This run has no snapshot yet: wait until it has begun."
            )
        try:
            return load(store.snapshot_path(self.folder, step).read_bytes())
        except Exception:
            raise ValueError(
                say("The snapshot of step {step:,} cannot be read: choose another step.", step=step)
            ) from None

    def wait(self, timeout: float | None = None) -> str:
        """Wait until nothing more happens by itself: finished, stopped, failed, or paused. Returns the state then.

        timeout: seconds after which it returns anyway.
        """
        deadline = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            state = self.state
            if state in DONE or (state == "paused" and not commands.waiting(self.folder)):
                return state
            if time.monotonic() >= deadline:
                return state
            time.sleep(0.02)

    # ------------------------------------------------------------------------------------- what it shall do

    def pause(self, *, patience: float = PATIENCE) -> None:
        """Pause before the next step. Returns when that is done, or after `patience` seconds."""
        if self._is_live():
            self._ask("pause", patience=patience)

    def resume(self, *, patience: float = PATIENCE) -> None:
        """Go on: after a pause, after a stop, a failure or the end of its server (then from the last snapshot).

        Raises ValueError if the run is finished, or if its owner has too many in the queue.
        """
        self._go_on("resume", patience)

    def step(self, *, patience: float = PATIENCE) -> None:
        """Train for one step, then pause."""
        self._go_on("step", patience)

    def epoch(self, *, patience: float = PATIENCE) -> None:
        """Train to the end of the epoch, then pause; `wait` waits for it."""
        self._go_on("epoch", patience)

    def stop(self, *, patience: float = PATIENCE) -> None:
        """End the run here; it keeps everything, and can be resumed."""
        if self._is_live():
            self._ask("stop", patience=patience)

    def set_learning_rate(self, value: float, *, patience: float = PATIENCE) -> None:
        """Train with another learning rate from the next step on; a schedule scales it.

        Raises ValueError if the value is none that a recipe may have, or if the run is finished.
        """
        Recipe(learning_rate=value)
        if self.state == "finished":
            raise ValueError(FINISHED)
        self._ask("learning_rate", value, patience=patience if self._is_live() else 0)

    def set_pace(self, pace: str, *, patience: float = PATIENCE) -> None:
        """Go on as fast as it can, "fast", or so that people can watch, "hall"; the numbers stay the same.

        Raises ValueError for another pace.
        """
        check_pace(pace)
        if self._is_live():
            self._ask("pace", pace, patience=patience)
        else:
            with store.written("The pace cannot be written down"):
                store.write_state(self.folder, pace=pace)

    def keep_snapshot(self, *, patience: float = PATIENCE) -> None:
        """Keep the network as it is now."""
        if self._is_live():
            self._ask("snapshot", patience=patience)

    def watch(self, index: int, *, patience: float = PATIENCE) -> None:
        """Choose the picture of the data set whose feature maps are kept with each snapshot from now on."""
        with store.written("The choice of a picture cannot be written down"):
            store.write_about(self.folder, self.about | {"watched": int(index)})
        if self._is_live():
            self._ask("watch", int(index), patience=patience)

    def rewind(self, step: int, *, owner: str | None = None) -> "Run":
        """A new, paused run that has everything of this one up to a snapshot; `resume` goes on from there.

        owner: whose it is; by default whose this one is.
        Raises ValueError if there is no snapshot at that step, no room on the disk, or if the owner keeps enough.
        """
        steps = self.snapshots()
        if step not in steps:
            raise ValueError(
                say(
                    "This run keeps no snapshot of step {step}: choose {nearest}.",
                    step=step,
                    nearest=_nearest(steps, step),
                )
            )
        rights.check_pictures(self.recipe, self.owner if owner is None else owner)
        name = say("{name} from step {step:,}", name=self.name, step=step)
        about = {"name": name, "parent": self.id, "parent_step": step}
        if owner is not None:
            about["owner"] = mark(owner)
        state = self.progress() | {"state": "paused", "message": "", "step": step, "seconds_left": None}
        state |= {"place": 0, "pool": None, "worker": None}
        if per_epoch := state.get("steps_per_epoch"):
            state["epoch"] = step // per_epoch
        room.check_owner(self.owner if owner is None else owner)
        about = self.about | about | {"created": time.time()}
        with store.filled("A branch cannot be written", self.recipe.to_json(), about, state) as folder:
            for kept in (kept for kept in steps if kept <= step):
                disk.copy(store.snapshot_path(self.folder, kept), store.snapshot_path(folder, kept))
            metrics.keep_rows(folder, step, source=self.folder)
            store.write_state(folder, **metrics.last_evaluation(folder))
        return Run(folder)

    def rename(self, name: str) -> None:
        """Call it something else. Raises ValueError for a name that is empty or longer than 80 characters, or that
        cannot be written down."""
        name = " ".join(name.split())
        if not 0 < len(name) <= 80:
            raise ValueError("A name has 1 to 80 characters: write a shorter one.")
        with store.written("The new name cannot be written down"):
            store.write_about(self.folder, self.about | {"name": name})

    def delete(self) -> None:
        """Stop it, and remove everything of it from the disk. Raises ValueError where that cannot be done."""
        with contextlib.suppress(ValueError):  # without its folder it ends too
            self.stop()
        with store.written("The run cannot be deleted"):
            store.remove(self.folder)

    # ------------------------------------------------------------------------------------- what comes of it

    def model(self, step: int | None = None) -> "nn.Module":
        """The network with the weights of a snapshot (None: the last one), on the CPU, in evaluation mode.

        It takes pictures as `cnnviz.training.preparation` makes them. Raises ValueError if there is no such snapshot.
        """
        from cnnviz.data import load
        from cnnviz.networks import small
        from cnnviz.networks.weight_files import load_weights, part
        from cnnviz.training.preparation import Preparation

        recipe, weights = self.recipe, part(self.snapshot(step), "network.")
        dataset = load(recipe.dataset)
        size = Preparation.of(recipe, dataset).size
        network = small.build(recipe, dataset.images.shape[1], size, len(dataset.classes))
        load_weights(network, weights)
        return network.eval()

    def weights(self, step: int | None = None) -> bytes:
        """The weights of a snapshot (None: the last one) as a safetensors file, under the names of the layers."""
        from safetensors.torch import save

        start = "network."
        return save(
            {name[len(start) :]: value for name, value in self.snapshot(step).items() if name.startswith(start)}
        )

    def script(self) -> str:
        """The PyTorch script that trains the same network to the same accuracy.

        Raises ValueError for a network that finds objects in scenes.
        """
        from cnnviz.data import load
        from cnnviz.training.listing import training_script

        changes: list[tuple[int, float]] = []
        if self.snapshots():
            changes = [(int(step), rate) for step, rate in self.snapshot()["counters.changes"].tolist()]
        device = str(self.progress().get("device") or "cpu").partition(":")[0]
        return training_script(self.recipe, load(self.recipe.dataset), changes=changes, device=device)

    def metrics_csv(self) -> str:
        """The metrics as a table for a spreadsheet; val_loss and val_accuracy are empty between ends of epochs."""
        return "".join(self.csv_lines())

    def csv_lines(self) -> Iterator[str]:
        """The lines of `metrics_csv`, one after another, so that a long run need not be held.

        Raises ValueError, before the first of them, if the run was deleted or its recipe is damaged.
        """
        terms = TERMS[self.recipe.task]
        columns = ("step", "epoch", "loss", "accuracy", "learning_rate", "val_loss", "val_accuracy", *terms)
        rows = metrics.each(self.folder / "metrics.jsonl")
        lines = (",".join(_cell(row.get(column)) for column in columns) + "\n" for row in rows)
        return itertools.chain([",".join(columns) + "\n"], lines)

    # ---------------------------------------------------------------------------------------------- inside

    def _is_live(self) -> bool:
        """Whether some process listens to commands."""
        state = self.progress()
        return state["state"] in store.LIVE and bool(state.get("pool"))

    def _go_on(self, kind: str, patience: float) -> None:
        state = self.progress()
        if state["state"] == "finished":
            raise ValueError(FINISHED)
        if kind == "resume" and state["state"] == "queued":
            return
        if self._is_live():
            self._ask(kind, patience=patience if state["state"] != "queued" else 0)
            deadline = time.monotonic() + min(patience, 0.5)  # the pool lets it go on at once unless others wait
            while kind == "resume" and self.state == "queued" and time.monotonic() < deadline:
                time.sleep(0.005)
            return
        from cnnviz.training.runs.pool import pool

        with store.written("The run cannot go on"):
            for path, old, _ in commands.waiting(self.folder):
                if old not in ("learning_rate", "pace"):
                    path.unlink(missing_ok=True)
            if kind != "resume":
                commands.give(self.folder, kind)
            pool().submit(self.id)

    def _ask(self, kind: str, value: Any = None, *, patience: float) -> None:
        """Leave a command, and wait until it is done or nobody is there to do it."""
        store.touch(self.folder)
        with store.written("The run cannot be told"):
            commands.ask(self.folder, kind, value, patience=patience)


def _short(value: Any) -> str:
    """A setting's value as a name has room for."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return title(value) if isinstance(value, str) else f"{value:g}"


def _nearest(steps: list[int], step: int | None) -> str:
    if not steps:
        return "another run"
    return f"{min(steps, key=lambda kept: abs(kept - (step or 0))):,}"


def _is_kind(value: Any, default: Any) -> bool:
    """Whether a value may stand for a default; a damaged file may hold anything."""
    if isinstance(default, float):
        return isinstance(value, (int, float)) and abs(value) < 1e15
    if default is None:
        return value is None or isinstance(value, str) or (isinstance(value, int) and abs(value) < 2**53)
    return isinstance(value, type(default))


def _cell(value: Any) -> str:
    return "" if value is None else json.dumps(value)
