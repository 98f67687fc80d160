"""What every request passes first: the headers of all answers, names and sites that are refused, closed metrics."""

import base64
import hashlib
import re
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import streamlit
from starlette.responses import PlainTextResponse

from cnnviz.ui.frame import gate, owner
from tests.pages.conftest import run_apart

PAGE = {"accept": "text/html"}
SETTINGS = ("HOSTS", "FRAMES", "BEHIND_PROXY", "METRICS")
Message = MutableMapping[str, Any]


async def served(scope: Message, receive: owner.Receive, send: owner.Send) -> None:
    """What stands behind the gate: a page everywhere, and a socket that accepts."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
    else:
        await PlainTextResponse("page", headers={"X-Frame-Options": "ALLOW"})(scope, receive, send)


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Client:
    app: owner.Served
    scheme: str = "http"

    def ask(self, kind: str, method: str, path: str, headers: dict[str, str]) -> list[Message]:
        raw = [(name.encode(), value.encode()) for name, value in ({"host": "cnn.example.org"} | headers).items()]
        path, _, query = path.partition("?")
        scope = {
            "type": kind, "method": method, "path": path, "query_string": query.encode(), "headers": raw,
            "scheme": self.scheme,
        }  # fmt: skip
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "websocket.connect" if kind == "websocket" else "http.request", "body": b""}

        async def work() -> None:
            await self.app(scope, receive, send)

        run_apart(work())
        return sent

    def get(self, path: str, headers: dict[str, str] | None = None, method: str = "GET") -> Answer:
        start = self.ask("http", method, path, headers or {})[0]
        names = [name.decode().lower() for name, _ in start["headers"]]
        assert len(names) == len(set(names))
        return Answer(start["status"], {name.decode().lower(): value.decode() for name, value in start["headers"]})

    def post(self, path: str, headers: dict[str, str]) -> Answer:
        return self.get(path, headers, "POST")

    def connects(self, **headers: str) -> bool:
        return bool(self.ask("websocket", "GET", "/_stcore/stream", headers)[0]["type"] == "websocket.accept")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Client:
    """The gate with these settings, and something behind it."""
    for name in SETTINGS:
        monkeypatch.delenv(f"CNNVIZ_{name}", raising=False)
    for name, value in getattr(request, "param", {}).items():
        monkeypatch.setenv(f"CNNVIZ_{name}", value)
    return Client(gate.guard(owner.remember(served)))


def with_settings(**settings: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("client", [settings], indirect=True)


@pytest.mark.parametrize("path", ["/", "/nowhere", "/_stcore/metrics"])
def test_every_answer_carries_the_headers_once(client: Client, path: str) -> None:
    answer = client.get(path)
    wanted = {"x-content-type-options": "nosniff", "referrer-policy": "same-origin", "x-frame-options": "SAMEORIGIN"}
    assert {name: answer.headers[name] for name in wanted} == wanted
    assert "camera=(self)" in answer.headers["permissions-policy"]
    rules = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert (rules["default-src"], rules["object-src"], rules["frame-ancestors"]) == ("'self'", "'none'", "'self'")
    assert rules["img-src"] == "'self' data: blob:"
    assert "unsafe" not in rules["script-src"]
    assert "http" not in " ".join(rules.values())


def test_the_scripts_of_streamlits_own_page_are_the_only_ones_written_into_a_page() -> None:
    html = (Path(streamlit.__file__).parent / "static" / "index.html").read_text()
    inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in inline]
    assert hashes
    assert re.findall(r"'sha256-(.*?)'", gate.policy()) == hashes


def test_any_name_works_without_a_setting_and_the_listed_ones_with_it(client: Client) -> None:
    assert client.get("/", headers={"host": "192.168.1.7:8501"}).status == 200
    assert client.connects(host="192.168.1.7:8501", origin="http://192.168.1.7:8501")


@with_settings(HOSTS="cnn.example.org, *.uni.example")
@pytest.mark.parametrize(
    ("host", "status"),
    [("cnn.example.org", 200), ("cnn.example.org:8501", 200), ("a.uni.example", 200), ("evil.example", 403),
     ("cnn.example.org.evil.example", 403), ("", 403), ("[x", 403)],
)  # fmt: skip
def test_only_listed_names_are_answered(client: Client, host: str, status: int) -> None:
    assert client.get("/", headers={"host": host}).status == status
    assert client.connects(host=host) == (status == 200)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://cnn.example.org:81", "http://localhost", "http://[x"]
)
def test_another_sites_page_neither_connects_nor_changes_anything(client: Client, origin: str) -> None:
    assert not client.connects(origin=origin)
    assert client.post("/", headers={"origin": origin}).status == 403
    assert client.get("/", headers={"origin": origin}).status == 200
    assert client.connects(origin="http://cnn.example.org")
    assert client.post("/", headers={"origin": "http://cnn.example.org"}).status == 200


@with_settings(FRAMES="https://moodle.example.org, nonsense;script-src")
def test_frames_are_for_listed_sites_and_for_the_stage_alone(client: Client) -> None:
    for closed in ("/", "/?embed=true", "/?cembed=1"):
        answer = client.get(closed)
        assert answer.headers["content-security-policy"].endswith("frame-ancestors 'self'")
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    answer = client.get("/?kernel=1&embed=1")
    assert answer.headers["content-security-policy"].endswith("frame-ancestors 'self' https://moodle.example.org")
    assert answer.headers["x-frame-options"] == "ALLOW"  # ours is left out: it cannot name a site


def test_metrics_are_closed(client: Client) -> None:
    for headers in ({}, {"authorization": "Bearer "}, {"authorization": "Bearer x"}):
        assert client.get("/_stcore/metrics", headers=headers).status == 403


@with_settings(METRICS="openme")
def test_metrics_are_open_to_the_word(client: Client) -> None:
    for sent, status in (("openme", 200), ("openm", 403), ("", 403)):
        assert client.get("/_stcore/metrics", headers={"authorization": f"Bearer {sent}"}).status == status


def is_secure(client: Client, **headers: str) -> bool:
    return "; Secure" in client.get("/", headers=PAGE | headers).headers["set-cookie"]


def test_a_header_of_a_proxy_is_not_believed_without_one(client: Client) -> None:
    forwarded = {"x-forwarded-proto": "https"}
    assert not is_secure(client)
    assert not is_secure(client, **forwarded)
    client.scheme = "https"
    assert is_secure(client)


@with_settings(BEHIND_PROXY="1")
def test_behind_a_proxy_the_cookie_is_for_tls(client: Client) -> None:
    assert is_secure(client, **{"x-forwarded-proto": "https"})
    assert not is_secure(client, **{"x-forwarded-proto": "http"})


def test_the_app_sends_everything_through_the_gate() -> None:
    import app

    passed: list[object] = [middleware.cls for middleware in app.app._user_middleware]
    assert passed == [gate.guard, owner.remember]
