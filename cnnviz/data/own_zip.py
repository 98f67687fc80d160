"""A zip of folders, one per class, as a data set of the student's own.

What a zip file claims is checked before any of it is unpacked, and nothing of it is ever written to the disk.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from cnnviz.data.dataset import DataError, Dataset
from cnnviz.data.own import clean
from cnnviz.data.own_pictures import CLASSES, SIZE, Reader, build, shown, were
from cnnviz.images import ENDINGS, MAX_BYTES, ImageError
from cnnviz.words import say

if TYPE_CHECKING:
    from cnnviz.data.own_pictures import Progress

    Data = bytes | bytearray | memoryview | str | os.PathLike[str] | BinaryIO

MOST_ENTRIES = 9_999  # folders included
MOST_ZIP_BYTES = 100 * 2**20
MOST_UNPACKED_BYTES = 500 * 2**20

_RATIO = 100  # photos hardly shrink in a zip; only what hides a bomb does so this much,
_RATIO_FROM = 2**20  # and only that is large as well
_LIST_BYTES = 8 * 2**20  # of the list at the end of a zip; 10,000 entries with long names take 2 MB
_DEPTH = 4  # of the folders that a picture lies in, so many are looked at
_ENDINGS = tuple(f".{ending}" for ending in ENDINGS)
_PARTS = ("train", "training", "test", "testing", "val", "valid", "validation")  # folders that are no classes


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
                        were=were(len(ignored), "file"),
                        kinds=kinds,
                    )
                )
            sources = [(label, info.filename, _reader(archive, info)) for label, info in named]
            return build(sources, size, seed, notes, progress, owner)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, EOFError) as error:
        raise DataError(
            "This file is not a zip, or it is damaged or cut off: please pack the folders again as a zip."
        ) from error


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
                    shown=shown(info.filename),
                )
            )
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            what = "a link" if kind == stat.S_IFLNK else "no ordinary file"
            raise DataError(
                say("{shown} is {what}: please pack the pictures themselves.", shown=shown(info.filename), what=what)
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
                    shown=shown(info.filename),
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
            pictures.append((tuple(clean(part) or "_" for part in parts[-1 - _DEPTH : -1]), info))
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
        notes.append(say("{were} left out, because they lie in no folder of a class.", were=were(outside)))
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
