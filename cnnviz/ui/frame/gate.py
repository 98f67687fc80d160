"""What every request passes first: whom the server answers, and what a browser may do with the answer.

Settings: CNNVIZ_HOSTS, CNNVIZ_FRAMES, CNNVIZ_BEHIND_PROXY, CNNVIZ_METRICS; the README says what they do.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.responses import PlainTextResponse

from cnnviz import limits
from cnnviz.ui.frame.owner import Message, Receive, Send, Served

METRICS = "/_stcore/metrics"
READING = ("GET", "HEAD", "OPTIONS")
_SITE = re.compile(r"https?://[A-Za-z0-9.*-]+(:[0-9]+)?")


def policy(frames: Iterable[str] = ()) -> str:
    """The Content-Security-Policy, as strict as Streamlit allows. frames: sites that may show the app in a frame.

    blob: is how Streamlit loads the script of a component; its styles are written into the page.
    """
    ancestors = " ".join(["'self'", *(site for site in frames if _SITE.fullmatch(site))])
    rules = {
        "default-src": "'self'",
        "connect-src": "'self' data:",  # Streamlit's camera fetches its photo from a data: address
        "script-src": " ".join(["'self'", "blob:", *_scripts_of_the_page()]),
        "worker-src": "'self' blob:",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": ancestors,
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _scripts_of_the_page() -> list[str]:
    """Hashes of the scripts that stand in Streamlit's own page; none other that is written into a page is run."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_bytes()
    found = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in found]


def guard(served: Served) -> Served:
    """Middleware (ASGI): refuse strangers, and send the headers that keep a browser's pages apart."""
    hosts, frames, token = limits.words("HOSTS"), limits.words("FRAMES"), " ".join(limits.words("METRICS"))
    has_proxy = bool(limits.setting("BEHIND_PROXY", 0))
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",  # an address can hold the name of a run
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    closed = _encoded({**headers, "Content-Security-Policy": policy(), "X-Frame-Options": "SAMEORIGIN"})
    # X-Frame-Options cannot name a site
    stage = _encoded({**headers, "Content-Security-Policy": policy(frames)}) if frames else closed

    async def serve(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await served(scope, receive, send)
            return
        added = stage if _asks_for_the_stage(scope) else closed
        given = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                is_secure = _is_secure(scope, given, has_proxy)
                kept = [(name, _cookie(name, value, is_secure)) for name, value in message.get("headers", [])]
                names = {name for name, _ in added}
                message["headers"] = [*(pair for pair in kept if pair[0].lower() not in names), *added]
            await send(message)

        refusal = _refusal(scope, given, hosts, token)
        if not refusal:
            await served(scope, receive, send_with_headers)
        elif scope["type"] == "websocket":
            await receive()  # its request to connect
            await send({"type": "websocket.close", "code": 1008, "reason": refusal})
        else:
            await PlainTextResponse(refusal, 403)(scope, receive, send_with_headers)

    return serve


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _asks_for_the_stage(scope: Message) -> bool:
    """Whether it is the stage alone that is asked for: the only page that another site may show in a frame."""
    return b"embed=1" in scope.get("query_string", b"").split(b"&")


def _refusal(scope: Message, given: dict[bytes, str], hosts: list[str], token: str) -> str:
    """The sentence that says why a request is not answered; "" where it is."""
    host, origin = given.get(b"host", ""), given.get(b"origin", "")
    if hosts and not _is_listed(site(f"//{host}")[1], hosts):
        return "This server is not reached under this name: use its own address, or add the name to CNNVIZ_HOSTS."
    changes = scope["type"] == "websocket" or scope["method"] not in READING
    where, name = site(origin)
    if changes and origin and where != host and not (hosts and _is_listed(name, hosts)):
        return "This request comes from a page of another site: open the app under its own address."
    if scope["path"].rstrip("/").endswith(METRICS):
        sent = given.get(b"authorization", "").removeprefix("Bearer ")
        if not token or not hmac.compare_digest(sent.encode(), token.encode()):
            return "The metrics are closed: set CNNVIZ_METRICS to a word and send it as a bearer token."
    return ""


def site(address: str) -> tuple[str | None, str | None]:
    """Name and port, and the name alone, of the server in an address; (None, None) where that is no address."""
    try:
        parts = urlsplit(address)
        return parts.netloc, parts.hostname
    except ValueError:  # as for http://[x
        return None, None


def _is_listed(name: str | None, hosts: list[str]) -> bool:
    return name is not None and any(fnmatch(name, host.lower()) for host in hosts)


def _is_secure(scope: Message, given: dict[bytes, str], has_proxy: bool) -> bool:
    """Whether the browser speaks TLS; a proxy in front says so in a header, which is believed only where there is one.

    The server itself believes it from this computer, so that the scheme counts only without the header.
    """
    if forwarded := given.get(b"x-forwarded-proto", ""):
        return has_proxy and forwarded.split(",")[0].strip() == "https"
    return scope.get("scheme") in ("https", "wss")


def _cookie(name: bytes, value: bytes, is_secure: bool) -> bytes:
    """A cookie set over TLS is never sent without it."""
    is_cookie = name.lower() == b"set-cookie"
    return value + b"; Secure" if is_cookie and is_secure and b"; secure" not in value.lower() else value
