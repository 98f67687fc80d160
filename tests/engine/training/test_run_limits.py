"""What one student may take from the others: disk, places in the queue, processes, commands; who may change what."""

import errno
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cnnviz import disk, limits
from cnnviz.training import Refused, Run, from_weights, start
from cnnviz.training.runs import admission, commands, pool, rights, room, store, trainers
from cnnviz.training.runs.pool import Pool
from cnnviz.training.runs.trainers import TrainingProcess
from tests.engine.training.training_runs import LONG, SMALL, begun, done, opened_pool, until

SHORT = replace(SMALL, epochs=1, examples=200)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def idle(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """A pool that only queues: nobody trains."""
    monkeypatch.setattr(Pool, "_supervise", lambda _: None)
    mine = pool.pool()
    yield mine
    mine.close()


def made(home: Path, owner: str, *, size: int = 1000, age: float = 0.0, steps: tuple[int, ...] = (0,)) -> Run:
    """A finished run with snapshots of that size (bytes), last used so long ago (days)."""
    folder = store.create(SHORT.to_json(), {"owner": owner, "created": 1.0}, {"state": "finished", "step": steps[-1]})
    for step in steps:
        store.snapshot_path(folder, step).write_bytes(os.urandom(size))
    used(Run(folder), age)
    return Run(folder)


def used(run: Run, age: float) -> None:
    for name in ("recipe.json", "state.json"):
        os.utime(run.folder / name, (time.time() - 86_400 * age,) * 2)


# --------------------------------------------------------------------------------------------------- disk


def test_rewinds_of_one_student_push_nobody_elses_runs_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_DISK_GB", "0.003")  # 3 MB; each run and each rewind has 16 kB of its own
    others = [made(home, "bob", size=100_000, age=3) for _ in range(3)]
    mine = made(home, "ada", size=300_000, steps=(1, 2))
    branches = [mine.rewind(2) for _ in range(30)]
    assert room.clean_up() == []  # 0.3 MB + 0.6 MB + 34 × 17 kB, each file once
    assert all(run.folder.exists() for run in (*others, mine, *branches))
    monkeypatch.setenv("CNNVIZ_DISK_GB", "0.0012")
    gone = room.clean_up()
    assert gone
    assert set(gone) <= {run.id for run in (mine, *branches)}  # the others' are older, and fewer
    assert all(run.folder.exists() for run in others)
    left = sum({(f.stat().st_dev, f.stat().st_ino): f.stat().st_size for f in home.rglob("*") if f.is_file()}.values())
    assert left <= 1.25e6


def test_a_file_of_two_branches_frees_its_bytes_with_the_second(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = made(home, "ada", size=1_000_000)
    branch = mine.rewind(0)
    other = made(home, "bob", size=400_000)
    used(mine, 2)
    used(branch, 1)
    monkeypatch.setenv("CNNVIZ_DISK_GB", "0.0012")  # without one of the two nothing is won
    assert room.clean_up() == [mine.id, branch.id]
    assert other.folder.exists()


def test_what_one_owner_keeps_is_capped(home: Path, idle: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = made(home, "ada", size=600_000, steps=(0,))
    branch = mine.rewind(0)
    monkeypatch.setenv("CNNVIZ_OWNER_GB", "0.0008")
    for run in (mine.rewind(0), branch):
        run.rewind(0)  # 0.6 MB and four times 17 kB
    made(home, "ada", size=300_000)
    with pytest.raises(Refused, match=r"0\.00 GB.*My runs"):
        start(SHORT, owner="ada")
    with pytest.raises(ValueError, match="My runs"):
        mine.rewind(0)
    with pytest.raises(ValueError, match="My runs"):
        from_weights(SHORT, b"", owner="ada")
    mine.rewind(0, owner="bob")  # whoever looks pays for the branch
    start(SHORT, owner="bob")
    start(SHORT)  # a script
    monkeypatch.setattr(limits, "OWNER_RUNS", 3)
    start(SHORT, owner="bob")
    with pytest.raises(Refused, match="3 runs"):
        start(SHORT, owner="bob")


def test_what_runs_of_several_owners_share_counts_for_each_and_lies_on_the_disk_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_OWNER_GB", "0.001")
    theirs = [made(home, f"student {number}", size=400_000) for number in range(9)]
    branches: list[Run] = []
    with pytest.raises(ValueError, match="My runs"):
        branches.extend(run.rewind(0, owner="bob") for run in theirs)
    counted = sum(room.size(run.folder) for run in branches)
    assert 1e6 <= counted < 1e6 + room.size(theirs[0].folder)  # no more than allowed, and one run
    assert counted > 3 * 400_000 - 1
    assert room.clean_up() == []
    monkeypatch.setenv("CNNVIZ_DISK_GB", "0.0043")  # 9 × 0.417 MB and 3 × 17 kB; counted twice it were 4.95 MB
    assert room.clean_up() == []
    theirs[0].delete()
    assert store.snapshot_path(branches[0].folder, 0).stat().st_size == 400_000  # as long as one of them keeps it
    room.check_owner("student 0")
    with pytest.raises(ValueError, match="My runs"):
        room.check_owner("bob")


DAY = 86_400.0


def test_a_clock_that_jumps_deletes_nothing(home: Path) -> None:
    now = time.time()
    runs = [made(home, "ada", age=age) for age in (0.5, 1, 5.9)]
    assert room.clean_up(now=now) == []
    assert room.clean_up(now=now + 8 * DAY) == []
    os.utime(runs[0].folder / "recipe.json", (now + 8 * DAY,) * 2)  # opened while the clock is wrong
    for hours in range(1, 20):
        assert room.clean_up(now=now + 8 * DAY + 3600 * hours) == [runs[2].id][: hours == 3]  # 5.9 + 1 days, and 3 h
    assert room.clean_up(now=now) == []  # put right
    assert all(run.folder.exists() for run in runs[:2])


def test_a_jump_before_the_first_clean_up_deletes_nothing_either(home: Path) -> None:
    run = made(home, "ada")
    assert room.clean_up(now=time.time() + 8 * DAY) == []
    assert run.folder.exists()


def test_days_go_by_and_what_nobody_uses_is_deleted(home: Path) -> None:
    run, now = made(home, "ada"), time.time()
    days = 0
    while not room.clean_up(now=now + days * DAY):
        days += 1
        assert days < 9
    assert days == 7
    assert not run.folder.exists()


@pytest.mark.parametrize("text", ["", "[]", '{"seen": "x"}', '{"seen": 5, "jumps": [3]}', '{"jumps": 7}'])
def test_a_damaged_clock_file_is_written_anew(home: Path, text: str) -> None:
    run = made(home, "ada", age=6)
    (home / "clock.json").write_text(text)
    assert room.clean_up() == []
    assert run.folder.exists()
    assert json.loads((home / "clock.json").read_text())["seen"] == pytest.approx(time.time(), abs=60)


# -------------------------------------------------------------------------------------- queue and processes


def test_owners_from_one_address_share_a_limit(idle: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ADDRESS_RUNS", 12)
    for number in range(12):  # as a client without a cookie: another word each time
        admission.note_address(f"{number}", "10.0.0.1")
        start(SHORT, owner=f"{number}")
    admission.note_address("one more", "10.0.0.1")
    with pytest.raises(Refused, match="12 runs from your network"):
        start(SHORT, owner="one more")
    admission.note_address("elsewhere", "10.0.0.2")
    start(SHORT, owner="elsewhere")
    start(SHORT, owner="somewhere")  # on the server's own machine
    monkeypatch.setattr(limits, "QUEUE", 14)
    with pytest.raises(Refused, match="14 runs wait"):
        start(SHORT, owner="elsewhere")


def test_paused_runs_of_one_owner_are_limited(idle: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAUSED", 3)
    for _ in range(3):
        run = start(SHORT, owner="ada")
        commands.give(run.folder, "pause")
        idle._looked = 0.0
        idle._obey_waiting()
        assert run.state == "paused"
    with pytest.raises(Refused, match="3 paused runs"):
        start(SHORT, owner="ada")
    start(SHORT, owner="bob")
    run.stop(patience=0)
    idle._looked = 0.0
    idle._obey_waiting()
    start(SHORT, owner="ada")


def test_never_more_training_processes_than_workers(idle: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    def fake(device: str) -> None:
        process = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        idle._trainers.all.append(TrainingProcess(process, device))

    monkeypatch.setattr(idle._trainers, "_start", fake)
    monkeypatch.setattr(trainers, "_may_have_card", lambda: False)
    idle._trainers.most = 2
    idle._keep_trainers()
    first, second = idle._trainers
    ready = {"devices": ["cpu"], "device": "cpu"}
    idle._handle("message", second, ready)  # the one that shall find out is slower
    for _ in range(3):
        idle._keep_trainers()
    assert idle._trainers.all == [first, second]
    idle._handle("message", first, ready)
    idle._keep_trainers()
    assert [trainer.device for trainer in idle._trainers] == ["cpu", "cpu"]


def test_two_long_runs_of_one_student_do_not_keep_another_waiting(home: Path) -> None:
    with opened_pool(home, WORKERS=2, TURN_SECONDS=0.5) as mine:
        long = [begun(start(LONG, owner="ada"), 5) for _ in range(2)]
        third = start(LONG, owner="ada")
        time.sleep(1)
        assert third.state == "queued"  # one's own do not push one another
        short = done(start(SHORT, owner="bob"))
        assert {run.state for run in long} <= {"queued", "running"}
        other = begun(start(LONG, owner="bob"), 5)
        alone = begun(start(LONG, owner="cem"), 5)  # all three have turns
        for run in (*long[:1], other, alone):
            begun(run, run.progress()["step"] + 20)
        assert len(mine._trainers.all) == 2
        for run in (*long, third, other, alone):
            run.stop()
        assert short.progress()["val_accuracy"] is not None
        for run in (*long, other, alone):
            until(lambda run=run: run.state == "stopped", "the stop")  # type: ignore[misc]
            assert [row["step"] for row in run.metrics()] == list(range(1, len(run.metrics()) + 1))


def test_turns_change_no_number_and_count_as_time(home: Path) -> None:
    recipe = replace(SMALL, epochs=12)
    with opened_pool(home, WORKERS=1, TURN_SECONDS=0.05) as mine:
        alone = done(start(recipe, owner="ada"))
        ada, bob = start(recipe, owner="ada"), start(recipe, owner="bob")
        for run in (ada, bob):
            done(run)
            assert run.metrics() == alone.metrics()
            assert run.progress()["val_accuracy"] == alone.progress()["val_accuracy"]
        assert mine._turns > 5  # each had several
        assert bob.progress()["active_seconds"] > 0.05


# ------------------------------------------------------------------------------------------------ commands


def test_what_cannot_be_obeyed_leaves_nothing(home: Path) -> None:
    run = made(home, "ada")
    for _ in range(50):
        with pytest.raises(ValueError, match="finished"):
            run.set_learning_rate(0.01, patience=0)
        run.pause()
        run.stop()
        run.keep_snapshot()
        run.watch(3)
    store.write_state(run.folder, state="stopped")
    for number in range(1, 50):
        run.set_learning_rate(number / 100)
    assert [value for _, _, value in commands.waiting(run.folder)] == [0.49]  # for when it goes on


def test_commands_of_a_run_are_bounded(home: Path, idle: Pool) -> None:
    run = start(SHORT)
    kinds = ("snapshot", "learning_rate", "step")
    refused: list[str] = []

    def tell(number: int) -> None:
        for turn in range(20):
            try:
                commands.give(run.folder, kinds[(number + turn) % 3], 0.1)
            except ValueError as error:
                refused.append(str(error))

    threads = [threading.Thread(target=tell, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(commands.waiting(run.folder)) <= limits.COMMANDS
    assert refused
    assert set(refused) == {f"This run has {limits.COMMANDS} commands to obey: wait until it has done some of them."}


def test_steps_add_up_and_the_rest_is_asked_once(home: Path) -> None:
    run = made(home, "ada")
    for kind in ("step", "step", "pause", "pause", "snapshot", "pause"):
        commands.give(run.folder, kind)
    assert [kind for _, kind, _ in commands.waiting(run.folder)] == ["step", "step", "pause", "snapshot", "pause"]


# ------------------------------------------------------------------------------------------ full, read-only


@pytest.mark.parametrize(("code", "says"), [(errno.EROFS, "Read-only"), (errno.ENOSPC, "delete runs")])
def test_what_cannot_be_written_is_a_sentence(
    home: Path, idle: Pool, monkeypatch: pytest.MonkeyPatch, code: int, says: str
) -> None:
    stopped = start(SHORT, owner="ada")
    store.write_state(stopped.folder, state="stopped", pool=None)
    idle._queue.clear()
    live = start(SHORT, owner="ada")
    finished = made(home, "ada")

    def cannot(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(disk, "write_bytes", cannot)
    monkeypatch.setattr(Path, "rename", cannot)
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    acts: list[Callable[[], object]] = [
        lambda: finished.rename("other"),
        lambda: finished.watch(1),
        lambda: finished.rewind(0),
        finished.delete,
        *([stopped.resume] if code == errno.EROFS else []),  # a full disk has room for that
        stopped.step,
        live.stop,
        lambda: live.set_learning_rate(0.1),
        lambda: start(SHORT, owner="ada"),
    ]
    for act in acts:
        with pytest.raises(ValueError, match=says) as error:
            act()
        assert str(error.value).endswith(".")
    assert finished.folder.exists()


def test_a_run_is_deleted_though_its_disk_is_full(home: Path, monkeypatch: pytest.MonkeyPatch, idle: Pool) -> None:
    live = start(SHORT, owner="ada")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk, "write_bytes", full)
    live.delete()
    assert not live.folder.exists()


# -------------------------------------------------------------------------------------------- who may change


def test_private_pictures_are_shown_when_the_owner_says_so_and_no_longer(home: Path) -> None:
    run = made(home, "ada")
    assert not rights.shows_pictures(run.folder)
    rights.lend(run.folder)
    assert not rights.shows_pictures(run.folder)  # whoever steers need not see them
    rights.show_pictures(run.folder)
    assert rights.shows_pictures(run.folder)
    assert not rights.shows_pictures(run.rewind(0).folder)  # a branch is another run
    for _ in range(2):
        rights.hide_pictures(run.folder)
    assert not rights.shows_pictures(run.folder)
    for text in ("{", "[]", '{"shown": "no"}', '{"shown": 1}'):
        (run.folder / "pictures.json").write_text(text)
        assert not rights.shows_pictures(run.folder)


def test_changing_belongs_to_the_owner_and_to_whoever_has_the_word(home: Path) -> None:
    folder = made(home, "ada").folder
    assert rights.may_change(folder, "ada", who="ada")
    assert not rights.may_change(folder, "ada", who="bob")
    assert not rights.may_change(folder, "", who="")  # a script's: nobody's in a browser
    assert not rights.may_change(folder, "ada", word=rights.lent(folder))  # nothing is lent
    word = rights.lend(folder)
    assert rights.lend(folder) == word
    assert rights.may_change(folder, "ada", who="bob", word=word)
    assert not rights.may_change(folder, "ada", who="bob", word=word[:-1] + "ö")
    assert rights.lent(Run(folder).rewind(0).folder) == ""  # a branch is another run
    rights.take_back(folder)
    rights.take_back(folder)
    assert not rights.may_change(folder, "ada", who="bob", word=word)
    assert rights.lend(folder) != word
    for text in ("{", '{"word": 5}', '{"word": ""}'):
        (folder / "steer.json").write_text(text)
        assert not rights.may_change(folder, "ada", who="bob", word="")
