"""Experiments of the lesson on two recipes: sentences of lectures, each to be judged from several seeds."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from cnnviz.lessons.experiment import Experiment, measured, stated
from cnnviz.training.comparison.presets import PRESETS

if TYPE_CHECKING:
    from cnnviz.training.comparison.comparison import Plan
    from cnnviz.training.comparison.results import Verdict

MORE = ("examples", "optimizer", "learning_rate", "batch_size", "seed")  # in the lab's second row, unless compared
NOT_YET = "Your prediction is kept. Press Start in the lab; it is measured when all runs are done."


def _settings(name: str) -> Mapping[str, str]:
    """The lab's query parameters for a comparison that is ready there."""
    plan = PRESETS[name].plan
    found = {
        "claim": _id(name), "dataset": plan.base.dataset, "network": plan.base.network, "setting": plan.setting,
        "epochs": plan.base.epochs, "seeds": plan.seeds,
    }  # fmt: skip
    found |= {setting: getattr(plan.base, setting) for setting in MORE}
    found |= {f"a-{plan.setting}": plan.values[0], f"b-{plan.setting}": plan.values[1]}
    found.pop(plan.setting, None)
    return {f"two-{setting.replace('_', '-')}": _written(value) for setting, value in found.items()}


def _written(value: Any) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else str(value)


def _better(plan: "Plan", verdict: "Callable[[], Verdict | None]", preset: str = "") -> tuple[str | None, str]:
    wanted = PRESETS[preset].plan
    if (plan.setting, plan.values) != (wanted.setting, wanted.values):
        return None, "The lab compares something else: set the stage of this experiment first."
    found = verdict()
    if found is None:
        return None, NOT_YET
    if not found.done:
        return None, found.sentence
    return "none" if found.better is None else "ab"[found.better], found.sentence


def _either(a: str, b: str) -> dict[str, str]:
    return {"a": a, "b": b, "none": "No difference to be seen"}


def _id(name: str) -> str:
    return name.lower().replace(" ", "-")


def _experiment(name: str, sentence: str, choices: Mapping[str, str]) -> Experiment:
    return Experiment(_id(name), sentence, partial(_better, preset=name), _settings(name), choices=choices)


EXPERIMENTS = (
    Experiment("claim", stated, measured),
    _experiment(
        "Dropout",
        "A network of dense layers learns from 200 digits, without dropout or with it. Which is right more often?",
        _either("Without dropout", "With dropout"),
    ),
    _experiment(
        "ReLU",
        "LeNet-5 learns for three epochs, with sigmoid or with ReLU. Which is right more often?",
        _either("With sigmoid", "With ReLU"),
    ),
    _experiment(
        "Depth",
        "A tiny VGG has one stage or three. Which is right more often after three epochs?",
        _either("One stage", "Three stages"),
    ),
    _experiment(
        "Pooling",
        "LeNet-5 makes its maps smaller by stride or by max pooling. Which is right more often?",
        _either("Stride", "Max pooling"),
    ),
)
