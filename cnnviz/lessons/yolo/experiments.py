"""The experiments of the lesson 'YOLO'."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cnnviz.lessons.experiment import Answer, Experiment, Number
from cnnviz.lessons.yolo import claim
from cnnviz.words import say

if TYPE_CHECKING:
    from cnnviz.training.found import Found

GOAL, ALMOST = 0.9, 0.05


def _once(looked: "Found", least: float, most: float) -> tuple[Answer, str]:
    here, all_ = claim.counted(looked, least, most), claim.counted(looked, least, 1)
    return all_.kept == all_.found, say(
        "Without suppression **{all}** boxes have a score of at least {least:g} on these scenes, and find {found} of "
        "{objects} objects; with an IoU of at most {most:g} there are {kept}. Cells beside the one that is responsible "
        "see nearly the same, and some of them are sure as well.",
        all=all_.kept, least=least, found=all_.found, objects=all_.objects, most=most, kept=here.kept,
    )  # fmt: skip


def _score(looked: "Found", least: float, most: float) -> tuple[Answer, str]:
    here, low = claim.counted(looked, least, most), claim.counted(looked, ALMOST, most)
    grown = (low.recall > here.recall, low.precision > here.precision)
    answer = {(True, False): "recall", (False, True): "precision", (True, True): "both"}.get(grown, "neither")
    return answer, say(
        "From a score of {least:g} to {low:g}, recall goes from {recall:.0%} to **{recall_low:.0%}** and precision "
        "from {precision:.0%} to **{precision_low:.0%}**. Boxes are only added: what is found stays found, while most "
        "of what comes in has a low score because it is wrong.",
        least=least, low=ALMOST, recall=here.recall, recall_low=low.recall, precision=here.precision,
        precision_low=low.precision,
    )  # fmt: skip


def _share(looked: "Found", least: float, most: float) -> tuple[Answer, str]:
    here = claim.counted(looked, least, most)
    return 100 * here.recall, say(
        "**{found}** of {objects} objects on the {scenes} scenes are found, at an IoU of at least 0.5 and with the "
        "right class, by {kept} boxes.",
        found=here.found, objects=here.objects, scenes=len(looked.scores), kept=here.kept,
    )  # fmt: skip


def _places(looked: "Found") -> tuple[Answer, str]:
    lost, objects = claim.without_place(looked)
    anchors = len(claim.layout(looked).shapes)
    return lost == 0, say(
        "**{lost}** of {objects} objects on these scenes have no place in the target: the centre of another one lies "
        "in the same cell and has taken the anchor. There are {anchors} anchors in a cell; a second one of another "
        "size helps where both objects differ in size, a finer grid where their centres lie apart.",
        lost=lost, objects=objects, anchors=anchors,
    )  # fmt: skip


def _epochs(metrics: Callable[[], list[dict[str, Any]]] | None) -> tuple[Answer, str]:
    found = [(row["epoch"], row["val_accuracy"]) for row in (metrics() if metrics else []) if "val_accuracy" in row]
    there = [epoch for epoch, measure in found if measure is not None and measure >= GOAL]
    if not there:
        return None, say("Press Start and wait until the AP50 on held-back scenes is {goal:g}.", goal=GOAL)
    return there[0], say(
        "After epoch **{epoch}** the AP50 on held-back scenes was {goal:g} or more for the first time. Classes come "
        "first, since every object shows one; boxes take longer to become exact.",
        epoch=there[0], goal=GOAL,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "once",
        "Without suppression no object is found twice.",
        _once,
        {"yolo-least": "0.1", "yolo-most": "1"},
    ),
    Experiment(
        "score",
        "The least score goes down to 0.05. What becomes better?",
        _score,
        {"yolo-dataset": "crowded_scenes", "yolo-network": "tiny_yolo_2", "yolo-least": "0.6", "yolo-most": "0.45"},
        {"recall": "Recall", "precision": "Precision", "both": "Both", "neither": "Neither"},
    ),
    Experiment(
        "share",
        "What share of the objects on all these crowded scenes is found, in per cent?",
        _share,
        {"yolo-dataset": "crowded_scenes", "yolo-network": "tiny_yolo_2", "yolo-least": "0.3", "yolo-most": "0.45"},
        number=Number("%", 0.1),
    ),
    Experiment(
        "places",
        "With one anchor in each of 64 cells every one of six objects has a place of its own.",
        _places,
        {"yolo-dataset": "crowded_scenes", "yolo-network": "tiny_yolo"},
    ),
    Experiment(
        "epochs",
        "After how many epochs of a training is the AP50 on held-back scenes 0.9?",
        _epochs,
        {"yolo-dataset": "scenes", "yolo-network": "tiny_yolo"},
        number=Number("epochs", 0.25),
    ),
)
