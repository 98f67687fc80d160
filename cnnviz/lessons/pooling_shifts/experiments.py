"""The experiments of the lesson 'Pooling and small shifts'."""

from collections.abc import Mapping

from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.pooling_shifts import claim
from cnnviz.operations.shifts import Curve
from cnnviz.words import say


def _less(found: Mapping[str, Curve], pooling: str) -> tuple[bool, str]:
    plain, pooled = found["none"].mean[1:4], found[pooling].mean[1:4]
    return bool((pooled < plain).all()), say(
        "A shift by 1, 2 and 3 pixels changes the output by **{a:.1%}**, **{b:.1%}** and **{c:.1%}** with {pooling} "
        "pooling, by {d:.1%}, {e:.1%} and {f:.1%} without. Where pooling helps it is because neighbouring values are "
        "joined; how much depends on how fine the picture and the filters are.",
        a=pooled[0], b=pooled[1], c=pooled[2], d=plain[0], e=plain[1], f=plain[2], pooling=pooling,
    )  # fmt: skip


def _blur_helps(found: Mapping[str, Curve]) -> tuple[bool, str]:
    plain, blurred = (found[name].mean[1:4] for name in ("max", "max blur"))
    return bool((blurred < plain).all()), say(
        "By 1, 2 and 3 pixels: **{a:.1%}**, **{b:.1%}** and **{c:.1%}** with the blur, {d:.1%}, {e:.1%} and {f:.1%} "
        "without it. Max pooling takes every s-th of the maxima, which is too few for what is in them; the blur "
        "takes away what is too fine before values are dropped (Zhang, 2019).",
        a=blurred[0], b=blurred[1], c=blurred[2], d=plain[0], e=plain[1], f=plain[2],
    )  # fmt: skip


def _steadiest(found: Mapping[str, Curve]) -> tuple[str, str]:
    changes = {name: float(curve.mean[1]) for name, curve in found.items()}
    return min(changes, key=lambda name: changes[name]), say(
        "A shift by 1 pixel changes the output by {none:.1%} without pooling, by {largest:.1%} with max, by "
        "{average:.1%} with average and by {blurred:.1%} with max and blur. A maximum spreads a large value over its "
        "whole window, where it stays while the picture moves inside it; a mean makes value and change smaller alike, "
        "so that their ratio hardly gains. Steadier is not better: a grey wall is steadiest.",
        none=changes["none"], largest=changes["max"], average=changes["average"], blurred=changes["max blur"],
    )  # fmt: skip


def _one_pixel(found: Mapping[str, Curve], pooling: str) -> tuple[float, str]:
    change = 100 * float(found[pooling].mean[1])
    return change, say(
        "**{change:.1f} %**, between {low:.1f} and {high:.1f} % over filters and directions. Nobody would see that the "
        "picture has moved by a pixel; the network does.",
        change=change, low=100 * float(found[pooling].low[1]), high=100 * float(found[pooling].high[1]),
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "Pooling makes a network invariant to minor translations.",
        claim.invariance,
    ),
    Experiment(
        "less",
        "With pooling the output changes less than without, for shifts of 1, 2 and 3 pixels.",
        _less,
        {"shift-pooling": "max", "shift-k": "2", "shift-s": "2"},
    ),
    Experiment(
        "blur-helps",
        "A blur between the maximum and the stride makes the output steadier.",
        _blur_helps,
        {"shift-pooling": "max-blur", "shift-k": "4", "shift-s": "4"},
    ),
    Experiment(
        "steadiest",
        "With which pooling does a shift by one pixel change the output least?",
        _steadiest,
        {"shift-pooling": "average", "shift-k": "2", "shift-s": "2"},
        {"none": "Without", "max": "Max", "average": "Average", "max blur": "Max and blur"},
    ),
    Experiment(
        "one-pixel",
        "By how many percent does the output change when the picture moves by one pixel?",
        _one_pixel,
        {"shift-pooling": "max", "shift-k": "2", "shift-s": "2", "shift": "1"},
        number=Number("%", 0.2),
    ),
)
