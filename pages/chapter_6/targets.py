"""The target vector of a picture, and what a prediction of it costs."""

import streamlit as st

from cnnviz.detection import targets
from cnnviz.lessons.targets import formulas, listing
from cnnviz.ui.controls import scene
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.targets.targets_lab import Shown, target_and_prediction
from cnnviz.words import say

lesson.begin("targets")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab", screen=True):
        shown = target_and_prediction()
        with lesson.row():
            scene.files(shown.scenery, "targets")
        lesson.note(
            "Drag a box or a corner, or over empty ground for a new box; Tab and arrow keys do the same. White: the "
            "prediction."
        )
        shell.copy_link()
    y, said = shown.vectors()
    in_your_numbers(shown)
    lesson.experiments("targets", **shown.values())
    lesson.check_yourself("targets")
    lesson.same_in_pytorch(listing.targets_script(y, said, shown.classes, shown.loss), "targets")


def in_your_numbers(shown: Shown) -> None:
    y, said = shown.vectors()
    terms = targets.target_terms(y, said, classes=shown.classes, kind=shown.loss)
    by_torch = targets.loss_by_torch(y, said, classes=shown.classes, kind=shown.loss)
    truth = shown.scenery.picture.truth
    lesson.numbers(
        formulas.explain(
            y, said, terms, classes=shown.classes, loss=shown.loss, box=shown.box, image=(truth.height, truth.width)
        ),
        agrees=formulas.same_loss(terms, by_torch),
        beside=say("PyTorch's own losses give the same: **{by_torch:.4f}**.", by_torch=by_torch),
    )


laboratory()
lesson.end(
    "targets",
    [
        "A. Ng: *Convolutional Neural Networks*, deeplearning.ai, week 3: object localization and landmark detection",
        "J. Redmon et al.: *You Only Look Once: Unified, Real-Time Object Detection*, CVPR 2016",
        "The coins: scikit-image's sample photo, from Pompeii, Brooklyn Museum",
    ],
)
