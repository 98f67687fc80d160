"""Files that browsers send are let go once they are read, and a session keeps only so many bytes of them."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile, UploadedFileRec
from streamlit.testing.v1 import AppTest

from cnnviz import limits
from cnnviz.data import own_zip
from cnnviz.ui.controls import uploads
from cnnviz.ui.labs.own_pictures import own_pictures
from tests.engine.images.made_pictures import noise, png
from tests.pages.conftest import healthy

ROOT = Path(__file__).parents[2]


def held(manager: MemoryUploadedFileManager) -> dict[str, list[str]]:
    return {session: list(files) for session, files in manager.file_storage.items() if files}


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    monkeypatch.setattr(limits, "UPLOADS", 100)
    monkeypatch.setattr(limits, "ALL_UPLOADS", 250)
    monkeypatch.setattr(uploads, "_let_go", {})
    manager = MemoryUploadedFileManager("/upload")
    uploads.bound(manager)
    return manager


def send(manager: MemoryUploadedFileManager, session: str, name: str, size: int) -> None:
    manager.add_file(session, UploadedFileRec(name, name, "image/png", bytes(size)))


def test_the_oldest_files_of_a_session_give_way(manager: MemoryUploadedFileManager) -> None:
    for number in range(20):
        send(manager, "careless", str(number), 30)
    assert held(manager) == {"careless": ["17", "18", "19"]}
    send(manager, "careless", "large", 300)
    assert held(manager) == {"careless": ["large"]}


def test_all_sessions_together_are_bounded_too(manager: MemoryUploadedFileManager) -> None:
    for session in ("a", "b", "c"):
        send(manager, session, "one", 80)
    send(manager, "a", "two", 15)
    assert "two" in held(manager)["a"]
    assert sum(len(file.data) for files in manager.file_storage.values() for file in files.values()) <= 250
    send(manager, "d", "one", 90)
    assert "d" in held(manager)
    assert sum(len(file.data) for files in manager.file_storage.values() for file in files.values()) <= 250


def test_a_session_is_told_how_many_files_were_let_go_and_why(manager: MemoryUploadedFileManager) -> None:
    assert uploads.let_go("careful") == ""
    send(manager, "careful", "one", 100)
    assert uploads.let_go("careful") == ""
    send(manager, "careful", "two", 1)
    assert uploads.let_go("careful").startswith("1 file was let go")
    for number in range(20):
        send(manager, "careless", str(number), 30)
    said = uploads.let_go("careless")
    assert said.startswith("17 files were let go, the oldest first") and said.endswith(".")
    assert uploads.let_go("careless") == ""  # said once


def test_a_session_whose_files_gave_way_to_others_is_told_so(
    manager: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UPLOADS", 120_000_000)
    monkeypatch.setattr(limits, "ALL_UPLOADS", 250_000_000)
    for name in ("a", "b"):
        send(manager, "first", name, 60_000_000)
    for session in ("second", "third"):
        send(manager, session, "c", 110_000_000)
    assert uploads.let_go("first") == (
        "2 files were let go, the oldest first, because all pages on this server keep at most 250 MB of files: "
        "add again what is missing, less at a time."
    )
    send(manager, "second", "d", 110_000_000)
    assert "this page keeps at most 120 MB" in uploads.let_go("second")
    send(manager, "second", "e", 110_000_000)
    manager.remove_session_files("second")  # its tab is closed
    assert uploads.let_go("second") == ""


def test_a_batch_of_which_some_were_let_go_adds_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    here = UploadedFile(UploadedFileRec("b", "b.png", "image/png", png(noise(8, 8, 3, seed=1), 8, 2)), FileURLs())
    batch = [DeletedFile("a"), here, DeletedFile("c")]
    state: dict[str, Any] = {"own-shots-0": batch, "own-collected": {}}
    monkeypatch.setattr(streamlit, "session_state", state)
    own_pictures._received("own", "cup", 0)
    assert len(state["own-collected"]["cup"]) == 1
    assert "own-unread" not in state


def test_the_page_says_it(open_lesson: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_lesson("own-pictures")
    sentence = "3 files were let go, the oldest first, because this page keeps at most 120 MB of files: add some again."
    monkeypatch.setattr(uploads, "let_go", lambda: sentence)
    assert sentence in [error.value.replace("\\", "") for error in healthy(app.run()).error]


def test_the_server_takes_what_the_fields_say() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    allowed = config["server"]["maxUploadSize"] * 2**20
    assert allowed == own_zip.MOST_ZIP_BYTES
    assert allowed <= limits.UPLOADS and limits.ALL_UPLOADS >= limits.UPLOADS
