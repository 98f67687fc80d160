"""Who the student is: a random word in a cookie, so that a browser finds its runs and data sets again.

The cookie is set when the browser fetches a page, before its session begins; no script can read it. Where there are no
cookies, the session stands in for the browser.
"""

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import streamlit as st

from cnnviz.private import mark

NAME = "cnnviz-owner"
KEPT = 180 * 86_400  # seconds
_WORD = re.compile(r"[0-9a-f]{32}")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Served = Callable[[Message, Receive, Send], Awaitable[None]]


def owner() -> str:
    """Who this browser is: the hash of its word, as runs and data sets keep it."""
    state = st.session_state
    if "owner" not in state:
        given = str(st.context.cookies.get(NAME, ""))
        state["owner"] = mark(given if _WORD.fullmatch(given) else secrets.token_hex(16))
    word: str = state["owner"]
    return word


def sent_by(cookies: Mapping[str, str]) -> str:
    """The same for a request with these cookies; "" where they name nobody."""
    given = cookies.get(NAME, "")
    return mark(given) if _WORD.fullmatch(given) else ""


def remember(served: Served) -> Served:
    """Middleware (ASGI): give a browser that asks for a page its word, unless it has one."""

    async def serve(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _asks_for_a_page(scope):
            await served(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookie = f"{NAME}={secrets.token_hex(16)}; Max-Age={KEPT}; Path=/; HttpOnly; SameSite=Lax"
                message["headers"] = [*message.get("headers", []), (b"set-cookie", cookie.encode())]
            await send(message)

        await served(scope, receive, send_with_cookie)

    return serve


def _asks_for_a_page(scope: Message) -> bool:
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    known = re.search(rf"(^|; ?){NAME}={_WORD.pattern}", headers.get(b"cookie", ""))
    return scope["method"] == "GET" and "text/html" in headers.get(b"accept", "") and not known
