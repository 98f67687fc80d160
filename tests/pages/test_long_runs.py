"""A run of very many steps on a page: thinned out, found by seeking, and the same whether it was watched or opened."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnviz import kept
from cnnviz.training import Recipe, Run
from cnnviz.training.runs import metrics, store
from cnnviz.ui.runs import row_table
from tests.pages.test_run_data import ask

PER_EPOCH = 7
MOST = 100


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setattr(row_table, "MOST_ROWS", MOST)
    return Run(store.create(Recipe().to_json(), {}, {"state": "finished", "steps_per_epoch": PER_EPOCH}))


def write(run: Run, first: int, last: int) -> None:
    rows = []
    for step in range(first, last + 1):
        row = {"step": step, "epoch": step // PER_EPOCH, "loss": 1 / step, "accuracy": 0.5, "learning_rate": 0.1}
        rows.append(row | ({"val_loss": 0.25, "val_accuracy": 0.75} if step % PER_EPOCH == 0 else {}))
    metrics.append_rows(run.folder, rows)


def expected(last: int) -> list[int]:
    """Which steps are kept, worked out anew."""
    every, ends = 1, PER_EPOCH
    while last // every > MOST:
        every *= 2
    while last // ends > MOST:
        ends *= 2
    return [step for step in range(1, last + 1) if step % every == 0 or step % ends == 0 or step == last]


def test_a_watched_run_is_thinned_out_as_it_grows(run: Run) -> None:
    table = row_table.Table(run.folder)
    seen: list[int] = []
    began = ""
    for last in (60, 100, 101, 250, 1000, 1200):
        write(run, (seen[-1] if seen else 0) + 1, last)
        began, start, rows = table.since(len(seen), began)
        seen = seen[:start] + rows[:, 0].astype(int).tolist()
        assert seen[-1] == last and len(seen) <= 2 * MOST + 3
        assert set(expected(last)) <= set(seen)
        ends = rows[rows[:, 0] % PER_EPOCH == 0]
        assert (ends[:, 5] == 0.75).all() and np.allclose(rows[:, 1], 1 / rows[:, 0])
    assert table.since(len(seen), began)[1:][0] == len(seen) and not len(table.since(len(seen), began)[2])


def test_a_long_run_that_is_opened_is_not_read_through(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write(run, 1, 9000)
    monkeypatch.setattr(row_table, "MOST_UNREAD", 10_000)
    began, start, rows = row_table.Table(run.folder).since(0, "")
    assert start == 0 and rows[:, 0].astype(int).tolist() == expected(9000)
    table = row_table.Table(run.folder)
    began, _, rows = table.since(0, "")
    write(run, 9001, 9010)
    again, start, more = table.since(len(rows), began)
    assert (again, start) == (began, len(rows)) and more[-1, 0] == 9010


def test_a_run_that_many_open_at_once_is_read_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write(run, 1, 2500)
    read = []

    def some(rows: metrics.Rows) -> Any:
        read.append(rows)
        return plain(rows)

    plain = metrics.Rows.some
    monkeypatch.setattr(metrics.Rows, "some", some)
    together = threading.Barrier(8)

    def open_it(_: int) -> list[float]:
        together.wait()
        return row_table.table(run.folder).since(0, "")[2][:, 0].tolist()

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(open_it, range(8)))
    assert seen == [expected(2500)] * 8
    assert len(set(map(id, read))) == 1 and kept.count(row_table.table) >= 1
    assert kept.size() >= row_table.Table.grows_to >= row_table.Table(run.folder).since(0, "")[2].nbytes


def test_the_table_of_a_run_is_sent_line_by_line(run: Run) -> None:
    write(run, 1, 2500)
    answer = ask(f"/runs/{run.id}/metrics.csv")
    assert answer.status == 200 and answer.headers["content-type"].startswith("text/csv")
    assert answer.body.decode() == run.metrics_csv()
    lines = answer.body.decode().splitlines()
    assert len(lines) == 2501 and lines[7].split(",")[0] == "7" and lines[7].endswith("0.25,0.75")
    assert json.loads(ask("/runs/aaaaaaaaaa/metrics.csv").body)["error"].startswith("There is no run")
