"""pycocotools' evaluator on detections and truth as the engine takes them, and scenes to evaluate."""

import contextlib
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def scene(seed: int, *, objects: int, guesses: int, classes: int = 3, crowds: bool = False) -> tuple[dict, dict]:
    """Detections near the objects of a picture and elsewhere; coordinates are multiples of 1/4, scores of 1/32."""
    rng = np.random.default_rng(seed)

    def some(count: int) -> NDArray[Any]:
        first = rng.integers(0, 200, (count, 2)) / 4
        return np.concatenate([first, first + rng.integers(4, 60, (count, 2)) / 4], 1)

    there, labels = some(objects), rng.integers(0, classes, objects)
    found, guessed = some(guesses), rng.integers(0, classes, guesses)
    for place in range(min(guesses, 2 * objects)):
        near = there[place // 2] + rng.integers(-4, 5, 4) / 4
        found[place] = [*np.minimum(near[:2], near[2:]), *np.maximum(near[:2], near[2:])]
        guessed[place] = labels[place // 2]
    detections = {"boxes": found, "scores": rng.integers(0, 33, guesses) / 32, "labels": guessed}
    truth = {"boxes": there, "labels": labels}
    if crowds:
        truth["crowd"] = rng.random(objects) < 0.25
    return detections, truth


def evaluate(detections: Sequence[dict], truth: Sequence[dict]) -> NDArray[Any]:
    """Precision raised and read off by COCO: (thresholds, 101, classes); −1 for a class without truth."""
    return run(prepared(detections, truth))


def run(evaluation: COCOeval) -> NDArray[Any]:
    """What the evaluator comes to, as `evaluate` gives it."""
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation.evaluate()
        evaluation.accumulate()
    return evaluation.eval["precision"][:, :, :, 0, 0]


def prepared(detections: Sequence[dict], truth: Sequence[dict]) -> COCOeval:
    """The evaluator with all that it is to compare."""
    classes = sorted({int(label) for picture in (*detections, *truth) for label in picture["labels"]})
    annotations: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    for number, (one, other) in enumerate(zip(detections, truth, strict=True), start=1):
        for place, (x0, y0, x1, y1) in enumerate(np.asarray(other["boxes"])):
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": number,
                    "category_id": int(other["labels"][place]),
                    "bbox": [x0, y0, x1 - x0, y1 - y0],
                    "area": (x1 - x0) * (y1 - y0),
                    "iscrowd": int(other["crowd"][place]) if "crowd" in other else 0,
                }
            )
        for (x0, y0, x1, y1), score, label in zip(np.asarray(one["boxes"]), one["scores"], one["labels"], strict=True):
            results.append(
                {
                    "image_id": number,
                    "category_id": int(label),
                    "bbox": [x0, y0, x1 - x0, y1 - y0],
                    "score": float(score),
                }
            )
    with contextlib.redirect_stdout(io.StringIO()):
        known = COCO()
        known.dataset = {
            "info": {},
            "images": [{"id": number} for number in range(1, len(truth) + 1)],
            "categories": [{"id": label} for label in classes],
            "annotations": annotations,
        }
        known.createIndex()
        evaluation = COCOeval(known, known.loadRes(results) if results else COCO(), "bbox")
        evaluation.params.areaRng, evaluation.params.areaRngLbl = evaluation.params.areaRng[:1], ["all"]
        evaluation.params.maxDets = [100]
    return evaluation


def tensors(pictures: Sequence[dict]) -> list[dict]:
    """The same pictures as a detector gives them."""
    return [{name: torch.as_tensor(values) for name, values in picture.items()} for picture in pictures]
