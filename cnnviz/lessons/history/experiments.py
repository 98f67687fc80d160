"""The experiments of the lesson 'History'."""

from cnnviz.lessons.experiment import Experiment, Number, measured, stated
from cnnviz.networks.history import BY_SYSTEM, relative_reduction
from cnnviz.networks.top_k import by_chance
from cnnviz.words import say


def _gone(before: str, after: str) -> str:
    return say("How many percent of the errors of {before} are gone with {after}?", before=before, after=after)


def _errors_gone(before: str, after: str) -> tuple[float, str]:
    first, second = BY_SYSTEM[before].error, BY_SYSTEM[after].error
    gone = 100 * relative_reduction(first, second)
    return gone, say(
        "{before} had {first:g} %, {after} {second:g} %. That is {points:.3g} percentage points less, and **{gone:.1f} "
        "%** of the errors: the difference divided by what there was. Reports mix the two up.",
        before=before, first=first, after=after, second=second, points=first - second, gone=gone,
    )  # fmt: skip


def _halved(before: str, after: str) -> str:
    return say("{after} makes less than half as many errors as {before}.", before=before, after=after)


def _less_than_half(before: str, after: str) -> tuple[bool, str]:
    first, second = BY_SYSTEM[before].error, BY_SYSTEM[after].error
    return second < first / 2, say(
        "Half of {first:g} % is **{half:.4g} %**, and {after} had **{second:g} %**.",
        first=first, half=first / 2, after=after, second=second,
    )  # fmt: skip


def _guessing(classes: int, k: int) -> str:
    return say(
        "Somebody guesses {k} of {classes:,} classes without looking. What is the top-{k} error, in percent?",
        k=k, classes=classes,
    )  # fmt: skip


def _error_by_chance(classes: int, k: int) -> tuple[float, str]:
    error = 100 * by_chance(classes, k)[-1]
    return error, say(
        "{k} of {classes:,} classes are named, so that the right one is missing with probability 1 − {k}/{classes} = "
        "**{error:.4g} %**. Five guesses help little by themselves: a top-5 error of 16 % is far from chance.",
        k=k, classes=classes, error=error,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment("claim", stated, measured),
    Experiment(
        "errors-gone",
        _gone,
        _errors_gone,
        {"history-before": "xrce", "history-after": "alexnet"},
        number=Number("%", 0.02),
    ),
    Experiment("half", _halved, _less_than_half, {"history-before": "alexnet", "history-after": "googlenet"}),
    Experiment(
        "guessing",
        _guessing,
        _error_by_chance,
        {"history-classes": "1000", "history-k": "5"},
        number=Number("%", 0.001),
    ),
)
