"""cnnviz.data.downloads: read as torchvision reads, fetched from a server that behaves well or badly."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import os
import pickle
import socket
import tarfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torchvision.datasets as theirs

from cnnviz.data import DataError, available, downloads, load

REAL = Path(__file__).parents[4] / "shared" / "data"
OFFLINE = r"can't be downloaded now \(no connection\).*digits, faces, shapes, textures"


# -------------------------------------------------------------------------------- small files in the real format


def idx(array: np.ndarray) -> bytes:
    """The format of MNIST's files: zero, zero, type (8: unsigned bytes), dimensions, then each size in four bytes."""
    head = bytes([0, 0, 8, array.ndim]) + b"".join(size.to_bytes(4, "big") for size in array.shape)
    return head + array.astype(np.uint8).tobytes()


def mnist_files(seed: int = 0) -> dict[str, bytes]:
    rng = np.random.default_rng(seed)
    files = {}
    for part, count in (("train", 30), ("t10k", 12)):
        files[f"{part}-images-idx3-ubyte"] = idx(rng.integers(0, 256, (count, 28, 28)))
        files[f"{part}-labels-idx1-ubyte"] = idx(rng.integers(0, 10, count))
    return files


def cifar_files() -> dict[str, bytes]:
    rng = np.random.default_rng(1)
    files = {"batches.meta": pickle.dumps({"label_names": list("abcdefghij")})}
    for name in (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"):
        batch = {"data": rng.integers(0, 256, (6, 3072), dtype=np.uint8), "labels": rng.integers(0, 10, 6).tolist()}
        files[name] = pickle.dumps(batch)
    return files


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves `files`; `asked` counts requests by path; `slow` seconds before it answers; may stop half-way."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.asked: Counter[str] = Counter()
        self.slow, self.half = 0.0, False
        self.address = f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        time.sleep(self.server.slow)
        content = self.server.files.get(self.path.removeprefix("/"))
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        with contextlib.suppress(OSError):  # the other side may have given up
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if self.server.half else content)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def mnist(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """torchvision's MNIST, as if that server were its only source."""
    server.files = {f"{name}.gz": gzip.compress(content) for name, content in mnist_files().items()}
    monkeypatch.setattr(theirs.MNIST, "mirrors", [server.address])
    monkeypatch.setattr(theirs.MNIST, "resources", [(name, md5(file)) for name, file in server.files.items()])
    return server


@pytest.fixture
def cifar(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in cifar_files().items():
            info = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    server.files = {"cifar-10-python.tar.gz": packed.getvalue()}
    sums = {name: md5(content) for name, content in cifar_files().items()}
    monkeypatch.setattr(theirs.CIFAR10, "url", f"{server.address}cifar-10-python.tar.gz")
    monkeypatch.setattr(theirs.CIFAR10, "tgz_md5", md5(packed.getvalue()))
    monkeypatch.setattr(
        theirs.CIFAR10, "train_list", [[f"data_batch_{i}", sums[f"data_batch_{i}"]] for i in range(1, 6)]
    )
    monkeypatch.setattr(theirs.CIFAR10, "test_list", [["test_batch", sums["test_batch"]]])
    monkeypatch.setattr(theirs.CIFAR10, "meta", {**theirs.CIFAR10.meta, "md5": sums["batches.meta"]})
    return server


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def left_over(folder: Path) -> list[Path]:
    return list(folder.glob(".download-*"))


# --------------------------------------------------------------------------------------------------- reading


def test_real_mnist_is_read_as_torchvision_reads_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if not (REAL / "MNIST").is_dir():
        pytest.skip("the real MNIST pictures are not on this computer")
    (tmp_path / "data").symlink_to(REAL)
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    assert available("mnist")
    ours = load("mnist")
    parts = [theirs.MNIST(REAL, train=train) for train in (True, False)]
    assert torch.equal(ours.images[:, 0], torch.cat([part.data for part in parts]))
    assert torch.equal(ours.labels, torch.cat([part.targets for part in parts]))
    assert (len(ours.train), len(ours.validation)) == (8000, 2000)
    # And as the bytes stand in the file.
    raw = np.frombuffer((REAL / "MNIST/raw/t10k-images-idx3-ubyte").read_bytes(), np.uint8, offset=16)
    np.testing.assert_array_equal(ours.images[ours.validation, 0].numpy().ravel(), raw)
    pictures = ours.images[ours.train].numpy() / 255
    np.testing.assert_allclose([ours.mean[0], ours.std[0]], [pictures.mean(), pictures.std()], rtol=1e-5)


def test_local_fashion_mnist_needs_no_network(tmp_path: Path) -> None:
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    assert not available("fashion_mnist", root=tmp_path)
    for name, content in mnist_files(3).items():
        (raw / name).write_bytes(content)
    assert available("fashion_mnist", root=tmp_path)
    dataset = load("fashion_mnist", root=tmp_path)
    assert dataset.shape == (1, 28, 28)
    assert dataset.classes == tuple(theirs.FashionMNIST.classes)
    assert (len(dataset.train), len(dataset.validation)) == (30, 12)


def test_local_cifar_is_in_red_green_and_blue(cifar: Server, tmp_path: Path) -> None:
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    for name, content in cifar_files().items():
        (folder / name).write_bytes(content)
    dataset = load("cifar10", root=tmp_path)
    assert not cifar.asked
    assert dataset.shape == (3, 32, 32)
    assert (len(dataset.train), len(dataset.validation)) == (30, 6)
    # A row of a batch is 1024 bytes of red, then green, then blue, each row by row.
    first = pickle.loads(cifar_files()["data_batch_1"])
    test = pickle.loads(cifar_files()["test_batch"])
    np.testing.assert_array_equal(dataset.images[2].numpy().ravel(), first["data"][2])
    assert dataset.labels[dataset.validation].tolist() == test["labels"]


def test_a_changed_pickle_is_not_read(cifar: Server, tmp_path: Path) -> None:
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    for name, content in cifar_files().items():
        (folder / name).write_bytes(content)

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "sprung"),)

    (folder / "data_batch_3").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(DataError, match="damaged: delete that folder"):
        load("cifar10", root=tmp_path)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("damage", [b"", b"\0\0\x08\x03", b"nothing of the kind"])
def test_damaged_files_are_said_to_be(damage: bytes, tmp_path: Path) -> None:
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name, content in mnist_files().items():
        (raw / name).write_bytes(damage if name.startswith("t10k-images") else content)
    with pytest.raises(DataError, match=r"files of MNIST in .*raw are damaged: delete that folder"):
        load("mnist", root=tmp_path)


# ----------------------------------------------------------------------------------------------- downloading


def test_a_download_is_complete_and_tells_how_far_it_is(mnist: Server, tmp_path: Path) -> None:
    heard: list[tuple[float, str]] = []
    dataset = load("mnist", root=tmp_path / "new", progress=lambda share, sentence: heard.append((share, sentence)))
    for name, content in mnist_files().items():
        assert (tmp_path / "new" / "MNIST" / "raw" / name).read_bytes() == content
    assert len(dataset.images) == 42
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert heard[0][1].startswith("Downloading MNIST, file 1 of 4: 0.0 of 0.0 MB")
    assert heard[-1][1] == "Reading MNIST."
    asked = sum(mnist.asked.values())
    load("mnist", root=tmp_path / "new")
    assert sum(mnist.asked.values()) == asked == 4
    assert not left_over(tmp_path / "new")


def test_cifar_is_downloaded_and_unpacked(cifar: Server, tmp_path: Path) -> None:
    assert len(load("cifar10", root=tmp_path).images) == 36
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cifar-10-batches-py"]


def test_an_archive_put_there_by_hand_is_not_fetched_again(cifar: Server, tmp_path: Path) -> None:
    (tmp_path / "cifar-10-python.tar.gz").write_bytes(cifar.files["cifar-10-python.tar.gz"])
    assert len(load("cifar10", root=tmp_path).images) == 36
    assert not cifar.asked


@pytest.mark.parametrize("name", ["mnist", "cifar10"])
def test_what_arrives_with_a_wrong_checksum_is_thrown_away(
    name: str, mnist: Server, cifar: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cifar.files = {file: content[:-1] + b"!" for file, content in cifar.files.items()}
    mnist.files |= {f"{file}.gz": gzip.compress(b"another") for file in mnist_files()}
    with pytest.raises(DataError, match=r"can't be downloaded now \(what arrives has a wrong checksum\)"):
        load(name, root=tmp_path)
    assert not available(name, root=tmp_path)
    assert not left_over(tmp_path)


def test_without_a_connection_there_is_one_sentence(
    mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theirs.MNIST, "mirrors", [f"http://127.0.0.1:{closed_port()}/"])
    with pytest.raises(DataError, match=OFFLINE):
        load("mnist", root=tmp_path)
    assert not left_over(tmp_path)
    assert len(load("digits").images) == 1797  # the rest stays usable
    monkeypatch.setattr(theirs.MNIST, "mirrors", [mnist.address])
    assert len(load("mnist", root=tmp_path).images) == 42  # and a second try is as good as a first


def test_the_next_address_is_tried(mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = [f"http://127.0.0.1:{closed_port()}/", f"{mnist.address}nothing/"]
    monkeypatch.setattr(theirs.MNIST, "mirrors", [*missing, mnist.address])
    assert len(load("mnist", root=tmp_path).images) == 42


def test_a_missing_file_is_said_to_be(mnist: Server, tmp_path: Path) -> None:
    mnist.files.clear()
    with pytest.raises(DataError, match=r"\(the server answers 404\)"):
        load("mnist", root=tmp_path)


def test_a_server_that_says_nothing_is_not_waited_for(
    mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "TIMEOUT", 0.1)
    mnist.slow = 2
    with pytest.raises(DataError, match=OFFLINE):
        load("mnist", root=tmp_path)


def test_one_wait_for_a_silent_server_is_enough_for_all(
    mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "TIMEOUT", 0.1)
    downloads.try_again()
    mnist.slow = 2
    with pytest.raises(DataError, match=OFFLINE):
        load("mnist", root=tmp_path)
    assert downloads.some_are_silent()
    mnist.slow = 0
    with pytest.raises(DataError, match=r"as was found out a moment ago.*one that ships with the app"):
        load("mnist", root=tmp_path)
    downloads.try_again()
    assert not downloads.some_are_silent()
    assert len(load("mnist", root=tmp_path).images) > 0


def test_waiting_for_a_server_and_for_others_can_be_ended(
    mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone(Exception):
        """The student has left the page."""

    def leave(share: float, sentence: str) -> None:
        raise Gone

    mnist.slow = 5
    with pytest.raises(Gone):
        load("mnist", root=tmp_path, progress=leave)
    lock = threading.Lock()
    with lock, pytest.raises(Gone), downloads.in_turn(lock, lambda: leave(0.0, "")):
        pass
    assert not lock.locked()


def test_a_cut_connection_leaves_nothing(mnist: Server, tmp_path: Path) -> None:
    mnist.half = True
    with pytest.raises(DataError, match="can't be downloaded now"):
        load("mnist", root=tmp_path)
    assert not available("mnist", root=tmp_path)
    assert not left_over(tmp_path)


def test_a_file_without_end_is_given_up(mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "MOST_BYTES", 1000)
    with pytest.raises(DataError, match="can't be downloaded now"):
        load("mnist", root=tmp_path)


def test_a_download_can_be_given_up(mnist: Server, tmp_path: Path) -> None:
    class GivenUp(Exception):
        pass

    def progress(share: float, sentence: str) -> None:
        if share > 0.3:
            raise GivenUp

    with pytest.raises(GivenUp):
        load("mnist", root=tmp_path, progress=progress)
    assert not available("mnist", root=tmp_path)
    assert not left_over(tmp_path)
    assert len(load("mnist", root=tmp_path).images) == 42


def test_two_at_once_download_once(mnist: Server, tmp_path: Path) -> None:
    mnist.slow = 0.05
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(len(load("mnist", root=tmp_path).images))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [42] * 4
    assert set(mnist.asked.values()) == {1}


def test_what_a_killed_download_left_is_cleaned_up_and_replaced(mnist: Server, tmp_path: Path) -> None:
    old, new = tmp_path / ".download-old", tmp_path / ".download-new"
    for folder in (old, new):
        folder.mkdir()
    os.utime(old, (1e9, 1e9))
    half = tmp_path / "MNIST" / "raw"
    half.mkdir(parents=True)
    (half / "train-images-idx3-ubyte").write_bytes(b"half of it")
    assert len(load("mnist", root=tmp_path).images) == 42
    assert left_over(tmp_path) == [new]  # another download may still be running in a young one


def test_a_place_that_cannot_be_written_is_named(mnist: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DataError, match=r"MNIST can't be saved in .*file/data \(Not a directory\)"):
        load("mnist", root=tmp_path / "file" / "data")
