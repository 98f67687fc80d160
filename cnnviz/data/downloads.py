"""Data sets that are downloaded when they are asked for: MNIST, Fashion-MNIST and CIFAR-10.

torchvision says from where, unpacks, reads, and checks the checksum; only the transfer itself is done here, because
torchvision's own tells nobody how far it is and waits for ever.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import os
import shutil
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz import limits
from cnnviz.data.catalogue import CATALOGUE, NEEDS_NO_DOWNLOAD
from cnnviz.data.dataset import DataError, Dataset, Split, make_dataset
from cnnviz.data.folder import data_folder
from cnnviz.words import joined, say

Progress = Callable[[float, str], None]

TIMEOUT = limits.SILENCE  # seconds without an answer or without another byte
MOST_BYTES = 400 * 2**20  # of one file; the largest is CIFAR-10's with 170 MB
_PART = 256 * 2**10

_CLASSES = {"mnist": "MNIST", "fashion_mnist": "FashionMNIST", "cifar10": "CIFAR10"}  # in torchvision.datasets
_LOCKS = {name: threading.Lock() for name in _CLASSES}  # two students asking at once wait for one download


class _Failed(Exception):
    """A file that could not be fetched, and why."""


def load_downloaded(
    name: str, *, progress: Progress | None = None, root: str | os.PathLike[str] | None = None
) -> Dataset:
    """Read "mnist", "fashion_mnist" or "cifar10" as torchvision reads it; download it first if it is not there.

    root: the folder as torchvision wants it, with MNIST/raw and so on in it; default $CNNVIZ_HOME/data. The official
    training pictures are for training, the official test pictures for validation. A file that was already fetched,
    such as cifar-10-python.tar.gz put there by hand, is unpacked and not fetched again.

    Raises DataError where it can't be downloaded, arrives damaged, or the files that are there can't be read.
    """
    folder = Path(root) if root is not None else data_folder()
    report = progress or (lambda share, sentence: None)
    with in_turn(
        _LOCKS[name], lambda: report(0.0, say("Somebody is downloading {title}: waiting.", title=CATALOGUE[name].title))
    ):
        if not is_there(name, root=folder):
            _download(name, folder, report)
    title = CATALOGUE[name].title
    report(1.0, say("Reading {title}.", title=title))
    try:
        training, testing = (_torchvision(name)(folder, train=train) for train in (True, False))
        return _dataset(name, training, testing)
    except Exception as error:  # damaged files make torchvision raise nearly everything
        place = folder / _place(name)
        raise DataError(
            say(
                "The files of {title} in {place} are damaged: delete that folder, then try again.",
                title=title,
                place=place,
            )
        ) from error


def is_there(name: str, *, root: str | os.PathLike[str] | None = None) -> bool:
    """Whether the unpacked files are there; cheap, and says nothing about what is in them."""
    folder = Path(root) if root is not None else data_folder()
    return all((folder / _place(name) / file).is_file() for file in _files(name))


def _torchvision(name: str) -> Any:
    import torchvision.datasets

    return getattr(torchvision.datasets, _CLASSES[name])


def _place(name: str) -> str:
    """The folder that torchvision unpacks to, below the root."""
    return "cifar-10-batches-py" if name == "cifar10" else f"{_CLASSES[name]}/raw"


def _files(name: str) -> list[str]:
    if name == "cifar10":
        return [*(f"data_batch_{number}" for number in range(1, 6)), "test_batch", "batches.meta"]
    return [f"{part}-{kind}" for part in ("train", "t10k") for kind in ("images-idx3-ubyte", "labels-idx1-ubyte")]


def _dataset(name: str, training: Any, testing: Any) -> Dataset:
    import torch

    pictures = [torch.as_tensor(part.data) for part in (training, testing)]
    labels = [torch.as_tensor(part.targets) for part in (training, testing)]
    for part, numbers in zip(pictures, labels, strict=True):
        if len(part) != len(numbers) or not len(part) or int(numbers.max()) > 9:
            raise ValueError("Pictures and labels don't fit together.")
    images = torch.cat(pictures)
    images = images.permute(0, 3, 1, 2).contiguous() if images.ndim == 4 else images[:, None]
    count = len(pictures[0])
    parts = Split(np.arange(count), np.arange(count, len(images)))
    return make_dataset(name, images, torch.cat(labels), CATALOGUE[name].classes, parts)


# ------------------------------------------------------------------------------------------- transfer


def _download(name: str, folder: Path, report: Progress) -> None:
    """Fetch and unpack into a folder of its own, which takes its place only when it is complete."""
    source = _torchvision(name)
    title = CATALOGUE[name].title
    instead = say(
        "or take one that ships with the app ({NEEDS_NO_DOWNLOAD})", NEEDS_NO_DOWNLOAD=joined(NEEDS_NO_DOWNLOAD)
    )
    if name == "cifar10":
        below, files = "", [(source.filename, source.tgz_md5, [source.url])]
    else:
        below = _place(name)
        files = [(file, md5, [mirror + file for mirror in source.mirrors]) for file, md5 in source.resources]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        with tempfile.TemporaryDirectory(prefix=".download-", dir=folder) as temporary:
            target = Path(temporary, below)
            target.mkdir(parents=True, exist_ok=True)
            for number, (file, md5, urls) in enumerate(files):
                label = say("Downloading {title}", title=title)
                if len(files) > 1:
                    label = say(
                        "Downloading {title}, file {number} of {files}",
                        title=title,
                        number=number + 1,
                        files=len(files),
                    )
                _get(urls, target / file, md5, folder / below / file, _scaled(report, label, number, len(files)))
            report(1.0, say("Unpacking {title}.", title=title))
            source(temporary, download=True)  # finds the files with the right checksum, and unpacks them
            for file, _, _ in files:
                (target / file).unlink(missing_ok=True)
            place = folder / _place(name)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(place, ignore_errors=True)  # what an interrupted unpacking left
            os.replace(Path(temporary, _place(name)), place)
    except _Failed as error:
        raise DataError(
            say(
                "{title} can't be downloaded now ({error}): try again later, {instead}.",
                title=title, error=error, instead=instead,
            )
        ) from error  # fmt: skip
    except OSError as error:
        if is_there(name, root=folder):  # another process was faster
            return
        reason = error.strerror or error
        raise DataError(
            say(
                "{title} can't be saved in {folder} ({reason}): make room there, {instead}.",
                title=title, folder=folder, reason=reason, instead=instead,
            )
        ) from error  # fmt: skip


def megabytes(done: int, size: int) -> str:
    """How much of a download has come: "4.2 of 8.0 MB", or "4.2 MB" where nobody knows its size (0)."""
    if not size:
        return say("{done:.1f} MB", done=done / 1e6)
    return say(
        "{done:.1f} of {size:.1f} MB",
        done=done / 1e6,
        size=size / 1e6,
    )


def _scaled(report: Progress, label: str, number: int, count: int) -> Callable[[int, int], None]:
    def scaled(done: int, size: int) -> None:
        share = done / size if size else 0.0
        report(min(1.0, (number + share) / count), f"{label}: {megabytes(done, size)}.")

    return scaled


def _get(urls: list[str], path: Path, md5: str, already: Path, report: Callable[[int, int], None]) -> None:
    """One file, from the first address that has it, into path. Raises _Failed."""
    from torchvision.datasets.utils import check_integrity

    if check_integrity(already, md5):
        shutil.copyfile(already, path)
        return
    reason = "no address is known"
    for url in urls:
        try:
            transfer(url, path, report, most=MOST_BYTES)
        except (http.client.HTTPException, OSError) as error:
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            reason = str(error) if isinstance(error, Silent) else "no connection"
            if isinstance(error, urllib.error.HTTPError):
                reason = say("the server answers {code}", code=error.code)
            continue
        if check_integrity(path, md5):
            return
        reason = "what arrives has a wrong checksum"
    raise _Failed(reason)


def transfer(url: str, path: Path, report: Callable[[int, int], None], *, most: int) -> None:
    """Fetch one file; report hears of (bytes so far, bytes in all or 0).

    Raises OSError or http.client.HTTPException if the address can't be read or sends more than `most` bytes. What
    arrived until then stays in path.
    """
    request = urllib.request.Request(url, headers={"User-Agent": "cnnviz"})
    with _opened(request, lambda: report(0, 0)) as response, open(path, "wb") as file:
        size, done = int(response.headers.get("Content-Length") or 0), 0
        report(0, size)
        while part := response.read(_PART):
            file.write(part)
            done += len(part)
            if done > most:
                raise http.client.HTTPException("too much")
            report(done, size)


class Silent(ConnectionError):
    """A server did not answer lately, and is not asked again so soon: one student's wait is enough for all."""

    def __init__(self) -> None:
        super().__init__("no connection, as was found out a moment ago")


_silent: dict[str, float] = {}  # server -> when it was found not to answer


def try_again() -> None:
    """Ask all servers again."""
    _silent.clear()


def some_are_silent() -> bool:
    """Whether there are servers that are not asked just now."""
    return any(time.monotonic() - since < limits.ASK_AGAIN for since in list(_silent.values()))


def _opened(request: urllib.request.Request, waiting: Callable[[], None]) -> Any:
    """The server's answer. Until it comes `waiting` is called again and again; what that raises ends the waiting."""
    server = request.host
    if time.monotonic() - _silent.get(server, -limits.ASK_AGAIN) < limits.ASK_AGAIN:
        raise Silent
    answer: Future[Any] = Future()

    def ask() -> None:
        try:
            answer.set_result(urllib.request.urlopen(request, timeout=TIMEOUT))
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=ask, name="download", daemon=True).start()
    while not wait([answer], 0.5).done:
        waiting()
    error = answer.exception()
    if isinstance(error, OSError) and not isinstance(error, urllib.error.HTTPError):
        _silent[server] = time.monotonic()
    return answer.result()


@contextlib.contextmanager
def in_turn(lock: threading.Lock, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock. Until it is free `waiting` is called again and again; what that raises ends the waiting."""
    while not lock.acquire(timeout=0.5):
        waiting()
    try:
        yield
    finally:
        lock.release()


def _clear(folder: Path) -> None:
    """Remove what downloads left behind that were killed, a day ago or more."""
    for left in folder.glob(".download-*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - 86_400:
                shutil.rmtree(left, ignore_errors=True)
