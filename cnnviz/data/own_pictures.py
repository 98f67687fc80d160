"""The student's own picture files as a data set: of each the square in its middle, scaled, in red, green and blue."""

from __future__ import annotations

import re
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.data.dataset import DataError, Dataset, make_dataset, notes_on_balance, split
from cnnviz.data.own import LONGEST_NAME, MOST_STORED_BYTES, check_room, clean
from cnnviz.images import middle_square, read_picture, resize
from cnnviz.words import say, several

if TYPE_CHECKING:
    import numpy.typing as npt
    from torch import Tensor

    Progress = Callable[[float, str], None]

CLASSES = (2, 20)
SIZES = (8, 128)  # pixels of a side
SIZE = 32
MOST_PICTURES = 9_999
SECONDS = 180  # for reading; small files can hold pictures that take a second each

Reader = Callable[[], bytes]
Source = tuple[str, str, Reader]  # class, the file's name, and what reads it


def from_pictures(
    pictures: Mapping[str, Sequence[bytes]],
    *,
    size: int = SIZE,
    seed: int = 0,
    progress: Progress | None = None,
    owner: str | None = None,
) -> Dataset:
    """A data set from the content of picture files, several for each class name; see `read_zip`."""
    names = [clean(name) for name in pictures]
    if not all(names):
        raise DataError("A class has no name: please give each class one.")
    if doubles := [name for name, count in Counter(names).items() if count > 1]:
        raise DataError(
            say("Two classes are called {doubles!r}: please give each class a name of its own.", doubles=doubles[0])
        )
    sources = [
        (name, say("{name}, picture {number}", name=name, number=number), lambda content=content: content)
        for name, contents in zip(names, pictures.values(), strict=True)
        for number, content in enumerate(contents, start=1)
    ]
    return build(sources, size, seed, [], progress, owner)


def shrink(content: bytes) -> bytes:
    """A picture file as a PNG of the square in its middle, at most 128 pixels a side: all that a data set can use.

    Raises ImageError where it can't be read.
    """
    from cnnviz.drawing.stills import png

    pixels = read_picture(content).pixels
    small = square(pixels, min(SIZES[1], *pixels.shape[1:]))
    return png(np.moveaxis(small, 0, -1))


def square(pixels: Tensor, size: int) -> npt.NDArray[np.uint8]:
    """How every picture is made small: of pixels (3, H, W) in [0, 1] the middle square, uint8 (3, size, size)."""
    from torch.nn.functional import interpolate

    square = resize(middle_square(pixels), size)
    if min(pixels.shape[1:]) < size:
        square = interpolate(square[None], size=(size, size), mode="bilinear", align_corners=False)[0]
    return np.round(square.numpy() * 255).astype(np.uint8)


def build(
    sources: Sequence[Source],
    size: int,
    seed: int,
    notes: Sequence[str],
    progress: Progress | None,
    owner: str | None,
) -> Dataset:
    _check(sources, size)
    if owner is not None:
        check_room(len(sources) * 3 * size**2, owner)
    images = np.empty((len(sources), 3, size, size), dtype=np.uint8)
    labels: list[str] = []  # of the pictures that are kept
    broken: list[str] = []
    classes_of: dict[str, set[str]] = {}  # by the SHA-256 of a file
    twice = 0
    started = time.monotonic()
    for number, (name, file, read) in enumerate(sources):
        if time.monotonic() - started > SECONDS:
            minutes = say("{minutes:g} minutes", minutes=SECONDS / 60)
            raise DataError(
                say(
                    "Reading these pictures takes over {minutes}: scale them down first, or take fewer.",
                    minutes=minutes,
                )
            )
        if progress:
            progress(
                number / len(sources),
                say("Reading picture {place:,} of {count:,}.", place=number + 1, count=len(sources)),
            )
        try:
            picture = read_picture(read())
        except (ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError, OSError):
            broken.append(file)
            continue
        classes = classes_of.setdefault(picture.sha, set())
        if name in classes:
            twice += 1
            continue
        classes.add(name)
        images[len(labels)] = square(picture.pixels, size)
        labels.append(name)
    reading_notes = _notes_on_reading(broken, twice, sum(len(classes) > 1 for classes in classes_of.values()))
    asked = {name for name, _, _ in sources}
    return _finish(images[: len(labels)], labels, asked, seed, [*notes, *reading_notes])


def _finish(
    images: npt.NDArray[np.uint8], labels: Sequence[str], asked: set[str], seed: int, notes: Sequence[str]
) -> Dataset:
    classes = sorted(set(labels), key=_in_order)
    empty = sorted(asked - set(classes), key=_in_order)
    if not labels:
        raise DataError("None of these pictures can be read: please save them as PNG or JPEG.")
    if len(classes) < CLASSES[0]:
        raise DataError(
            say(
                "No picture of {listed} can be read, so there is nothing to tell {classes} from: please save "
                "them as PNG or JPEG.",
                listed=_listed(empty),
                classes=classes[0],
            )
        )
    if empty:
        notes = [
            *notes,
            say("No picture of {listed} can be read: the network will not know it.", listed=_listed(empty)),
        ]
    numbers = np.array([classes.index(label) for label in labels], dtype=np.int64)
    counts = np.bincount(numbers, minlength=len(classes)).tolist()
    return make_dataset(
        "own", images, numbers, classes, split(numbers, seed), [*notes, *notes_on_balance(counts, classes)]
    )


def _check(sources: Sequence[Source], size: int) -> None:
    count, classes = len(sources), sorted({name for name, _, _ in sources})
    if not SIZES[0] <= size <= SIZES[1]:
        raise DataError(
            say(
                "The size of a picture is {size} pixels: set it to {smallest} to {largest}.",
                size=size, smallest=SIZES[0], largest=SIZES[1],
            )
        )  # fmt: skip
    if not sources:
        raise DataError("There are no pictures: please take some of two classes at least.")
    if len(classes) < CLASSES[0]:
        raise DataError(
            say("There is only one class ({classes}): a network needs pictures of at least two.", classes=classes[0])
        )
    if len(classes) > CLASSES[1]:
        raise DataError(
            say("These are {classes} classes: please take at most {CLASSES}.", classes=len(classes), CLASSES=CLASSES[1])
        )
    if count > MOST_PICTURES:
        raise DataError(
            say(
                "These are {count:,} pictures: please take at most {MOST_PICTURES:,}.",
                count=count,
                MOST_PICTURES=MOST_PICTURES,
            )
        )
    if count * 3 * size**2 > MOST_STORED_BYTES:
        most = MOST_STORED_BYTES // (3 * size**2)
        raise DataError(
            say(
                "At {size} pixels a side at most {most:,} pictures have room: choose a smaller size.",
                size=size,
                most=most,
            )
        )


def _notes_on_reading(broken: Sequence[str], twice: int, contradicting: int) -> Iterator[str]:
    if broken:
        names = ", ".join(shown(name) for name in broken[:3]) + (", …" if len(broken) > 3 else "")
        yield say("{were} left out, because they can't be read: {names}.", were=were(len(broken)), names=names)
    if twice:
        yield say("{were} left out, because they are copies of others of the same class.", were=were(twice))
    if contradicting:
        yield say(
            "The same picture is in more than one class in {contradicting} cases: no network can learn that.",
            contradicting=contradicting,
        )


def were(count: int, what: str = "picture") -> str:
    if what == "picture":
        return several("{n} picture was", "{n:,} pictures were", count)
    return several("{n} file was", "{n:,} files were", count)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


def shown(path: str) -> str:
    """The end of a path, fit for a sentence."""
    text = "".join(sign if sign.isprintable() else "?" for sign in path[-200:])
    return text if len(text) <= LONGEST_NAME else "…" + text[-LONGEST_NAME:]


def _in_order(name: str) -> tuple[list[str | int], str]:
    """Sorts "class 2" before "class 10"."""
    parts = re.split(r"([0-9]+)", name.lower())
    return [int(part) if number % 2 else part for number, part in enumerate(parts)], name
