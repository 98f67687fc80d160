"""The student's own data sets as they are kept on the disk: small pictures, packed, as a safetensors file.

A data set is its owner's: its name, which runs and links carry, opens it to nobody else (`is_open_to`). It is made by
`cnnviz.data.own_zip` or `cnnviz.data.own_pictures`.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import threading
import time
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz import disk, limits
from cnnviz.data.catalogue import Entry
from cnnviz.data.dataset import DataError, Dataset, make_dataset, split
from cnnviz.data.folder import data_folder
from cnnviz.private import make_folder, mark
from cnnviz.words import packed, say, unpacked

if TYPE_CHECKING:
    from torch import Tensor

MOST_STORED_BYTES = 200 * 2**20  # of the small pictures
KEPT_DAYS = 7  # without being used, as runs are

LONGEST_NAME = 60
_ID = re.compile(r"[a-z0-9]{10}")
_saving = threading.Lock()


def save_own(dataset: Dataset, title: str = "", owner: str = "") -> str:
    """Keep a data set under $CNNVIZ_HOME/data/own. Returns its id: `cnnviz.data.load(f"own:{id}")` finds it again.

    owner: the one who sees it, with limits.OWN_MB for all data sets of theirs; "" for whoever knows its name.
    Raises DataError where it can't be written, or has no room.
    """
    from safetensors.torch import save

    identity = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(10))
    about = {
        "title": clean(title) or "My pictures",
        "owner": mark(owner),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "classes": list(dataset.classes),
        "notes": [packed(note) for note in dataset.notes],
        "shape": list(dataset.images.shape),
    }
    tensors = {"packed": _packed(dataset.images), "labels": dataset.labels.contiguous()}
    content = save(tensors, metadata={"about": json.dumps(about)})
    path = _path(identity)
    try:
        make_folder(path.parent)
        with _saving:  # two at once would both find the last room
            check_room(len(content), owner)
            disk.write_bytes(path, content)
    except OSError as error:
        raise DataError(
            say(
                "Your pictures can't be saved ({reason}): please make room on the disk.",
                reason=error.strerror or error,
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
                "These pictures can't be deleted ({reason}), and nothing has changed: tell whoever runs this server.",
                reason=error.strerror or error,
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


def check_room(size: int, owner: str) -> None:
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


def clean(name: str) -> str:
    """On one line, without signs that are not to be seen, and not too long."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())[:LONGEST_NAME].strip()
