"""Rows of a long run found by seeking: the same as by reading all of them, in little memory."""

import json
import random
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest

from cnnviz.training import Recipe, Run
from cnnviz.training.runs import metrics, store

PER_EPOCH = 7


def row(step: int, draw: random.Random) -> dict[str, float]:
    made = {"step": step, "epoch": (step - 1) // PER_EPOCH, "loss": draw.random() * 10 ** draw.randint(-6, 3)}
    return made | ({"val_loss": 0.5, "val_accuracy": draw.random()} if step % PER_EPOCH == 0 else {})


def write(path: Path, count: int, *, damage: bool = False, cut: bool = False) -> list[dict[str, float]]:
    """Rows 1 to count; with damage some lines are none, and some are missing."""
    draw, rows, lines = random.Random(count), [], []
    for step in range(1, count + 1):
        now = row(step, draw)
        if damage and draw.random() < 0.1:
            lines.append(draw.choice([b"", b'{"step": 3', b"\xff" * draw.randint(1, 3000)]))
        else:
            rows.append(now)
            lines.append(json.dumps(now).encode())
    path.write_bytes(b"".join(line + b"\n" for line in lines) + (b'{"step": 99' if cut else b""))
    return rows


@pytest.mark.parametrize("small", [0, 2**18])  # found by seeking, and read as a whole
@pytest.mark.parametrize("count", [0, 1, 2, 50, 3000])
@pytest.mark.parametrize("damage", [False, True])
def test_rows_of_chosen_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, damage: bool, small: int
) -> None:
    monkeypatch.setattr(metrics, "_SMALL", small)
    path = tmp_path / "metrics.jsonl"
    rows = write(path, count, damage=damage, cut=damage)
    assert list(metrics.each(path)) == rows
    assert list(metrics.backwards(path)) == rows[::-1]
    assert metrics.last(path) == (rows[-1] if rows else None)
    draw = random.Random(1)
    for _ in range(10):
        steps = sorted({draw.randint(-1, count + 3) for _ in range(draw.randint(1, 40))})
        assert metrics.at_steps(path, steps) == [row for row in rows if row["step"] in steps]
    data = path.read_bytes()
    for step in {0, 1, count // 2, count - 1, count, count + 5}:
        before = data[: metrics.offset(path, step)]
        found = [row for line in before.splitlines() if (row := metrics.parsed(line))]
        assert found == [row for row in rows if row["step"] <= step]


def test_a_long_run_is_read_at_a_few_places(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    rows = write(path, 60_000)
    reads = 0
    parsed = metrics.parsed

    def counted(line: bytes) -> object:
        nonlocal reads
        reads += 1
        return parsed(line)

    metrics.parsed, back = counted, parsed  # type: ignore[assignment]
    try:
        tracemalloc.start()
        found = metrics.spread(path, 500, PER_EPOCH)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        metrics.parsed = back
    assert len(found) == 500 and all("val_accuracy" in row for row in found)
    assert found[0] == rows[PER_EPOCH - 1] and found[-1] == rows[60_000 // PER_EPOCH * PER_EPOCH - 1]
    gaps = [b["step"] - a["step"] for a, b in pairwise(found)]
    assert max(gaps) - min(gaps) <= PER_EPOCH
    assert reads < 500 * 12 and most < 2_000_000


def test_spread_takes_all_where_they_are_few(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    rows = write(path, 20)
    assert metrics.spread(path, 500) == rows
    assert [row["step"] for row in metrics.spread(path, 500, PER_EPOCH)] == [7, 14]
    assert [row["step"] for row in metrics.spread(path, 3)] == [1, 11, 20]
    assert metrics.spread(tmp_path / "nothing", 5) == []


def test_losses_of_an_epoch_are_averaged() -> None:
    rows = [(2, 0.25), (1, 3.0), (1, 1.0), (2, 0.75), (1, 2.0)]
    assert metrics.epoch_losses([{"epoch": epoch, "loss": loss} for epoch, loss in rows]) == [2.0, 0.5]
    assert metrics.epoch_losses([]) == []


def test_a_run_gives_the_points_of_a_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    run = Run(store.create(Recipe().to_json(), {}, {"state": "finished", "steps_per_epoch": PER_EPOCH}))
    rows = write(run.folder / "metrics.jsonl", 100)
    assert run.points("loss") == [(row["step"], row["loss"]) for row in rows]
    assert run.points("val_loss", 3) == [(7, 0.5), (49, 0.5), (98, 0.5)]
    assert metrics.last_evaluation(run.folder) == {name: rows[97][name] for name in ("val_loss", "val_accuracy")}
    metrics.keep_rows(run.folder, 97)
    assert run.metrics() == rows[:97]
    assert metrics.last_evaluation(run.folder)["val_accuracy"] == rows[90]["val_accuracy"]
