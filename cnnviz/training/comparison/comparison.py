"""A comparison: recipes that differ in one setting, each trained from the same seeds.

Every run of it is an ordinary run of the pool, within the limits of a student. Nothing runs in the background:
whoever looks at a comparison calls `advance`, which begins as many of its runs as there is room for.

    $CNNVIZ_HOME/comparisons/<id>/
        plan.json             the recipe, the setting, its values, the number of seeds, the owner
        runs/<value>-<seed>   the id of a run; the empty file of a run that is just being begun
        halted                there while the student has stopped it
"""

import contextlib
import json
import os
import re
import shutil
import time
from collections import Counter
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from cnnviz import disk
from cnnviz.networks import small
from cnnviz.private import make_folder, mark
from cnnviz.training.recipe import Recipe, steps_per_epoch, title
from cnnviz.training.runs import room, starting, store
from cnnviz.training.runs.run import Run
from cnnviz.words import say

MOST_VALUES, MOST_SEEDS = 8, 10
AT_ONCE = 3
"""Runs of one comparison that train or wait in the queue: the student has room for others beside it."""
WAITING, LOST = "waiting", "lost"
_ID = re.compile(r"[a-z0-9]{10}")
_BEING_BEGUN = 60.0  # seconds after which an empty file is that of a process that is gone

Cell = tuple[int, int]
"""(which value, which seed), both counted from 0."""


@dataclass(frozen=True)
class Plan:
    """Which recipes are compared: those of `base` with each of `values` for one setting, from `seeds` seeds on.

    Raises ValueError with a sentence if there is nothing to compare.
    """

    base: Recipe
    setting: str
    values: tuple[Any, ...]
    seeds: int = 3

    def __post_init__(self) -> None:
        name = self.setting.replace("_", " ")
        if self.setting not in [setting.name for setting in fields(Recipe)] or self.setting == "seed":
            raise ValueError(say("Recipes cannot be compared by “{name}”: choose another setting.", name=name[:40]))
        if not 2 <= len(self.values) <= MOST_VALUES:
            raise ValueError(
                say(
                    "A comparison has 2 to {MOST_VALUES} recipes, not {values}: change the values.",
                    MOST_VALUES=MOST_VALUES,
                    values=len(self.values),
                )
            )
        if len({json.dumps(value) for value in self.values}) < len(self.values):
            raise ValueError(say("Two recipes have the same {name}: choose another value for one of them.", name=name))
        if not isinstance(self.seeds, int) or not 1 <= self.seeds <= MOST_SEEDS:
            raise ValueError(
                say(
                    "A comparison has 1 to {MOST_SEEDS} seeds, not {seeds}: change the number of seeds.",
                    MOST_SEEDS=MOST_SEEDS,
                    seeds=self.seeds,
                )
            )
        for number in range(len(self.values)):
            recipe = self.recipe(number, self.seeds - 1)
            if self.setting in small.ignored(recipe):
                raise ValueError(
                    say(
                        "{network} is built without {name}: choose another network or setting.",
                        network=recipe.network,
                        name=name,
                    )
                )

    def recipe(self, value: int, seed: int) -> Recipe:
        """The recipe of a cell."""
        return replace(self.base, **{self.setting: self.values[value], "seed": self.base.seed + seed})

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All runs, in the order in which they are begun: all values of the first seed, then those of the next."""
        return tuple((value, seed) for seed in range(self.seeds) for value in range(len(self.values)))

    @property
    def labels(self) -> tuple[str, ...]:
        """What each recipe is called.

        >>> Plan(Recipe(), "dropout", (0.0, 0.5)).labels
        ('dropout 0', 'dropout 0.5')
        """
        return tuple(label(self.setting, value) for value in self.values)

    def to_json(self) -> dict[str, Any]:
        return {"base": asdict(self.base), "setting": self.setting, "values": list(self.values), "seeds": self.seeds}

    @staticmethod
    def from_json(values: dict[str, Any]) -> "Plan":
        """Raises ValueError if these are no plan."""
        try:
            base = Recipe.from_json(json.dumps(values["base"]))
            return Plan(base, str(values["setting"]), tuple(values["values"]), values["seeds"])
        except (KeyError, TypeError):
            raise ValueError("This comparison is damaged: start it again.") from None


def label(setting: str, value: Any) -> str:
    """A setting with its value, as a student reads it.

    >>> label("batch_norm", False), label("activation", "relu"), label("examples", 0)
    ('without batch norm', 'ReLU', 'all examples')
    """
    name = title(setting)
    if isinstance(value, bool):
        return say("with {name}", name=name) if value else say("without {name}", name=name)
    if setting == "examples":
        return say("{value:,} examples", value=value) if value else "all examples"
    if setting == "pooling":
        return {"max": "max pooling", "average": "average pooling", "stride": "stride, no pooling"}[value]
    if setting == "augmentation":
        return "no augmentation" if value == "none" else str(value)
    if isinstance(value, str):
        return title(value)
    return f"{name} {value:g}"


def steps(plan: Plan, train: int) -> list[int]:
    """Steps of one run of each recipe; train: how many training pictures the data set has."""
    recipes = [plan.recipe(value, 0) for value in range(len(plan.values))]
    return [
        recipe.epochs * steps_per_epoch(min(recipe.examples or train, train), recipe.batch_size) for recipe in recipes
    ]


class Comparison:
    """One comparison. Get it from `start`, `open_comparison` or `list_comparisons`; plan says what is compared."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.id = folder.name
        about = disk.read_json(folder / "plan.json")
        self.plan = Plan.from_json(about)
        self.owner = mark(str(about.get("owner", "")))
        self.created = float(about.get("created", 0.0))

    def run(self, cell: Cell) -> Run | None:
        """The run of a cell; None if it is not begun, or was deleted."""
        with contextlib.suppress(OSError, ValueError):
            return Run(store.run_folder(self._file(cell).read_text()))
        return None

    def states(self) -> dict[Cell, str]:
        """The state of each run, in the order in which they are begun: that of the run, WAITING for its turn, or LOST
        if the run was deleted since."""
        return {cell: self._state(cell) for cell in self.plan.cells}

    def _state(self, cell: Cell) -> str:
        path = self._file(cell)
        try:
            run_id, since = path.read_text(), path.stat().st_mtime
        except OSError:
            return WAITING
        if not run_id:
            return "queued" if time.time() - since < _BEING_BEGUN else WAITING
        try:
            return Run(store.run_folder(run_id)).state
        except ValueError:
            return LOST

    @property
    def halted(self) -> bool:
        """Whether the student has stopped it."""
        return (self.folder / "halted").exists()

    def is_live(self) -> bool:
        """Whether more is to come when somebody looks again."""
        return not self.halted and any(state in (*store.LIVE, WAITING, "stopped") for state in self.states().values())

    def failures(self) -> list[str]:
        """What the runs that failed say, each sentence once."""
        failed = [self.run(cell) for cell, state in self.states().items() if state == "failed"]
        return list(dict.fromkeys(run.message for run in failed if run))

    def advance(self) -> str:
        """Begin as many runs as there is room for, and go on with those that were stopped or paused.

        Returns a sentence if the pool takes no more for now, else "". Call it whenever somebody looks.
        """
        if self.halted:
            return ""
        states = self.states()
        count = Counter(states.values())
        room = AT_ONCE - count["queued"] - count["running"]
        for cell, state in states.items():
            if room <= 0:
                break
            try:
                if state == WAITING:
                    room -= self._begin(cell)
                elif state in ("stopped", "paused") and (run := self.run(cell)):
                    run.resume(patience=0)
                    room -= 1
            except OSError as error:
                return say(
                    "The next run cannot be written down ({reason}): tell whoever runs this server.",
                    reason=error.strerror,
                )
            except ValueError as error:
                return str(error)
        return ""

    def _begin(self, cell: Cell) -> bool:
        """Start the run of a cell, unless somebody else has just done it."""
        path = self._file(cell)
        if path.exists():  # left by a process that is gone
            path.unlink(missing_ok=True)
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            return False
        value, seed = cell
        name = say("{recipe}, seed {seed}", recipe=self.plan.labels[value], seed=self.plan.base.seed + seed)
        try:
            run = starting.start(self.plan.recipe(*cell), owner=self.owner, name=name)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        disk.write_bytes(path, run.id.encode())
        return True

    def stop(self) -> None:
        """End its runs; what is trained is kept, and `go_on` goes on from there. Raises ValueError if that fails."""
        with store.written("The comparison cannot be stopped"):
            (self.folder / "halted").touch()
        for cell, state in self.states().items():
            if state in store.LIVE and (run := self.run(cell)):
                run.stop(patience=0)

    def go_on(self) -> str:
        """Go on after a stop, and train again what failed or was deleted. Returns as `advance` does.

        Raises ValueError if that cannot be written down.
        """
        with store.written("The comparison cannot go on"):
            for cell, state in self.states().items():
                if state in (LOST, "failed"):
                    self._file(cell).unlink(missing_ok=True)
            (self.folder / "halted").unlink(missing_ok=True)
        return self.advance()

    def delete(self) -> None:
        """Remove it and all of its runs from the disk. Raises ValueError where that cannot be done."""
        with contextlib.suppress(OSError):  # a full disk
            (self.folder / "halted").touch()
        for cell in self.plan.cells:
            if run := self.run(cell):
                run.delete()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, cell: Cell) -> Path:
        return self.folder / "runs" / f"{cell[0]}-{cell[1]}"


def start(plan: Plan, owner: str = "") -> Comparison:
    """Begin a comparison; returns at once. Raises ValueError with a sentence if it cannot be kept on the disk.

    owner: as for `cnnviz.training.start`.
    """
    _clean_up()
    folder = _folder() / store.new_id()
    try:
        make_folder(folder / "runs")
        disk.write_json(folder / "plan.json", plan.to_json() | {"owner": mark(owner), "created": time.time()})
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise ValueError(
            say("The comparison cannot be kept ({reason}): delete runs to make room.", reason=error.strerror)
        ) from None
    comparison = Comparison(folder)
    comparison.advance()
    return comparison


def open_comparison(comparison_id: str) -> Comparison:
    """The comparison of an address. Raises ValueError with a sentence if there is none."""
    if not _ID.fullmatch(comparison_id):
        raise ValueError("This is not the address of a comparison: it has ten small letters and digits.")
    folder = _folder() / comparison_id
    if not (folder / "plan.json").is_file():
        raise ValueError(
            say(
                "There is no comparison {comparison_id}: it was deleted, or cleaned up after {KEPT_DAYS:g} days "
                "without use. Start another one.",
                comparison_id=comparison_id,
                KEPT_DAYS=store.KEPT_DAYS,
            )
        )
    comparison = Comparison(folder)
    with contextlib.suppress(OSError):
        os.utime(folder / "plan.json")
    for cell in comparison.plan.cells:
        if run := comparison.run(cell):
            store.touch(run.folder)
    return comparison


def list_comparisons(owner: str | None = None) -> list[Comparison]:
    """All comparisons, or those of one owner; the newest first. What cannot be read is left out."""
    found = []
    owner = None if owner is None else mark(owner)
    with contextlib.suppress(OSError):
        for folder in _folder().iterdir():
            with contextlib.suppress(ValueError, OSError):
                if _ID.fullmatch(folder.name) and owner in (None, (comparison := Comparison(folder)).owner):
                    found.append(comparison)
    return sorted(found, key=lambda comparison: comparison.created, reverse=True)


def _folder() -> Path:
    return disk.home() / "comparisons"


def _clean_up() -> None:
    """Forget comparisons that nobody has looked at for as long as runs are kept."""
    with contextlib.suppress(OSError):
        age = room.ages(time.time())
        for folder in _folder().iterdir():
            if age((folder / "plan.json").stat().st_mtime) > store.KEPT_DAYS * 86_400:
                shutil.rmtree(folder, ignore_errors=True)
