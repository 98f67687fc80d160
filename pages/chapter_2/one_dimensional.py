"""2.4 One-dimensional convolution, continuous and discrete: one signal slides over the other."""

import streamlit as st

from cnnviz.lessons.one_dimensional import listing
from cnnviz.operations import properties
from cnnviz.signals import sliding
from cnnviz.signals.sliding import Signal
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.one_dimensional import slide
from cnnviz.words import say
from cnnviz.writing import sums

STEPS = ("0.01", "0.02", "0.05", "0.1", "0.2")

lesson.begin("one-dimensional")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            discrete = lesson.choice("Time", ("continuous", "discrete"), "one-time") == "discrete"
            operation = lesson.choice("Operation", sliding.OPERATIONS, "one-operation")
            step = None
            if not discrete:
                step = float(
                    control.selectbox(
                        "dt",
                        STEPS,
                        key="one-dt",
                        bind="query-params",
                        width=shell.px(110),
                        help="The integral is computed as a sum over samples dt apart.",
                    )
                )
        left, board = lesson.beside()
        try:
            with left:
                f, f_shape = slide.choose("f", "box", step)
                g, g_shape = slide.choose("g", "decay", step)
            result = sliding.slide(f, g, operation)
        except ValueError as error:
            shell.problem(error)
            return
        by_hand = None
        if f_shape and g_shape and not discrete:
            by_hand = sliding.integral(f_shape, g_shape, operation, result.times)
        with board:
            slide.draw(f, g, result, operation, discrete=discrete, by_hand=by_hand)
            if by_hand is not None:
                slide.far_from_integral(result, by_hand)
            slide.copy_link()
    in_your_numbers(f, g, result, operation, discrete)
    lesson.experiments("one-dimensional", f=f, g=g, result=result, discrete=discrete, operation=operation)
    lesson.check_yourself("one-dimensional")
    shapes = (None, None) if discrete else (f_shape, g_shape)
    lesson.same_in_pytorch(listing.slide_script(f, g, operation, shapes=shapes), "one-dimensional")


def in_your_numbers(f: Signal, g: Signal, result: Signal, operation: str, discrete: bool) -> None:
    place = slide.place(result, slide.stretch(f, g, result, discrete))
    pairs = sliding.overlap(f, g, operation, place)
    lines = (sums.discrete_slide if discrete else sums.continuous_slide)(
        pairs, float(result.times[place]), float(result.values[place]), operation, result.step
    )
    by_torch = slide.by_torch(f, g, operation)
    lesson.numbers(
        lines,
        agrees=properties.agree(result.values, by_torch),
        beside=say(
            "`torch.nn.functional.conv1d` gives **{by_torch:.6g}** at this place, and the same as the lab "
            "at all {places:,} places. Click another place in the lab to see its numbers.",
            by_torch=by_torch[place],
            places=len(by_torch),
        ),
    )


laboratory()
lesson.end(
    "one-dimensional",
    [
        "A. V. Oppenheim, R. W. Schafer: *Discrete-Time Signal Processing*, 3rd edition, 2010, section 2.3",
        "R. N. Bracewell: *The Fourier Transform and Its Applications*, 3rd edition, 2000, chapter 3",
        "NumPy: `numpy.convolve`; PyTorch: `torch.nn.functional.conv1d`",
    ],
)
