"""The controls of a page, under Streamlit's own names. What a link or a foreign client asks of them is checked here.

A control that stands in the address (`bind="query-params"`) is made through this module: a value that it cannot have
gives way to its default, with a sentence. Controls with options also take a mapping from ids to labels; they give
ids. What arrives over the socket and is no value of a control, which no browser sends, counts as not sent.
"""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, NamedTuple, TypeVar

import streamlit as st
from streamlit.runtime.state import get_session_state
from streamlit.runtime.state.session_state import Serialized, WStates

from cnnviz import plain
from cnnviz.ui.frame import language, options
from cnnviz.words import say

Make = TypeVar("Make", bound=Callable[..., Any])
Read = TypeVar("Read")
SHOWN = 40  # characters of a refused value that its sentence repeats
LISTED = 12  # options that a sentence names


class Rule(NamedTuple):
    """What a control takes from a link: whether these texts will do, the rule in words, and what is used otherwise."""

    allows: Callable[[Sequence[str]], bool]
    says: str
    default: object


def _number(given: Mapping[str, Any]) -> Rule:
    low, high = given.get("min_value"), given.get("max_value")
    value = given.get("value", "min")
    default = low if value in ("min", None) else value
    whole = all(isinstance(number, int | None) for number in (low, high, default, given.get("step")))

    def allows(texts: Sequence[str]) -> bool:
        try:
            number = float(texts[-1])
        except ValueError:
            return value is None and not texts[-1]
        in_range = math.isfinite(number) and (low is None or low <= number) and (high is None or number <= high)
        return in_range and (number == int(number) or not whole)

    kind = "a whole number" if whole else "a number"
    if low is not None and high is not None:
        kind = say("{kind} from {low} to {high}", kind=kind, low=_written(low), high=_written(high))
    return Rule(allows, kind, None if value is None else default)


def _written(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:g}"


def _slider(given: Mapping[str, Any]) -> Rule:
    rule, low, step = _number(given), given["min_value"], given.get("step")

    def allows(texts: Sequence[str]) -> bool:
        if not rule.allows(texts):
            return False
        steps = (float(texts[-1]) - low) / (step or 1)
        return step is None or math.isclose(steps, round(steps), abs_tol=1e-6)

    says = rule.says if step in (None, 1) else say("{rule} in steps of {step}", rule=rule.says, step=_written(step))
    return rule._replace(allows=allows, says=says)


def _names(given: Mapping[str, Any]) -> list[str]:
    return [given["format_func"](option) for option in given["options"]]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:LISTED]) + (" …" if len(names) > LISTED else "")


def _one(given: Mapping[str, Any]) -> Rule:
    """One of a list: its default is given by its place."""
    names, index = _names(given), given.get("index", 0)
    default = names[index] if names and index is not None else None
    return Rule(
        lambda texts: texts[-1] in (names if index is not None else [*names, ""]),
        say("one of {names}", names=_listed(names)),
        default,
    )


def _buttons(given: Mapping[str, Any]) -> Rule:
    """One or several of some buttons: the default is given by itself."""
    if given.get("selection_mode") == "multi":
        return _several(given)
    names, default = _names(given), given.get("default")
    return Rule(
        lambda texts: texts[-1] in (names if default is not None else [*names, ""]),
        say("one of {names}", names=_listed(names)),
        default,
    )


def _several(given: Mapping[str, Any]) -> Rule:
    names, most = _names(given), given.get("max_selections")

    def allows(texts: Sequence[str]) -> bool:
        chosen = {text for text in texts if text}
        return chosen <= set(names) and (most is None or len(chosen) <= most)

    says = say("of {names}", names=_listed(names))
    if most is not None:
        says = say("at most {most} of {names}", most=most, names=_listed(names))
    return Rule(allows, says, ", ".join(map(given["format_func"], given.get("default") or ())))


def _switch(given: Mapping[str, Any]) -> Rule:
    default = str(given.get("value", False)).lower()
    return Rule(lambda texts: texts[-1].lower() in ("true", "false"), "true or false", default)


def _text(given: Mapping[str, Any]) -> Rule:
    most = given.get("max_chars") or math.inf
    return Rule(
        lambda texts: len(texts[-1]) <= most,
        say("a text of at most {most} characters", most=most),
        given.get("value", ""),
    )


def _checked(rule: Callable[[Mapping[str, Any]], Rule], make: Make) -> Make:
    """The same control, which looks at what the link says before it is made."""
    described = inspect.signature(make)

    @wraps(make)
    def control(*args: Any, **kwargs: Any) -> Any:
        given = described.bind(*args, **kwargs).arguments
        if given.get("bind") == "query-params":
            _look_at_link(str(given["key"]), str(given["label"]), lambda: rule(given))
        return make(*args, **kwargs)

    return control  # type: ignore[return-value]


def _with_options(rule: Callable[[Mapping[str, Any]], Rule], make: Make) -> Make:
    """The same for a control whose options have ids."""
    described = inspect.signature(make)

    @wraps(make)
    def control(*args: Any, **kwargs: Any) -> Any:
        given = described.bind(*args, **kwargs).arguments
        offered = options.offered(given)
        given |= {"options": offered.values, "format_func": offered.name}
        if given.get("bind") == "query-params":
            key = str(given["key"])
            options.read_link(key, offered)
            _look_at_link(key, str(given["label"]), lambda: rule(given), offered.name)
            options.tell_browser(key, offered)
        return make(**given)

    return control  # type: ignore[return-value]


def _look_at_link(key: str, label: str, rule: Callable[[], Rule], name: Callable[[Any], str] | None = None) -> None:
    """name: how a value of the control is shown, if it is not its text."""
    with get_session_state().query_params() as link:
        value = link.get_initial_value(key)
    if value is None:
        return
    texts, wanted = value if isinstance(value, list) else [value], rule()
    if not wanted.allows(texts):
        forget(key)
        kept = st.session_state.get(key)
        used = wanted.default if kept is None else name(kept) if name and not isinstance(kept, list) else kept
        refuse(label, texts[-1], wanted.says, used)


def from_link(name: str, label: str, read: Callable[[str], Read], says: str, used: str) -> Read | None:
    """What stands in the address for something that no control is bound to, as `read` takes it; None without it.

    read: raises ValueError at what cannot be, which leaves the address, so that its sentence is said once.
    says, used: what it has to be, and what is used otherwise.
    """
    text = str(st.query_params.get(name, ""))
    if not text:
        return None
    try:
        return read(text)
    except ValueError:
        st.query_params.pop(name, None)
        refuse(label, text, says, used)
        return None


def whole_numbers(count: int) -> Callable[[str], tuple[int, ...]]:
    """Reads so many whole numbers with commas between them, as `browser.keep` writes them; raises ValueError."""

    def read(text: str) -> tuple[int, ...]:
        parts = text.split(",")
        if len(parts) != count or not all(part.isascii() and part.isdigit() and len(part) < 6 for part in parts):
            raise ValueError(say("{text!r} are not {count} whole numbers", text=text, count=count))
        return tuple(int(part) for part in parts)

    return read


def forget(key: str) -> None:
    """Take a value out of the link before a control is made from it: Streamlit raises at some that it cannot read."""
    with get_session_state().query_params() as link:
        link._initial_query_params.pop(key, None)
        link.remove_param(key)


def refuse(label: str, text: str, says: str, used: object) -> None:
    """Say that the link's value for this control cannot be, what it has to be, and what is used in its place."""
    typed = plain.markdown(text[:SHOWN] + ("…" if len(text) > SHOWN else "")) or "empty"
    taken = "nothing" if used in (None, "", [], ()) else plain.markdown(str(used))
    st.toast(
        say(
            "The link’s “{label}” was {typed}; it has to be {rule}: {taken} is used.",
            label=label, typed=typed, rule=plain.markdown(language.shown(says)), taken=taken,
        ),
        icon=":material/link_off:",
        duration="long",
    )  # fmt: skip


number_input = _checked(_number, st.number_input)
slider = _checked(_slider, st.slider)
selectbox = _with_options(_one, st.selectbox)
radio = _with_options(_one, st.radio)
segmented_control = _with_options(_buttons, st.segmented_control)
pills = _with_options(_buttons, st.pills)
multiselect = _with_options(_several, st.multiselect)
toggle = _checked(_switch, st.toggle)
checkbox = _checked(_switch, st.checkbox)
text_input = _checked(_text, st.text_input)
text_area = _checked(_text, st.text_area)


# ------------------------------------------------------------------------------------------ over the socket

_read = WStates.__getitem__
NUMBERS = {"int_value", "double_value"}  # a browser sends whole numbers as one, Streamlit expects the other


def _read_if_it_can_be(states: WStates, widget: str) -> Any:
    """What a client has sent for a widget; KeyError, as if nothing had been sent, where the widget has no such value.

    Streamlit trusts its own frontend: a text for a number raises wherever it is read, and an option that is not offered
    reaches callbacks.
    """
    sent, known = states.states.get(widget), states.widget_metadata.get(widget)
    if isinstance(sent, Serialized) and known is not None:
        kind = sent.value.WhichOneof("value")
        if kind not in (None, known.value_type) and not {kind, known.value_type} <= NUMBERS:
            raise KeyError(widget)
        options = known.formatted_options
        if options is not None and kind == "string_value" and sent.value.string_value not in options:
            raise KeyError(widget)
        if options is not None and not set(sent.value.string_array_value.data) <= set(options):
            raise KeyError(widget)
        try:
            return _read(states, widget)
        except Exception as error:
            raise KeyError(widget) from error
    return _read(states, widget)


WStates.__getitem__ = _read_if_it_can_be  # type: ignore[method-assign]
