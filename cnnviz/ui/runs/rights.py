"""Who may change a run from a page, and how its requests show that they come from one.

Looking takes the id alone. Changing takes the owner's cookie, or a second link, ?steer=…, that the owner hands out and
can take back. A page gives its components a token, made from the word of whoever may change the run: a page on another
site can neither read it nor make one.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import streamlit as st
from starlette.requests import Request

from cnnviz.training.runs import rights
from cnnviz.ui.frame import gate, shell
from cnnviz.ui.frame import owner as owners
from cnnviz.words import say

ADDRESS = "steer"  # the query parameter
HEADER = "x-cnnviz"  # a form on another site cannot send it
ELSEWHERE = "A run is told what to do from its own page only: open its link on this server."
_KEY = secrets.token_bytes(32)  # of this server; a page that outlives it gets a new token as it connects again


def may_change(folder: Path, owner: str) -> bool:
    """Whether this session may change the run or the comparison in the folder."""
    return rights.may_change(folder, owner, who=owners.owner(), word=_given())


def is_owner(owner: str) -> bool:
    """Whether this session is that of the owner."""
    return rights.is_same(owner, owners.owner())


def _given() -> str:
    return str(st.query_params.get(ADDRESS, ""))


def token(folder: Path, owner: str) -> str:
    """What this session's components show with each request that changes the run; "" if they may not."""
    if is_owner(owner):
        return _token(folder.name, owner)
    return _token(folder.name, _given()) if rights.is_same(rights.lent(folder), _given()) else ""


def _token(name: str, word: str) -> str:
    return hmac.new(_KEY, f"{name} {word}".encode(errors="replace"), hashlib.sha256).hexdigest()


def problem(request: Request, folder: Path, owner: str) -> str:
    """Why a request must not change the run: one sentence, or "" if it may."""
    if not comes_from_here(request):
        return ELSEWHERE
    shown = request.headers.get(HEADER, "")
    if owner and rights.is_same(_token(folder.name, owner), shown):
        who = owners.sent_by(request.cookies)  # "" where the page stands in a frame of another site
        if not who or rights.is_same(owner, who):
            return ""
    lent = rights.lent(folder)
    if lent and rights.is_same(_token(folder.name, lent), shown):
        return ""
    return "Only whoever started this run can change it: reload the page if that is you, or ask for a link to steer it."


def comes_from_here(request: Request) -> bool:
    """Whether a browser says that a page of this server sent the request.

    Sec-Fetch-Site is there with https and on the own computer, Origin with every POST of a browser.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is None:
        return site is not None
    return gate.site(origin)[0] in {request.headers.get("host", ""), *_other_names()} - {""}


def _other_names() -> set[str]:
    """Under which other names this server's pages are opened, as behind a proxy."""
    named = st.get_option("server.corsAllowedOrigins") or []
    return {urlsplit(name if "//" in name else f"//{name}").netloc for name in named}


def lending(folder: Path, owner: str, address: dict[str, str], key: str) -> None:
    """The owner's switch that lets others change it too, with the link for them. address: parameters of the page."""
    if not is_owner(owner):
        return
    refused = f"{key}-lend-refused"
    word = rights.lent(folder)
    if word:
        st.caption("Whoever has this link can pause, stop and change it as you can; the link of this page shows it.")
        st.code(link(address | {ADDRESS: word}), language=None, wrap_lines=True)
        st.button("Take the link back", key=f"{key}-take-back", on_click=_change,
                  args=(rights.take_back, folder, refused), icon=":material/lock:")  # fmt: skip
    else:
        st.button("Let others steer", key=f"{key}-lend", on_click=_change, args=(rights.lend, folder, refused),
                  icon=":material/group:",
                  help="Makes a second link, with which others can change it too, until you take it back.")  # fmt: skip
    if sentence := st.session_state.pop(refused, ""):
        shell.problem(ValueError(sentence))


def showing(folder: Path, owner: str, key: str) -> None:
    """The owner's switch that shows the private pictures of a run to all who open it by its link."""
    if not is_owner(owner):
        return
    refused = f"{key}-show-refused"
    if rights.shows_pictures(folder):
        st.caption(
            "Whoever opens this run by its link is shown your pictures, feature maps and mistakes. Hidden again, they "
            "are gone from here at once; what somebody has saved until then stays with them."
        )
        st.button("Hide my pictures again", key=f"{key}-hide", on_click=_change,
                  args=(rights.hide_pictures, folder, refused), icon=":material/visibility_off:")  # fmt: skip
    else:
        st.button("Show my pictures", key=f"{key}-show", on_click=_change,
                  args=(rights.show_pictures, folder, refused), icon=":material/visibility:",
                  help="Shows your pictures to those who open this run by its link, until you hide them again. "
                  "Nobody else can train on them.")  # fmt: skip
    if sentence := st.session_state.pop(refused, ""):
        shell.problem(ValueError(sentence))


def _change(act: Callable[[Path], object], folder: Path, refused: str) -> None:
    try:
        act(folder)
    except OSError as error:
        st.session_state[refused] = say(
            "This cannot be written down ({reason}): tell whoever runs this server.", reason=error.strerror
        )


def link(parameters: dict[str, str]) -> str:
    """The address of this page with these parameters alone."""
    parts = urlsplit(st.context.url or "")
    query = urlencode(parameters)
    return f"{parts.scheme}://{parts.netloc}{parts.path}?{query}" if parts.netloc else f"?{query}"
