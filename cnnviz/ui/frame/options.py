"""Options have ids: the session, the address and the code know an option by its value, a person by its label.

An id is the value in small letters, with hyphens for spaces. Streamlit's browser side knows labels alone: it sends
them, and writes them into the address. So whatever goes into the address or comes from it is exchanged here: a link's
id, or the value or label that older links hold, becomes the label before a control is made (`Options.label_of`); what
the server writes becomes the id (`QueryParams.set_corrected_value`); and for what the browser writes, each control
tells it the ids of its labels (`assets/shell/address.js`).
"""

import html
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

import streamlit as st
from streamlit.runtime.state import get_session_state
from streamlit.runtime.state.query_params import QueryParams

from cnnviz.ui.frame import language


def shown(label: str) -> str:
    """A label as a person sees it: the one place where it is put into another language."""
    return language.shown(label)


class Options(NamedTuple):
    """What a control offers. values: what the code gets; written: its labels in English; labels: as they are shown."""

    values: list[Any]
    written: dict[Any, str]
    labels: dict[Any, str]

    def name(self, value: object) -> str:
        """The label of a value; of one that is not offered, the value itself."""
        return self.labels.get(value, str(value))

    def label_of(self, text: str) -> str:
        """The label of what a link says: an id or, in older links, a value or a label; of all else, the text itself."""
        found = [self.labels[value] for value in self.meant(text)]
        return found[0] if found else text

    def meant(self, text: str) -> list[Any]:
        """The value that a link's text stands for; none of what is not offered."""
        for said in (self.ids().get, str, self.labels.get, self.written.get):
            for value in self.values:
                if said(value) == text:
                    return [value]
        return []

    def ids_of_labels(self) -> dict[str, str]:
        """Those that differ."""
        ids = self.ids()
        return {label: ids[value] for value, label in self.labels.items() if label != ids[value]}

    def ids(self) -> dict[Any, str]:
        """What stands in the address for each value; the value itself, where another one has the same small letters."""
        small = {value: "-".join(str(value).lower().split()) for value in self.values}
        count = Counter(small.values())
        return {value: text if text and count[text] == 1 else str(value) for value, text in small.items()}


def offered(given: Mapping[str, Any]) -> Options:
    """The options among a control's arguments: a mapping from ids to labels, or values and perhaps a `format_func`."""
    options = given["options"]
    label = options.__getitem__ if isinstance(options, Mapping) else given.get("format_func") or str
    written = {value: str(label(value)) for value in options}
    return Options(list(options), written, {value: shown(text) for value, text in written.items()})


def read_link(key: str, options: Options) -> None:
    """What the link says of this control becomes what the browser would send."""
    with get_session_state().query_params() as link:
        link.__dict__.setdefault("ids", {})[key] = options.ids_of_labels()
        if found := link._initial_query_params.get(key):
            link._initial_query_params[key] = [options.label_of(text) for text in found]


def tell_browser(key: str, options: Options) -> None:
    """An element that nobody sees, from which `address.js` reads what it puts into the address."""
    if ids := options.ids_of_labels():
        st.html(f'<i data-control="{html.escape(key)}" data-ids="{html.escape(json.dumps(ids))}"></i>')


def _ids(link: QueryParams, key: str, value: Any) -> Any:
    ids: Mapping[str, str] = link.__dict__.get("ids", {}).get(key, {})
    return [ids.get(one, one) for one in value] if isinstance(value, list) else ids.get(value, value)


_write, _stands = QueryParams.set_corrected_value, QueryParams.stored_param_matches_corrected_value


def _write_ids(self: QueryParams, param_key: str, value: Any, value_type: str) -> None:
    _write(self, param_key, _ids(self, param_key, value), value_type)


def _stand_as_ids(self: QueryParams, param_key: str, value: Any, value_type: str) -> bool:
    return _stands(self, param_key, _ids(self, param_key, value), value_type)


QueryParams.set_corrected_value = _write_ids  # type: ignore[method-assign]
QueryParams.stored_param_matches_corrected_value = _stand_as_ids  # type: ignore[method-assign]
