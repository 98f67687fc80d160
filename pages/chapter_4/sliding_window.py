"""4.11 A dense layer as a convolution: all windows of a picture in one pass."""

from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.networks.designs import windows
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import designs
from cnnviz.ui.views.wall import Tile, wall
from cnnviz.writing.tex import grouped

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

lesson.begin("sliding-window")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = picture.choose()
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
        draw(image, cropped, whole)
        with st.container(horizontal=True, vertical_alignment="center"):
            shell.copy_link()
            asked = shell.button("Time both on this machine", key="sliding-time", icon=":material/timer:")
        if asked:
            taken = measured((detector, along), lambda: windows.times(network, image, detector), again=True)
            named = {name.replace("_", " "): milliseconds for name, milliseconds in taken._asdict().items()}
            designs.bars(named, "milliseconds", key="sliding-times")
    costs = detector.costs(along)
    in_your_numbers(detector, along, cropped, whole, costs)
    lesson.claim(
        "sliding-window",
        "The sliding-window detector in one pass gives the same numbers as cropping each window, at a fraction of the "
        "cost.",
        lambda: same_and_cheaper(
            windows.difference(cropped, whole),
            costs,
            measured((detector, along), lambda: windows.times(network, image, detector)),
        ),
    )
    lesson.check_yourself("sliding-window")
    lesson.same_in_pytorch(windows.sliding_script(detector, along, seed), "sliding-window")


def measured(of: object, measure: "Callable[[], windows.Times]", *, again: bool = False) -> windows.Times:
    """The times of these settings, measured when they are first asked for."""
    known, times = st.session_state.get("sliding-measured", (None, None))
    if known != of or again:
        times = measure()
        st.session_state["sliding-measured"] = of, times
    found: windows.Times = times
    return found


def draw(image: "Tensor", cropped: "Tensor", whole: "Tensor") -> None:
    rows = {
        "Picture": [Tile(image.numpy(), f"{image.shape[1]} × {image.shape[2]} pixels", "picture")],
        "Every window by itself": [Tile(scores.numpy(), f"class {c}") for c, scores in enumerate(cropped)],
        "One pass": [Tile(scores.numpy(), f"class {c}") for c, scores in enumerate(whole)],
    }
    wall(rows, key="sliding", title="Scores of every window", tile=200)
    st.caption(
        "One pixel of a score map is one window. The weights are random, not learnt: the two ways agree with any."
    )


def in_your_numbers(
    detector: windows.Detector, along: int, cropped: "Tensor", whole: "Tensor", costs: tuple[int, int]
) -> None:
    n, (many, one) = detector.picture(along), costs
    middle = along // 2
    ours, theirs = (float(scores[0, middle, middle]) for scores in (cropped, whole))
    gap = windows.difference(cropped, whole)
    lesson.numbers(
        [
            rf"\frac{{n - w}}{{s}} + 1 = \frac{{{n} - {detector.window}}}{{{detector.pool}}} + 1 = {along}"
            r"\text{ windows along an axis}",
            rf"\text{{every window by itself: }} {along}^2 \cdot {grouped(many // along**2)} = {grouped(many)}"
            r"\text{ multiply-adds}",
            rf"\text{{one pass: }} {grouped(one)}\text{{ multiply-adds, }} {many / one:.3g}\text{{ times fewer}}",
        ],
        agrees=gap < 1e-5,
        beside=f"Class 0 at window [{middle}, {middle}]: `nn.Linear` on the cropped window gives **{ours:.6f}**, "
        f"`nn.Conv2d` over the whole picture **{theirs:.6f}**. No score of all {along * along} windows differs by "
        f"more than {gap:.1g} of the largest: the same sums, added in another order.",
    )


def same_and_cheaper(gap: float, costs: tuple[int, int], taken: windows.Times) -> tuple[bool, str]:
    many, one = costs
    return gap < 1e-5 and one < many, (
        f"The largest difference is {gap:.1g} of the largest score. One pass takes **{many / one:.3g}** times fewer "
        "multiply-adds, because neighbouring windows share most of their convolutions. On this machine it took "
        f"{designs.milliseconds(taken.one_pass)}, window after window {designs.milliseconds(taken.one_by_one)} "
        f"(**{taken.one_by_one / taken.one_pass:.3g}** times as long), and all windows cropped into one batch "
        f"{designs.milliseconds(taken.one_batch)}."
    )


laboratory()
lesson.end(
    "sliding-window",
    [
        "P. Sermanet and others: *OverFeat: integrated recognition, localization and detection…*, 2014, section 3.5",
        "J. Long, E. Shelhamer, T. Darrell: *Fully convolutional networks for semantic segmentation*, 2015",
        "PyTorch: `torch.nn.Linear`, `torch.nn.Conv2d`, `torch.Tensor.unfold`",
    ],
)
