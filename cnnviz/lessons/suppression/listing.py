"""The same in PyTorch: the boxes that stay."""

from cnnviz.data.detected import Found
from cnnviz.detection.suppression import Rule
from cnnviz.writing.listings import listing


def suppression_script(found: Found, rule: Rule) -> str:
    """A script for these boxes under this rule; `result` has the places of those that stay."""
    known = (rule.method, rule.measure, rule.inclusive) == ("hard", "iou", False)
    return listing(
        "cnnviz.lessons.suppression.script",
        BOXES=[list(box) for box in found.boxes],
        SCORES=list(found.scores),
        LABELS=list(found.labels),
        THRESHOLD=rule.threshold,
        METHOD=rule.method,
        MEASURE=rule.measure,
        INCLUSIVE=rule.inclusive,
        ACROSS=rule.across,
        SIGMA=rule.sigma,
        KNOWN=known,
    )
