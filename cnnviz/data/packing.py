"""Pictures as a zip of folders, one per class: an example to try, and a data set packed for PyTorch's ImageFolder."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.drawing.stills import png
from cnnviz.images import sample_picture

if TYPE_CHECKING:
    from cnnviz.data.dataset import Dataset

EXAMPLE = ("brick", "grass", "gravel")
PATCH = 64  # pixels, the side of an example's picture


def example_zip() -> bytes:
    """64 patches of 64×64 pixels of each of three photos, as a student would pack them: brick/brick-01.png and so on.

    The patches lie side by side and don't overlap. The same bytes every time.
    """
    files = []
    for name in EXAMPLE:
        grey = np.round(sample_picture(name).pixels[0].numpy() * 255).astype(np.uint8)
        rows, columns = grey.shape[0] // PATCH, grey.shape[1] // PATCH
        cut = grey[: rows * PATCH, : columns * PATCH].reshape(rows, PATCH, columns, PATCH).swapaxes(1, 2)
        patches = cut.reshape(-1, PATCH, PATCH)
        files += [(f"{name}/{name}-{number:02}.png", png(patch)) for number, patch in enumerate(patches, start=1)]
    return _packed(files)


def pack(dataset: Dataset) -> bytes:
    """The pictures of a data set as they are trained on: small squares, as PNG, in folders as `folder_names` says.

    The files are numbered through all folders in the order of the data set.
    """
    names = folder_names(dataset.classes)
    return _packed(
        (f"{names[label]}/{number:05}.png", png(np.squeeze(np.moveaxis(image, 0, -1))))
        for number, (image, label) in enumerate(zip(dataset.images.numpy(), dataset.labels.tolist(), strict=True))
    )


def folder_names(classes: Sequence[str]) -> tuple[str, ...]:
    """A folder for each class, in alphabetical order as ImageFolder numbers them: a number, then what fits of the name.

    >>> folder_names(("cat", "dog"))
    ('cat', 'dog')
    >>> folder_names(("class 2", "class 10", "a/b"))
    ('00 class 2', '01 class 10', '02 a_b')
    """
    safe = [re.sub(r"[^\w .,()+-]", "_", name).strip(" .") or "_" for name in classes]
    if safe == list(classes) and safe == sorted(safe) and len({name.lower() for name in safe}) == len(safe):
        return tuple(safe)
    return tuple(f"{number:02} {name}" for number, name in enumerate(safe))


def _packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:  # PNG is packed already
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()
