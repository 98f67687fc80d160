"""3.6 Pooling and small shifts: how much does the output change when the picture moves?"""

import streamlit as st
import torch

from cnnviz.lessons.pooling_shifts import formulas
from cnnviz.lessons.pooling_shifts.listing import shift_script
from cnnviz.operations import properties, shifts
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.pooling_shifts import figures
from cnnviz.ui.views import stills
from cnnviz.words import say

lesson.begin("pooling-shifts")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = picture.choose()
            name = control.selectbox(
                "Filters", figures.FILTER_CHOICES, key="shift-filters", bind="query-params", width=shell.px(170)
            )
            runs = number("Banks", 1, 8, 4, "shift-runs") if name == figures.RANDOM else 1
            window, stride = number("Window k", 2, 8, 2, "shift-k"), number("Stride s", 1, 8, 2, "shift-s")
            pooling = lesson.choice("Pooling", shifts.POOLINGS[1:], "shift-pooling")
            shift = control.slider(
                "Shift in pixels", 0, figures.MOST, 1, key="shift", bind="query-params", width=shell.px(220)
            )
        image = picture.working(chosen, longest=figures.LONGEST, grey=True)[0]
        try:
            found = figures.measured(f"{chosen.sha} {figures.LONGEST}", name, runs, window, stride, image)
        except ValueError as error:
            shell.problem(error)
            return
        left, right = st.columns([3, 2], gap="medium")
        with left:
            figures.curves(found, pooling)
        with right:
            figures.before_and_after(image, figures.banks(name, 1)[0], pooling, window, stride, shift)
        shell.copy_link()
    in_your_numbers(image, figures.banks(name, 1)[0], pooling, window, stride, shift)
    lesson.experiments("pooling-shifts", found=found, pooling=pooling)
    lesson.check_yourself("pooling-shifts")
    source = stills.script_source(chosen, image[None], figures.LONGEST)
    kernel = None if name == figures.RANDOM else figures.banks(name, 1)[0, 0].numpy()
    script = shift_script(
        **source,
        shift=shift,
        most=figures.MOST,
        window=window,
        stride=stride,
        kernel=kernel,
        filters=figures.FILTERS,
        size=figures.SIZE,
    )
    lesson.same_in_pytorch(script, "pooling-shifts")


def in_your_numbers(
    image: torch.Tensor, bank: torch.Tensor, pooling: str, window: int, stride: int, shift: int
) -> None:
    still, moved = (figures.outputs(image, bank, pooling, window, stride, by) for by in (0, shift))
    by_torch = shifts.change_by_torch(image, bank, pooling, window, stride, shift, figures.MOST)
    lesson.numbers(
        formulas.explain(moved, still),
        agrees=properties.agree([shifts.change(moved, still)], [by_torch]),
        beside=say(
            "The same through PyTorch's own layers (`nn.Conv2d`, `nn.ReLU` and pooling), for the first bank and a "
            "shift of {shift} to the right: **{by_torch:.3%}**.",
            shift=shift,
            by_torch=by_torch,
        ),
    )


laboratory()
lesson.end(
    "pooling-shifts",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.3",
        "R. Zhang: *Making convolutional networks shift-invariant again*, 2019",
    ],
)
