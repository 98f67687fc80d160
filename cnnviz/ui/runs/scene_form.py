"""The settings with which a network learns to find objects in scenes, and how what it finds is shown."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.data.scene_sets import SCENES, SHOWN
from cnnviz.training.recipe import Recipe, help_text, limits
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.words import joined, say

SETS = {
    "scenes": "one to three apart",
    "overlapping_scenes": "two to four, overlapping",
    "crowded_scenes": "six, overlapping, noisy",
}


def recipe_form(key: str, base: Recipe, networks: Mapping[str, str], row: DeltaGenerator) -> Recipe | None:
    """The controls; the recipe, or None where a sentence says what to change.

    key: prefix of the query parameters; base: what the controls begin with, and all that they leave alone.
    """
    with row:
        values: dict[str, Any] = {
            "network": control.selectbox(
                "Network", networks, list(networks).index(base.network), key=f"{key}-network", bind="query-params",
                width=shell.px(190),
            ),
            "dataset": control.selectbox(
                "Scenes", SETS, list(SETS).index(base.dataset), key=f"{key}-dataset", bind="query-params",
                width=shell.px(210),
                help=joined([say("- {kind}", kind=kind.description) for kind in SCENES.values()], "\n"),
            ),
        }  # fmt: skip
        values["epochs"] = _whole(key, "epochs", "Epochs", base)
        with st.popover("More settings", icon=":material/tune:"), st.container(horizontal=True):
            low, high = limits("learning_rate") or (0, 1)
            values["learning_rate"] = control.number_input(
                "Learning rate", float(low), float(high), base.learning_rate, 0.001, key=f"{key}-learning-rate",
                bind="query-params", format="%.7g", width=shell.px(140), help=help_text("learning_rate"),
            )  # fmt: skip
            values["batch_size"] = _whole(key, "batch_size", "Batch size", base)
            values["seed"] = _whole(key, "seed", "Seed", base)
    try:
        return replace(base, **values)
    except ValueError as error:
        shell.problem(error)
        return None


def _whole(key: str, name: str, label: str, base: Recipe) -> int:
    low, high = limits(name) or (0, 1)
    number: int = control.number_input(
        label, int(low), int(high), getattr(base, name), 1, key=_key(key, name), bind="query-params",
        width=shell.px(120), help=help_text(name),
    )  # fmt: skip
    return number


def _key(key: str, name: str) -> str:
    """<lesson>-seed is already that of a lesson's questions."""
    return f"{key}-{'random-seed' if name == 'seed' else name.replace('_', '-')}"


def fill(key: str, recipe: Recipe) -> None:
    """Set all controls to a recipe; to be called before they are drawn, as from a button."""
    for name in ("network", "dataset", "epochs", "learning_rate", "batch_size", "seed"):
        st.session_state[_key(key, name)] = getattr(recipe, name)


def shown_scene(key: str, first: int) -> int:
    """Which of the scenes that are held back is shown, from 0; first: the one that is shown at first, from 1."""
    number: int = control.number_input(
        "Scene", 1, SHOWN, first, key=f"{key}-scene", bind="query-params", width=shell.px(110),
        help="Scenes that no network here has learnt from.",
    )  # fmt: skip
    return number - 1


def thresholds(key: str) -> dict[str, Any]:
    """How the boxes of a detector are shown: the scene, the least score, and the IoU that suppression allows."""
    with lesson.controls():
        scene = shown_scene(key, 6)
        least = control.slider(
            "Score at least", 0.01, 0.99, 0.1, 0.01, key=f"{key}-least", bind="query-params", width=shell.px(220)
        )
        most = control.slider(
            "IoU at most", 0.0, 1.0, 0.45, 0.05, key=f"{key}-most", bind="query-params", width=shell.px(220),
            help="Suppression takes a box away that overlaps a better one of its class by more.",
        )  # fmt: skip
    return {"scene": scene, "least": least, "most": most}


VIEWS = {"semantic": "Semantic: by class", "instance": "Instance: by object", "panoptic": "Panoptic: both"}


def maps(key: str) -> dict[str, Any]:
    """How a map of classes is shown: the scene, and what the colours say."""
    with lesson.controls():
        return {"scene": shown_scene(key, 2), "view": lesson.choice("Colours", VIEWS, f"{key}-colours")}
