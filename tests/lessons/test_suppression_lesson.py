"""Experiments, formulas and listings of the lesson on suppression, beside another way to their numbers."""

import contextlib
import io
import itertools
from typing import Any

import pytest
import torch
from torchvision import ops

from cnnviz.data.detected import Found, detected_scene
from cnnviz.detection.suppression import Rule, suppress
from cnnviz.lessons import experiment
from cnnviz.lessons.suppression import formulas, listing
from cnnviz.ui.labs.suppression.sheet import START, read_boxes

RULES = [
    Rule(threshold, method, measure, inclusive, across=across)
    for threshold, method, measure, inclusive, across in itertools.product(
        (0.3, 0.5), ("hard", "linear", "gaussian"), ("iou", "diou"), (False, True), (False, True)
    )
]
SCENES = [detected_scene(seed).found for seed in (1, 7)]


def answer(name: str, **values: Any) -> Any:
    one = next(one for one in experiment.of("suppression") if one.id == name)
    return experiment.measure(one, values)[0]


def settings(name: str) -> dict[str, str]:
    return dict(next(one.settings for one in experiment.of("suppression") if one.id == name))


def scene(name: str) -> dict[str, Any]:
    found = detected_scene(int(settings(name)["nms-scene"]))
    return {"found": found.found, "truth": found.truth, "classes": found.classes}


def by_torchvision(found: Found, threshold: float, across: bool = False) -> list[int]:
    boxes, scores = (torch.tensor(part, dtype=torch.float64) for part in (found.boxes, found.scores))
    if across:
        return ops.nms(boxes, scores, threshold).tolist()
    return ops.batched_nms(boxes, scores, torch.tensor(found.labels), threshold).tolist()


def test_a_higher_threshold_can_leave_fewer_boxes() -> None:
    assert len(by_torchvision(START, 0.5)) > len(by_torchvision(START, 0.6))
    assert answer("claim", found=START, rule=Rule()) == "fails"
    apart = Found(((0, 0, 1, 1), (2, 2, 3, 3)), (0.9, 0.8), (0, 0))
    assert answer("claim", found=apart, rule=Rule()) == "holds"


def test_what_stays_is_counted() -> None:
    given = scene("count")
    assert answer("count", found=given["found"], rule=Rule(0.5)) == len(by_torchvision(given["found"], 0.5))


def test_across_classes_an_object_is_lost() -> None:
    given = scene("across")
    threshold = float(settings("across")["nms-threshold"])
    assert answer("across", rule=Rule(threshold), **given) == "holds"
    assert answer("across", rule=Rule(0.95), **given) == "fails"
    assert answer("across", found=START, truth=(), classes=(), rule=Rule()) is None
    found, boxes = given["found"], torch.tensor(given["found"].boxes)
    seen = {}
    for across in (False, True):
        kept = by_torchvision(found, threshold, across)
        right = ops.box_iou(torch.tensor(given["truth"]), boxes[kept]) >= 0.5
        right &= torch.tensor(given["classes"])[:, None] == torch.tensor(found.labels)[kept]
        seen[across] = int(right.any(1).sum())
    assert seen[True] < seen[False]


def test_an_equal_overlap_is_a_matter_of_one_sign() -> None:
    found = read_boxes(settings("equal")["nms-boxes"])
    assert ops.box_iou(torch.tensor(found.boxes[:1]), torch.tensor(found.boxes[1:2])).item() == 0.5
    assert answer("equal", found=found, rule=Rule(0.5)) == "fails"
    assert answer("equal", found=found, rule=Rule(0.5, inclusive=True)) == "holds"
    assert answer("equal", found=found, rule=Rule(0.45)) is None
    assert 1 in by_torchvision(found, 0.5)


def test_soft_suppression_leaves_more() -> None:
    given = scene("soft")
    assert answer("soft", found=given["found"], rule=Rule(method="gaussian")) == "holds"
    assert answer("soft", found=given["found"], rule=Rule()) is None


def ran(script: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(script, "shown", "exec"), names)
    return names


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("found", [START, *SCENES], ids=["start", "one", "seven"])
def test_what_is_shown_runs_and_keeps_the_boxes_of_the_engine(rule: Rule, found: Found) -> None:
    script = listing.suppression_script(found, rule)
    kept = [step.kept for step in suppress(found.boxes, found.scores, found.labels, rule)]
    assert ran(script)["result"] == kept
    assert "METHOD" not in script
    assert ("ops.nms(" in script or "ops.batched_nms(" in script) == (rule[1:4] == ("hard", "iou", False))


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("found", [START, *SCENES], ids=["start", "one", "seven"])
def test_torchvision_agrees_and_the_formula_ends_in_its_numbers(rule: Rule, found: Found) -> None:
    taken = suppress(found.boxes, found.scores, found.labels, rule)
    assert formulas.beside_torch(found, rule, taken)[0]
    pair = formulas.closest(taken)
    assert pair is not None
    kept, other, _, factor = pair
    a, b = (torch.tensor([found.boxes[place]], dtype=torch.float64) for place in (kept, other))
    lines = formulas.explain(found, rule, taken)
    assert f"= {ops.box_iou(a, b).item():.4g}" in lines[1]
    if rule.method == "hard":
        assert (r"\text{ goes}" in lines[-1]) == (factor == 0)
    elif factor < 1:
        after = float(lines[-1].replace(r" \end{aligned}", "").split("= ")[-1].split(") = ")[-1])
        left = next(step for step in taken if step.kept == kept)
        assert after == pytest.approx(formulas._before(taken, found, kept, other) * factor, rel=1e-3)
        assert other in left.others
