"""What earlier versions left readable for other users of the computer is closed, and nothing else."""

import os
from pathlib import Path

import pytest

from cnnviz import private


def left(folder: Path, *names: str) -> Path:
    """A folder with files, as a server without a umask of its own makes them."""
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text("secret")
        (folder / name).chmod(0o644)
    for path in (folder, *folder.parents):
        if os.stat(path).st_uid == os.getuid() and path.name != "/":
            path.chmod(0o755)
        if path.name == "home":
            break
    return folder


def mode(path: Path) -> str:
    return oct(path.lstat().st_mode)[-3:]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_folders_become_their_users_alone_and_files_too(home: Path) -> None:
    run = left(home / "runs" / "aaaaaaaaaa", "about.json", "tool")
    (run / "tool").chmod(0o755)
    snapshots = left(run / "snapshots", "0.safetensors")
    outside = left(home / "outside", "other")
    (run / "link").symlink_to(outside / "other")
    (run / "door").symlink_to(outside)
    assert private.close_folder(home / "runs") == 7  # three folders, three files, a link; a linked folder is no part
    assert {mode(path) for path in (home / "runs", run, snapshots, run / "tool")} == {"700"}
    assert {mode(path) for path in (run / "about.json", snapshots / "0.safetensors")} == {"600"}
    assert (mode(outside), mode(outside / "other")) == ("755", "644")
    (run / "about.json").chmod(0o400)  # never more than there was
    private.close_folder(home / "runs")
    assert mode(run / "about.json") == "400"


def test_a_start_looks_through_so_many_only_and_closes_the_door_first(home: Path) -> None:
    folder = left(home / "runs", *map(str, range(20)))
    assert private.close_folder(folder, most=5) == 5
    assert mode(folder) == "700"
    assert sorted(mode(path) for path in folder.iterdir()) == ["600"] * 4 + ["644"] * 16
    assert private.close_folder(home / "nothing") == 0


def test_what_belongs_to_students_is_closed_and_downloads_stay_as_they_are(home: Path) -> None:
    mine = [left(home / name, "a") for name in ("runs/aaaaaaaaaa", "comparisons/x", "pools", "data/own")]
    shared = left(home / "data" / "mnist", "train.gz")
    private.close_all(home)
    assert {mode(folder) for folder in mine} == {"700"}
    assert {mode(folder / "a") for folder in mine} == {"600"}
    assert (mode(shared), mode(shared / "train.gz")) == ("755", "644")
