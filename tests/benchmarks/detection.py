"""Suppression and average precision against torchvision and pycocotools, in the same process by turns."""

import time
from collections.abc import Callable

import numpy as np
import torch
from torchvision import ops

from cnnviz.detection.precision import average_precision
from cnnviz.detection.suppression import nms
from tests.benchmarks.figure import Figure, median
from tests.engine.detection.coco_evaluator import prepared, run, scene, tensors

BOXES, RATIO = 2000, 3
PICTURES, GUESSES, OBJECTS = 500, 20, 8
ROUNDS = 9


def by_turns(*functions: Callable[[], object], rounds: int) -> list[float]:
    """The median of each in milliseconds."""
    times: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds + 1):
        for taken, function in zip(times, functions, strict=True):
            began = time.perf_counter()
            function()
            taken.append(1000 * (time.perf_counter() - began))
    return [median(taken[1:]) for taken in times]  # the first one loads code


def measure() -> list[Figure]:
    """Milliseconds of our `nms`, steps and all, against torchvision's, and of AP against COCO's evaluator."""
    return [suppression(), precision()]


def suppression() -> Figure:
    generator = torch.Generator().manual_seed(0)
    first = 600 * torch.rand(BOXES, 2, generator=generator)
    boxes = torch.cat([first, first + 10 + 90 * torch.rand(BOXES, 2, generator=generator)], 1)
    scores = torch.rand(BOXES, generator=generator)
    assert torch.equal(nms(boxes.double(), scores.double()), ops.nms(boxes.double(), scores.double(), 0.5))
    mine, other = by_turns(lambda: nms(boxes, scores), lambda: ops.nms(boxes, scores, 0.5), rounds=ROUNDS)
    return Figure(
        f"own suppression of {BOXES:,} boxes, every step kept",
        f"{mine:.1f} ms",
        f"≤ {RATIO}×",
        f"torchvision {other:.1f} ms, {mine / other:.2f}×",
        mine <= RATIO * other,
    )


def precision() -> Figure:
    made = [scene(seed, objects=OBJECTS, guesses=GUESSES) for seed in range(PICTURES)]
    detections, truth = [one for one, _ in made], [other for _, other in made]
    found, there = tensors(detections), tensors(truth)
    evaluation = prepared(detections, truth)  # its own reading of what is given does not count
    theirs = run(evaluation)
    assert np.isclose(average_precision(found, there).mean, theirs[theirs > -1].mean(), rtol=0, atol=1e-12)
    mine, other = by_turns(lambda: average_precision(found, there), lambda: run(evaluation), rounds=ROUNDS // 3)
    return Figure(
        f"own AP of {PICTURES} pictures, {PICTURES * GUESSES:,} detections, ten thresholds",
        f"{mine:.0f} ms",
        "≤ 1×",
        f"pycocotools {other:.0f} ms, {mine / other:.2f}×",
        mine <= other,
    )
