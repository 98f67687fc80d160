"""Lessons 5.2 and 5.3: what is compared. A sentence of the lecture fills in the settings; each can then be changed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz.ui.frame import control, lesson, options, shell
from cnnviz.ui.runs import datasets
from cnnviz.ui.runs.recipe_form import LABELS
from cnnviz.words import say

if TYPE_CHECKING:
    from cnnviz.training.comparison.comparison import Comparison, Plan

DATASETS = {"digits": "digits", "faces": "faces", "shapes": "drawn shapes", "textures": "textures"}
NETWORKS = {"lenet5": "LeNet-5", "tiny_vgg": "tiny VGG", "small_resnet": "small ResNet", "mlp": "dense layers"}
WORDS = {"on": True, "off": False}
OWN = "my own"
MORE = ("examples", "optimizer", "learning_rate", "batch_size", "seed")
COUNTS = (10, 20, 50, 100, 200, 500, 1000)  # examples, as far as a data set has clearly more


def two_recipes(shown: "Comparison | None") -> "Plan | None":
    """The controls of lesson 5.2; None after a sentence if there is nothing to compare."""
    from cnnviz.training.comparison.presets import CONTRASTS, PRESETS

    if shown and st.session_state.get("two-shown") != shown.id:
        st.session_state["two-shown"] = shown.id
        st.session_state["two-claim"] = _claim(shown.plan)
        _fill_in(shown.plan)
    elif "two-claim" not in st.session_state and "two-setting" not in st.query_params:
        asked = options.offered({"options": list(PRESETS)}).meant(st.query_params.get("two-claim", ""))
        _fill_in(PRESETS[asked[0] if asked else next(iter(PRESETS))].plan)

    def take() -> None:
        if (name := st.session_state["two-claim"]) in PRESETS:
            _fill_in(PRESETS[name].plan)

    with lesson.controls():
        control.selectbox(
            "A sentence to test", [*PRESETS, OWN], key="two-claim", bind="query-params", on_change=take,
            width=shell.px(170), help="Fills in all other settings; change them as you like.",
        )  # fmt: skip
        settings: dict[str, Any] = {"dataset": _select("Data set", DATASETS, "two-dataset", 150)}
        setting = control.selectbox(
            "What differs", list(CONTRASTS), key="two-setting", bind="query-params", width=shell.px(160),
            format_func=_title,
        )  # fmt: skip
        values = tuple(_value(setting, letter) for letter in "AB")
    with lesson.controls():
        if setting != "network":
            settings["network"] = _select("Network", NETWORKS, "two-network", 150)
        settings["epochs"] = _whole("Epochs", "two-epochs", 1, 100)
        seeds = _whole("Seeds", "two-seeds", 1, 10, help="Each recipe is trained once from each seed.")
        with st.popover("More", icon=":material/tune:"):
            settings |= {name: _setting(name, f"two-{_slug(name)}") for name in MORE if name != setting}
    return _plan(settings, setting, values, seeds)


def few_examples(shown: "Comparison | None") -> "Plan | None":
    """The controls of lesson 5.3; None after a sentence if there is nothing to compare."""
    if shown and st.session_state.get("over-shown") != shown.id:
        st.session_state["over-shown"] = shown.id
        base = shown.plan.base
        known = {"over-dataset": _known(DATASETS, base.dataset), "over-network": _known(NETWORKS, base.network)}
        st.session_state.update(known | {"over-epochs": base.epochs, "over-seeds": shown.plan.seeds})
        st.session_state.update({"over-augmentation": base.augmentation, "over-dropout": base.dropout})
    with lesson.controls():
        dataset = _select("Data set", DATASETS, "over-dataset", 150)
        network = _select("Network", NETWORKS, "over-network", 150)
        epochs = _whole("Epochs", "over-epochs", 1, 100, 20, help="How often every recipe sees each of its pictures.")
        seeds = _whole("Seeds", "over-seeds", 1, 10, 3, help="Each number of examples is tried from each seed.")
        with st.popover(
            "Against overfitting", icon=":material/tune:",
            help="Augmentation changes the training pictures at random in every step, dropout switches units off: both "
            "make it harder to learn the examples by heart.",
        ):  # fmt: skip
            augmentation = _setting("augmentation", "over-augmentation")
            dropout = _setting("dropout", "over-dropout")
    settings = {
        "dataset": dataset, "network": network, "epochs": epochs, "augmentation": augmentation, "dropout": dropout
    }  # fmt: skip
    train = len(datasets.load(dataset).train)
    return _plan(settings, "examples", (*(count for count in COUNTS if 1.5 * count < train), 0), seeds)


def _plan(settings: dict[str, Any], setting: str, values: tuple[Any, ...], seeds: int) -> "Plan | None":
    from cnnviz.training import Recipe
    from cnnviz.training.comparison.comparison import Plan

    try:
        # the first value stands in the base too, so that equal forms make equal plans
        return Plan(Recipe(**(settings | {setting: values[0]})), setting, values, seeds)
    except ValueError as error:
        shell.problem(error)
        return None


def _claim(plan: "Plan") -> str:
    """The name of the preset that a plan is about, as far as setting and values tell."""
    from cnnviz.training.comparison.presets import PRESETS

    about = (plan.setting, plan.values)
    return next((name for name, one in PRESETS.items() if (one.plan.setting, one.plan.values) == about), OWN)


def _fill_in(plan: "Plan") -> None:
    """Set every control as in a plan."""
    base, state = plan.base, st.session_state
    state["two-dataset"], state["two-network"] = _known(DATASETS, base.dataset), _known(NETWORKS, base.network)
    state["two-epochs"], state["two-seeds"], state["two-setting"] = base.epochs, plan.seeds, plan.setting
    for letter, value in zip("AB", plan.values, strict=True):
        state[f"two-{letter.lower()}-{_slug(plan.setting)}"] = _shown(plan.setting, value)
    for name in MORE:
        state[f"two-{_slug(name)}"] = _shown(name, getattr(base, name))


def _value(setting: str, letter: str) -> Any:
    """The control of one of the two values."""
    from cnnviz.training.comparison.presets import CONTRASTS

    key = f"two-{letter.lower()}-{_slug(setting)}"
    return _setting(
        setting, key, label=say("Recipe {letter}", letter=letter), default=CONTRASTS[setting]["AB".index(letter)]
    )


def _setting(name: str, key: str, *, label: str = "", default: Any = None) -> Any:
    """A control for any setting of a recipe."""
    from cnnviz.training import Recipe, recipe

    label, default = label or _title(name), getattr(Recipe(), name) if default is None else default
    fresh: dict[str, Any] = {} if key in st.session_state else {"value": default}
    if name == "network":
        return _select(label, NETWORKS, key, 150, _known(NETWORKS, default))
    if isinstance(default, bool):
        return WORDS[_select(label, tuple(WORDS), key, 130, _word(default))]
    if words := recipe.allowed(name):
        return _select(label, words, key, 150, default)
    low, high = recipe.limits(name) or (0, 1)
    kind: type[int] | type[float] = int if isinstance(default, int) else float
    value = control.number_input(
        label, kind(low), kind(high), key=key, bind="query-params", help=recipe.help_text(name), width=shell.px(150),
        format="%d" if kind is int else "%.4g", step=kind(1) if kind is int else 0.05 if high <= 1 else 0.001, **fresh,
    )  # fmt: skip
    return kind(value)


def _select(label: str, options: Sequence[str] | Mapping[str, str], key: str, width: int, default: str = "") -> str:
    place: dict[str, Any] = {} if key in st.session_state or not default else {"index": [*options].index(default)}
    picked: str = control.selectbox(label, options, key=key, bind="query-params", width=shell.px(width), **place)
    return picked


def _whole(label: str, key: str, low: int, high: int, default: int = 3, help: str | None = None) -> int:
    fresh: dict[str, Any] = {} if key in st.session_state else {"value": default}
    return int(
        control.number_input(label, low, high, key=key, bind="query-params", help=help, width=shell.px(120), **fresh)
    )


def _known(names: Mapping[str, str], name: str) -> str:
    return name if name in names else next(iter(names))


def _word(value: bool) -> str:
    return "on" if value else "off"


def _shown(setting: str, value: Any) -> Any:
    """A value as its control holds it."""
    if setting == "network":
        return _known(NETWORKS, value)
    return _word(value) if isinstance(value, bool) else value


def _slug(setting: str) -> str:
    return setting.replace("_", "-")


def _title(setting: str) -> str:
    return {"examples": "Examples", "optimizer": "Optimizer", "initialization": "Initialization"}.get(
        setting, LABELS[setting]
    )
