"""Objects over a grid of anchors: who has to find which, and how it is written down."""

import streamlit as st

from cnnviz.detection import anchor_boxes, boxes
from cnnviz.detection.two_boxes import compare
from cnnviz.lessons.anchors import formulas, listing
from cnnviz.ui.controls import scene
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.anchors.anchors_lab import Shown, objects_and_anchors
from cnnviz.words import say

lesson.begin("anchors")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab", screen=True):
        shown = objects_and_anchors()
        with lesson.row():
            scene.files(shown.scenery, "anchors")
        lesson.note(
            "Drag a box or a corner, or over empty ground for a new box; Tab and arrow keys do the same. White: the "
            "anchor that lies best for the chosen object; in colours: those that have to find one; dashed: forced."
        )
        shell.copy_link()
    in_your_numbers(shown)
    lesson.experiments("anchors", **shown.values())
    lesson.check_yourself("anchors")
    lesson.same_in_pytorch(script(shown), "anchors")


def in_your_numbers(shown: Shown) -> None:
    pair = shown.best()
    if pair is None:
        return
    box, anchor = pair
    if shown.by == "iou":
        offsets = boxes.encode([box], [anchor])[0].tolist()
        iou, by_torch = anchor_boxes.pair_by_torch(box, anchor)
        lesson.numbers(
            formulas.from_anchor(box, anchor, offsets),
            agrees=formulas.same([*offsets, compare(box, anchor).iou], [*by_torch, iou]),
            beside=say("torchvision gives the same offsets and the same IoU, **{iou:.4f}**.", iou=iou),
        )
        return
    by_torch = anchor_boxes.cell_by_torch(box, shown.image, shown.grid)
    vector = shown.in_its_cell()  # None where another object has taken the place
    lesson.numbers(
        formulas.in_cell(box, vector or by_torch, shown.image, shown.target().target.shape),
        agrees=None if vector is None else formulas.same(vector, by_torch),
        beside="torchvision's box_convert gives the same four numbers, in cells instead of pixels.",
    )


def script(shown: Shown) -> str:
    if shown.by == "iou":
        thresholds = (shown.foreground, shown.background)
        return listing.matching_script(shown.boxes(), shown.image, shown.grid, shown.shapes, thresholds, shown.forced)
    return listing.grid_script(shown.boxes(), shown.labels(), shown.classes, shown.image, shown.grid, shown.in_cells)


laboratory()
lesson.end(
    "anchors",
    [
        "S. Ren et al.: *Faster R-CNN: Towards Real-Time Object Detection with Region Proposal Networks*, 2015",
        "W. Liu et al.: *SSD: Single Shot MultiBox Detector*, 2016",
        "J. Redmon et al.: *You Only Look Once: Unified, Real-Time Object Detection*, CVPR 2016",
        "torchvision: `models.detection._utils.Matcher` and `BoxCoder`",
    ],
)
