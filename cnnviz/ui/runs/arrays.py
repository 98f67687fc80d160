"""What a page shows of a run, cut down to what a browser draws: rows, filters, maps, histograms, mistakes.

Everything is read from the run's folder. Each function raises ValueError with a sentence for a run that was deleted or
cannot be read.
"""

import math
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz import kept
from cnnviz.ui.frame import browser
from cnnviz.ui.runs import datasets
from cnnviz.words import say

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

    from cnnviz.data import Dataset
    from cnnviz.training.recipe import Recipe

COLUMNS = ("step", "loss", "accuracy", "learning_rate", "val_loss", "val_accuracy")
SHOWN = (
    *("state", "message", "step", "epoch", "total_steps", "steps_per_epoch", "learning_rate"),
    *("examples_per_second", "seconds_left", "place", "device", "val_loss", "val_accuracy", "pace"),
)
MOST_MAPS = 16  # of one layer, while all layers are shown
MOST_VALUES = 250_000  # of one layer's kernels: 1 MB
MOST_FILTERS, MOST_FILTER_VALUES = 64, 60_000  # of the first layer, which travels with every snapshot
MOST_PICTURES = 60
MOST_WRONG = 12
MOST_ROWS = 10_000  # of a run's steps, and as many of the ends of its epochs: a chart has fewer pixels
MOST_UNREAD = 2**22  # bytes of metrics; more are not read through but sought in
PER_CLASS = 2  # pictures offered to be watched


class Nowhere(ValueError):
    """A layer, a class or a picture that this run does not have, so that no page of ours asks for it."""


# ------------------------------------------------------------------------------------------------- how it goes


class Table:
    """The rows of a run as numbers, thinned out where there are more than a chart can show.

    An hour of training as dictionaries would fill the memory: of a long run every second, fourth, … step is kept, and
    likewise of the ends of its epochs. What is behind on opening a long run is found by seeking.
    """

    grows_to = 2 * MOST_ROWS * len(COLUMNS) * np.dtype(np.float32).itemsize

    def __init__(self, folder: Path) -> None:
        from cnnviz.training.runs import metrics

        self._folder = folder
        self._rows = metrics.Rows(folder)
        self._numbers = np.empty((0, len(COLUMNS)), dtype=np.float32)
        self._last, self._every = 0, (1, 0)
        self._lock = threading.Lock()

    def since(self, start: int, began: str) -> "tuple[str, int, NDArray[np.float32]]":
        """Rows from number `start` on, float32 (n, COLUMNS), NaN for what a row lacks: (began, start, rows).

        All rows, and start 0, if `began` is not what they come from: the file, and how it is thinned out.
        """
        with self._lock:
            if self._rows.unread() > MOST_UNREAD:
                self._catch_up()
            more = True
            while more:
                anew, rows, more = self._rows.some()
                if anew:
                    self._numbers, self._last, self._every = self._numbers[:0], 0, (1, 0)
                self._add(rows)
            now = f"{self._rows.began}-{self._every[0]}-{self._every[1]}"
            if began != now or not 0 <= start <= len(self._numbers):
                start = 0
            return now, start, self._numbers[start:]

    def _catch_up(self) -> None:
        from cnnviz.training.runs import metrics

        path = self._folder / "metrics.jsonl"
        size = path.stat().st_size
        final = metrics.last(path)
        self._last = final["step"] if final else 0
        self._every = self._thinned()
        steps, ends = self._every
        wanted = {
            *range(steps, self._last + 1, steps),
            *(range(ends, self._last + 1, ends) if ends else ()),
            self._last,
        }
        self._rows.skip(min(size, metrics.offset(path, self._last)))
        self._numbers = _as_numbers(metrics.at_steps(path, sorted(wanted)))

    def _add(self, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        self._last = max(self._last, int(rows[-1]["step"]))
        added = _as_numbers(rows)
        if (every := self._thinned()) != self._every:
            self._every = every
            self._numbers = self._kept(np.concatenate([self._numbers, added]))
        else:
            self._numbers = np.concatenate([self._numbers, self._kept(added)])

    def _thinned(self) -> tuple[int, int]:
        """Every how many steps a row is kept, and every how many steps one with a validation, 0 for none besides."""
        from cnnviz.training.runs import store

        steps = 1
        while self._last // steps > MOST_ROWS:
            steps *= 2
        ends = int(store.read_state(self._folder).get("steps_per_epoch") or 0) if steps > 1 else 0
        while ends and self._last // ends > MOST_ROWS:
            ends *= 2
        return steps, ends

    def _kept(self, numbers: "NDArray[np.float32]") -> "NDArray[np.float32]":
        every, ends = self._every
        if every == 1:
            return numbers
        step = numbers[:, 0].astype(np.int64)
        return numbers[(step % every == 0) | ((step % ends == 0) if ends else False) | (step == self._last)]


def _as_numbers(rows: list[dict[str, Any]]) -> "NDArray[np.float32]":
    numbers = [[_number(row.get(column)) for column in COLUMNS] for row in rows]
    return np.array(numbers, dtype=np.float32).reshape(-1, len(COLUMNS))


@kept.keep
def table(folder: Path) -> Table:
    """The rows of a run, kept between two readings."""
    return Table(folder)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else math.nan


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
            kept.append([step, _version(folder, step)])
        except OSError:  # dropped in this moment, to make room
            continue
    shown = {name: _finite(progress.get(name)) for name in SHOWN}
    shown |= {kind: value for _, kind, value in commands.waiting(folder) if kind in ("learning_rate", "pace")}
    return shown | {"snapshots": kept, "live": progress["state"] in store.LIVE and bool(progress.get("pool"))}


def progress(folder: Path, start: int, began: str) -> bytes:
    """The state, and the rows since the last time, packed."""
    now = state(folder)  # first: rows may be ahead of the state, never behind it
    began, start, rows = table(folder).since(start, began)
    return browser.pack({"state": now, "began": began, "from": start}, {"rows": rows})


def _version(folder: Path, step: int) -> str:
    from cnnviz.training.runs import store

    return f"{store.snapshot_path(folder, step).stat().st_mtime_ns:x}"


def _finite(value: Any) -> Any:
    """JSON in a browser knows neither infinity nor NaN."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


# ---------------------------------------------------------------------------------------------- what it is


class Probe:
    """Data set and network of a recipe: the order of the layers, and what they give for any picture."""

    def __init__(self, recipe: "Recipe") -> None:
        from cnnviz.networks import small
        from cnnviz.training.inspection import map_layers
        from cnnviz.training.preparation import Preparation

        self.dataset: Dataset = datasets.load(recipe.dataset)
        self.preparation: Preparation = Preparation.of(recipe, self.dataset)
        channels = self.dataset.images.shape[1]
        self.network = small.build(recipe, channels, self.preparation.size, len(self.dataset.classes))
        self.first_input = (channels, *self.preparation.size)
        self.map_layers = map_layers(self.network)
        self.weight_layers = [
            name for name, module in self.network.named_modules() if getattr(_weight(module), "ndim", 0) in (2, 4)
        ]
        self._lock = threading.Lock()

    def maps(self, weights: "dict[str, torch.Tensor]", picture: int) -> "tuple[torch.Tensor, dict[str, torch.Tensor]]":
        """Probabilities (classes,) and maps by layer that the network with these weights gives for a picture."""
        from cnnviz.networks.weight_files import load_weights
        from cnnviz.training.inspection import predict

        with self._lock:
            load_weights(self.network, weights)
            seen = predict(self.network.eval(), self.preparation, self.dataset.images[picture])
        return seen.probabilities, seen.maps


def _weight(module: "torch.nn.Module") -> Any:
    return getattr(module, "weight", None)


@kept.keep
def probe(recipe: "Recipe") -> Probe:
    return Probe(recipe)


def about(folder: Path, hidden: bool = False) -> dict[str, Any]:
    """What does not change: name, parent, classes, shape of a picture, layers, and pictures to watch.

    hidden: the pictures are private, and whoever looks is not their owner.
    """
    from cnnviz.training.runs.run import Run

    run = Run(folder)
    recipe = run.recipe
    known = probe(recipe)
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
    data = _probe(folder).dataset
    if len(indices) > MOST_PICTURES or any(not 0 <= index < len(data.images) for index in indices):
        raise Nowhere(
            say(
                "These pictures cannot be shown: ask for at most {most}, from 0 to {last}.",
                most=MOST_PICTURES,
                last=len(data.images) - 1,
            )
        )
    header = {"index": indices, "label": data.labels[indices].tolist()}
    return browser.pack(header, {"pictures": data.images[indices].numpy()})


def _probe(folder: Path) -> Probe:
    from cnnviz.training.runs.run import Run

    return probe(Run(folder).recipe)


# -------------------------------------------------------------------------------------- what a snapshot holds


def snapshot(folder: Path, step: int, picture: int | None = None, hidden: bool = False) -> bytes:
    """What is drawn of a snapshot, packed; the maps are those of a picture of the data set (None: the watched one).

    hidden: without maps and mistakes, from which the pictures can be seen or told.
    """
    return _snapshot(folder, step, _existing(folder, step), None if hidden else picture, hidden)


@kept.keep
def _snapshot(folder: Path, step: int, version: str, picture: int | None, hidden: bool) -> bytes:
    known = _probe(folder)
    with _Snapshot(folder, step) as kept:
        header: dict[str, Any] = {"step": step, "version": version}
        arrays: dict[str, NDArray[Any]] = {}
        first = known.weight_layers[0]
        arrays["first"], header["first"] = _first_filters(kept, first, known)
        header["maps"] = []
        if not hidden:
            probabilities, maps = _maps(kept, known, picture)
            arrays["probabilities"] = probabilities.numpy()
            header["picture"] = kept.watched if picture is None else picture
            for name in known.map_layers:
                scaled, entry = _scaled(maps[name], MOST_MAPS)
                header["maps"].append({"layer": name, **entry})
                arrays[f"map {name}"] = scaled
        for kind in ("weights", "gradients"):
            names = [name for name in known.weight_layers if f"{kind}.counts.{name}" in kept.names]
            header[kind] = names
            if names:
                arrays[f"{kind} counts"] = np.stack([kept(f"{kind}.counts.{name}").numpy() for name in names])
                arrays[f"{kind} edges"] = np.stack([kept(f"{kind}.edges.{name}").numpy() for name in names])
        norms = [float(kept(f"gradients.norm.{name}")) for name in header["gradients"]]
        arrays["norms"] = np.array(norms)
        arrays["confusion"] = kept("confusion").numpy()
        header["wrong"] = [] if hidden else _wrong(kept, known.dataset)
    return browser.pack(header, {name: _sendable(values) for name, values in arrays.items()})


def kernels(folder: Path, step: int, layer: str) -> bytes:
    """Kernels of a layer at a snapshot, float32 (out, in, h, w) or (out, in); so many of the first as can be drawn."""
    _existing(folder, step)
    if layer not in _probe(folder).weight_layers:
        raise Nowhere(
            say("This network has no weights in a layer called {layer}: choose another layer.", layer=layer[:40])
        )
    with _Snapshot(folder, step) as kept:
        weight = kept(f"network.{layer}.weight").numpy()
    shown = weight[: max(1, MOST_VALUES // weight[0].size)]
    return browser.pack({"layer": layer, "shape": list(weight.shape)}, {"kernels": _sendable(shown)})


def maps(folder: Path, step: int, layer: str, picture: int | None = None) -> bytes:
    """All maps of one layer, packed as in a snapshot."""
    _existing(folder, step)
    known = _probe(folder)
    if layer not in known.map_layers:
        raise Nowhere(say("This network has no layer called {layer}: choose another layer.", layer=layer[:40]))
    with _Snapshot(folder, step) as kept:
        scaled, entry = _scaled(_maps(kept, known, picture)[1][layer], None)
    return browser.pack({"layer": layer, **entry}, {"maps": scaled})


def cell(folder: Path, step: int, true: int, answer: int) -> bytes:
    """The validation pictures of class true that were taken for answer, with what the network gave for both."""
    from cnnviz.training.inspection import pictures_in_cell

    _existing(folder, step)
    data = _probe(folder).dataset
    if max(true, answer) >= len(data.classes):
        raise Nowhere(
            say("There are {classes} classes, counted from 0: choose another cell.", classes=len(data.classes))
        )
    labels = data.labels[data.validation]
    with _Snapshot(folder, step) as kept:
        found = pictures_in_cell(kept("validation.predicted"), labels, true, answer)
        places = found[:MOST_PICTURES]
        examples = _examples(kept, data, places)
    images = data.images[data.validation[places]].numpy()
    return browser.pack({"count": len(found), "examples": examples}, {"pictures": images})


class _Snapshot:
    """Some tensors of a snapshot's file, without reading the others. Raises ValueError if it cannot be read."""

    def __init__(self, folder: Path, step: int) -> None:
        from safetensors import safe_open

        from cnnviz.training.runs import store

        self.step = step
        try:
            self._file: Any = safe_open(store.snapshot_path(folder, step), "pt")
        except Exception:
            raise self._damaged() from None

    def __enter__(self) -> "_Snapshot":
        self._file.__enter__()
        self.names = set(self._file.keys())
        return self

    def __exit__(self, *what: Any) -> None:
        self._file.__exit__(*what)

    def __call__(self, name: str) -> "torch.Tensor":
        try:
            return self._file.get_tensor(name)
        except Exception:
            raise self._damaged() from None

    @property
    def watched(self) -> int | None:
        return int(self("watched.index")) if "watched.index" in self.names else None

    def _damaged(self) -> ValueError:
        return ValueError(say("The snapshot of step {step:,} cannot be read: choose another step.", step=self.step))


def _existing(folder: Path, step: int) -> str:
    """The version of a snapshot. Raises ValueError if there is none at that step."""
    try:
        return _version(folder, step)
    except OSError:
        raise ValueError(
            say("This run keeps no snapshot of step {step:,} any more: choose another step.", step=step)
        ) from None


def _first_filters(kept: _Snapshot, layer: str, known: Probe) -> "tuple[NDArray[Any], dict[str, Any]]":
    """Kernels of the first layer (n, in, h, w); a dense layer's rows take the shape of the picture they look at."""
    weight = kept(f"network.{layer}.weight").numpy()
    if weight.ndim == 2:
        seen = known.first_input if weight.shape[1] == math.prod(known.first_input) else (1, 1, weight.shape[1])
        weight = weight.reshape(-1, *seen)
    shown = weight[: max(1, min(MOST_FILTERS, MOST_FILTER_VALUES // weight[0].size))]
    return shown, {"layer": layer, "shape": list(weight.shape)}


def _maps(kept: _Snapshot, known: Probe, picture: int | None) -> "tuple[torch.Tensor, dict[str, torch.Tensor]]":
    """What the snapshot keeps, if that is the picture; else computed with its weights."""
    if picture is not None and not 0 <= picture < len(known.dataset.images):
        raise Nowhere(
            say(
                "There is no picture {picture:,}: choose one from 0 to {last:,}.",
                picture=picture,
                last=len(known.dataset.images) - 1,
            )
        )
    if "watched.probabilities" in kept.names and picture in (None, kept.watched):
        return kept("watched.probabilities"), {name: kept(f"maps.{name}") for name in known.map_layers}
    start = "network."
    weights = {name[len(start) :]: kept(name) for name in kept.names if name.startswith(start)}
    return known.maps(weights, 0 if picture is None else picture)


def _scaled(values: "torch.Tensor", most: int | None) -> "tuple[NDArray[np.uint8], dict[str, Any]]":
    """Maps as uint8 (n, H, W) with the limit that 255 stands for; see `unscaled` for what a byte means."""
    maps = values.numpy()
    maps = maps[None, None] if maps.ndim == 1 else maps
    count, signed = len(maps), bool((maps < 0).any())
    limit = float(np.max(np.abs(maps), where=np.isfinite(maps), initial=0.0)) or 1.0
    share = np.nan_to_num(maps[:most]) / limit
    scaled = np.rint(128 + 127 * share if signed else 255 * share).astype(np.uint8)
    return scaled, {"count": count, "signed": signed, "limit": limit}


def unscaled(scaled: "NDArray[np.uint8]", signed: bool, limit: float) -> "NDArray[np.float64]":
    """The values that bytes of maps stand for, as the browser reads them."""
    numbers = scaled.astype(float)
    return (numbers - 128) / 127 * limit if signed else numbers / 255 * limit


def _wrong(kept: _Snapshot, data: "Dataset") -> list[dict[str, Any]]:
    from cnnviz.training.inspection import most_wrong

    labels = data.labels[data.validation]
    return _examples(kept, data, most_wrong(kept("validation.predicted"), labels, kept("validation.loss"), MOST_WRONG))


def _examples(kept: _Snapshot, data: "Dataset", places: "torch.Tensor") -> list[dict[str, Any]]:
    names = ("predicted", "probability", "true_probability")
    columns = {name: kept(f"validation.{name}")[places].tolist() for name in names}
    index = data.validation[places]
    columns |= {"index": index.tolist(), "true": data.labels[index].tolist()}
    return [{name: _finite(values[i]) for name, values in columns.items()} for i in range(len(places))]


def _sendable(values: "NDArray[Any]") -> "NDArray[Any]":
    return values if values.dtype == np.uint8 else np.asarray(values, dtype=np.float32)
