"""The settings of a training run: the important ones in sight, the others folded into a button; all in the address."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.networks import small
from cnnviz.networks.small import STACK
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.training.recipe import Recipe, allowed, help_text, limits, title
from cnnviz.ui.frame import control, shell
from cnnviz.words import joined, say

BUILDER = "layer stack"
LABELS = {
    "optimizer": "Optimiser", "initialization": "Initialisation", "examples": "Training examples",
    "batch_norm": "Batch norm", "batch_size": "Batch size", "learning_rate": "Learning rate", "schedule": "Schedule",
    "weight_decay": "Weight decay", "device": "Device", "epochs": "Epochs", "seed": "Seed", "dropout": "Dropout",
    "depth": "Depth", "activation": "Activation", "pooling": "Pooling", "augmentation": "Augmentation",
    "network": "Network", "dataset": "Dataset",
}  # fmt: skip
STEPS = {"learning_rate": 0.001, "weight_decay": 0.001, "dropout": 0.05, "batch_size": 8}
FIRST_STACK = next(iter(PRESETS.values())).text


def recipe_form(key: str, dataset: str, row: DeltaGenerator) -> Recipe | None:
    """The controls for everything but the data set; the recipe, or None where a sentence says what to change.

    key: prefix of the query parameters, which are <key>-network, <key>-learning-rate and so on. row: where they stand.
    """
    with row:
        values: dict[str, Any] = {"dataset": dataset, "network": _network(key)}
        for name in ("optimizer", "learning_rate", "batch_size", "epochs"):
            values[name] = _setting(key, name)
        with st.popover("More settings", icon=":material/tune:"):
            values |= _others(key)
    if values["network"] == STACK:
        values["network"] += _stack(key)
    try:
        recipe = Recipe(**values)
    except ValueError as error:
        shell.problem(error)
        return None
    for sentence in small.notes(recipe):
        st.caption(sentence)
    return recipe


def fill(key: str, recipe: Recipe) -> None:
    """Set all controls to a recipe; to be called before they are drawn, as from a button."""
    state = st.session_state
    for name in (*_IN_SIGHT, *_FOLDED):
        state[_key(key, name)] = getattr(recipe, name)
    named = not recipe.network.startswith(STACK)
    state[f"{key}-network"] = recipe.network if named else STACK
    if not named:
        state[f"{key}-stack"] = recipe.network.removeprefix(STACK)


_IN_SIGHT = ("optimizer", "learning_rate", "batch_size", "epochs")
_FOLDED = (
    "schedule", "weight_decay", "dropout", "batch_norm", "activation", "pooling", "depth", "initialization",
    "augmentation", "examples", "seed", "device",
)  # fmt: skip


def _key(key: str, name: str) -> str:
    """The control's key; <lesson>-seed is already that of a lesson's questions."""
    return f"{key}-{'random-seed' if name == 'seed' else name.replace('_', '-')}"


def _others(key: str) -> dict[str, Any]:
    """The settings that a first run leaves alone, three in a row."""
    values = {}
    for first in range(0, len(_FOLDED), 3):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for name in _FOLDED[first : first + 3]:
                values[name] = _setting(key, name)
    return values


def _network(key: str) -> str:
    def chosen() -> None:
        # a network of one's own begins as the builder's
        if st.session_state[f"{key}-network"] == STACK:
            st.session_state[f"{key}-stack"] = st.session_state.get("stack-last", FIRST_STACK)

    return control.selectbox(
        "Network",
        [*allowed("network"), STACK],
        format_func=lambda name: BUILDER if name == STACK else title(name),
        key=f"{key}-network",
        bind="query-params",
        on_change=chosen,
        width=shell.px(170),
        help=joined(
            [
                *(say("- {title}: {text}", title=title(name), text=text) for name, text in small.NETWORKS.items()),
                "- layer stack: the network that you have built in lesson 3.9.",
            ],
            "\n",
        ),
    )


def _stack(key: str) -> str:
    """The builder's network as text, which can be changed here as well."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text: str = control.text_input(
            "The layer stack as text", FIRST_STACK, key=f"{key}-stack", bind="query-params", autocomplete="off"
        )
        st.page_link(
            "chapter_3/layer_stack.py", label="Open in the builder", icon=":material/layers:",
            query_params={"stack": text},
        )  # fmt: skip
    return text


def _setting(key: str, name: str) -> Any:
    """The control of one setting, with its help and limits from the recipe."""
    label = LABELS[name]
    default = getattr(Recipe(), name)
    shared: dict[str, Any] = {"key": _key(key, name), "bind": "query-params", "help": help_text(name)}
    if words := allowed(name):
        return control.selectbox(
            label, words, words.index(default), format_func=title, width=shell.px(150), **shared
        )  # fmt: skip
    if isinstance(default, bool):
        return control.toggle(label, default, **shared)
    low, high = limits(name) or (0, 1)
    if isinstance(default, int):
        step = int(STEPS.get(name, 1))
        return control.number_input(label, int(low), int(high), default, step, width=shell.px(140), **shared)
    typed = control.number_input(
        label, float(low), float(high), default, STEPS[name], format="%.7g", width=shell.px(140), **shared
    )  # fmt: skip
    return round(typed, 2) if name == "dropout" else typed
