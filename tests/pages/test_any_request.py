"""Whatever a client asks of an address that the app serves: never an error of the server, and a sentence says what is
wrong.

Routes are those of app.py, the parameters of an address those that its route looks up: a new one is tried by itself.
"""

import asyncio
import json
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.routing import Mount

from cnnviz.private import mark
from cnnviz.training import Recipe, Run
from cnnviz.training.runs import admission, pool, store
from cnnviz.ui.frame import browser, owner, visitors
from cnnviz.ui.runs import rights, routes
from tests.engine.training.kept_runs import kept_run, scene_run
from tests.pages.conftest import run_apart
from tests.pages.fuzzing import JSONS, TEXTS

ME = "0" * 32
SECRET = b"what lies beside the runs"
REQUESTS = 120  # to each route
DAMAGES = 60
PARTS = [*TEXTS, ".", "..", "../..", "..%2f..%2fsecret.txt", "/etc/passwd", "C:\\", "%ff", "%ud800", "a" * 10, "0"]
FILES = [*PARTS, "../app.py", "..%2fapp.py", "shared/../../app.py", "shared/pack.js", "shell/app.css", "shared"]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "SPAM")
HEADERS = (
    "host", "origin", "cookie", "accept", "sec-fetch-site", "range", "if-range", "if-none-match", "if-modified-since",
    "x-forwarded-for", "x-forwarded-proto", "authorization", "content-type", "content-length", rights.HEADER,
)  # fmt: skip
VALUES = [
    *TEXTS, "http://[", "http://[x]:y", "http://test:99999999", "null", "same-origin", "bytes=9-1", "bytes=-1",
    "bytes=0-", "bytes=" + "0-1," * 300, "Mon, 99 Foo 99999 99:99:99 GMT", f"{owner.NAME}={'0' * 32}",
    f"{owner.NAME}=²", "text/html",
]  # fmt: skip
DOS = ("pause", "resume", "step", "epoch", "stop", "snapshot", "learning_rate", "pace", "watch", "dance", "\\ud800", "")
PLAIN = {b"Not Found", b"Method Not Allowed"}  # what Starlette says of an address that is none


class Answer:
    def __init__(self) -> None:
        self.status, self.headers, self.body = 0, dict[str, str](), b""

    async def take(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode().lower(): value.decode("latin-1") for name, value in message["headers"]}
        else:
            self.body += message.get("body", b"")

    def check(self) -> None:
        """Not a fault of the server, and where something is wrong a sentence."""
        assert 200 <= self.status < 500, (self.status, self.body)
        assert SECRET not in self.body
        assert b"The front door" not in self.body  # app.py
        if "json" in self.headers.get("content-type", ""):
            read = json.loads(self.body or b"{}")  # none to HEAD
            assert self.status < 400 or "error" in read or not self.body
            sentence = str(read.get("error", "A sentence."))
            assert sentence[-1] in ".!", sentence
            assert len(sentence) < 400, sentence
        elif self.status >= 400 and self.body not in PLAIN and self.status not in (400, 416):
            assert not self.body or self.body.endswith(b"."), self.body
        assert "Traceback" not in self.body[:4000].decode(errors="replace")


async def ask(app: Any, address: str, method: str, headers: dict[str, str], body: bytes) -> Answer:
    """What the app answers, as a server hands it over: the path without its percent signs."""
    path, _, query = address.partition("?")
    sent = {"host": "test"} | headers
    scope = {
        "type": "http", "method": method, "path": unquote(path), "raw_path": path.encode(), "scheme": "http",
        "query_string": query.encode(), "root_path": "", "http_version": "1.1", "server": ("test", 80), "client": None,
        "headers": [(name.encode(), re.sub(rb"[\x00-\x1f]", b"", value.encode())) for name, value in sent.items()],
    }  # fmt: skip
    told, answer = False, Answer()

    async def receive() -> dict[str, Any]:
        nonlocal told
        if told:
            await asyncio.Event().wait()  # nobody leaves
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    await app(scope, receive, answer.take)
    return answer


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home in which nobody trains, nobody waits, and a hand may press as often as it likes."""

    def closed() -> None:
        raise admission.Refused("Nothing is trained here.")

    folder = tmp_path_factory.mktemp("home")
    (folder / "secret.txt").write_bytes(SECRET)
    (folder.parent / "secret.txt").write_bytes(SECRET)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(folder))
        patch.setattr(pool, "pool", closed)
        patch.setattr(routes, "PATIENCE", 0.0)
        patch.setattr(routes, "PENALTY", 0.0)
        for name in ("_of_run", "_of_owner", "_of_address"):
            patch.setattr(routes, name, visitors.Rate(100_000))
        yield folder


@pytest.fixture(scope="module")
def runs(home: Path) -> tuple[Run, Run]:
    """One that tells pictures apart, and one that finds objects in scenes."""
    return kept_run(Recipe(network="lenet5", batch_size=256, epochs=1), 1, owner=mark(ME)), scene_run(mark(ME))


@pytest.fixture(scope="module")
def served() -> Starlette:
    """What app.py serves besides Streamlit's own addresses, behind what every request passes."""
    import app as front

    return Starlette(routes=front.app._user_routes, middleware=front.app._user_middleware)


def mine(run: Run) -> dict[str, str]:
    """What the owner's page sends."""
    token = rights._token(run.id, mark(ME))
    return {"origin": "http://test", rights.HEADER: token, "cookie": f"{owner.NAME}={ME}"}


def an_address(chance: random.Random, route: Any, run: Run, names: set[str]) -> str:
    """Of this route, each part a nasty one or one that the run has, and some of the parameters it looks up."""
    steps = [str(step) for step in run.snapshots()]

    def part(found: re.Match[str]) -> str:
        nasty = chance.choice(PARTS)
        its = {"run": run.id, "name": min(browser._vocabularies)}.get(found[1])
        fitting = its or chance.choice([*steps, "0", "1"])
        return quote(fitting if chance.random() < 0.8 else nasty, safe="%")

    if isinstance(route, Mount):
        return f"{route.path}/{quote(chance.choice(FILES), safe='%/')}"
    fitting = [*steps, "conv1", "output", "0,1,2", "7"]
    asked = chance.sample(sorted(names), k=chance.randint(0, len(names)))
    query = [f"{name}={quote(chance.choice(chance.choice((fitting, PARTS))), safe='%')}" for name in asked]
    return re.sub(r"{(\w+)}", part, route.path) + "?" + "&".join(query)


def a_body(chance: random.Random) -> bytes:
    kind = chance.random()
    if kind < 0.6:
        return f'{{"do": "{chance.choice(DOS)}", "value": {chance.choice(JSONS)}}}'.encode()
    if kind < 0.8:
        return f'{{"do": {chance.choice(JSONS)}}}'.encode()
    return chance.choice((*(value.encode() for value in JSONS), b"", b"\xff", chance.randbytes(900)))


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The parameters that routes look up in their address."""
    found: set[str] = set()
    for look in ("get", "__contains__"):
        was = getattr(QueryParams, look)

        def noting(self: Any, name: str, *rest: Any, was: Any = was) -> Any:
            found.add(name)
            return was(self, name, *rest)

        monkeypatch.setattr(QueryParams, look, noting)
    return found


def test_a_route_answers_whatever_it_is_asked(
    served: Starlette, runs: tuple[Run, Run], home: Path, names: set[str]
) -> None:
    theirs = {run.folder for run in runs}
    before = {path for path in home.rglob("*") if not theirs & {*path.parents}}
    files = {path.read_bytes() for path in browser.ASSETS.rglob("*") if path.is_file()}
    every: list[Any] = list(served.routes)
    answered = dict[str, set[int]]()

    async def work() -> None:
        for route in every:
            chance, statuses = random.Random(route.path), set[int]()
            usual = sorted(getattr(route, "methods", None) or {"GET"})
            for _ in range(REQUESTS):
                run = chance.choice(runs)
                method = chance.choice(usual if chance.random() < 0.85 else METHODS)
                headers = {
                    name: chance.choice(VALUES) for name in chance.sample(HEADERS, k=chance.choice((0, 0, 1, 3)))
                }
                headers = mine(run) | headers if chance.random() < 0.7 else headers
                address, body = an_address(chance, route, run, names), a_body(chance)
                try:
                    answer = await ask(served, address, method, headers, body)
                    answer.check()
                except Exception as error:
                    raise AssertionError((method, address, headers, body)) from error
                assert not isinstance(route, Mount) or answer.status != 200 or method == "HEAD" or answer.body in files
                statuses.add(answer.status)
            answered[route.path] = statuses

    run_apart(work())
    assert all(200 in statuses and max(statuses) >= 400 for statuses in answered.values()), answered
    assert {path for path in home.rglob("*") if not theirs & {*path.parents}} == before


def test_a_damaged_run_is_a_sentence_or_is_shown(served: Starlette, runs: tuple[Run, Run]) -> None:
    chance = random.Random(1)
    every: list[Any] = list(served.routes)
    layer = "conv1"

    async def work() -> None:
        for _ in range(DAMAGES):
            run = chance.choice(runs)
            kinds = {"step": str(run.snapshots()[-1]), "true": "1", "answer": "2"}
            other = Run(shutil.copytree(run.folder, run.folder.with_name(store.new_id())))
            said = damage(chance, other.folder)
            for route in every:
                if isinstance(route, Mount) or "{run}" not in route.path:
                    continue
                address = route.path.format(run=other.id, **kinds) + f"?layer={layer}&picture=5&index=1,2"
                for body in (b'{"do": "resume"}', b'{"do": "learning_rate", "value": 0.1}'):
                    method = "POST" if "POST" in route.methods else "GET"
                    try:
                        (await ask(served, address, method, mine(other), body)).check()
                    except Exception as error:
                        raise AssertionError((said, address, body)) from error
            shutil.rmtree(other.folder)

    run_apart(work())


def damage(chance: random.Random, folder: Path) -> tuple[str, bytes]:
    """Something wrong in one file of a run; returns the file's name and what stands in it now."""
    path = chance.choice(sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "reserve"))
    content, kind = path.read_bytes(), chance.randrange(5)
    if kind == 0:
        content = content[: chance.randrange(len(content) + 1)]
    elif kind == 1:
        content = chance.choice((*(value.encode() for value in JSONS), b"", b"\xff\x00", b"{\n}\n"))
    elif kind == 2:
        at = chance.randrange(len(content) + 1)
        content = content[:at] + chance.randbytes(4) + content[at + 4 :]
    elif path.suffix in (".json", ".jsonl"):
        first, *rest = content.splitlines()
        values = json.loads(first)
        name = chance.choice([*values])
        values[name] = "?"
        content = b"\n".join([json.dumps(values).replace('"?"', chance.choice(JSONS)).encode(), *rest]) + b"\n"
    else:
        content = b""
    path.write_bytes(content)
    return path.name, content[:200]
