"""Precision and recall of detections under both thresholds, and how their curve becomes one number."""

import streamlit as st

from cnnviz.lessons.average_precision import formulas, listing
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.average_precision.pictures import Shown, pictures
from cnnviz.words import say

lesson.begin("average-precision")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        shown = pictures()
        lesson.note(
            "The detections are made up around the shapes, as a detector may give them. Move both thresholds, or "
            "point at the curve."
        )
        shell.copy_link()
        with lesson.exact():
            st.table(formulas.as_table(shown.every))
    in_your_numbers(shown)
    lesson.experiments("average-precision", **shown.values())
    lesson.check_yourself("average-precision")
    lesson.same_in_pytorch(
        listing.ap_script(
            shown.detections, shown.truth, shown.label, iou=shown.iou, kind=shown.kind, matching=shown.matching,
            ties=shown.ties,
        ),
        "average_precision",
    )  # fmt: skip


def in_your_numbers(shown: Shown) -> None:
    curve = shown.curve()
    agrees, beside = formulas.beside_torch(curve, shown.kind)
    lesson.numbers(formulas.explain(curve, shown.kind), agrees=agrees, beside=beside)
    st.caption(
        say(
            "All detections of this class at IoU {iou:g}. Where the AP of other programs differs: in how they read the "
            "curve; in what a detection does whose best object is taken; in the order of equal scores; in how many "
            "detections of a picture count, 100 in COCO; and in VOC's program a box is one pixel wider and higher.",
            iou=shown.iou,
        )
    )


laboratory()
lesson.end(
    "average-precision",
    [
        "M. Everingham et al.: *The PASCAL Visual Object Classes (VOC) Challenge*, International Journal of Computer "
        "Vision, 2010",
        "T.-Y. Lin et al.: *Microsoft COCO: Common Objects in Context*, ECCV 2014, and its program `cocoeval.py`",
        "J. Davis, M. Goadrich: *The Relationship Between Precision-Recall and ROC Curves*, ICML 2006",
    ],
)
