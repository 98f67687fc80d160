"""Where a visitor's browser is, and how often it may ask.

A cookie may be left out or made up, so that what one client may do is limited by its address too; generously, for a
whole lecture hall may have one.
"""

import ipaddress
import threading
import time
from collections.abc import Mapping

import streamlit as st

from cnnviz import limits
from cnnviz.ui.frame import owner as owners

MOST = 10_000  # names that a rate remembers


def address_of(headers: Mapping[str, str], peer: str | None) -> str:
    """The address of a browser, of IPv6 the network that a household has; "" where it is not known.

    peer: who is connected. That is a proxy where CNNVIZ_PROXIES says how many there are, each of which has added to
    X-Forwarded-For whom it saw; what stands before these is the client's own word.
    """
    seen = peer or ""
    if limits.PROXIES:
        said = [part.strip() for part in headers.get("x-forwarded-for", "").split(",")]
        seen = said[-limits.PROXIES] if len(said) >= limits.PROXIES else seen
    try:
        found = ipaddress.ip_address(seen)
    except ValueError:
        return seen[:45]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(found)


def starter() -> str:
    """The owner of what this session starts; the pool is told where its browser is."""
    from cnnviz.training.runs import admission

    word = owners.owner()
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    admission.note_address(word, address_of(headers, st.context.ip_address))
    return word


class Rate:
    """So many a second for each name, and four times as many at once."""

    def __init__(self, a_second: float) -> None:
        self.a_second = a_second
        self._left: dict[str, tuple[float, float]] = {}  # name → (how many are left, at which time)
        self._lock = threading.Lock()

    def take(self, name: str) -> bool:
        """Whether one more is allowed for this name; it counts if it is."""
        most, now = 4 * self.a_second, time.monotonic()
        with self._lock:
            left, then = self._left.pop(name, (most, now))
            left = min(left + (now - then) * self.a_second, most)
            self._left[name] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > MOST:
                del self._left[next(iter(self._left))]  # asked longest ago
        return left >= 1
