"""Scenes with what a network finds in them: packed for a browser, which draws them."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz import kept
from cnnviz.ui.frame import browser
from cnnviz.words import phrases, say

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from cnnviz.data.scene_sets import SceneSet
    from cnnviz.segmentation.instances import Segments

Message = tuple[dict[str, Any], "dict[str, NDArray[Any]]"]
COLOURS = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#cc79a7", "#d55e00")
"""Of the classes; they differ for the colour-blind, too."""
LEAST_REGION = 6  # pixels of a region that counts as an object

WORDS = phrases(
    sure_cells="How sure each cell is",
    raw_boxes="Boxes above the score",
    kept_boxes="After suppression",
    the_scene="The scene",
    its_truth="The truth",
    its_answer="What the network says",
    surest="The surest of {n} cells says p = {p}. Point at a cell to read it.",
    raw_count=("{n} box has a score of at least {least}.", "{n} boxes have a score of at least {least}."),
    kept_count=(
        "{n} box stays: {found} of {all} objects found, {wrong} wrong. Dashed: the truth.",
        "{n} boxes stay: {found} of {all} objects found, {wrong} wrong. Dashed: the truth.",
    ),
    in_the_cell="Row {row}, column {column}: p = {p}; if there is something, then a {name} with {share}.",
    this_box="{name}: score {score}, confidence {p}",
    background="background",
    objects_there=("{n} object", "{n} objects"),
    by_class="mIoU {miou}, Dice {dice}, pixel accuracy {accuracy}",
    by_object="{n} regions for {all} objects: what touches within one class becomes one.",
    by_both="PQ {pq} = SQ {sq} · RQ {rq}",
    this_pixel="truth: {truth}; network: {answer}",
)
_view = browser.component("scenes", "views/scenes/scenes.js", "views/scenes/scenes.css", WORDS)


@kept.keep
def truth(name: str, task: str) -> Message:
    """The scenes of a set that are shown, with what is known of them: header and arrays."""
    from cnnviz.data import scene_sets

    return _truth(scene_sets.shown(name), task)


def _truth(scenes: "SceneSet", task: str) -> Message:
    header: dict[str, Any] = {
        "task": task, "classes": list(scenes.classes), "colours": COLOURS, "side": scenes.shape[1],
        "count": len(scenes.images),
    }  # fmt: skip
    arrays = {"pictures": scenes.images.numpy()}
    if task == "detection":
        header["truth"] = [
            [[*box, kind] for box, kind in zip(boxes.tolist(), kinds.tolist(), strict=True)]
            for boxes, kinds in zip(scenes.boxes, scenes.kinds, strict=True)
        ]
    else:
        arrays |= {"true_maps": scenes.maps.numpy(), "true_segments": scenes.segments.numpy()}
    return header, arrays


def said(name: str, network: str, scores: "Tensor") -> Message:
    """What a network says of the scenes that are shown: header and arrays. scores: what it gives for them, (n, …)."""
    from cnnviz.data import scene_sets
    from cnnviz.networks import scene_networks

    if network in scene_networks.DETECTORS:
        return detected(network, scores.float())
    return segmented(scene_sets.shown(name), scores.float())


def detected(network: str, scores: "Tensor") -> Message:
    from cnnviz.data.catalogue import SHAPES
    from cnnviz.data.scene_sets import SIDE
    from cnnviz.detection import one_stage
    from cnnviz.networks import scene_networks

    layout = scene_networks.layout(network, (SIDE, SIDE), len(SHAPES))
    names = ("boxes", "sure", "labels", "scores")
    parts = dict(zip(names, one_stage.raw_boxes(scores, layout), strict=True))
    arrays = {name: part.numpy().astype(np.uint8 if name == "labels" else np.float32) for name, part in parts.items()}
    return {"grid": layout.grid, "anchors": len(layout.shapes)}, arrays


def segmented(scenes: "SceneSet", scores: "Tensor") -> Message:
    """The maps, their regions, and how good they are: mIoU, Dice, pixel accuracy, PQ, SQ and RQ of each scene."""
    from cnnviz.segmentation.instances import regions

    maps = scores.argmax(1)
    found = [regions(one, least=LEAST_REGION) for one in maps]
    segments = np.stack([one.map.numpy() for one in found]).astype(np.uint8)
    measures = [measured(scenes, number, maps[number], found[number]) for number in range(len(maps))]
    return {"measures": measures}, {"maps": maps.numpy().astype(np.uint8), "segments": segments}


def measured(scenes: "SceneSet", number: int, given: "Tensor", found: "Segments") -> dict[str, float | None]:
    """How good the map of a scene is, and its regions, the background among them; None for what is not defined."""
    from cnnviz.segmentation import confusion, panoptic_quality
    from cnnviz.segmentation.instances import Segments, with_background
    from cnnviz.segmentation.pixels import class_dice, class_iou, pixel_accuracy

    counts = confusion(given, scenes.maps[number], len(scenes.classes) + 1)
    classes = {place: int(kind) + 1 for place, kind in enumerate(scenes.kinds[number], start=1)}
    ours, there = with_background(found), with_background(Segments(scenes.segments[number].long(), classes))
    quality = panoptic_quality(ours.map, there.map, predicted_classes=ours.classes, true_classes=there.classes).all
    values = {
        "miou": float(class_iou(counts).nanmean()), "dice": float(class_dice(counts).nanmean()),
        "accuracy": pixel_accuracy(counts), "pq": quality.panoptic, "sq": quality.segmentation,
        "rq": quality.recognition,
    }  # fmt: skip
    return {name: None if math.isnan(value) else value for name, value in values.items()}


@kept.keep
def _of_shipped(name: str, network: str, _scores: "Tensor") -> Message:
    return said(name, network, _scores)


def show(name: str, task: str, network: str, scores: "Tensor", settings: Mapping[str, Any], *, key: str) -> None:
    """The scenes with what a network that ships says of them. settings: scene, and least and most, or view."""
    header, arrays = truth(name, task)
    more, others = _of_shipped(name, network, scores)
    title = say("What a network finds in scenes that it has never seen")
    _view(key=key, data=browser.pack(header | more | {"title": title, "settings": settings}, arrays | others))
