"""What the browser is told of a run is what the run holds; nonsense and strangers get a sentence."""

import asyncio
import json
import math
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
import streamlit
import torch
from sklearn.metrics import confusion_matrix
from starlette.applications import Starlette
from torch import nn

from cnnviz import limits
from cnnviz.data import load
from cnnviz.private import mark
from cnnviz.training import Recipe, Run, start
from cnnviz.training.preparation import Preparation
from cnnviz.training.runs import commands, store
from cnnviz.training.runs import rights as engine_rights
from cnnviz.ui.frame import owner, visitors
from cnnviz.ui.runs import rights, routes, row_table, snapshots
from tests.engine.training.training_runs import LONG, begun, done, opened_pool, until
from tests.pages.conftest import run_apart

APP = Starlette(routes=routes.ROUTES)
ME = "0" * 32
FROM_HERE = {"host": "test", "origin": "http://test"}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def sentence(self) -> str:
        return str(json.loads(self.body)["error"])

    @property
    def header(self) -> dict[str, Any]:
        assert self.status == 200, self.body
        return dict(json.loads(self.body[4 : 4 + int.from_bytes(self.body[:4], "little")]))

    def __getitem__(self, name: str) -> np.ndarray:
        """An array of a packed answer."""
        entry = next(entry for entry in self.header["arrays"] if entry["name"] == name)
        begin = 4 + int.from_bytes(self.body[:4], "little") + entry["offset"]
        flat = np.frombuffer(self.body, entry["dtype"], math.prod(entry["shape"]), begin)
        return flat.reshape(entry["shape"])


def ask(path: str, *, method: str = "GET", body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
    """Ask the routes without a server between."""
    where, _, query = path.partition("?")
    scope = {
        "type": "http", "method": method, "path": where, "raw_path": quote(where).encode(), "scheme": "http",
        "query_string": query.encode(), "root_path": "", "http_version": "1.1", "server": ("test", 80),
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
    }  # fmt: skip
    answer = Answer(0, {}, b"")

    told = False

    async def receive() -> dict[str, Any]:
        nonlocal told
        if told:
            await asyncio.Event().wait()  # nobody leaves
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    run_apart(APP(scope, receive, send))
    return answer


def ours(run: Run | str, word: str = ME, cookie: str = ME) -> dict[str, str]:
    """What a page sends with a command, whose visitor may change the run by that word."""
    identity = run if isinstance(run, str) else run.id
    headers = FROM_HERE | {rights.HEADER: rights._token(identity, mark(word))}
    return headers | ({"cookie": f"{owner.NAME}={cookie}"} if cookie else {})


def tell(run: Run, do: Any, value: Any = None, headers: dict[str, str] | None = None) -> Answer:
    body = json.dumps({"do": do, "value": value}).encode()
    return ask(f"/runs/{run.id}/command", method="POST", body=body, headers=headers or ours(run))


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests may give more commands than a hand can."""
    for name in ("_of_run", "_of_owner", "_of_address"):
        monkeypatch.setattr(routes, name, visitors.Rate(1000))
    monkeypatch.setattr(routes, "PENALTY", 0.0)


@pytest.fixture(scope="module", autouse=True)
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with opened_pool(tmp_path_factory.mktemp("home"), WORKERS=1):
        yield


@pytest.fixture(scope="module")
def run() -> Run:
    return done(start(Recipe(batch_size=64, epochs=2, seed=3)))


def test_rows_come_once_and_all_again_when_the_file_is_another(run: Run) -> None:
    whole = ask(f"/runs/{run.id}/progress")
    rows, began = whole["rows"], whole.header["began"]
    expected = [[row.get(name, math.nan) for name in row_table.COLUMNS] for row in run.metrics()]
    np.testing.assert_array_equal(rows, np.array(expected, np.float32))
    assert np.isfinite(rows[:, -1]).sum() == 2  # one validation per epoch
    assert whole.header["state"]["state"] == "finished"
    assert [step for step, _ in whole.header["state"]["snapshots"]] == run.snapshots()
    later = ask(f"/runs/{run.id}/progress?from=40&began={began}")
    np.testing.assert_array_equal(later["rows"], rows[40:])
    for path in (f"from=40&began={began}x", f"from=4000&began={began}"):
        again = ask(f"/runs/{run.id}/progress?{path}")
        assert again.header["from"] == 0
        np.testing.assert_array_equal(again["rows"], rows)
    assert not {"pool", "worker"} & set(whole.header["state"])


def test_a_snapshot_is_what_the_run_keeps(run: Run) -> None:
    for step in (run.snapshots()[1], run.snapshots()[-1]):
        kept, shown = run.snapshot(step), ask(f"/runs/{run.id}/snapshot/{step}?v=1")
        np.testing.assert_array_equal(shown["first"], kept["network.conv1.weight"].numpy())
        np.testing.assert_array_equal(shown["confusion"], kept["confusion"].numpy())
        np.testing.assert_array_equal(shown["probabilities"], kept["watched.probabilities"].numpy())
        assert shown.header["weights"] == ["conv1", "conv2", "dense1", "dense2", "output"]
        for kind in ("weights", "gradients"):
            for place, name in enumerate(shown.header[kind]):
                np.testing.assert_array_equal(shown[f"{kind} counts"][place], kept[f"{kind}.counts.{name}"].numpy())
                np.testing.assert_array_equal(shown[f"{kind} edges"][place], kept[f"{kind}.edges.{name}"].numpy())
        assert shown.header["picture"] == int(kept["watched.index"])
        for entry in shown.header["maps"]:
            values = kept[f"maps.{entry['layer']}"].numpy()
            read = snapshots.unscaled(shown[f"map {entry['layer']}"], entry["signed"], entry["limit"])
            np.testing.assert_allclose(
                read.reshape(values[:16].shape if values.ndim > 1 else -1),
                values[:16] if values.ndim > 1 else values,
                atol=entry["limit"] / 250,
            )
            assert entry["limit"] == pytest.approx(np.abs(values).max())
        for layer in ("conv2", "dense1"):
            kernels = ask(f"/runs/{run.id}/kernels/{step}?layer={layer}")
            np.testing.assert_array_equal(kernels["kernels"], kept[f"network.{layer}.weight"].numpy())
        assert "max-age" in shown.headers["cache-control"]


def test_maps_of_any_picture_are_those_of_the_network_then(run: Run) -> None:
    data, step, picture = load("digits"), run.snapshots()[2], 123
    network = run.model(step)
    assert isinstance(network, nn.Sequential)
    x, outputs = Preparation.of(run.recipe, data).prepare(data.images[picture]), {}
    with torch.no_grad():
        for name, layer in network.named_children():
            x = outputs[name] = layer(x)
    shown = ask(f"/runs/{run.id}/snapshot/{step}?picture={picture}")
    np.testing.assert_allclose(shown["probabilities"], x[0].softmax(0), rtol=1e-4, atol=1e-6)
    alone = ask(f"/runs/{run.id}/maps/{step}?picture={picture}&layer=conv2")
    limit = float(outputs["conv2"].abs().max())
    assert alone.header["limit"] == pytest.approx(limit, rel=1e-4)
    read = snapshots.unscaled(alone["maps"], alone.header["signed"], limit)
    np.testing.assert_allclose(read, outputs["conv2"][0], atol=limit / 250)


def test_cells_mistakes_and_pictures(run: Run) -> None:
    data, step = load("digits"), run.snapshots()[3]
    kept, index = run.snapshot(step), load("digits").validation.numpy()
    labels, predicted = data.labels.numpy()[index], kept["validation.predicted"].numpy()
    table = confusion_matrix(labels, predicted, labels=range(10))
    np.testing.assert_array_equal(kept["confusion"], table)
    off = table * (1 - np.eye(10, dtype=int))
    true, answer = np.unravel_index(off.argmax(), off.shape)
    cell = ask(f"/runs/{run.id}/cell/{step}/{true}/{answer}")
    wanted = index[(labels == true) & (predicted == answer)]
    assert cell.header["count"] == len(wanted) == table[true, answer] > 0
    assert [example["index"] for example in cell.header["examples"]] == wanted[:60].tolist()
    np.testing.assert_array_equal(cell["pictures"], data.images.numpy()[wanted[:60]])
    losses = kept["validation.loss"].numpy()
    worst = [i for i in np.argsort(-losses, kind="stable") if labels[i] != predicted[i]][:12]
    wrong = ask(f"/runs/{run.id}/snapshot/{step}").header["wrong"]
    assert [example["index"] for example in wrong] == index[worst].tolist()
    assert [example["true"] for example in wrong] == labels[worst].tolist()
    assert [example["true_probability"] for example in wrong] == pytest.approx(np.exp(-losses[worst]), rel=1e-4)
    some = ask(f"/runs/{run.id}/pictures?index=5,900")
    np.testing.assert_array_equal(some["pictures"], data.images.numpy()[[5, 900]])
    assert some.header["label"] == data.labels[[5, 900]].tolist()
    about = json.loads(ask(f"/runs/{run.id}/about").body)
    assert about["classes"] == list(data.classes)
    assert about["kernels"] == ["conv1", "conv2", "dense1", "dense2", "output"]
    assert {int(label) for label in data.labels[about["offered"]]} == set(range(10))
    assert set(about["offered"]) <= set(index.tolist())


@pytest.mark.parametrize("run_id", ["aaaaaaaaaa", "..%2f..%2fetc", "A" * 10, "x", "%00" * 10])
def test_a_run_that_is_not_there(run_id: str) -> None:
    for path in ("about", "progress", "snapshot/0", "kernels/0", "pictures?index=1"):
        answer = ask(f"/runs/{run_id}/{path}")
        assert answer.status == 404
        assert answer.sentence.startswith(("There is no run", "This is not the address of a run"))
    answer = ask(f"/runs/{run_id}/command", method="POST", body=b'{"do": "stop"}', headers=ours(run_id))
    assert answer.status == 404


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("snapshot/12345", 200, "no snapshot of step 12,345"),
        ("snapshot/0?picture=5000", 400, "no picture 5,000"),
        ("kernels/0?layer=relu1", 400, "no weights in a layer called relu1"),
        ("maps/0?layer=nonsense", 400, "no layer called nonsense"),
        ("pictures?index=99999", 400, "from 0 to 1796"),
        ("snapshot/0?picture=-1", 400, "whole number"),
        ("pictures?index=1,b", 400, "whole numbers"),
        ("progress?from=x", 400, "whole number"),
        ("cell/0/10/0", 400, "choose another cell"),
    ],
)
def test_nonsense_in_an_address(run: Run, path: str, status: int, says: str) -> None:
    answer = ask(f"/runs/{run.id}/{path}")
    assert answer.status == status
    assert says in answer.sentence


NUMBERS = (
    "9" * 40,
    "9" * 5000,
    "99999999999",
    "inf",
    "-inf",
    "nan",
    "1e309",
    "-1",
    "2.5",
    "٣",
    "x",
    "%00",
    "0x10",
    "1_0",
)


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_that_no_page_asks_for(run: Run, number: str) -> None:
    paths = [f"{what}/{number}?layer=conv1" for what in ("snapshot", "kernels", "maps")]
    paths += [f"cell/{number}/0/0", f"cell/0/{number}/0", f"cell/0/0/{number}", f"progress?from={number}"]
    paths += [f"{what}/0?layer=conv1&picture={number}" for what in ("snapshot", "maps")]
    for path in [*paths, f"pictures?index={number}", f"pictures?index=1,{number}"]:
        answer = ask(f"/runs/{run.id}/{path}")
        assert answer.status == 400, path
        assert answer.sentence.endswith("."), path


VALUES = ("1e400", "-1e400", "NaN", "9" * 40, "9" * 400, "-1", "2.5", "[]", "{}", "true", '"x"', '{"pin": 1}', "null")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("do", ["watch", "learning_rate"])
def test_values_that_no_page_sends(run: Run, do: str, value: str) -> None:
    stopped = run.rewind(run.snapshots()[1], owner=ME)
    body = f'{{"do": "{do}", "value": {value}}}'.encode()
    answer = ask(f"/runs/{stopped.id}/command", method="POST", body=body, headers=ours(stopped))
    if (do, value) == ("learning_rate", "2.5"):
        assert answer.status == 200
        assert "error" not in json.loads(answer.body)
    else:
        assert answer.status == 400
        assert answer.sentence.endswith(".")
        assert commands.waiting(stopped.folder) == []
    stopped.delete()


def test_damaged_and_deleted_runs(run: Run) -> None:
    branch = run.rewind(run.snapshots()[3])
    first, second = branch.snapshots()[:2]
    paths = {step: branch.folder / "snapshots" / f"{step:08d}.safetensors" for step in (first, second)}
    content = paths[first].read_bytes()
    for path, data in ((paths[first], content[: len(content) // 2]), (paths[second], b"nonsense")):
        path.unlink()  # the other run has the same bytes under another name
        path.write_bytes(data)
    for step in (first, second):
        for what in ("snapshot", "kernels", "maps"):
            layer = "conv1"
            answer = ask(f"/runs/{branch.id}/{what}/{step}?layer={layer}")
            assert (answer.status, "cannot be read" in answer.sentence) == (200, True)
    (branch.folder / "state.json").write_text("{")
    assert ask(f"/runs/{branch.id}/progress").header["state"]["state"] == "stopped"
    (branch.folder / "recipe.json").write_text("{")
    assert ask(f"/runs/{branch.id}/about").status == 200
    branch.delete()
    assert ask(f"/runs/{branch.id}/progress").status == 404


def test_commands_and_who_may_give_them(tmp_path: Path) -> None:
    run = begun(start(LONG, owner=ME), 5)
    path, body = f"/runs/{run.id}/command", b'{"do": "stop"}'
    mine, stranger = ours(run), "1" * 32
    for headers in (
        {},
        {routes.HEADER: "1"},
        {name: value for name, value in mine.items() if name != "origin"},
        {name: value for name, value in mine.items() if name != routes.HEADER},
        mine | {"sec-fetch-site": "cross-site"},
        mine | {"sec-fetch-site": "same-site"},
        mine | {"origin": "http://elsewhere"},
        mine | {"origin": "null"},
        mine | {"origin": "http://[x"},
        mine | {"origin": "http://test:81"},
        mine | {routes.HEADER: "1"},
        ours(run, cookie=stranger),  # the owner's page in another browser
        ours(run, word=stranger, cookie=stranger),
        ours(run, word=""),
        ours("aaaaaaaaaa"),  # of another run
    ):
        answer = ask(path, method="POST", body=body, headers=headers)
        assert (answer.status, answer.sentence[-1]) == (403, "."), headers
    assert ask(path, headers=mine).status == 405
    for data in (b"", b"[]", b"{}", b'"stop"', b"\xff", b"[" * 900):
        assert ask(path, method="POST", body=data, headers=mine).status == 400
    assert ask(path, method="POST", body=b" " * 2000, headers=mine).status == 413
    assert run.state == "running"
    for do, value, status, says in [
        ("learning_rate", "fast", 400, "a number from 1e-07 to 1,000,000"),
        ("learning_rate", -1, 400, "a number from 1e-07 to 1,000,000"),
        ("learning_rate", 1_000_001, 400, "a number from 1e-07 to 1,000,000"),
        ("watch", True, 400, "is no number"),
        ("pace", "quick", 400, "one of fast, hall"),
        ("pace", ["hall"], 400, "one of fast, hall"),
        ("dance", None, 400, "no command “dance”"),
        ([], None, 400, "no command"),
        ("\ud800", None, 400, "no command"),
    ]:
        answer = tell(run, do, value)
        assert (answer.status, says in answer.sentence) == (status, True), answer.body

    def until_told(do: str, state: str, value: Any = None) -> dict[str, Any]:
        answer = tell(run, do, value)
        assert answer.status == 200, answer.body
        until(lambda: run.state == state, state)
        return dict(json.loads(answer.body))

    assert until_told("pause", "paused")["state"] == "paused"
    before = run.progress()["step"]
    until_told("step", "paused")
    until(lambda: run.progress()["step"] == before + 1, "the step")
    until_told("learning_rate", "paused", 0.01)
    assert until_told("pace", "paused", "hall")["pace"] == "hall"
    assert until_told("pace", "paused", "fast")["pace"] == "fast"
    until_told("watch", "paused", 7)
    until(lambda: int(run.snapshot()["watched.index"]) == 7, "the picture's maps")
    assert json.loads(ask(f"/runs/{run.id}/about").body)["watched"] == 7
    until_told("resume", "running")
    until(lambda: run.metrics()[-1]["learning_rate"] == 0.01, "the learning rate")
    assert until_told("stop", "stopped")["live"] is False
    assert until_told("learning_rate", "stopped", 0.03)["learning_rate"] == 0.03  # for when it goes on
    assert until_told("pace", "stopped", "hall")["pace"] == "hall"


def test_a_run_of_a_script_is_only_looked_at_until_its_word_is_handed_out(run: Run) -> None:
    branch = run.rewind(run.snapshots()[1])
    assert branch.owner == ""
    stranger = "1" * 32
    for headers in (ours(branch), ours(branch, word="", cookie=""), ours(branch, word="", cookie=stranger)):
        assert tell(branch, "learning_rate", 0.5, headers).status == 403
    word = engine_rights.lend(branch.folder)
    for cookie in (stranger, ""):
        answer = tell(branch, "learning_rate", 0.5, ours(branch, word=word, cookie=cookie))
        assert (answer.status, json.loads(answer.body)["learning_rate"]) == (200, 0.5)
    engine_rights.take_back(branch.folder)
    assert tell(branch, "learning_rate", 0.1, ours(branch, word=word, cookie=stranger)).status == 403
    assert [value for _, _, value in commands.waiting(branch.folder)] == [0.5]
    branch.delete()


def test_the_origin_may_be_another_name_of_this_server(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    branch = run.rewind(run.snapshots()[1], owner=ME)
    outside = ours(branch) | {"origin": "https://cnn.example.edu"}
    assert tell(branch, "learning_rate", 0.5, outside).status == 403
    monkeypatch.setattr(streamlit, "get_option", lambda _: ["https://cnn.example.edu", "other"])
    assert tell(branch, "learning_rate", 0.5, outside).status == 200
    assert tell(branch, "learning_rate", 0.5, outside | {"origin": "https://evil.example.edu"}).status == 403
    monkeypatch.undo()
    browser_says = ours(branch) | {"sec-fetch-site": "same-origin"}
    assert tell(branch, "learning_rate", 0.5, browser_says).status == 200
    branch.delete()


def test_too_many_commands_are_refused_before_anybody_waits(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = run.rewind(run.snapshots()[1], owner=ME)
    stranger = ours(mine, word="1" * 32, cookie="1" * 32)
    used_up = SimpleNamespace(take=lambda _: False)
    for name, owners, others in (("_of_run", 429, 403), ("_of_owner", 429, 403), ("_of_address", 200, 429)):
        with monkeypatch.context() as patch:
            patch.setattr(routes, name, used_up)
            assert tell(mine, "learning_rate", 0.5).status == owners
            answer = tell(mine, "learning_rate", 0.7, stranger)  # takes nothing from the owner
            assert answer.status == others
            assert "wait a few seconds" in answer.sentence or others == 403
    with monkeypatch.context() as patch:
        patch.setattr(routes, "_places", threading.BoundedSemaphore(1))
        assert routes._places.acquire()
        assert tell(mine, "learning_rate", 0.6).status == 429
    assert [value for _, _, value in commands.waiting(mine.folder)] == [0.5]
    mine.delete()


def test_finished_runs_take_no_commands(run: Run) -> None:
    mine = run.rewind(run.snapshots()[1], owner=ME)
    store.write_state(mine.folder, state="finished")
    for do, value in (("learning_rate", 0.5), ("resume", None), ("step", None), ("epoch", None)):
        answer = tell(mine, do, value)
        assert (answer.status, "finished" in answer.sentence) == (200, True)
    for do in ("pause", "stop", "snapshot"):
        assert tell(mine, do).status == 200
    assert commands.waiting(mine.folder) == []
    mine.delete()


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        (0, "10.0.0.7", "1.2.3.4", "10.0.0.7"),  # anybody can write that header
        (1, "10.0.0.7", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "10.0.0.7", "6.6.6.6, 1.2.3.4, 10.0.0.8", "1.2.3.4"),
        (2, "10.0.0.7", "1.2.3.4", "10.0.0.7"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "::ffff:10.0.0.7", "", "10.0.0.7"),
        (0, None, "", ""),
        (0, "testclient", "", "testclient"),
    ],
)
def test_where_a_browser_is(
    monkeypatch: pytest.MonkeyPatch, proxies: int, peer: str | None, forwarded: str, address: str
) -> None:
    monkeypatch.setattr(limits, "PROXIES", proxies)
    assert visitors.address_of({"x-forwarded-for": forwarded} if forwarded else {}, peer) == address


def test_a_rate_allows_some_at_once_and_so_many_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    rate = visitors.Rate(5)
    assert [rate.take("ada") for _ in range(25)] == [True] * 20 + [False] * 5
    assert rate.take("bob")
    now[0] += 1
    assert [rate.take("ada") for _ in range(7)] == [True] * 5 + [False] * 2
    now[0] += 1000
    assert sum(rate.take("ada") for _ in range(100)) == 20
    for number in range(visitors.MOST + 50):
        rate.take(f"{number}")
    assert len(rate._left) == visitors.MOST
