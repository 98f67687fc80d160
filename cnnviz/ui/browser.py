"""Browser components: ES modules in `assets/`, served once and cached, fed with raw arrays."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

ASSETS = Path(__file__).parents[2] / "assets"


@cache
def version() -> str:
    """Hash of every script and style in `assets/`: it stands in their address, so no browser keeps an old one."""
    digest = hashlib.sha256()
    for path in sorted([*ASSETS.rglob("*.js"), *ASSETS.rglob("*.css")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def pack(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> bytes:
    """One message for `assets/explorer/pack.js`: header length, header as JSON, then the arrays' bytes.

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
    head = json.dumps({**header, "arrays": table}).encode()
    return len(head).to_bytes(4, "little") + head + b"".join(blobs)


def component(name: str, module: str, css: str | None = None) -> Any:
    """Register the component whose default export lives in `assets/<module>`; returns the function that mounts it."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    address = f"{'/' + base if base else ''}/assets/{version()}/{module}"
    # Only this shim travels with every mount; the module itself is fetched once. Tests wait for `mounted`.
    shim = f"""export default async (component) => {{
  const module = await import(location.origin + {json.dumps(address)});
  const clean = module.default(component);
  component.parentElement.host.dataset.mounted = "";
  return clean;
}}
"""
    style = (ASSETS / css).read_text() if css else None
    return st.components.v2.component(f"cnnviz_{name}", js=shim, css=style)
