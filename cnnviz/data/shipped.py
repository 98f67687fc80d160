"""Data sets that come with the packages the app needs anyway: no network, no wait."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.data.catalogue import CATALOGUE
from cnnviz.data.dataset import DataError, Dataset, Split, make_dataset, split
from cnnviz.images import sample_picture
from cnnviz.words import say

if TYPE_CHECKING:
    import numpy.typing as npt

PATCH = 32  # pixels, the side of a texture patch
BAND = 3  # rows or columns of patches of a photo that are for validation, of its 16


def load_digits(seed: int) -> Dataset:
    """scikit-learn's digits, 1 channel of 8×8: its greys 0 to 16 become 0 to 255."""
    # Importing scikit-learn would take over a second, its file 0.03 s.
    rows = np.loadtxt(_file("sklearn", "datasets/data/digits.csv.gz"), delimiter=",", dtype=np.int64)
    images = np.round(rows[:, :-1] * 255 / 16).astype(np.uint8).reshape(-1, 1, 8, 8)
    return _dataset("digits", images, rows[:, -1], split(rows[:, -1], seed))


def load_faces(seed: int) -> Dataset:
    """scikit-image's 100 faces and 100 backgrounds, 1 channel of 25×25."""
    values = np.load(_file("skimage", "data/lfw_subset.npy"), allow_pickle=False)
    images = np.round(values * 255).astype(np.uint8)[:, None]
    labels = np.repeat([0, 1], 100)
    return _dataset("faces", images, labels, split(labels, seed))


def load_textures(seed: int) -> Dataset:
    """Patches of three photos, 1 channel of 32×32, side by side without overlap.

    One band along an edge of each photo, chosen by the seed, is for validation: a network can't have seen it. Patches
    drawn at random would overlap or touch, and the validation accuracy would flatter.
    """
    images, labels, kept_back = [], [], []
    rng = np.random.default_rng([seed, 2])
    for label, name in enumerate(CATALOGUE["textures"].classes):
        grey = np.round(sample_picture(name).pixels[0].numpy() * 255).astype(np.uint8)
        rows, columns = grey.shape[0] // PATCH, grey.shape[1] // PATCH
        cut = grey[: rows * PATCH, : columns * PATCH].reshape(rows, PATCH, columns, PATCH).swapaxes(1, 2)
        images.append(cut.reshape(-1, 1, PATCH, PATCH))
        labels.append(np.full(rows * columns, label))
        band = np.zeros((rows, columns), dtype=bool)
        edges = (band[:BAND], band[-BAND:], band[:, :BAND], band[:, -BAND:])
        edges[rng.integers(len(edges))][:] = True
        kept_back.append(band.ravel())
    validation = np.concatenate(kept_back)
    parts = Split(np.flatnonzero(~validation), np.flatnonzero(validation))
    return _dataset("textures", np.concatenate(images), np.concatenate(labels), parts)


LOADERS: dict[str, Callable[[int], Dataset]] = {
    "digits": load_digits,
    "faces": load_faces,
    "textures": load_textures,
}


def _dataset(name: str, images: npt.NDArray[np.uint8], labels: npt.NDArray[np.int64], parts: Split) -> Dataset:
    return make_dataset(name, images, labels, CATALOGUE[name].classes, parts)


def _file(package: str, path: str) -> Path:
    # Finds the file and leaves its package alone.
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if Path(folder, path).is_file():
            return Path(folder, path)
    raise DataError(
        say("The file {path} of {package} is missing: please install {package} again.", path=path, package=package)
    )
