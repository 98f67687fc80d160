"""Non-maximum suppression, one step at a time: which box stays, which ones it takes away, and by what overlap."""

import streamlit as st

from cnnviz.lessons.suppression import formulas, listing
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.suppression.sheet import Look, sheet

lesson.begin("suppression")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        look = sheet()
        lesson.note(
            "The boxes of a scene are made up around its shapes, as a detector may give them. Boxes by hand: drag a "
            "box or a corner, or Tab to it and use the arrow keys."
        )
        shell.copy_link()
    in_your_numbers(look)
    lesson.experiments("suppression", **look.values())
    lesson.check_yourself("suppression")
    lesson.same_in_pytorch(listing.suppression_script(look.found, look.rule), "suppression")


def in_your_numbers(look: Look) -> None:
    agrees, beside = formulas.beside_torch(look.found, look.rule, look.steps)
    lesson.numbers(formulas.explain(look.found, look.rule, look.steps), agrees=agrees, beside=beside)


laboratory()
lesson.end(
    "suppression",
    [
        "N. Bodla et al.: *Soft-NMS: Improving Object Detection with One Line of Code*, ICCV 2017",
        "Z. Zheng et al.: *Distance-IoU Loss: Faster and Better Learning for Bounding Box Regression*, AAAI 2020, "
        "section on DIoU-NMS",
        "torchvision: `ops.nms`, `ops.batched_nms`",
    ],
)
