"""Files that browsers send are let go once they are read, and a session keeps only so many bytes of them."""

import tomllib
from pathlib import Path

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from cnnviz import limits
from cnnviz.data import own
from cnnviz.ui.controls import uploads

ROOT = Path(__file__).parents[2]


def held(manager: MemoryUploadedFileManager) -> dict[str, list[str]]:
    return {session: list(files) for session, files in manager.file_storage.items() if files}


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    monkeypatch.setattr(limits, "UPLOADS", 100)
    monkeypatch.setattr(limits, "ALL_UPLOADS", 250)
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


def test_the_server_takes_what_the_fields_say() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    allowed = config["server"]["maxUploadSize"] * 2**20
    assert allowed == own.MOST_ZIP_BYTES
    assert allowed <= limits.UPLOADS and limits.ALL_UPLOADS >= limits.UPLOADS
