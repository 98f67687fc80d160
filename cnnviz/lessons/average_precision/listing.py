"""The same in PyTorch: average precision of one class."""

from collections.abc import Mapping, Sequence
from typing import Any

from cnnviz.writing.listings import listing

Pictures = Sequence[Mapping[str, Any]]


def ap_script(
    detections: Pictures, truth: Pictures, label: int, *, iou: float, kind: str, matching: str, ties: str
) -> str:
    """A script for these detections of a class; `result` is their AP."""
    found = [
        (number, score, list(box))
        for number, picture in enumerate(detections)
        for box, score, its in zip(picture["boxes"], picture["scores"], picture["labels"], strict=True)
        if its == label
    ]
    there = [
        (number, list(box))
        for number, picture in enumerate(truth)
        for box, its in zip(picture["boxes"], picture["labels"], strict=True)
        if its == label
    ]
    settings = {"THRESHOLD": iou, "KIND": kind, "MATCHING": matching, "TIES": ties}
    return listing("cnnviz.lessons.average_precision.script", DETECTIONS=found, TRUTH=there, **settings)
