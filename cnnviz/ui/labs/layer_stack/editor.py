"""The editor of a network: presets, the input, the chosen layer's settings, buttons, and the network as text.

The text is the truth and stands in the address; every control rewrites it.

A browser sends the values of all its controls with every click, also those that the server has changed in the meantime.
So no control but the text is ever given another value: where the network changes under a control, one with a new key
takes its place (`_fresh`), and a text that comes back right after a control replaced it is no typed one (`echo`).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from cnnviz import kept
from cnnviz.networks.stack import edits
from cnnviz.networks.stack.layers import BLOCKS, KINDS, LARGEST, Layer, Network, Path, label, limits, paths, settings
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.repairs import repairs
from cnnviz.networks.stack.summary import Row, Summary, summarize
from cnnviz.networks.stack.text import example, format_network, parse_network
from cnnviz.ui.controls import echo
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views.stack_table import stack_table
from cnnviz.words import joined, say

FIRST = next(iter(PRESETS))
SWITCHES = {"bias": "bias", "ceil_mode": "ceil mode"}
MOST_UNDONE = 50
INSERTABLE = {"grouped": "grouped convolution"} | {name: kind.title for name, kind in KINDS.items()}


def stack_editor(key: str) -> tuple[Network, Summary, Row | None]:
    """Draw editor and table; returns the network, what it costs, and the chosen row (None in an empty network).

    key: the query parameter that holds the network as text; the chosen layer stands in `<key>-at`.
    """
    state = st.session_state
    # The text stands below, but is read first, so that a link's network is known to what is above it.
    above, board = st.container(), st.container()
    with lesson.tools():
        below = st.container()
    with below:
        network = _text(key)
    summary = _summary(format_network(network))
    labels = [row.label for row in summary.rows]
    if state.get(f"{key}-at", st.query_params.get(f"{key}-at")) not in labels:
        failed = label(summary.failed) if summary.failed else ""
        state[f"{key}-at"] = failed or (labels[0] if labels else None)
    with above:
        _start(key, network)
    with board:
        if summary.error:
            _problem(key, network, summary)
        left, right = lesson.beside()
        with left:
            row = _layer_form(key, network, summary, labels)
        with right:
            stack_table(
                summary, row.label if row else "", key=f"{key}-table", on_choose=lambda at: _choose(key, at, labels)
            )
    return network, summary, row


def _text(key: str) -> Network:
    """The network as text; while it cannot be read, its sentence and the network before."""
    state, preset = st.session_state, PRESETS[FIRST].text
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = control.text_input(
            "The network as text",
            preset,
            key=key,
            bind="query-params",
            on_change=echo.typed,
            args=(key,),
            help="Input and layers, joined by hyphens. It stands in the link, too.",
            autocomplete="off",
        )
        with st.popover("How to write it", icon=":material/help:"):
            st.markdown(grammar())
    try:
        network = parse_network(text)
    except ValueError as error:
        shell.problem(error)
        return parse_network(state.get(f"{key}-last", preset))
    if not network.layers:
        shell.problem(ValueError("The network has no layers yet: insert one, or type some, for example c6k5p2-relu."))
    state[f"{key}-last"] = text
    return network


def grammar() -> str:
    """The grammar as a table in Markdown."""
    rows = ["| text | meaning |\n|:--|:--|\n| `3x224x320` | input: channels, height, width; `3x224` is square |"]
    for name, kind in KINDS.items():
        meaning: str = kind.title
        if kind.letters:
            letters = [say("`{letter}` {means}", letter=letter, means=means) for letter, means in kind.letters.items()]
            meaning = say("{title}: {letters}", title=kind.title, letters=joined(letters))
        rows.append(say("| `{example}` | {meaning} |", example=example(name).replace("|", r"\|"), meaning=meaning))
    notes = (
        "`b0` is without bias, `c1` behind pooling is ceil mode. What is left out is 1, paddings 0, and the stride of "
        "pooling is its kernel. In a block, branches are separated by a bar; an empty branch, as the second one of "
        "`res[…]` with a single branch, is the identity."
    )
    return joined([joined(rows, "\n"), notes], "\n\n")


def _start(key: str, network: Network) -> None:
    """Presets and the input."""
    state = st.session_state

    name = next((name for name, preset in PRESETS.items() if preset.text == format_network(network)), None)
    picker, sides = _fresh(f"{key}-preset", name), _fresh(f"{key}-in", network.shape)

    def chosen() -> None:
        if picked := state.get(picker):
            state[f"{key}-preset-shown"] = picked
            _set(key, parse_network(PRESETS[picked].text), (0,))

    def resized() -> None:
        names = zip(("channels", "height", "width"), network.shape, strict=True)
        channels, height, width = (int(state.get(f"{sides}-{name}", now)) for name, now in names)
        shape = channels, height, width
        state[f"{key}-in-shown"] = shape
        _set(key, replace(network, shape=shape))

    with lesson.controls():
        control.selectbox(
            "Network",
            list(PRESETS),
            index=list(PRESETS).index(name) if name else None,
            placeholder="Your own; choose a preset",
            key=picker,
            on_change=chosen,
            width=shell.px(240),
        )
        for side, value in zip(("channels", "height", "width"), network.shape, strict=True):
            control.number_input(
                say("Input {side}", side=side),
                1,
                LARGEST,
                value,
                key=f"{sides}-{side}",
                on_change=resized,
                width=shell.px(130),
            )
        if state.get(f"{key}-undo"):
            st.button("Undo", icon=":material/undo:", key=f"{key}-undo-button", on_click=_undo, args=(key,))
    if name:
        lesson.note(say("{description} *{source}*", description=PRESETS[name].description, source=PRESETS[name].source))


def _layer_form(key: str, network: Network, summary: Summary, labels: list[str]) -> Row | None:
    """The chosen layer: which one, its kind, its settings, and what can be done with it."""
    state = st.session_state
    row = None
    if labels:
        at = control.selectbox("Layer", labels, key=f"{key}-at", bind="query-params")
        row = next(row for row in summary.rows if row.label == at)
        if row.layer:
            _kind_and_settings(key, network, row, row.layer)
        else:
            st.markdown("An empty branch: what comes in goes out, unchanged. Insert a layer to change that.")
    path = row.path if row else ()
    if row:
        with st.container(horizontal=True, gap="xsmall"):
            for name, icon, edit in _buttons(network, row):
                st.button(name, icon=f":material/{icon}:", key=f"{key}-{name}", on_click=_apply, args=(key, edit))
    shape = (row.shape or row.inputs or network.shape) if row else network.shape
    if row and row.layer is None:
        shape = row.inputs or network.shape

    insert = _fresh(f"{key}-insert", network)

    def inserted() -> None:
        if kind := state.get(insert):
            _set(key, *edits.insert(network, path, edits.fitting_layer(kind, shape)))

    control.selectbox(
        say("Insert behind layer {label}", label=row.label) if row else "Insert the first layer",
        list(INSERTABLE),
        index=None,
        format_func=INSERTABLE.__getitem__,
        placeholder="Choose a layer",
        key=insert,
        on_change=inserted,
    )
    return row


def _kind_and_settings(key: str, network: Network, row: Row, layer: Layer) -> None:
    state, form = st.session_state, _fresh(f"{key}-form", (row.path, layer))

    def change(other: Layer) -> None:
        state[f"{key}-form-shown"] = row.path, other
        _set(key, *edits.change(network, row.path, other))

    def other_kind() -> None:
        change(edits.of_kind(layer, state.get(f"{form}-kind", layer.kind), row.inputs or network.shape))

    def changed(name: str) -> None:
        value: dict[str, Any] = {name: int(state.get(f"{form}-{name}", getattr(layer, name)))}
        change(replace(layer, **value))

    kinds = list(KINDS)
    control.selectbox(
        "Kind",
        kinds,
        kinds.index(layer.kind),
        format_func=lambda kind: KINDS[kind].title,
        key=f"{form}-kind",
        on_change=other_kind,
    )
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom"):
        for name in settings(layer.kind):
            given: dict[str, Any] = {"key": f"{form}-{name}", "on_change": changed, "args": (name,)}
            value = getattr(layer, name)
            if name in SWITCHES:
                control.toggle(SWITCHES[name], bool(value), **given)
            else:
                control.number_input(name.replace("_p", " p"), *limits(name), value, width=shell.px(98), **given)


def _buttons(network: Network, row: Row) -> list[tuple[str, str, Callable[[], edits.Edited]]]:
    path = row.path
    delete = ("Delete", "delete", lambda: edits.delete(network, path))
    if row.layer is None:
        return [delete]
    buttons: list[tuple[str, str, Callable[[], edits.Edited]]] = [
        ("Up", "arrow_upward", lambda: edits.move(network, path, -1)),
        ("Down", "arrow_downward", lambda: edits.move(network, path, 1)),
        ("Copy", "content_copy", lambda: edits.duplicate(network, path)),
        delete,
    ]
    if row.layer.kind in BLOCKS:
        buttons.append(("Add a branch", "call_split", lambda: edits.add_branch(network, path)))
    return buttons


def _problem(key: str, network: Network, summary: Summary) -> None:
    """Why the first impossible layer cannot be built, and what would make it fit, a button each."""
    assert summary.error
    at = label(summary.failed or ())
    with st.container(border=True):
        st.error(
            say("**Layer {at} does not fit.** {error}", at=at, error=shell.told(summary.error)),
            icon=":material/build:",
        )
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.markdown("Make it fit:", width="content")
            for number, repair in enumerate(_repairs(format_network(network))):
                edit = (lambda made: lambda: (made, summary.failed or ()))(repair.network)
                st.button(repair.text, key=f"{key}-repair-{number}", on_click=_apply, args=(key, edit))


@kept.keep
def _summary(text: str) -> Summary:
    return summarize(parse_network(text))


@kept.keep
def _repairs(text: str) -> list:
    network = parse_network(text)
    return repairs(network, summarize(network, fields=False))


# Changes


def _fresh(name: str, shown: object) -> str:
    """A key for controls that show this: a new one whenever it is not what they have shown or set themselves."""
    state = st.session_state
    if f"{name}-shown" not in state or state[f"{name}-shown"] != shown:
        state[f"{name}-shown"] = shown
        state[f"{name}-count"] = state.get(f"{name}-count", 0) + 1
    return f"{name}-{state[f'{name}-count']}"


def _apply(key: str, edit: Callable[[], edits.Edited]) -> None:
    _set(key, *edit())


def _set(key: str, network: Network, path: Path | None = None) -> None:
    """The new text, and the layer that is chosen afterwards (None: as before)."""
    state, text = st.session_state, format_network(network)
    if text != (before := state.get(key, "")):
        state[f"{key}-undo"] = [*state.get(f"{key}-undo", []), before][-MOST_UNDONE:]
        echo.replace(key, text)
    if path is not None and path in set(paths(network.layers)):
        state[f"{key}-at"] = label(path)


def _undo(key: str) -> None:
    if texts := st.session_state.get(f"{key}-undo"):
        echo.replace(key, texts.pop())


def _choose(key: str, at: str, labels: list[str]) -> None:
    if at in labels:
        st.session_state[f"{key}-at"] = at
