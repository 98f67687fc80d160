"""Runs in real processes: commands, resume and rewind to the last digit, and every way to fail."""

import errno
import json
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cnnviz import disk
from cnnviz.data import load
from cnnviz.training import Recipe, Run, list_runs, open_run, start
from cnnviz.training.loop import Trainer
from cnnviz.training.runs import metrics, pool, store
from cnnviz.words import MOCK, Sentence, say, translate
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

SCRIPT = """
from cnnviz.training import Recipe, start, open_run

run = start(Recipe(dataset="digits", network="mlp", epochs=2, seed=0))
assert run.state in ("queued", "running"), run.state
run.wait(timeout=120)
assert run.state == "finished", run.message
rows = run.metrics()
assert rows[-1]["val_accuracy"] > 0.5 and {"step", "epoch", "loss", "accuracy", "val_loss"} <= set(rows[-1])
assert open_run(run.id).metrics() == rows
assert sum(p.numel() for p in run.model().parameters()) > 0
left = start(Recipe(network="mlp", batch_size=16, epochs=1000))
while left.progress()["step"] < 100:
    pass
print(run.id, left.id, left.progress()["worker"])
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module", autouse=True)
def training(home: Path) -> Iterator[pool.Pool]:
    with opened_pool(home, WORKERS=2) as mine:
        yield mine


def uninterrupted(recipe: Recipe, steps: int | None = None) -> list[dict[str, float]]:
    """The rows of a run, from the loop alone, in this process."""
    trainer = Trainer(recipe, load(recipe.dataset), device="cpu")
    rows: list[dict[str, float]] = []
    while not trainer.finished and (steps is None or trainer.step < steps):
        trainer.train_step()
        rows += trainer.flush()
        if trainer.step % trainer.steps_per_epoch == 0:
            rows[-1].update(trainer.evaluate())
    return rows


@pytest.fixture(scope="module")
def expected() -> list[dict[str, float]]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as in the training processes
    rows = uninterrupted(SMALL)
    torch.set_num_threads(threads)
    return rows


def test_a_plain_script_trains_and_what_it_leaves_behind_can_be_resumed(home: Path, tmp_path: Path) -> None:
    script = tmp_path / "lesson.py"
    script.write_text(SCRIPT)  # without a guard against being imported again
    environment = os.environ | {"PYTHONPATH": str(ROOT), "CNNVIZ_WORKERS": "1"}
    output = subprocess.run(
        [sys.executable, script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=200
    )
    assert output.returncode == 0, output.stderr
    run_id, left_id, worker = output.stdout.split()
    until(lambda: is_gone(int(worker)), "the training process to end with the script")
    assert open_run(run_id).state == "finished"
    left = open_run(left_id)
    assert left.state == "stopped"
    assert f"go on from step {left.snapshots()[-1]:,}" in left.message
    before = left.metrics()
    left.resume()
    begun(left, before[-1]["step"] + 1).stop()
    assert left.metrics()[: left.snapshots()[-1]][: len(before)] == before


def test_numbers_are_those_of_the_loop_and_readers_never_see_half(home: Path, expected: list[dict[str, float]]) -> None:
    reader = (
        "import sys, time\n"
        "from cnnviz.training import open_run\n"
        "run, seen = open_run(sys.argv[1]), 0\n"
        "for _ in range(100000):\n"
        "    state, rows = run.state, open_run(run.id).metrics()\n"
        "    assert [row['step'] for row in rows] == list(range(1, len(rows) + 1)), rows[-3:]\n"
        "    assert len(rows) >= seen and state in ('queued', 'running', 'finished'), state\n"
        "    seen = len(rows)\n"
        "    if state == 'finished': break\n"
        "    time.sleep(0.001)\n"
        "assert seen == len(run.metrics()) > 0\n"
    )
    run = start(SMALL)
    process = subprocess.Popen([sys.executable, "-c", reader, run.id], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    done(run)
    assert process.wait(PATIENCE) == 0, process.stderr and process.stderr.read()
    assert run.metrics() == expected
    assert run.snapshots()[0] == 0
    assert run.snapshots()[-1] == len(expected)
    assert run.metrics_csv().count("\n") == len(expected) + 1
    with pytest.raises(ValueError, match="finished"):
        run.resume()


def test_commands_act_between_two_steps(expected: list[dict[str, float]]) -> None:
    run = start(SMALL)
    run.pause()
    until(lambda: run.state == "paused", "the pause")
    at = run.progress()["step"]
    run.step()
    until(lambda: run.progress()["step"] == at + 1 and run.state == "paused", "one step")
    per_epoch = run.progress()["steps_per_epoch"]
    run.epoch()
    assert run.wait(PATIENCE) == "paused"
    assert run.progress()["step"] == per_epoch * (at // per_epoch + 1)
    assert "val_accuracy" in run.metrics()[-1]
    run.resume()
    done(run)
    assert run.metrics() == expected


def test_a_learning_rate_set_while_it_runs_counts_from_the_next_step() -> None:
    run = begun(start(LONG), 20)
    with pytest.raises(ValueError, match="learning rate"):
        run.set_learning_rate(-1.0)
    run.set_learning_rate(0.25)
    run.step()
    rates = [row["learning_rate"] for row in run.metrics()]
    change = rates.index(0.25)
    assert change >= 20
    assert set(rates[:change]) == {LONG.learning_rate}
    assert set(rates[change:]) == {0.25}
    assert "0.25" in run.script()
    run.stop()
    assert run.state == "stopped"
    assert "resume" in run.message


def test_stop_and_resume_give_the_numbers_of_an_uninterrupted_run(expected: list[dict[str, float]]) -> None:
    run = begun(start(SMALL), 5)
    for _ in range(3):  # a run may be resumed before its process has told that it is done
        run.stop()
        if run.state == "finished":
            break
        assert run.snapshots()[-1] == run.metrics()[-1]["step"]
        run.resume()
    done(run)
    assert run.metrics() == expected


def test_rewind_makes_a_branch_that_goes_the_same_way(expected: list[dict[str, float]]) -> None:
    run = done(start(SMALL, owner="ada", name="mine"))
    step = run.snapshots()[len(run.snapshots()) // 2]
    branch = run.rewind(step)
    assert (branch.state, branch.parent, branch.parent_step, branch.owner) == ("paused", run.id, step, "ada")
    assert branch.metrics() == expected[:step]
    assert branch.snapshots() == [kept for kept in run.snapshots() if kept <= step]
    run.delete()  # the branch has everything of its own
    branch.resume()
    done(branch)
    assert branch.metrics() == expected
    with pytest.raises(ValueError, match="choose"):
        branch.rewind(step + 10_000)


def test_a_branch_with_another_learning_rate_goes_another_way(expected: list[dict[str, float]]) -> None:
    branch = done(start(SMALL)).rewind(0)
    branch.set_learning_rate(0.05)
    branch.resume()
    done(branch)
    assert branch.metrics()[0]["loss"] == expected[0]["loss"]
    assert {row["learning_rate"] for row in branch.metrics()} == {0.05}
    assert branch.metrics()[-1]["loss"] != expected[-1]["loss"]


def test_kill_9_is_told_in_one_sentence_and_nobody_else_notices(expected: list[dict[str, float]]) -> None:
    other, victim = begun(start(LONG)), begun(start(replace(SMALL, epochs=300)), 30)
    pid = worker_of(victim)
    assert pid != worker_of(other)
    os.kill(pid, signal.SIGKILL)
    done(victim, "failed")
    assert "signal 9" in victim.message
    assert "resume" in victim.message
    assert victim.snapshots()
    assert other.state == "running"
    begun(other, other.progress()["step"] + 5).stop()
    victim.resume()
    begun(victim, 60).stop()
    assert victim.metrics()[: len(expected)] == expected


def test_a_loss_that_is_no_number() -> None:
    run = start(replace(SMALL, optimizer="sgd", learning_rate=1e6, epochs=50))
    done(run, "failed")
    assert "learning rate" in run.message
    assert run.message.count(".") <= 2
    assert 0 in run.snapshots()
    assert all(row["loss"] == row["loss"] for row in run.metrics())
    assert json.loads(json.dumps(run.metrics(), allow_nan=False)) == run.metrics()
    for step in run.snapshots():
        assert all(bool(tensor.isfinite().all()) for name, tensor in run.snapshot(step).items() if "network." in name)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process can be set on Linux only")
def test_a_full_disk_keeps_what_there_was() -> None:
    run = begun(start(LONG), 50)
    pid = worker_of(run)
    kept = run.snapshots()
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (20_000, hard))  # the next snapshot does not fit
    try:
        done(run, "failed")
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
    assert "disk is full" in run.message
    assert run.snapshots()[: len(kept)] == kept
    rows = len(run.metrics())
    assert rows >= 50
    run.resume()  # there is room again
    begun(run, rows + 1).stop()


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process can be set on Linux only")
def test_running_out_of_memory(training: pool.Pool) -> None:
    until(lambda: [trainer.ready for trainer in training._trainers] == [True, True], "both training processes")
    other = begun(start(LONG))
    workers = [trainer.process.pid for trainer in training._trainers]
    before = {pid: resource.prlimit(pid, resource.RLIMIT_DATA) for pid in workers}
    for pid in workers:
        used = re.search(r"VmData:\s*(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        assert used
        resource.prlimit(pid, resource.RLIMIT_DATA, (int(used[1]) * 1024 + 30_000_000, before[pid][1]))
    try:
        run = done(start(Recipe(network="tiny_vgg", batch_size=1024)), "failed")
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_DATA, limits)
    assert "memory" in run.message
    assert "batch size below 1024" in run.message
    assert other.state == "running"
    other.stop()


def test_data_that_cannot_be_had(home: Path) -> None:
    run = done(start(replace(SMALL, dataset="own:gone")), "failed")
    assert run.message.endswith(".")
    assert "Traceback" not in run.message
    log = home / "runs" / run.id / "log.txt"
    until(log.is_file, "the log, which is written after the state")
    assert "own" in log.read_text()


def test_a_pause_keeps_the_watched_picture_of_the_students_choice() -> None:
    run = begun(start(LONG), 3)
    run.pause()
    until(lambda: run.state == "paused", "the pause")
    before = run.snapshot()
    run.watch(7)
    after = run.snapshot()
    changed = [name for name in after if name.startswith("maps.") and not torch.equal(after[name], before[name])]
    assert changed
    assert torch.equal(after["confusion"], before["confusion"])
    run.stop()


def test_the_model_is_that_of_the_last_snapshot(expected: list[dict[str, float]]) -> None:
    from cnnviz.training.preparation import Preparation

    run = done(start(SMALL))
    dataset = load("digits")
    preparation = Preparation.of(SMALL, dataset)
    pictures = preparation.normalize(preparation.scale(dataset.images[dataset.validation]))
    right = run.model()(pictures).argmax(1) == dataset.labels[dataset.validation]
    assert right.double().mean().item() == pytest.approx(expected[-1]["val_accuracy"])
    from safetensors.torch import load as read

    assert {name: tuple(value.shape) for name, value in read(run.weights()).items()} == {
        name: tuple(value.shape) for name, value in run.model().state_dict().items()
    }


def test_my_runs_are_listed_renamed_and_deleted(home: Path) -> None:
    first, second = (done(start(replace(SMALL, epochs=1), owner="grace")) for _ in range(2))
    (home / "runs" / "aaaaaaaaaa").mkdir()  # a folder that nobody can read
    (home / "runs" / "bbbbbbbbbb").mkdir()
    (home / "runs" / "bbbbbbbbbb" / "recipe.json").write_text("{")
    assert list_runs("grace") == [second, first]
    assert set(list_runs("grace")) < set(list_runs())
    first.rename("  two \n words ")
    assert open_run(first.id).name == "two words"
    with pytest.raises(ValueError, match="80"):
        first.rename("")
    second.delete()
    assert list_runs("grace") == [first]
    with pytest.raises(ValueError, match="deleted"):
        open_run(second.id)
    running = begun(start(LONG, owner="grace"))
    running.delete()
    assert list_runs("grace") == [first]
    done(start(replace(SMALL, epochs=1)))  # the process that had it goes on


@pytest.mark.parametrize("run_id", ["../x", "..", "", "/etc/passwd", "a" * 10 + "/..", "A" * 10, ".gone-abcd", "a\0b"])
def test_a_hostile_address_is_refused(run_id: str) -> None:
    with pytest.raises(ValueError, match="address of a run"):
        open_run(run_id)


def test_the_reason_is_written_on_a_disk_without_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    folder = store.create(SMALL.to_json(), {}, {"state": "running"})

    def full(path: Path, values: dict[str, object]) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk, "write_json", full)
    store.write_state(folder, state="failed", message="The disk is full.")
    monkeypatch.undo()
    assert store.read_state(folder)["state"] == "failed"
    assert Run(folder).message == "The disk is full."
    assert not (folder / "reserve").exists()


def test_a_real_full_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small], capture_output=True)
    if mounted.returncode:
        pytest.skip("file systems can be mounted by root only")
    try:
        monkeypatch.setenv("CNNVIZ_HOME", str(small))
        folder = store.create(SMALL.to_json(), {}, {"state": "running"})
        with pytest.raises(OSError, match="space"):
            disk.write_bytes(folder / "snapshots" / "00000000.safetensors", bytes(300_000))
        with pytest.raises(OSError, match="space"):
            while True:
                metrics.append_rows(folder, [{"step": 1, "loss": 0.5}] * 100)
        store.write_state(folder, state="failed", message="The disk is full.")
        assert Run(folder).state == "failed"
        assert Run(folder).metrics()[-1] == {"step": 1, "loss": 0.5}
        assert store.snapshots(folder) == []
    finally:
        subprocess.run(["umount", "-l", small], check=True)


def test_a_line_that_is_being_written_is_left_for_later(tmp_path: Path) -> None:
    rows = metrics.Rows(tmp_path)
    assert rows.read() == []
    path = tmp_path / "metrics.jsonl"
    path.write_bytes(b'{"step": 1}\n{"st')
    assert rows.read() == [{"step": 1}]
    with open(path, "ab") as file:
        file.write(b'ep": 2}\n{"step"\nnonsense\n{"step": 3}\n')
    assert [row["step"] for row in rows.read()] == [1, 2, 3]
    metrics.keep_rows(tmp_path, 2)
    assert [row["step"] for row in rows.read()] == [1, 2]


OLD_STATE = (  # as version 1 wrote it
    '{"state": "failed", "message": "The disk is full: delete runs that nobody needs any more, then press resume to go '
    'on from step 40.", "step": 57, "epoch": 1, "place": 0, "pool": null, "worker": null, "total_steps": 300}'
)


def test_a_state_keeps_what_its_sentence_is_made_from_and_an_old_one_is_still_read(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text(OLD_STATE)
    assert store.current_state(tmp_path)["message"].endswith("then press resume to go on from step 40.")
    resume = say("press resume to go on from step {kept:,}", kept=1200)
    store.write_state(tmp_path, message=say("The disk is full: {resume}.", resume=resume))
    text = (tmp_path / "state.json").read_text()
    assert "1,200" not in text
    assert json.loads(text)["message"]["template"] == "The disk is full: {resume}."
    store.write_state(tmp_path, step=58)  # what stood there stays as it was
    message = store.current_state(tmp_path)["message"]
    assert message == "The disk is full: press resume to go on from step 1,200."
    assert isinstance(message, Sentence)
    assert message.values["resume"].values == {"kept": 1200}


def test_a_name_given_by_default_is_kept_as_a_template_and_an_old_one_is_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    folder = store.create(SMALL.to_json(), {"name": "mlp from step 1,200"}, {"state": "paused"})
    store.snapshot_path(folder, 1200).write_bytes(b"")
    (folder / "metrics.jsonl").write_text(json.dumps({"step": 1200, "epoch": 1, "loss": 0.5}) + "\n")
    old = Run(folder)
    assert old.name == "mlp from step 1,200"
    branch = old.rewind(1200)
    branch.watch(3)  # writes the file again
    assert branch.name == "mlp from step 1,200 from step 1,200"
    text = (branch.folder / "about.json").read_text()
    assert text.count("1,200") == 1
    kept = json.loads(text)["name"]
    assert kept == {"template": "{name} from step {step:,}", "values": {"name": old.name, "step": 1200}}
    assert translate(branch.name, MOCK) == "mlp from step 1,200⟪ from step ⟫1,200"
    branch.rename("mine")
    assert (branch.name, json.loads((branch.folder / "about.json").read_text())["name"]) == ("mine", "mine")


@pytest.mark.parametrize("damage", [3, {"template": "{a} {b}", "values": {"a": 1}}, {"template": 3, "values": {}}, []])
def test_a_damaged_sentence_is_none(tmp_path: Path, damage: object) -> None:
    (tmp_path / "state.json").write_text(json.dumps({"state": "failed", "message": damage}))
    assert store.current_state(tmp_path)["message"] == ""
