"""4.11 A dense layer as a convolution: all windows of a picture in one pass."""

from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.lessons.sliding_window import claim, formulas, listing
from cnnviz.networks.designs import windows
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.sliding_window import figures
from cnnviz.ui.views import designs
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor

lesson.begin("sliding-window")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = picture.choose()
            lesson.opening("sliding", along=20, w=28, pool=4)
            along = number("Windows along", 1, windows.MOST_WINDOWS, 14, "sliding-along", help="in each direction")
            window = number("Window", 2, 64, 14, "sliding-w")
            kernel = number("Kernel", 1, 15, 5, "sliding-k")
            pool = number("Pooling", 1, 8, 2, "sliding-pool", help="its stride is the stride of the windows")
            seed = number("Weights no.", 0, 999, 1, "sliding-seed", help="random weights, begun from this number")
        try:
            detector = windows.Detector(window, kernel, pool)
            image = windows.scaled(chosen.pixels, detector.picture(along))
        except ValueError as error:
            shell.problem(error)
            return
        network = windows.classifier(detector, seed)
        cropped = windows.by_cropping(network, image, detector)
        whole = windows.in_one_pass(windows.as_convolutions(network, detector), image)
        figures.draw(image, detector, cropped, whole)
        with lesson.row():
            shell.copy_link()
            asked = shell.button("Time both on this machine", key="sliding-time", icon=":material/timer:")
        if asked:
            taken = figures.measured((detector, along), lambda: windows.times(network, image, detector), again=True)
            named = {name.replace("_", " "): milliseconds for name, milliseconds in taken._asdict().items()}
            designs.bars(named, "milliseconds", key="sliding-times")
    costs = detector.costs(along)
    in_your_numbers(detector, along, cropped, whole)
    lesson.experiments(
        "sliding-window",
        cropped=cropped,
        whole=whole,
        detector=detector,
        along=along,
        measured=lambda: claim.cheaper(
            windows.difference(cropped, whole),
            costs,
            figures.measured((detector, along), lambda: windows.times(network, image, detector)),
        ),
    )
    lesson.check_yourself("sliding-window")
    lesson.same_in_pytorch(listing.sliding_script(detector, along, seed), "sliding-window")


def in_your_numbers(detector: windows.Detector, along: int, cropped: "Tensor", whole: "Tensor") -> None:
    place, ours, theirs = windows.in_the_middle(cropped, whole)
    gap = windows.difference(cropped, whole)
    lesson.numbers(
        formulas.explain(detector, along),
        agrees=gap < windows.SAME,
        beside=say(
            "Class 0 at window [{place}, {place}]: `nn.Linear` on the cropped window gives **{ours:.6f}**, "
            "`nn.Conv2d` over the whole picture **{theirs:.6f}**. No score of all {cropped} windows differs by "
            "more than {gap:.1g} of the largest: the same sums, added in another order.",
            place=place, ours=ours, theirs=theirs, cropped=cropped[0].numel(), gap=gap,
        ),
    )  # fmt: skip


laboratory()
lesson.end(
    "sliding-window",
    [
        "P. Sermanet and others: *OverFeat: integrated recognition, localization and detection…*, 2014, section 3.5",
        "J. Long, E. Shelhamer, T. Darrell: *Fully convolutional networks for semantic segmentation*, 2015",
        "PyTorch: `torch.nn.Linear`, `torch.nn.Conv2d`, `torch.Tensor.unfold`",
    ],
)
