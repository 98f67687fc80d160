"""The student's own pictures: a zip of folders, one per class, or several files per class, as a data set.

Every picture is cut to the square in its middle, scaled to the chosen size, and kept in red, green and blue. What a
zip file claims is checked before any of it is unpacked, and nothing of it is ever written to the disk: only the
small pictures are, packed, as a safetensors file.

A data set is its owner's: its name, which runs and links carry, opens it to nobody else (`is_open_to`).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import secrets
import stat
import threading
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from cnnviz import limits
from cnnviz.data.catalogue import Entry
from cnnviz.data.dataset import DataError, Dataset, make_dataset, notes_on_balance, split
from cnnviz.data.folder import data_folder
from cnnviz.images import ENDINGS, MAX_BYTES, ImageError, middle_square, read_picture, resize
from cnnviz.private import make_folder, mark
from cnnviz.words import packed, say, several, unpacked

if TYPE_CHECKING:
    import numpy.typing as npt
    from torch import Tensor

    Progress = Callable[[float, str], None]
    Data = bytes | bytearray | memoryview | str | os.PathLike[str] | BinaryIO

CLASSES = (2, 20)
SIZES = (8, 128)  # pixels of a side
SIZE = 32
MOST_ENTRIES = 9_999  # of a zip, folders included
MOST_PICTURES = 9_999
MOST_ZIP_BYTES = 100 * 2**20
MOST_UNPACKED_BYTES = 500 * 2**20
MOST_STORED_BYTES = 200 * 2**20  # of the small pictures
KEPT_DAYS = 7  # without being used, as runs are
SECONDS = 180  # for reading; small files can hold pictures that take a second each

_RATIO = 100  # photos hardly shrink in a zip; only what hides a bomb does so this much,
_RATIO_FROM = 2**20  # and only that is large as well
_LIST_BYTES = 8 * 2**20  # of the list at the end of a zip; 10,000 entries with long names take 2 MB
_LONGEST_NAME = 60
_DEPTH = 4  # of the folders that a picture lies in, so many are looked at
_ENDINGS = tuple(f".{ending}" for ending in ENDINGS)
_PARTS = ("train", "training", "test", "testing", "val", "valid", "validation")  # folders that are no classes
_ID = re.compile(r"[a-z0-9]{10}")

Reader = Callable[[], bytes]
Source = tuple[str, str, Reader]  # class, the file's name, and what reads it


def read_zip(
    data: Data, *, size: int = SIZE, seed: int = 0, progress: Progress | None = None, owner: str | None = None
) -> Dataset:
    """Read a zip of folders, one per class, given as bytes, a path or a binary file.

    The class of a picture is the folder it lies in, however deep. Where these are more than 20 folders, but the ones
    above them are 2 to 20, those are the classes. Folders called train, test and the like are looked through. Files
    that are no pictures are left out, broken pictures too, and so are second copies of a picture, which could be both
    in training and in validation; `Dataset.notes` tells.

    size: pixels of a side of the square pictures, 8 to 128; seed: of the split; owner: refuse what `save_own` would
    have no room for, before any of it is unpacked.
    Raises DataError, one sentence, for anything but a zip with pictures of 2 to 20 classes, and for a zip that could
    do harm: too large or packed too tightly, 10,000 entries or more, encrypted, paths that lead out of it, links.
    """
    content = _content(data)
    if content.count(b"PK\x01\x02") > MOST_ENTRIES:  # before zipfile makes an object of each
        raise DataError(
            say(
                "This zip holds 10,000 files and folders or more: pack at most {MOST_ENTRIES:,}.",
                MOST_ENTRIES=MOST_ENTRIES,
            )
        )
    try:
        with zipfile.ZipFile(_Guarded(content)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(content))
            pictures, ignored = _pictures(entries)
            named, notes = _classes(pictures)
            if ignored:
                kinds = ", ".join(sorted({PurePosixPath(name).suffix.lower() or "no ending" for name in ignored})[:5])
                notes.append(
                    say(
                        "{were} left out, because only pictures are read ({kinds}).",
                        were=_were(len(ignored), "file"),
                        kinds=kinds,
                    )
                )
            sources = [(label, info.filename, _reader(archive, info)) for label, info in named]
            return _build(sources, size, seed, notes, progress, owner)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, EOFError) as error:
        raise DataError(
            "This file is not a zip, or it is damaged or cut off: please pack the folders again as a zip."
        ) from error


def from_pictures(
    pictures: Mapping[str, Sequence[bytes]],
    *,
    size: int = SIZE,
    seed: int = 0,
    progress: Progress | None = None,
    owner: str | None = None,
) -> Dataset:
    """A data set from the content of picture files, several for each class name; see `read_zip`."""
    names = [_clean(name) for name in pictures]
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
    return _build(sources, size, seed, [], progress, owner)


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


# ---------------------------------------------------------------------------------- keeping them on the disk


def save_own(dataset: Dataset, title: str = "", owner: str = "") -> str:
    """Keep a data set under $CNNVIZ_HOME/data/own. Returns its id: `cnnviz.data.load(f"own:{id}")` finds it again.

    owner: the one who sees it, with limits.OWN_MB for all data sets of theirs; "" for whoever knows its name.
    Raises DataError where it can't be written, or has no room.
    """
    from safetensors.torch import save

    identity = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(10))
    about = {
        "title": _clean(title) or "My pictures",
        "owner": mark(owner),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "classes": list(dataset.classes),
        "notes": [packed(note) for note in dataset.notes],
        "shape": list(dataset.images.shape),
    }
    tensors = {"packed": _packed(dataset.images), "labels": dataset.labels.contiguous()}
    content = save(tensors, metadata={"about": json.dumps(about)})
    path = _path(identity)
    temporary = path.with_suffix(".part")
    try:
        make_folder(path.parent)
        with _saving:  # two at once would both find the last room
            _check_room(len(content), owner)
            with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(content)
            os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise DataError(
            say(
                "Your pictures can't be saved ({strerror}): please make room on the disk.",
                strerror=error.strerror or error,
            )
        ) from error
    return identity


def load_own(name: str, *, seed: int = 0) -> Dataset:
    """The data set "own:<id>", split by the seed. Raises DataError where there is none, or its file is damaged."""
    from safetensors import safe_open

    path = _existing(name)
    try:
        with safe_open(path, framework="pt") as file:
            about = _about(file.metadata())
            labels = file.get_tensor("labels")
            if "shape" in about:
                images = _unpacked(file.get_tensor("packed"), about["shape"])
            else:  # as it was kept before
                images = file.get_tensor("images")
        _check_stored(images, labels, about["classes"])
    except DataError:
        raise
    except Exception as error:
        raise _damaged(path) from error
    _use(path)
    return make_dataset(
        f"own:{path.stem}", images, labels, about["classes"], split(labels.numpy(), seed), about["notes"]
    )


def describe_own(name: str) -> Entry:
    """What is known of the data set "own:<id>" without reading its pictures. Raises DataError where there is none."""
    path = _existing(name)
    try:
        about = _described(path)[1]
    except Exception as error:
        raise _damaged(path) from error
    _use(path)
    return about


def list_own(owner: str | None = None) -> dict[str, Entry]:
    """What is kept: "own:<id>" -> Entry, the newest first; of one owner, if given. Damaged files are left out."""
    found: list[tuple[str, str, Entry]] = []
    owner = None if owner is None else mark(owner)
    for path in (data_folder() / "own").glob("*.safetensors"):
        try:
            about, entry = _described(path)
        except Exception:
            continue
        if owner is None or about["owner"] == owner:
            found.append((about["created"], f"own:{path.stem}", entry))
    return {name: entry for _, name, entry in sorted(found, key=lambda row: row[:2], reverse=True)}


def _described(path: Path) -> tuple[dict[str, Any], Entry]:
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        about = _about(file.metadata())
        count, channels, height, width = about.get("shape") or file.get_slice("images").get_shape()
    return about, Entry(
        about["title"],
        say("Your own pictures, kept since {about}.", about=about["created"][:10]),
        "Your own.",
        "Yours",
        tuple(about["classes"]),
        (channels, height, width),
        count,
        "own",
    )


def is_open_to(name: str, owner: str) -> bool:
    """Whether this owner may see the data set "own:<id>". Raises DataError where there is none, or it is damaged."""
    path = _existing(name)
    try:
        about, _ = _described(path)
    except Exception as error:
        raise _damaged(path) from error
    return about["owner"] in ("", mark(owner))


def delete_own(name: str) -> None:
    """Remove the data set "own:<id>". Raises DataError where there is none, or where the disk lets nothing go.

    `cnnviz.training.pictures.forget` removes what was made of it, too.
    """
    try:
        _existing(name).unlink(missing_ok=True)
    except OSError as error:
        raise DataError(
            say(
                "These pictures can't be deleted ({strerror}), and nothing has changed: tell whoever runs this server.",
                strerror=error.strerror or error,
            )
        ) from error


def clean_up_own(*, now: float | None = None) -> list[str]:
    """Delete what nobody has looked at or trained on for KEPT_DAYS days; returns the names. now: seconds since 1970."""
    now = time.time() if now is None else now
    removed = []
    for path in (data_folder() / "own").glob("*"):
        with contextlib.suppress(OSError):
            if now - path.stat().st_mtime > KEPT_DAYS * 86_400:
                path.unlink()
                removed.append(f"own:{path.stem}")
    return removed


def _path(identity: str) -> Path:
    return data_folder() / "own" / f"{identity}.safetensors"


def _use(path: Path) -> None:
    """Note that somebody looks at it or trains on it."""
    with contextlib.suppress(OSError):
        os.utime(path)


def _existing(name: str) -> Path:
    identity = name.removeprefix("own:")
    if not _ID.fullmatch(identity) or not _path(identity).is_file():
        raise DataError("These pictures of your own are not kept here any more: please upload them again.")
    return _path(identity)


def _about(metadata: dict[str, str] | None) -> dict[str, Any]:
    about = json.loads((metadata or {})["about"])
    about["notes"] = [unpacked(note) for note in about["notes"]]
    texts = [about["title"], about["owner"], about["created"], *about["classes"], *about["notes"]]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("Text expected.")
    about["owner"] = mark(about["owner"])
    return about


_saving = threading.Lock()


def _check_room(size: int, owner: str) -> None:
    """Raise DataError where so many bytes more are too many for this owner, or for all owners together."""
    mine = everybody = 0
    for path in (data_folder() / "own").glob("*.safetensors"):
        with contextlib.suppress(Exception):  # deleted meanwhile, or damaged
            everybody += (its := path.stat().st_size)
            mine += its if owner and _described(path)[0]["owner"] == mark(owner) else 0
    advice = "choose a smaller size, take fewer pictures"
    for used, most, whose, more in (
        (mine, limits.OWN_MB if owner else 0, "your pictures", "delete pictures of yours"),
        (everybody, limits.ALL_OWN_MB, "everybody's pictures on this server", "tell whoever runs it"),
    ):
        if most and used + size > most * 1_000_000:
            free = max(0.0, most - used / 1e6)
            raise DataError(
                say(
                    "These pictures may take {size:,.1f} MB, and {free:,.1f} of {most:,} MB are free "
                    "for {whose}: "
                    "{advice}, or {more}.",
                    size=size / 1e6, free=free, most=most, whose=whose, advice=advice, more=more,
                )
            )  # fmt: skip


def _packed(images: Tensor) -> Tensor:
    """Pictures uint8 (N, C, H, W) in fewer bytes, none lost: each pixel less its left neighbour, deflated."""
    import torch

    pixels = images.numpy()
    steps = pixels.copy()
    steps[..., 1:] -= pixels[..., :-1]
    return torch.frombuffer(bytearray(zlib.compress(steps.tobytes(), 6)), dtype=torch.uint8)


def _unpacked(packed: Tensor, shape: Sequence[int]) -> Tensor:
    import torch

    size = int(np.prod(shape, dtype=np.int64))
    if not 0 < size <= 2 * MOST_STORED_BYTES:
        raise ValueError("Pictures of another size expected.")
    reader = zlib.decompressobj()
    steps = np.frombuffer(reader.decompress(packed.numpy().tobytes(), size), dtype=np.uint8).reshape(shape)
    return torch.from_numpy(np.add.accumulate(steps, axis=-1, dtype=np.uint8))


def _check_stored(images: Tensor, labels: Tensor, classes: Sequence[str]) -> None:
    import torch

    if not (
        images.dtype == torch.uint8
        and labels.dtype == torch.int64
        and images.ndim == 4
        and labels.shape == images.shape[:1]
        and len(labels) > 0
        and 0 <= int(labels.min()) <= int(labels.max()) < len(classes)
    ):
        raise ValueError("Pictures and labels don't fit together.")


def _damaged(path: Path) -> DataError:
    return DataError(
        say("The file of your own pictures, {name}, is damaged: please upload them again.", name=path.name)
    )


# ------------------------------------------------------------------------------------------- the zip file


class _Guarded(io.BytesIO):
    """Refuses to copy much at once: zipfile reads the whole list of entries in one go, however long it claims to be."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._size = len(content)

    def read(self, size: int | None = -1, /) -> bytes:
        left = self._size - self.tell()
        if (left if size is None or size < 0 else min(size, left)) > _LIST_BYTES:
            raise DataError("This zip holds far too long a list of files: pack at most 9,999, with shorter names.")
        return super().read(size)


def _content(data: Data) -> bytes:
    limit = say(
        "please choose one of at most {MOST} MB, for example by scaling the pictures down first",
        MOST=MOST_ZIP_BYTES // 2**20,
    )
    if isinstance(data, bytes | bytearray | memoryview):
        content = bytes(data) if memoryview(data).nbytes <= MOST_ZIP_BYTES else None
    else:
        try:
            if isinstance(data, str | os.PathLike):
                with open(data, "rb") as file:
                    content = file.read(MOST_ZIP_BYTES + 1)
            else:
                data.seek(0)
                content = data.read(MOST_ZIP_BYTES + 1)
        except OSError as error:
            raise DataError(
                say("This file can't be opened ({error}): please choose another one.", error=error)
            ) from error
        content = content if len(content) <= MOST_ZIP_BYTES else None
    if content is None:
        raise DataError(say("This zip is too large: {limit}.", limit=limit))
    return content


def _check_entries(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Refuse what could do harm, going by the list of entries alone. size: bytes of the zip."""
    for info in entries:
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
            raise DataError(
                say(
                    "The path {shown} leads out of this zip: please pack the folders again, from inside "
                    "the folder that holds them.",
                    shown=_shown(info.filename),
                )
            )
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            what = "a link" if kind == stat.S_IFLNK else "no ordinary file"
            raise DataError(
                say("{shown} is {what}: please pack the pictures themselves.", shown=_shown(info.filename), what=what)
            )
        if info.flag_bits & 0x1:
            raise DataError("This zip is encrypted: please pack it without a password.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DataError("This zip is packed in an unusual way: please pack it as an ordinary zip (deflate).")
        if info.file_size > _RATIO_FROM and info.file_size > _RATIO * info.compress_size:
            raise DataError(
                say(
                    "{shown} would unpack to {RATIO} times its size or more, as bombs do: please leave "
                    "it out, or save it as PNG or JPEG.",
                    shown=_shown(info.filename),
                    RATIO=_RATIO,
                )
            )
    # Entries that share their bytes are how a small zip becomes petabytes.
    if sum(info.compress_size for info in entries) > size:
        raise DataError("The files in this zip overlap, as in bombs: please pack the folders again.")
    total = sum(info.file_size for info in entries)
    if total > MOST_UNPACKED_BYTES:
        raise DataError(
            say(
                "This zip would unpack to {size:,.0f} MB: please pack at most {most} MB.",
                size=total / 2**20,
                most=MOST_UNPACKED_BYTES // 2**20,
            )
        )


def _pictures(entries: Iterable[zipfile.ZipInfo]) -> tuple[list[tuple[tuple[str, ...], zipfile.ZipInfo]], list[str]]:
    """Pictures with the folders they lie in, and the names of other files; what a system adds for itself is neither."""
    pictures, ignored = [], []
    for info in entries:
        parts = [part for part in info.filename.replace("\\", "/").split("/") if part not in ("", ".")]
        if info.is_dir() or not parts or any(part.startswith(".") or part == "__MACOSX" for part in parts):
            continue
        if parts[-1].lower() in ("thumbs.db", "desktop.ini"):
            continue
        if parts[-1].lower().endswith(_ENDINGS):
            pictures.append((tuple(_clean(part) or "_" for part in parts[-1 - _DEPTH : -1]), info))
        else:
            ignored.append(parts[-1])
    if not pictures:
        raise DataError(
            "There are no pictures in this zip: please pack one folder per class, with PNG, JPEG, WebP, GIF, BMP, "
            "TIFF, HEIC or AVIF files in it."
        )
    return pictures, ignored


def _classes(
    pictures: Sequence[tuple[tuple[str, ...], zipfile.ZipInfo]],
) -> tuple[list[tuple[str, zipfile.ZipInfo]], list[str]]:
    """The class of each picture, and notes on how it was found."""
    notes = []
    named = [
        ((*(folder for folder in folders[:-1] if folder.lower() not in _PARTS), folders[-1]), info)
        for folders, info in pictures
        if folders
    ]
    if not named:
        raise DataError("The pictures of this zip lie in no folders: please pack one folder per class.")
    if outside := len(pictures) - len(named):
        notes.append(say("{were} left out, because they lie in no folder of a class.", were=_were(outside)))
    last = _short_names({folders for folders, _ in named})
    if len(set(last.values())) > CLASSES[1]:
        above = {folders: folders[:-1] for folders, _ in named}
        upper = _short_names(set(above.values())) if all(above.values()) else {}
        few = len(set(upper.values()))
        if CLASSES[0] <= few <= CLASSES[1]:
            many = len(set(last.values()))
            notes.append(
                say(
                    "{many} folders hold pictures: too many, so the {few} folders above them are the classes.",
                    many=many,
                    few=few,
                )
            )
            last = {folders: upper[above[folders]] for folders, _ in named}
    return [(last[folders], info) for folders, info in named], notes


def _short_names(paths: set[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """The last folder of each path as its name, with those above it where different folders are called the same."""
    ends = Counter(path[-depth:] for path in paths for depth in range(1, len(path) + 1))
    names = {}
    for path in paths:
        depth = next((depth for depth in range(1, len(path)) if ends[path[-depth:]] == 1), len(path))
        names[path] = "/".join(path[-depth:])
    return names


def _reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Reader:
    def read() -> bytes:
        if info.file_size > MAX_BYTES:
            raise ImageError(say("over {MAX} MB", MAX=MAX_BYTES // 2**20))
        # In parts: zipfile stops at the size that the list claims, and finds a wrong one by the checksum.
        parts = []
        with archive.open(info) as file:
            while part := file.read(2**16):
                parts.append(part)
        return b"".join(parts)

    return read


# --------------------------------------------------------------------------------------- making pictures small


def _build(
    sources: Sequence[Source],
    size: int,
    seed: int,
    notes: Sequence[str],
    progress: Progress | None,
    owner: str | None,
) -> Dataset:
    _check(sources, size)
    if owner is not None:
        _check_room(len(sources) * 3 * size**2, owner)
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
        names = ", ".join(_shown(name) for name in broken[:3]) + (", …" if len(broken) > 3 else "")
        yield say("{were} left out, because they can't be read: {names}.", were=_were(len(broken)), names=names)
    if twice:
        yield say("{were} left out, because they are copies of others of the same class.", were=_were(twice))
    if contradicting:
        yield say(
            "The same picture is in more than one class in {contradicting} cases: no network can learn that.",
            contradicting=contradicting,
        )


def _were(count: int, what: str = "picture") -> str:
    if what == "picture":
        return several("{n} picture was", "{n:,} pictures were", count)
    return several("{n} file was", "{n:,} files were", count)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


def _clean(name: str) -> str:
    """On one line, without signs that are not to be seen, and not too long."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())[:_LONGEST_NAME].strip()


def _shown(path: str) -> str:
    """The end of a path, fit for a sentence."""
    text = "".join(sign if sign.isprintable() else "?" for sign in path[-200:])
    return text if len(text) <= _LONGEST_NAME else "…" + text[-_LONGEST_NAME:]


def _in_order(name: str) -> tuple[list[str | int], str]:
    """Sorts "class 2" before "class 10"."""
    parts = re.split(r"([0-9]+)", name.lower())
    return [int(part) if number % 2 else part for number, part in enumerate(parts)], name
