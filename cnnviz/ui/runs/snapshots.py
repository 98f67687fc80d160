"""What is drawn of a snapshot: filters, maps, histograms, the confusion matrix and mistakes, packed for a browser.

Each function raises ValueError with a sentence for a snapshot that is not there any more or cannot be read.
"""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz import kept
from cnnviz.ui.frame import browser
from cnnviz.ui.runs import probe
from cnnviz.ui.views import scenes as views_scenes
from cnnviz.words import say

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

    from cnnviz.data import Dataset
    from cnnviz.training.recipe import Recipe

MOST_MAPS = 16  # of one layer, while all layers are shown
MOST_VALUES = 250_000  # of one layer's kernels: 1 MB
MOST_FILTERS, MOST_FILTER_VALUES = 64, 60_000  # of the first layer, which travels with every snapshot
MOST_EXAMPLES = 60  # of one cell of the confusion matrix
MOST_WRONG = 12


def snapshot(folder: Path, step: int, picture: int | None = None, hidden: bool = False) -> bytes:
    """What is drawn of a snapshot, packed; the maps are those of a picture of the data set (None: the watched one).

    hidden: without maps and mistakes, from which the pictures can be seen or told.
    """
    return _snapshot(folder, step, _existing(folder, step), None if hidden else picture, hidden)


@kept.keep
def _snapshot(folder: Path, step: int, version: str, picture: int | None, hidden: bool) -> bytes:
    known = probe.of_run(folder)
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
    if layer not in probe.of_run(folder).weight_layers:
        raise probe.Nowhere(
            say("This network has no weights in a layer called {layer}: choose another layer.", layer=layer[:40])
        )
    with _Snapshot(folder, step) as kept:
        weight = kept(f"network.{layer}.weight").numpy()
    shown = weight[: max(1, MOST_VALUES // weight[0].size)]
    return browser.pack({"layer": layer, "shape": list(weight.shape)}, {"kernels": _sendable(shown)})


def maps(folder: Path, step: int, layer: str, picture: int | None = None) -> bytes:
    """All maps of one layer, packed as in a snapshot."""
    _existing(folder, step)
    known = probe.of_run(folder)
    if layer not in known.map_layers:
        raise probe.Nowhere(say("This network has no layer called {layer}: choose another layer.", layer=layer[:40]))
    with _Snapshot(folder, step) as kept:
        scaled, entry = _scaled(_maps(kept, known, picture)[1][layer], None)
    return browser.pack({"layer": layer, **entry}, {"maps": scaled})


def cell(folder: Path, step: int, true: int, answer: int) -> bytes:
    """The validation pictures of class true that were taken for answer, with what the network gave for both."""
    from cnnviz.training.inspection import pictures_in_cell

    _existing(folder, step)
    data = probe.of_run(folder).dataset
    if max(true, answer) >= len(data.classes):
        raise probe.Nowhere(
            say("There are {classes} classes, counted from 0: choose another cell.", classes=len(data.classes))
        )
    labels = data.labels[data.validation]
    with _Snapshot(folder, step) as kept:
        found = pictures_in_cell(kept("validation.predicted"), labels, true, answer)
        places = found[:MOST_EXAMPLES]
        examples = _examples(kept, data, places)
    images = data.images[data.validation[places]].numpy()
    return browser.pack({"count": len(found), "examples": examples}, {"pictures": images})


def scenes(folder: Path) -> bytes:
    """The scenes that are shown of a run that finds objects in them, with their truth, packed."""
    recipe = _of_scenes(folder)
    return browser.pack(*views_scenes.truth(recipe.dataset, recipe.task))


def found(folder: Path, step: int) -> bytes:
    """What its network says of these scenes at a snapshot, packed."""
    return _found(folder, step, _existing(folder, step))


@kept.keep
def _found(folder: Path, step: int, version: str) -> bytes:
    recipe = _of_scenes(folder)
    with _Snapshot(folder, step) as kept:
        header, arrays = views_scenes.said(recipe.dataset, recipe.network, kept("scenes.scores"))
    return browser.pack({**header, "step": step, "version": version}, arrays)


def _of_scenes(folder: Path) -> "Recipe":
    """The recipe of a run that finds objects in scenes. Raises Nowhere for any other run."""
    from cnnviz.training.runs.run import Run

    recipe = Run(folder).recipe
    if recipe.task == "classification":
        raise probe.Nowhere("This run tells pictures apart: it has no scenes.")
    return recipe


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
        return version(folder, step)
    except OSError:
        raise ValueError(
            say("This run keeps no snapshot of step {step:,} any more: choose another step.", step=step)
        ) from None


def _first_filters(kept: _Snapshot, layer: str, known: probe.Probe) -> "tuple[NDArray[Any], dict[str, Any]]":
    """Kernels of the first layer (n, in, h, w); a dense layer's rows take the shape of the picture they look at."""
    weight = kept(f"network.{layer}.weight").numpy()
    if weight.ndim == 2:
        seen = known.first_input if weight.shape[1] == math.prod(known.first_input) else (1, 1, weight.shape[1])
        weight = weight.reshape(-1, *seen)
    shown = weight[: max(1, min(MOST_FILTERS, MOST_FILTER_VALUES // weight[0].size))]
    return shown, {"layer": layer, "shape": list(weight.shape)}


def _maps(kept: _Snapshot, known: probe.Probe, picture: int | None) -> "tuple[torch.Tensor, dict[str, torch.Tensor]]":
    """What the snapshot keeps, if that is the picture; else computed with its weights."""
    if picture is not None and not 0 <= picture < len(known.dataset.images):
        raise probe.Nowhere(
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
    return [{name: finite(values[i]) for name, values in columns.items()} for i in range(len(places))]


def _sendable(values: "NDArray[Any]") -> "NDArray[Any]":
    return values if values.dtype == np.uint8 else np.asarray(values, dtype=np.float32)


def version(folder: Path, step: int) -> str:
    """A word that changes when a snapshot is taken again. Raises OSError where there is none."""
    from cnnviz.training.runs import store

    return f"{store.snapshot_path(folder, step).stat().st_mtime_ns:x}"


def finite(value: Any) -> Any:
    """JSON in a browser knows neither infinity nor NaN."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
