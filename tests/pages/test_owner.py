"""Who the student is: one word for a browser, kept in a cookie that no script reads."""

import re
from collections.abc import MutableMapping
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from cnnviz.ui.frame import owner
from tests.pages.conftest import run_apart

PAGE = {"accept": "text/html,application/xhtml+xml"}
SET = rf"{owner.NAME}=([0-9a-f]{{32}}); Max-Age={owner.KEPT}; Path=/; HttpOnly; SameSite=Lax"


def cookies_of(headers: dict[str, str], method: str = "GET") -> list[str]:
    """The cookies that an answer sets."""
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": "/train", "headers": raw}

    async def ask() -> None:
        await owner.remember(PlainTextResponse("page"))(scope, receive, send)

    run_apart(ask())
    assert sent[1]["body"] == b"page"
    return [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]


def test_a_browser_gets_one_word_with_its_first_page() -> None:
    (first,), (second,) = cookies_of(PAGE), cookies_of(PAGE)
    assert re.fullmatch(SET, first)
    assert first != second
    assert cookies_of(PAGE | {"cookie": f"other=1; {first.partition(';')[0]}"}) == []


@pytest.mark.parametrize(
    ("headers", "method", "given"),
    [
        ({"accept": "*/*"}, "GET", False),  # a script, a picture
        (PAGE, "POST", False),
        (PAGE | {"cookie": f"{owner.NAME}=made-up"}, "GET", True),
        (PAGE | {"cookie": f"not-{owner.NAME}={'0' * 32}"}, "GET", True),
    ],
)
def test_nothing_but_a_page_gets_a_word(headers: dict[str, str], method: str, given: bool) -> None:
    assert bool(cookies_of(headers, method)) == given
