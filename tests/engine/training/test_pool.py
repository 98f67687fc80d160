"""The pool in real processes: who is next, how many, what a closed server leaves behind, and what is cleaned up."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training import Recipe, Refused, Run, list_runs, open_run, start
from cnnviz.training.runs import admission, claims, processes, room, store, turns
from tests.browser.server import serving
from tests.engine.training.training_runs import (
    LONG,
    PATIENCE,
    SMALL,
    begun,
    done,
    is_gone,
    opened_pool,
    until,
    worker_of,
)

ROOT = Path(__file__).parents[3]
SHORT = replace(SMALL, epochs=1, examples=200)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    return tmp_path


def made(home: Path, *, state: str = "finished", age: float = 0.0, size: int = 1000, **about: object) -> Run:
    """A run that nobody trained: a folder of that age (days) and size (bytes)."""
    folder = store.create(SHORT.to_json(), dict(about), {"state": state})
    (folder / "snapshots" / "00000000.safetensors").write_bytes(bytes(size))
    for name in ("recipe.json", "state.json"):
        os.utime(folder / name, (time.time() - 86_400 * age,) * 2)
    return Run(folder)


# ---------------------------------------------------------------------------------------------------- order


@given(
    st.lists(st.sampled_from("abcdefgh"), max_size=30),
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 2)),
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 50)),
)
def test_the_queue_is_fair(owners: list[str], running: dict[str, int], served: dict[str, int]) -> None:
    waiting = [(str(number), owner) for number, owner in enumerate(owners)]
    ordered = turns.order(waiting, running, served)
    assert sorted(ordered) == sorted(run_id for run_id, _ in waiting)
    has = Counter(running)
    levels = []
    for run_id in ordered:
        owner = owners[int(run_id)]
        levels.append(has[owner])
        has[owner] += 1
    assert levels == sorted(levels)  # nobody gets a second one before everybody has a first
    for owner in set(owners):
        mine = [int(run_id) for run_id in ordered if owners[int(run_id)] == owner]
        assert mine == sorted(mine)  # each student's own in the order they asked


def test_whoever_waited_longest_for_a_turn_is_next() -> None:
    waiting = [("1", "ada"), ("2", "ada"), ("3", "bob"), ("4", "cem")]
    assert turns.order(waiting, {}, {}) == ["1", "3", "4", "2"]
    assert turns.order(waiting, {"ada": 1}, {"ada": 1}) == ["3", "4", "1", "2"]
    assert turns.order(waiting, {}, {"ada": 3, "bob": 2, "cem": 1}) == ["4", "3", "1", "2"]


def test_whoever_trains_most_gives_way_to_those_who_train_fewer() -> None:
    had = [(3.0, "a1", "ada"), (1.0, "a2", "ada"), (2.0, "b1", "bob")]
    running = {"ada": 2, "bob": 1}
    assert turns.giving_way(had, running, ["cem"]) == ["a2"]
    assert turns.giving_way(had, running, ["cem", "cem", "dan"]) == ["a2", "b1"]
    assert turns.giving_way(had, running, ["bob"]) == ["a2"]
    assert turns.giving_way(had, running, ["ada"]) == turns.giving_way([], running, ["cem"]) == []
    assert running == {"ada": 2, "bob": 1}


def test_eight_students_at_once(home: Path) -> None:
    with opened_pool(home, WORKERS=2, TURN_SECONDS=600) as mine:
        until(mine.is_warm, "a warm training process")
        blocking = [begun(start(LONG, owner=f"guest {n}")) for n in range(2)]  # both processes are taken
        runs = [start(SHORT, owner=f"student {n}") for n in range(8) for _ in range(3)]
        until(lambda: {run.place for run in runs} == set(range(1, 25)), "a place for each")
        assert [run.place for run in runs[::3]] == list(range(1, 9))  # the first of everybody before any second
        for run in blocking:
            run.stop()
        most = 0
        while any(run.state in store.LIVE for run in runs):
            now = Counter(run.owner for run in runs if run.state == "running")
            most = max(most, *now.values(), 0)
            time.sleep(0.01)
        assert {run.state for run in runs} == {"finished"}, [run.message for run in runs]
        assert most <= admission.MOST_RUNNING
        began = sorted(runs, key=lambda run: run.progress()["began"])
        for turn in range(3):  # two processes: neighbours may overtake each other at a border
            owners = {run.owner for run in began[turn * 8 : turn * 8 + 8]}
            assert len(owners) >= 7


def test_one_student_has_two_running_and_five_waiting(home: Path) -> None:
    with opened_pool(home, WORKERS=3) as mine:
        until(lambda: len([t for t in mine._trainers if t.ready]) == 2, "two warm training processes")
        mine_runs = [start(LONG, owner="ada") for _ in range(7)]
        with pytest.raises(Refused, match="5 runs in the queue"):
            start(LONG, owner="ada")
        assert len(list_runs("ada")) == 7
        for run in mine_runs[:2]:
            begun(run)
        other = start(SHORT, owner="bob")
        done(other)  # a third process is free for others, not for a third run of the same student
        assert Counter(run.state for run in mine_runs) == {"running": 2, "queued": 5}
        mine_runs[-1].stop()
        assert mine_runs[-1].state == "stopped"
        again = start(LONG, owner="ada")
        with pytest.raises(Refused, match="queue"):
            mine_runs[-1].resume()
        mine_runs[2].pause()  # one that waits may be paused, and gives its place to the next
        until(lambda: mine_runs[2].state == "paused", "the pause")
        for run in (*mine_runs, again):
            run.stop()
        until(lambda: {run.state for run in (*mine_runs, again)} == {"stopped"}, "all to stop")


# ---------------------------------------------------------------------------------------- servers come and go


def test_a_server_that_restarts_finds_its_runs_stopped_and_goes_on(home: Path) -> None:
    with opened_pool(home, WORKERS=1):
        running, waiting = begun(start(SMALL)), start(SMALL)
        running.pause()
        begun(waiting).pause()
        third, fourth = start(LONG), start(LONG)
        begun(third, 30)
    assert {run.state for run in (running, third, fourth)} == {"stopped"}
    assert "press resume" in third.message
    assert "begin" in fourth.message
    before = third.metrics()
    assert third.snapshots()[-1] == before[-1]["step"]  # closed in good order: nothing is lost
    with opened_pool(home, WORKERS=1):
        for run in (running, waiting):
            run.resume()
            done(run)
        assert running.metrics() == waiting.metrics()
        third.resume()
        begun(third, before[-1]["step"] + 1).stop()
        assert third.metrics()[: len(before)] == before


SERVER = """
import sys, time
from cnnviz.training import Recipe, start
run = start(Recipe.from_json(sys.argv[1]))
while run.progress()["step"] < 5: time.sleep(0.01)
print(run.id, run.progress()["worker"], flush=True)
time.sleep(600)
"""


def test_two_servers_share_a_home_and_one_is_killed(home: Path) -> None:
    recipe = replace(SMALL, epochs=500)
    command = [sys.executable, "-c", SERVER, recipe.to_json()]
    environment = os.environ | {"CNNVIZ_WORKERS": "1", "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    with opened_pool(home, WORKERS=1) as mine:
        try:
            assert server.stdout
            run_id, worker = server.stdout.readline().split()
            theirs = open_run(run_id)
            assert theirs.state == "running"
            assert not claims.claim(theirs.folder, mine.name, processes.identity())
            mine.submit(run_id)  # does nothing: another pool trains it
            theirs.pause()  # commands reach it there
            until(lambda: theirs.state == "paused", "the pause")
            theirs.resume()
            begun(theirs, theirs.progress()["step"] + 1)
        finally:
            server.send_signal(signal.SIGKILL)
            server.wait()
        assert theirs.state == "stopped"  # at once, whatever is written
        theirs.resume()
        until(lambda: is_gone(int(worker)), "the orphaned training process to end by itself")
        before = theirs.progress()["step"]
        begun(theirs, before + 5)
        assert worker_of(theirs) != int(worker)
        theirs.stop()
        rows = theirs.metrics()
        assert [row["step"] for row in rows] == list(range(1, len(rows) + 1))


def test_a_training_process_whose_server_is_gone_writes_nothing_into_a_run_that_another_server_has(home: Path) -> None:
    run = made(home)
    store.write_state(run.folder, state="queued", pool="another")
    store.write_state(run.folder, "gone", state="stopped", pool=None)
    state = store.read_state(run.folder)
    assert (state["state"], state["pool"]) == ("queued", "another")
    store.write_state(run.folder, "another", state="finished", pool=None)
    assert store.read_state(run.folder)["state"] == "finished"


def test_a_run_is_claimed_once(home: Path) -> None:
    run = made(home)
    mine = claims.open_pool()
    won: list[bool] = []
    threads = [
        threading.Thread(target=lambda: won.append(claims.claim(run.folder, mine, processes.identity())))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]
    claims.release(run.folder)
    gone = {"host": processes.identity()["host"], "pid": os.getpid(), "started": 1}  # this number, another process
    assert claims.claim(run.folder, "closed long ago", gone)
    assert claims.claim(run.folder, mine, processes.identity())


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="this system cannot wait without asking how a process ended")
def test_a_process_that_has_ended_is_not_alive() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    known = processes.identity(child.pid)
    assert processes.is_alive(known)
    assert child.stdin
    child.stdin.close()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert not processes.is_alive(known)  # its number is still taken, for nobody has asked how it ended
    child.wait()
    assert not processes.is_alive(known)


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="this system has no class of scheduling for what may wait")
@pytest.mark.parametrize(("priority", "expected"), [("", "SCHED_IDLE"), ("normal", "SCHED_OTHER")])
def test_pages_come_before_training_unless_that_is_set_otherwise(home: Path, priority: str, expected: str) -> None:
    with opened_pool(home, WORKERS=1, PRIORITY=priority) as mine:
        (trainer,) = until(lambda: list(mine._trainers), "a training process")
        pid = trainer.process.pid
        if priority:  # it stands back, if at all, before it is warm
            until(mine.is_warm, "a warm training process")
        until(lambda: os.sched_getscheduler(pid) == getattr(os, expected), expected)  # warm only when others rest


def test_a_killed_training_process_is_replaced(home: Path) -> None:
    with opened_pool(home, WORKERS=1) as mine:
        run = begun(start(replace(SMALL, epochs=300)), 10)
        run.pause()
        other = begun(start(LONG))
        pid = worker_of(run)
        assert worker_of(other) == pid
        os.kill(pid, signal.SIGKILL)
        done(other, "failed")
        assert "press resume" in other.message
        assert run.state == "paused"  # it did nothing then, and lost nothing
        until(mine.is_warm, "a new training process")
        run.resume()
        begun(run, run.progress()["step"] + 1)
        assert worker_of(run) != pid
        run.stop()


def test_many_paused_runs_give_their_memory_back_and_go_on(home: Path) -> None:
    with opened_pool(home, WORKERS=1):
        runs = [start(SMALL) for _ in range(7)]
        for run in runs:
            begun(run).pause()
        until(lambda: sum(bool(run.progress().get("worker")) for run in runs) <= 4, "parking")
        assert {run.state for run in runs} <= {"paused", "finished"}
        for run in runs:
            if run.state == "paused":
                run.resume()
        for run in runs:
            done(run)
        assert all(run.metrics() == runs[0].metrics() for run in runs)


def test_time_and_size_of_a_run_are_bounded(home: Path) -> None:
    with opened_pool(home, WORKERS=1, RUN_MINUTES=0.03, RUN_MB=2):
        run = done(start(LONG), "stopped")
        assert "0.03 minutes" in run.message
        assert room.size(run.folder) < 2.1e6
        assert len(run.snapshots()) > 3
        large = done(start(Recipe(network="stack:1x28-flat-d800-d10")), "failed")  # its weights alone are 2.5 MB
        assert "2 MB" in large.message


# The app's own start and end around a pool, which in the app a page opens.
APP = """
from contextlib import asynccontextmanager
import app as front
import streamlit as st
from cnnviz.training.runs import pool

@asynccontextmanager
async def lifespan(app):
    async with front.lifespan(app):
        pool.pool()
        yield

app = st.App("page.py", lifespan=lifespan)
"""


def test_a_server_that_ends_takes_its_training_processes_along(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("CNNVIZ_WORKERS", "1")
    (tmp_path / "page.py").write_text("")
    (tmp_path / "served.py").write_text(APP)
    with serving(tmp_path / "served.py") as (_, pid):
        server = psutil.Process(pid)

        def training() -> list[psutil.Process]:
            return [child for child in server.children() if "cnnviz.training.runs.worker" in child.cmdline()]

        workers = until(training, "the server to start its pool")
        server.terminate()
        left = psutil.wait_procs([server, *workers], timeout=PATIENCE)[1]
        assert left == []


# ------------------------------------------------------------------------------------------------- clean-up


def test_runs_unused_for_seven_days_go_first(home: Path) -> None:
    old, used, new = made(home, age=8), made(home, age=8), made(home, age=6)
    open_run(used.id)
    assert room.clean_up() == [old.id]
    assert {run.id for run in list_runs()} == {used.id, new.id}


def test_beyond_the_budget_the_oldest_go(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_DISK_GB", "0.001")
    runs = [made(home, age=age, size=300_000) for age in (5, 1, 3, 2, 4)]
    assert room.clean_up() == [runs[0].id, runs[4].id]
    assert {run.id for run in list_runs()} == {runs[1].id, runs[2].id, runs[3].id}


def test_what_is_trained_or_waits_is_never_cleaned_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_DISK_GB", "0.0001")
    mine = claims.open_pool()
    live = [made(home, state=state, age=30, size=300_000) for state in ("queued", "running", "paused")]
    left = made(home, state="running", age=30)
    for run in live:
        store.write_state(run.folder, pool=mine)
        os.utime(run.folder / "state.json", (0, 0))
    store.write_state(left.folder, pool="of a server that is gone")
    os.utime(left.folder / "state.json", (0, 0))
    assert room.clean_up() == [left.id]
    claims.close_pool(mine)
    assert set(room.clean_up()) == {run.id for run in live}


def test_a_setting_that_is_no_number_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_RUN_MB", "lots")
    with pytest.raises(ValueError, match="CNNVIZ_RUN_MB"):
        store.setting("CNNVIZ_RUN_MB", 1)
    monkeypatch.setenv("CNNVIZ_RUN_MB", "12.5")
    assert store.setting("CNNVIZ_RUN_MB", 1) == 12.5
