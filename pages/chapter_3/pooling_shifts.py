"""3.6 Pooling and small shifts: how much does the output change when the picture moves?"""

import streamlit as st
import torch

from cnnviz import kernels
from cnnviz.drawing import colour
from cnnviz.lessons.listings.windows import shift_script
from cnnviz.operations import properties, shifts
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views import stills

LONGEST, MOST, FILTERS, SIZE = 96, 6, 8, 5  # pixels, largest shift, filters of a bank, and their size
RANDOM = "random banks"
FILTER_CHOICES = (RANDOM, "sobel_x", "sobel_y", "outline", "box_3", "identity")
INVARIANT = 0.05  # a change of 5 % and less passes for none

lesson.begin("pooling-shifts")


@st.cache_data(max_entries=64, show_spinner=False)
def measured(sha: str, name: str, runs: int, window: int, stride: int, _image: torch.Tensor) -> dict[str, shifts.Curve]:
    return shifts.curves(_image, banks(name, runs), most=MOST, window=window, stride=stride)


def banks(name: str, runs: int) -> torch.Tensor:
    """Filter banks (R, F, h, w): random ones with seeds 0, 1, …, or a single preset."""
    if name == RANDOM:
        return torch.stack([shifts.filter_bank(FILTERS, SIZE, seed) for seed in range(runs)])
    return kernels.PRESETS[name].kernel[None, None]


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = picture.choose()
            name = control.selectbox(
                "Filters", FILTER_CHOICES, key="shift-filters", bind="query-params", width=shell.px(170)
            )
            runs = number("Banks", 1, 8, 4, "shift-runs") if name == RANDOM else 1
            window, stride = number("Window k", 2, 8, 2, "shift-k"), number("Stride s", 1, 8, 2, "shift-s")
            pooling = lesson.choice("Pooling", shifts.POOLINGS[1:], "shift-pooling")
            shift = control.slider("Shift in pixels", 0, MOST, 1, key="shift", bind="query-params", width=shell.px(220))
        image = picture.working(chosen, longest=LONGEST, grey=True)[0]
        try:
            found = measured(f"{chosen.sha} {LONGEST}", name, runs, window, stride, image)
        except ValueError as error:
            shell.problem(error)
            return
        left, right = st.columns([3, 2], gap="medium")
        with left:
            curves(found, pooling)
        with right:
            before_and_after(image, banks(name, 1)[0], pooling, window, stride, shift)
        shell.copy_link()
    in_your_numbers(image, banks(name, 1)[0], pooling, window, stride, shift)
    lesson.claim(
        "pooling-shifts",
        "Pooling makes a network invariant to minor translations.",
        lambda: invariance(found, pooling),
    )
    lesson.check_yourself("pooling-shifts")
    source = stills.script_source(chosen, image[None], LONGEST)
    kernel = None if name == RANDOM else banks(name, 1)[0, 0].numpy()
    script = shift_script(
        **source, shift=shift, most=MOST, window=window, stride=stride, kernel=kernel, filters=FILTERS, size=SIZE
    )
    lesson.same_in_pytorch(script, "pooling-shifts")


def curves(found: dict[str, shifts.Curve], pooling: str) -> None:
    pixels = list(range(MOST + 1))
    stills.line_chart(
        {label(name): (pixels, curve.mean.tolist()) for name, curve in found.items()},
        bands={label(name): (curve.low, curve.high) for name, curve in found.items()},
        key="shift-curves",
        x="shift of the picture in pixels",
        y="change of the output",
        marked=label(pooling),
        percent=True,
        height=430,
        alt="Relative change of the output over the shift, without pooling and with each kind of pooling",
    )
    st.caption(
        f"Mean of {found['none'].runs} runs (filter banks, to the right and down), the band from the lowest to the "
        "highest. The change is mean |f(moved) − f(still)| / mean |f(still)|."
    )


def label(pooling: str) -> str:
    return "no pooling" if pooling == "none" else pooling


def outputs(
    image: torch.Tensor, bank: torch.Tensor, pooling: str, window: int, stride: int, shift: int
) -> torch.Tensor:
    return shifts.pooled(shifts.features(shifts.moved(image, shift, "right", MOST), bank), pooling, window, stride)


def before_and_after(
    image: torch.Tensor, bank: torch.Tensor, pooling: str, window: int, stride: int, shift: int
) -> None:
    """The first filter's output, still and moved, and what differs; without and with pooling."""
    for column, name in zip(st.columns(2), ("none", pooling), strict=True):
        still, moved = (outputs(image, bank[:1], name, window, stride, by)[0] for by in (0, shift))
        limit = colour.largest(still) / 2  # few values are as large as the largest
        shown = {
            f"{label(name)}: still": colour.magnitude(still, limit),
            f"moved by {shift}": colour.magnitude(moved, limit),
            "difference": colour.signed(moved - still, limit),
        }
        with column:
            for caption, pixels in shown.items():
                stills.still(pixels, caption, alt=f"{label(name)}, first filter, {caption}")


def in_your_numbers(
    image: torch.Tensor, bank: torch.Tensor, pooling: str, window: int, stride: int, shift: int
) -> None:
    still, moved = (outputs(image, bank, pooling, window, stride, by) for by in (0, shift))
    gap, size = float((moved - still).abs().mean()), float(still.abs().mean())
    ours = float(shifts.change(moved, still))
    by_torch = shifts.change_by_torch(image, bank, pooling, window, stride, shift, MOST)
    lesson.numbers(
        [
            r"\text{change} = \frac{\text{mean}\,|f(T x) - f(x)|}{\text{mean}\,|f(x)|}",
            rf"\frac{{{gap:.4g}}}{{{size:.4g}}} = {100 * ours:.3g}\,\%",
        ],
        agrees=properties.agree([ours], [by_torch]),
        beside=f"The same through PyTorch's own layers (`nn.Conv2d`, `nn.ReLU` and pooling), for the first bank and a "
        f"shift of {shift} to the right: **{by_torch:.3%}**.",
    )


def invariance(found: dict[str, shifts.Curve], pooling: str) -> tuple[bool, str]:
    rows = [
        f"by {by}: **{found[pooling].mean[by]:.1%}** with {pooling} pooling, {found['none'].mean[by]:.1%} without, "
        f"{found['max blur'].mean[by]:.1%} with max and blur"
        for by in (1, 2, 3)
    ]
    less = bool((found[pooling].mean[1:4] < found["none"].mean[1:4]).all())
    return (
        bool(found[pooling].mean[1:4].max() <= INVARIANT),
        f"Invariant would be 0 % (up to {INVARIANT:.0%} passes here). When the picture moves {'; '.join(rows)}. "
        f"So the output changes {'less' if less else 'no less'} than without pooling.",
    )


laboratory()
lesson.end(
    "pooling-shifts",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.3",
        "R. Zhang: *Making convolutional networks shift-invariant again*, 2019",
    ],
)
