"""Filter banks, and what a shift of the picture changes behind them: over all shifts, and for one."""

import streamlit as st
import torch

from cnnviz import kept, kernels
from cnnviz.drawing import colour
from cnnviz.operations import shifts
from cnnviz.ui.frame import lesson
from cnnviz.ui.views import stills
from cnnviz.words import say

LONGEST, MOST, FILTERS, SIZE = 96, 6, 8, 5  # pixels, largest shift, filters of a bank, and their size
RANDOM = "random banks"
FILTER_CHOICES = (RANDOM, "sobel_x", "sobel_y", "outline", "box_3", "identity")


@kept.keep
def measured(sha: str, name: str, runs: int, window: int, stride: int, _image: torch.Tensor) -> dict[str, shifts.Curve]:
    """The changes for every kind of pooling; the picture (H, W) counts by its hash."""
    return shifts.curves(_image, banks(name, runs), most=MOST, window=window, stride=stride)


def banks(name: str, runs: int) -> torch.Tensor:
    """Filter banks (R, F, h, w): random ones with seeds 0, 1, …, or a single preset."""
    if name == RANDOM:
        return torch.stack([shifts.filter_bank(FILTERS, SIZE, seed) for seed in range(runs)])
    return kernels.PRESETS[name].kernel[None, None]


def curves(found: dict[str, shifts.Curve], pooling: str) -> None:
    """The changes over the shift, the chosen pooling thicker."""
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
    lesson.note(
        say(
            "Mean of {runs} runs (filter banks, to the right and down), the band from the lowest to the "
            "highest. The change is mean |f(moved) − f(still)| / mean |f(still)|.",
            runs=found["none"].runs,
        )
    )


def label(pooling: str) -> str:
    """A pooling as the chart names it."""
    return "no pooling" if pooling == "none" else pooling


def outputs(
    image: torch.Tensor, bank: torch.Tensor, pooling: str, window: int, stride: int, shift: int
) -> torch.Tensor:
    """The maps (F, H', W') behind the pooling when the picture has moved to the right."""
    return shifts.pooled(shifts.features(shifts.moved(image, shift, "right", MOST), bank), pooling, window, stride)


def before_and_after(
    image: torch.Tensor, bank: torch.Tensor, pooling: str, window: int, stride: int, shift: int
) -> None:
    """The first filter's output, still and moved, and what differs; without and with pooling."""
    for column, name in zip(st.columns(2), ("none", pooling), strict=True):
        still, moved = (outputs(image, bank[:1], name, window, stride, by)[0] for by in (0, shift))
        limit = colour.largest(still) / 2  # few values are as large as the largest
        shown = {
            say("{label}: still", label=label(name)): colour.magnitude(still, limit),
            say("moved by {shift}", shift=shift): colour.magnitude(moved, limit),
            "difference": colour.signed(moved - still, limit),
        }
        with column:
            for caption, pixels in shown.items():
                stills.still(
                    pixels, caption, alt=say("{label}, first filter, {caption}", label=label(name), caption=caption)
                )
