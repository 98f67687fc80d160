"""Values that nobody should send, and one session of a page that they are sent to.

What can be sent is found by itself: parameters are those that a page reads from its address, widgets and components are
those that register. All values come from one random generator, so that each run sends the same ones.
"""

import json
import math
import random
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import tester

LONGEST = 30.0  # seconds of the processor for one answer: 10 on a machine at rest, and this one may be much slower
PATIENCE = 240  # seconds after which a page hangs; on a quiet machine a page answers in a tenth of one
TEXTS = (
    "", " ", "0", "1", "2", "3", "7", "-1", "0.5", "2.5", "1e309", "-1e309", "nan", "inf", "9" * 400, "1e-320", "3e38",
    "99999", "10000000000", "1_0", "0x1F", "٣", "²", "x", "null", "true", "TRUE", "none", "[]", "{}", "\x00", "\n",
    "😀", "a" * 6000, ",", ";", "1,2", "0,0", "1,2,3", "-1,-1", "99999,99999", "9999,9999,9999", "²,²", "1,x", "1;2",
    "1 2; 3", "1 2 3", "1 2; 3 4", "1e38 1e38; 3e38 3e38", "nan 1; 1 1", "1/0", "1/3 1/9", "; ".join(["1 " * 9] * 9),
    "; ".join(["1 " * 16] * 16), " ".join(["3e38"] * 12), "<b>x</b>", "![x](http://example.org)", "$x$", "%s%n", "own",
    "../../etc/passwd", "conv1:0,0,0|x:", "input:0,0,0", ":", "|||", "matrix", "typed", "own stack", "200 100 50",
    "199 1 99", "3x224x224", "1x28-", "1x28x28-c99999k1", "3x8-res[|]-cat[c1|c2]", "-",
)  # fmt: skip
NUMBERS = [0.0, 1.0, 2.0, 3.0, 7.0, -1.0, 0.5, 2.5, 8.0, 1e18, -1e18, 3e38, 1e308, 99999.0, 5e-324]
NUMBERS += [math.inf, -math.inf, math.nan]
JSONS = (
    "null", "true", "0", "1", "-1", "1.5", "1e400", "NaN", "Infinity", "9" * 5000, '""', '"x"', r'"\ud800"', "[]",
    "[0]", "[1,2]", "[1,2,3]", "[0,0]", "[0,0,0]", "[-1,-1]", "[1e9,1e9]", "[1e300,1,1]", '["x","y"]', "[null,null]",
    "[[]]",
    "[[1]]", "[[0.1,0.5,0.5]]", "[[0.1,0.5]]", "[[1e308,1e308,-1e308]]", "[[-1,2,2,3,3]]", "{}", '{"pin":"x"}',
    '{"0":1}', '{"layer":"x","index":[0]}', '{"layer":1,"index":"x"}', '{"layer":"input","index":[0,0,0]}',
    '{"layer":"input","index":[1e300]}', '{"index":[]}', '["1 2; 3 4",1]', '["1e309",1]', r'["\ud800",1]', '["x",-1]',
    '["' + "9 " * 400 + '",9007199254740993]', '["1 2",1e300]', '[1,"x"]', '"5a2"', "[" * 2000 + "]" * 2000,
)  # fmt: skip


def hash_of(file: str) -> str:
    """What Streamlit calls the page in this file."""
    return tester(file)._page_hash


@dataclass
class Session:
    """One visitor of one page. slug: "" for the home page; hash: what Streamlit calls the page."""

    hash: str
    app: AppTest = field(init=False)

    def __post_init__(self) -> None:
        self.app = tester(timeout=PATIENCE)
        self.app._page_hash = self.hash

    @property
    def state(self) -> SessionState:
        return self.app._session_state._state

    def run(self, link: Mapping[str, str | list[str]] | None = None, states: Iterable[WidgetState] = ()) -> list[str]:
        """Open or change the page; returns what went wrong."""
        for name, value in (link or {}).items():
            self.app.query_params[name] = value
        sent = self.app._tree.get_widget_states() if self.app._tree else WidgetStates()
        given = {state.id: state for state in states}
        kept = [state for state in sent.widgets if state.id not in given]
        began = time.process_time()  # what else this machine does costs nothing
        self.app._run(WidgetStates(widgets=[*kept, *given.values()]))
        cost = time.process_time() - began
        wrong = [str(error.value) for error in self.app.exception]
        return [*wrong, f"took {cost:.0f} s of the processor"] if cost > LONGEST else wrong

    def widgets(self) -> dict[str, Any]:
        """What is on the page, id -> what Streamlit knows of it."""
        return dict(self.state._new_widget_state.widget_metadata)


@contextmanager
def parameters_read() -> Iterator[set[str]]:
    """The names that are looked up in the address, by a page or by a control that stands in it."""
    read: set[str] = set()
    was = QueryParamsProxy.get, QueryParamsProxy.__contains__, QueryParamsProxy.__getitem__

    def noting(look: Any) -> Any:
        def noted(self: Any, name: str, *rest: Any) -> Any:
            read.add(name)
            return look(self, name, *rest)

        return noted

    kinds = "get", "__contains__", "__getitem__"
    for kind, look in zip(kinds, was, strict=True):
        setattr(QueryParamsProxy, kind, noting(look))
    try:
        yield read
    finally:
        for kind, look in zip(kinds, was, strict=True):
            setattr(QueryParamsProxy, kind, look)


def a_text(chance: random.Random, default: str = "", options: Iterable[str] = ()) -> str:
    """A text for a parameter: a nasty one, one of the options, or the default with something wrong in it."""
    offered = list(options)
    if offered and chance.random() < 0.4:
        return chance.choice(offered)
    if default and chance.random() < 0.5:
        return damaged(chance, default)
    return chance.choice(TEXTS)


def damaged(chance: random.Random, text: str) -> str:
    """One place of a text repeated, left out or exchanged, or one of its numbers made another."""
    at, kind = chance.randrange(len(text)), chance.randrange(5)
    digits = [place for place, letter in enumerate(text) if letter.isdigit()]
    if kind < 2 and digits:
        place = chance.choice(digits)
        return text[:place] + chance.choice(("0", "99999", "-1", "1e309", "x", "")) + text[place + 1 :]
    if kind == 2:
        return text[:at] + text[at + 1 :]
    if kind == 3:
        return text + chance.choice(("-", " ", ";", "; ", "]", "|")) + text
    return text[:at] + chance.choice("[]|-;x.e \x00²") + text[at:]


def a_state(chance: random.Random, widget: str, known: Any) -> WidgetState:
    """A value for this widget: one of its kind that it can hardly have, one of its options, or one of another kind."""
    kinds = ("double_value", "string_value", "bool_value", "double_array_value", "string_array_value", "json_value")
    own = known.value_type
    foreign = own in ("string_trigger_value", "file_uploader_state_value")
    kind = chance.choice(kinds) if foreign or chance.random() < 0.25 else own
    state = WidgetState(id=widget)
    options = known.formatted_options or ()
    default = known.deserializer(None)
    if kind == "double_value":
        state.double_value = chance.choice(NUMBERS)
    elif kind == "trigger_value":
        state.trigger_value = True  # a button, also one that cannot be pressed now
    elif kind == "int_value":
        state.int_value = chance.choice((-1, 0, 2, 2**62))
    elif kind == "string_value":
        state.string_value = a_text(chance, default if isinstance(default, str) else "", options)
    elif kind == "bool_value":
        state.bool_value = chance.random() < 0.5
    elif kind == "double_array_value":
        state.double_array_value.data.extend(chance.choices(NUMBERS, k=chance.choice((0, 1, 1, 1, 2))))
    elif kind == "string_array_value":
        state.string_array_value.data.extend(a_text(chance, "", options) for _ in range(chance.choice((0, 1, 1, 3))))
    elif kind == "json_trigger_value":
        event = chance.choice([*(known.callbacks or {"x": None})])
        payload = f'{{"event":"{event}","value":{chance.choice(JSONS)}}}'
        state.json_trigger_value = chance.choice((payload, f"[{payload}]", f"[{payload}]", chance.choice(JSONS)))
    else:
        events = [*(known.callbacks or {"x": None})]
        whole = "{" + ",".join(f"{json.dumps(event)}:{chance.choice(JSONS)}" for event in events) + "}"
        state.json_value = chance.choice((whole, whole, whole, whole, chance.choice(JSONS)))
    return state
