"""What a page is told of a run: where it is, its new rows, what does not change, and pictures of its data set.

Everything is read from the run's folder. Each function raises ValueError with a sentence for a run that was deleted or
cannot be read. `snapshots` has what is drawn of the network.
"""

from pathlib import Path
from typing import Any

from cnnviz.ui.frame import browser
from cnnviz.ui.runs import datasets, probe, row_table, snapshots
from cnnviz.words import say

SHOWN = (
    *("state", "message", "step", "epoch", "total_steps", "steps_per_epoch", "learning_rate"),
    *("examples_per_second", "seconds_left", "place", "device", "val_loss", "val_accuracy", "pace"),
)
MOST_PICTURES = 60
PER_CLASS = 2  # pictures offered to be watched


def state(folder: Path) -> dict[str, Any]:
    """Where the run is, and its snapshots as [step, version]; a version changes when a snapshot is taken again.

    A learning rate and a pace that are asked for count already, though a run that rests takes it up with its next step.
    """
    from cnnviz.training.runs import commands, store
    from cnnviz.training.runs.run import Run

    progress = Run(folder).progress()
    kept = []
    for step in store.snapshots(folder):
        try:
            kept.append([step, snapshots.version(folder, step)])
        except OSError:  # dropped in this moment, to make room
            continue
    shown = {name: snapshots.finite(progress.get(name)) for name in SHOWN}
    shown |= {kind: value for _, kind, value in commands.waiting(folder) if kind in ("learning_rate", "pace")}
    return shown | {"snapshots": kept, "live": progress["state"] in store.LIVE and bool(progress.get("pool"))}


def progress(folder: Path, start: int, began: str) -> bytes:
    """The state, and the rows since the last time, packed."""
    now = state(folder)  # first: rows may be ahead of the state, never behind it
    began, start, rows = row_table.table(folder).since(start, began)
    return browser.pack({"state": now, "began": began, "from": start}, {"rows": rows})


def about(folder: Path, hidden: bool = False) -> dict[str, Any]:
    """What does not change: name, parent, classes, shape of a picture, layers, and pictures to watch.

    Of a run that finds objects in scenes only name and parent: `snapshots.scenes` has what it is shown.

    hidden: the pictures are private, and whoever looks is not their owner.
    """
    from cnnviz.training.runs.run import Run

    run = Run(folder)
    recipe = run.recipe
    if recipe.task != "classification":
        return {"id": run.id, "name": run.name, "parent": run.parent, "parent_step": run.parent_step, "private": ""}
    known = probe.probe(recipe)
    data = known.dataset
    labels = data.labels[data.validation].tolist()
    offered = [index for label in range(len(data.classes)) for index in _first(data.validation.tolist(), labels, label)]
    watched = run.about.get("watched")
    if not isinstance(watched, int) or not 0 <= watched < len(data.images):
        watched = int(data.validation[0]) if len(data.validation) else 0
    return {
        "id": run.id,
        "name": run.name,
        "parent": run.parent,
        "parent_step": run.parent_step,
        "batch_size": recipe.batch_size,
        "classes": list(data.classes),
        "shape": list(data.shape),
        "kernels": known.weight_layers,
        "maps": known.map_layers,
        "watched": watched,
        "offered": [] if hidden else offered,
        "private": datasets.PRIVATE if hidden else "",
    }


def _first(indices: list[int], labels: list[int], label: int) -> list[int]:
    return [index for index, its in zip(indices, labels, strict=True) if its == label][:PER_CLASS]


def pictures(folder: Path, indices: list[int]) -> bytes:
    """Pictures of the data set with their classes: uint8 (n, C, H, W). Raises ValueError for one that is not there."""
    data = probe.of_run(folder).dataset
    if len(indices) > MOST_PICTURES or any(not 0 <= index < len(data.images) for index in indices):
        raise probe.Nowhere(
            say(
                "These pictures cannot be shown: ask for at most {most}, from 0 to {last}.",
                most=MOST_PICTURES,
                last=len(data.images) - 1,
            )
        )
    header = {"index": indices, "label": data.labels[indices].tolist()}
    return browser.pack(header, {"pictures": data.images[indices].numpy()})
