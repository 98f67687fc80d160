"""IoU and the losses made of it: two boxes under the hand, and which way each loss pushes."""

import streamlit as st

from cnnviz.detection import boxes
from cnnviz.lessons.iou import formulas, listing
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.iou.sheet import Boxes, two_boxes
from cnnviz.words import say

lesson.begin("iou")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        chosen = two_boxes()
        lesson.note(
            "Drag a box or a corner, or Tab to it and use the arrow keys. Arrows show where gradient descent pushes "
            "each edge."
        )
        shell.copy_link()
    in_your_numbers(chosen)
    lesson.experiments("iou", **chosen.values())
    lesson.check_yourself("iou")
    lesson.same_in_pytorch(listing.iou_script(chosen.box, chosen.target, chosen.loss), "iou")


def in_your_numbers(chosen: Boxes) -> None:
    by_torch = boxes.loss_by_torch(chosen.box, chosen.target, chosen.loss)
    push = boxes.descent([chosen.box], [chosen.target], chosen.loss)[0].tolist()
    lesson.numbers(
        formulas.explain(chosen.box, chosen.target, chosen.loss),
        agrees=formulas.same_loss(by_torch, chosen.box, chosen.target, chosen.loss),
        beside=say(
            "torchvision's loss is the same: **{by_torch:.4f}**. Its negative gradient by x₀, y₀, x₁ and y₁ is {push}.",
            by_torch=by_torch, push=formulas.written(push),
        ),
    )  # fmt: skip


laboratory()
lesson.end(
    "iou",
    [
        "H. Rezatofighi et al.: *Generalized Intersection over Union: A Metric and a Loss for Bounding Box "
        "Regression*, CVPR 2019",
        "Z. Zheng et al.: *Distance-IoU Loss: Faster and Better Learning for Bounding Box Regression*, AAAI 2020",
        "torchvision: `ops.box_iou`, `ops.generalized_box_iou_loss`, `ops.distance_box_iou_loss`, "
        "`ops.complete_box_iou_loss`",
    ],
)
