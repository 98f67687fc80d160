"""Experiments of a lesson, in `cnnviz.lessons.<stem>.experiments`: predict, then measure on the settings at hand."""

import importlib
import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cnnviz import plain

Answer = bool | str | float | None
Measure = Callable[..., tuple[Answer, str]]

HOLDS = {"holds": "It holds", "fails": "It does not"}


@dataclass(frozen=True)
class Number:
    """A number to predict. unit: said beside it, "pixels"; tolerance: how far off is still right, as a share of it."""

    unit: str = ""
    tolerance: float = 0.0


@dataclass(frozen=True)
class Experiment:
    """One experiment of a lesson.

    id: its name in the address, `?experiment=<id>`
    sentence: what is claimed or asked, in plain text without marks; or a function of the page's values that gives it
    measure: gives the answer (an id of `choices`, a number, a bool for HOLDS; None if it is not measured yet) and, in
        Markdown, what was measured and why, or what is to be done first. It gets those values of the page that its
        parameters name.
    settings: query parameters of the lesson's page that set the stage
    choices: what can be predicted, from ids to labels; number: that a number is predicted instead
    """

    id: str
    sentence: str | Callable[..., str]
    measure: Measure
    settings: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=lambda: HOLDS)
    number: Number | None = None


def of(stem: str) -> Sequence[Experiment]:
    """The experiments of the lesson with this stem."""
    found: Sequence[Experiment] = importlib.import_module(f"cnnviz.lessons.{stem}.experiments").EXPERIMENTS
    return found


def sentence(experiment: Experiment, values: Mapping[str, Any]) -> str:
    """What is claimed or asked, on a page with these values."""
    return experiment.sentence if isinstance(experiment.sentence, str) else str(call(experiment.sentence, values))


def measure(experiment: Experiment, values: Mapping[str, Any]) -> tuple[str | float | None, str]:
    """The answer, an id of its choices or a number, and what was measured; None and what is to be done first.

    A measure that other settings make impossible raises ValueError, whose sentence says which.
    """
    try:
        answer, said = call(experiment.measure, values)
    except ValueError as error:
        return None, plain.markdown(str(error))
    if isinstance(answer, bool):
        answer = "holds" if answer else "fails"
    if isinstance(answer, float) and not math.isfinite(answer):
        return None, said  # a share of nothing is no number to compare a prediction with
    return answer, said


def call(function: Callable[..., Any], values: Mapping[str, Any]) -> Any:
    """What the function gives for those values that its parameters name.

    >>> call(lambda size: size + 1, {"size": 2, "image": None})
    3
    """
    return function(**{name: values[name] for name in inspect.signature(function).parameters if name in values})


def stated(statement: str) -> str:
    """The sentence of an experiment whose page has it."""
    return statement


def measured(measured: Callable[[], tuple[Answer, str]]) -> tuple[Answer, str]:
    """The measure of an experiment whose page measures."""
    return measured()
