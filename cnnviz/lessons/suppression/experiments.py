"""The experiments of the lesson 'Non-maximum suppression'."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnnviz.data.detected import Found
from cnnviz.detection.two_boxes import Box, compare
from cnnviz.lessons.experiment import Answer, Experiment, Number
from cnnviz.words import say

if TYPE_CHECKING:
    from cnnviz.detection.suppression import Rule, Step

HALF = 0.5  # an object counts as found from this IoU on
LEFT = 0.3  # a score that is worth looking at
LEVELS = tuple(level / 20 for level in range(1, 20))
EQUAL = "2,2,10,6,0.9,0,2,2,10,4,0.8,0,11,5,15,8,0.7,0"


def _steps(found: Found, rule: "Rule") -> "list[Step]":
    from cnnviz.detection.suppression import suppress

    return suppress(found.boxes, found.scores, found.labels, rule)


def _rises(found: Found, rule: "Rule") -> tuple[Answer, str]:
    hard = rule._replace(method="hard")
    counts = [len(_steps(found, hard._replace(threshold=level))) for level in LEVELS]
    for place in range(1, len(LEVELS)):
        if counts[place] < counts[place - 1]:
            return False, say(
                "At {low:g} **{more}** boxes stay, at {high:g} only **{fewer}**. A box that the lower threshold takes "
                "away stays at the higher one, and then removes others itself.",
                low=LEVELS[place - 1], high=LEVELS[place], more=counts[place - 1], fewer=counts[place],
            )  # fmt: skip
    return True, say(
        "From {first} boxes at {low:g} to {last} at {high:g}, the number never falls here. It can: a box that a "
        "lower threshold takes away may stay at a higher one, and then remove others.",
        first=counts[0], low=LEVELS[0], last=counts[-1], high=LEVELS[-1],
    )  # fmt: skip


def _count(found: Found, rule: "Rule") -> tuple[Answer, str]:
    taken = _steps(found, rule)
    compared = sum(len(step.others) for step in taken)
    return len(taken), say(
        "**{kept}** of {all} boxes stay. For that {compared} pairs were compared; every pair once would be {pairs}.",
        kept=len(taken), all=len(found.boxes), compared=compared, pairs=len(found.boxes) * (len(found.boxes) - 1) // 2,
    )  # fmt: skip


def _across(found: Found, truth: Sequence[Box], classes: Sequence[int], rule: "Rule") -> tuple[Answer, str]:
    if not truth:
        return None, "Only of a drawn scene it is known what is there: choose the drawn scene first."
    own, all_together = (_objects(found, truth, classes, rule._replace(across=across)) for across in (False, True))
    return all_together < own, say(
        "Class by class **{own}** of {objects} objects are found, all classes together **{together}**: a kept box of "
        "the right class has an IoU of at least {half} with each of them. Across classes, a box takes away whatever "
        "lies behind it, be it another object.",
        own=own, together=all_together, objects=len(truth), half=HALF,
    )  # fmt: skip


def _objects(found: Found, truth: Sequence[Box], classes: Sequence[int], rule: "Rule") -> int:
    """How many objects have a kept box of their class on them."""
    kept = [step.kept for step in _steps(found, rule)]
    return sum(
        any(found.labels[place] == label and compare(found.boxes[place], box).iou >= HALF for place in kept)
        for box, label in zip(truth, classes, strict=True)
    )


def _equal(found: Found, rule: "Rule") -> tuple[Answer, str]:
    measured = [value for step in _steps(found, rule) for value in step.overlap.tolist()]
    if rule.method == "gaussian" or rule.threshold not in measured:
        return None, say(
            "No overlap here is exactly {threshold:g}: drag boxes until one is, and choose a method with a threshold.",
            threshold=rule.threshold,
        )
    kept, other = (len(_steps(found, rule._replace(inclusive=inclusive))) for inclusive in (False, True))
    return rule.inclusive, say(
        "With > **{kept}** boxes stay, with ≥ **{other}**. torchvision takes away what is above the threshold, and no "
        "more; programs that write ≥ differ from it for exactly such boxes.",
        kept=kept, other=other,
    )  # fmt: skip


def _soft(found: Found, rule: "Rule") -> tuple[Answer, str]:
    counts = {
        method: sum(step.score >= LEFT for step in _steps(found, rule._replace(method=method)))
        for method in ("hard", "linear", "gaussian")
    }
    soft = counts["hard" if rule.method == "hard" else rule.method]
    if rule.method == "hard":
        return None, "Choose a soft method first, linear or Gaussian."
    return soft > counts["hard"], say(
        "With a score of at least {least} there are **{soft}** boxes; hard suppression leaves {hard}, linear {linear} "
        "and Gaussian {gaussian}. Linear leaves alone what is below the threshold, Gaussian lowers every box that "
        "overlaps at all.",
        least=LEFT, soft=soft, hard=counts["hard"], linear=counts["linear"], gaussian=counts["gaussian"],
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "With a higher threshold, never fewer boxes stay.",
        _rises,
        {"nms-input": "hand", "nms-threshold": "0.5"},
    ),
    Experiment(
        "count", "How many boxes stay?", _count, {"nms-scene": "3", "nms-threshold": "0.5"}, number=Number("boxes")
    ),
    Experiment(
        "across",
        "Suppression across classes loses an object that is found class by class.",
        _across,
        {"nms-scene": "14", "nms-threshold": "0.3"},
    ),
    Experiment(
        "equal",
        "A box whose IoU is exactly the threshold goes.",
        _equal,
        {"nms-input": "hand", "nms-boxes": EQUAL, "nms-threshold": "0.5"},
    ),
    Experiment(
        "soft",
        "This soft suppression leaves more boxes with a score of at least 0.3 than hard suppression does.",
        _soft,
        {"nms-scene": "12", "nms-method": "gaussian"},
    ),
)
