"""Browser components: ES modules in `assets/`, served once and cached, fed with raw arrays."""

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from cnnviz.ui.frame import language
from cnnviz.words import ENGLISH, Phrases, phrases, vocabulary

Sent = TypeVar("Sent")
LARGEST = 2**53  # a whole number that JavaScript can count with
ASSETS = Path(__file__).parents[3] / "assets"
SHARED = phrases(  # of the modules in `assets/shared/`, and of more than one component
    play="Play",
    pause="Pause",
    speed="Speed",
    not_a_number="not a number",
    colour_bar="colour bar from {low} to {high}",
    colour_bar_of="colour bar of the {name} from {low} to {high}",
    take_picture="Download this picture as PNG",
)
_vocabularies: dict[str, bytes] = {}  # modules by their names; they are few, since each is of one text


@cache
def version() -> str:
    """Hash of every script and style in `assets/`: it stands in their address, so no browser keeps an old one."""
    digest = hashlib.sha256()
    for path in sorted([*ASSETS.rglob("*.js"), *ASSETS.rglob("*.css")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def pack(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> bytes:
    """One message for `assets/shared/pack.js`: header length, header as JSON, then the arrays' bytes.

    arrays: float32 or uint8, any shape. JSON of a 256×256 map takes the browser 57 ms, raw bytes none.
    """
    table: list[dict[str, Any]] = []
    blobs: list[bytes] = []
    offset = 0
    for name, array in arrays.items():
        if array.dtype not in (np.float32, np.uint8):
            raise TypeError(f"array {name!r} is {array.dtype}: send float32 or uint8")
        blob = np.ascontiguousarray(array).tobytes()
        table.append({"name": name, "dtype": str(array.dtype), "shape": list(array.shape), "offset": offset})
        blobs.append(blob)
        offset += len(blob)
    head = json.dumps({**language.in_figure(header), "arrays": table}).encode()
    return len(head).to_bytes(4, "little") + head + b"".join(blobs)


def base() -> str:
    """What stands before every address of this server: "" or such as "/cnnviz"."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def shim(address: str, words: str = "") -> str:
    """The script that travels with every mount and runs the module at the address, which is fetched once.

    words: the address of what the module says, in the language of the session; learnt before it is mounted.

    Where new data arrive while it is fetched, Streamlit mounts again, in any order, and at once cleans up after the
    mounts that are out of date: these must not draw, and what stands there is taken away only with the element itself.
    Tests wait for `mounted`.
    """
    learn = f"{base()}/assets/{version()}/shared/words.js"
    fetched = [address, *((learn, words) if words else ())]
    return f"""const cleaners = new WeakMap();
let fetched;
export default async (component) => {{
  const place = component.parentElement;
  let late = false;
  fetched ??= await Promise.all({json.dumps(fetched)}.map((path) => import(location.origin + path)));
  const [module, words, spoken] = fetched;
  setTimeout(() => {{
    if (late) return;
    words?.learn(spoken.default);
    cleaners.set(place, module.default(component));
    place.host.dataset.mounted = "";
  }});
  return () => {{
    late = true;
    if (!place.host.isConnected) cleaners.get(place)?.();
  }};
}}
"""


def component(name: str, module: str, css: str | None = None, words: Phrases | None = None) -> Callable[..., Any]:
    """Register the component whose default export lives in `assets/<module>`; returns the function that mounts it.

    words: what the module says, by ids, to which `SHARED` comes; None for a module without words. They are no part of
    any message: the browser fetches them once, like the module.
    """
    style = (ASSETS / css).read_text() if css else None
    address = f"{base()}/assets/{version()}/{module}"

    @cache
    def registered(tongue: str) -> Callable[..., Any]:
        script = shim(address, "" if words is None else _spoken(SHARED | words, tongue))
        its = name if tongue == ENGLISH else f"{name}_{tongue}"
        return st.components.v2.component(f"cnnviz_{its}", js=script, css=style)

    def mount(**given: Any) -> Any:
        return registered(language.current())(**given)

    registered(ENGLISH)
    return mount


def still(name: str, html: str, css: str) -> Callable[..., Any]:
    """Register what never changes and needs no module, so that it travels with the page; returns what mounts it."""
    mounted = 'export default ({ parentElement }) => { parentElement.host.dataset.mounted = ""; };'
    return st.components.v2.component(f"cnnviz_{name}", html=html, css=css, js=mounted)


def _spoken(words: Phrases, tongue: str) -> str:
    """The address of a module whose default export is the phrases in this language."""
    text = f"export default {json.dumps(vocabulary(words, tongue), ensure_ascii=False)};".encode()
    name = hashlib.sha256(text).hexdigest()[:12]
    _vocabularies[name] = text
    return f"{base()}/assets/words/{name}.js"


def _words(request: Request) -> Response:
    text = _vocabularies.get(request.path_params["name"])
    if text is None:
        return PlainTextResponse("These words are of another version: reload the page.", 404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(text, media_type="text/javascript", headers=headers)


def routes() -> list[BaseRoute]:
    """Where browsers fetch modules, styles and words."""
    return [
        Mount(f"/assets/{version()}", StaticFiles(directory=ASSETS)),
        Route("/assets/words/{name}.js", _words),
    ]


# ------------------------------------------------------------------------------- what a component sends


def sent(key: str, name: str, wanted: Callable[[Any], Sent]) -> Sent | None:
    """What the component with this key sends under this name; None where that is nothing, or nothing that it can send.

    wanted: returns what is sent as it is used, and raises at all else, as the functions below do.
    """
    state = st.session_state.get(key)
    value = state.get(name) if isinstance(state, Mapping) else None
    try:
        return None if value is None else wanted(value)
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError):
        st.toast("A figure sent something that cannot be read, and it was left out: reload the page if it comes again.")
        return None


def whole_number(value: Any) -> int:
    """From 0 to 2⁵³. Raises ValueError."""
    found = number(value)
    if found != int(found) or not 0 <= found <= LARGEST:
        raise ValueError(f"{value!r} is no whole number")
    return int(found)


def whole_numbers(count: int) -> Callable[[Any], tuple[int, ...]]:
    """So many of them. The function raises ValueError and TypeError."""

    def read(value: Any) -> tuple[int, ...]:
        if not isinstance(value, list) or len(value) != count:
            raise ValueError(f"{value!r} are not {count} whole numbers")
        return tuple(whole_number(part) for part in value)

    return read


def number(value: Any) -> float:
    """A finite one. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number")
    return float(value)


def text(value: Any) -> str:
    """A text that can be sent back. Raises ValueError."""
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    value.encode()
    return value


def keep(name: str, parts: Sequence[object] | None) -> None:
    """Put what is pinned into the address, parts with commas between them; None takes it out."""
    if parts is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = ",".join(map(str, parts))
