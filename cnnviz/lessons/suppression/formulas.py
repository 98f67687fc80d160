"""One comparison of the suppression, in LaTeX, in the numbers of two boxes."""

import math
from collections.abc import Sequence

from cnnviz.data.detected import Found
from cnnviz.detection.suppression import Rule, Step, kept_by_torch, overlap_by_torch
from cnnviz.detection.two_boxes import compare
from cnnviz.words import joined, listed, say
from cnnviz.writing.tex import aligned, factor, number, said


def numbered(found: Found) -> list[int]:
    """The number of each box: 1 for the highest score. Of equal scores the first comes first."""
    order = sorted(range(len(found.scores)), key=lambda place: -found.scores[place])
    return [order.index(place) + 1 for place in range(len(order))]


def closest(steps: Sequence[Step]) -> tuple[int, int, float, float] | None:
    """The comparison of the highest overlap: kept box, other box, overlap and factor; None where nothing overlaps."""
    best = None
    for step in steps:
        for other, overlap, share in zip(step.others, step.overlap, step.factor, strict=True):
            if overlap > 0 and (best is None or overlap > best[2]):
                best = int(step.kept), int(other), float(overlap), float(share)
    return best


def explain(found: Found, rule: Rule, steps: Sequence[Step]) -> list[str]:
    """IoU of the pair that agrees best, and what follows from it."""
    pair = closest(steps)
    if pair is None:
        return [r"J(A, B) = 0 \text{ for every pair that is compared}"]
    kept, other, overlap, _ = pair
    names = numbered(found)
    two = compare(found.boxes[kept], found.boxes[other])
    areas = " + ".join(map(number, two.areas))
    lines = [
        r"J = \frac{|A \cap B|}{|A \cup B|}",
        joined(
            [
                rf"J = \frac{{{number(two.common)}}}{{{areas} - {number(two.common)}}} = {number(two.iou)} \quad ",
                said(say("(boxes {kept} and {other})", kept=names[kept], other=names[other])),
            ],
            "",
        ),
    ]
    if rule.measure == "diou":
        lines.append(
            rf"\text{{DIoU}} = J - \rho^2 / c^2 = {number(two.iou)} - {number(two.apart)} / {number(two.diagonal)} = "
            rf"{number(two.diou)}"
        )
    return [*lines, _follows(rule, overlap, _before(steps, found, kept, other))]


def _before(steps: Sequence[Step], found: Found, kept: int, other: int) -> float:
    """The score of the other box when it is compared with the kept one."""
    score = found.scores[other]
    for step in steps:
        if step.kept == kept:
            break
        score *= dict(zip(step.others.tolist(), step.factor.tolist(), strict=True)).get(other, 1.0)
    return score


def _follows(rule: Rule, overlap: float, score: float) -> str:
    if rule.method == "gaussian":
        after = score * math.exp(-(overlap**2) / rule.sigma)
        return aligned(
            [
                r"s &\leftarrow s \cdot e^{-J^2 / \sigma}",
                rf"&= {number(score)} \cdot e^{{-{number(overlap)}^2 / {number(rule.sigma)}}} = {number(after)}",
            ]
        )
    reached = overlap >= rule.threshold if rule.inclusive else overlap > rule.threshold
    sign = {True: r"\ge" if rule.inclusive else ">", False: "<" if rule.inclusive else r"\le"}[reached]
    compared = rf"{number(overlap)} {sign} {number(rule.threshold)}"
    if not reached:
        return rf"{compared} \;\Rightarrow\; B \text{{ is left as it is}}"
    if rule.method == "linear":
        left = number(score * (1 - overlap))
        return rf"{compared} \;\Rightarrow\; s \leftarrow {number(score)} \cdot (1 - {factor(overlap)}) = {left}"
    return rf"{compared} \;\Rightarrow\; B \text{{ goes}}"


def beside_torch(found: Found, rule: Rule, steps: Sequence[Step]) -> tuple[bool, str]:
    """Whether torchvision agrees, and the sentence: what it keeps, or where it has no such suppression, its overlap."""
    by_torch = kept_by_torch(found.boxes, found.scores, found.labels, rule)
    names = numbered(found)
    if by_torch is not None:
        return by_torch == [step.kept for step in steps], say(
            "torchvision keeps the same boxes: {kept}.", kept=listed(names[place] for place in by_torch)
        )
    pair = closest(steps)
    if pair is None:
        return True, "torchvision has no suppression like this, and no pair has an overlap to compare."
    kept, other, overlap, _ = pair
    measured = overlap_by_torch(found.boxes[kept], found.boxes[other], rule.measure)
    return abs(measured - overlap) < 1e-6, say(
        "torchvision has no suppression like this, but the overlap of the boxes {kept} and {other} is the same there: "
        "**{overlap:.4f}**.",
        kept=names[kept], other=names[other], overlap=measured,
    )  # fmt: skip
