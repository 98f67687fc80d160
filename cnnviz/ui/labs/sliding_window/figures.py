"""The scores of every window on the screen, and the times that both ways take on this machine."""

from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.networks.designs import windows
from cnnviz.ui.frame import lesson
from cnnviz.ui.views.wall import Tile, wall
from cnnviz.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor


def draw(image: "Tensor", detector: windows.Detector, cropped: "Tensor", whole: "Tensor") -> None:
    """image (3, n, n); scores (classes, rows, columns) of both ways."""
    first, side = windows.framed(image, detector, 0), len(cropped[0])
    last = windows.framed(image, detector, side - 1)
    size = say("{height} × {width} pixels", height=image.shape[1], width=image.shape[2])
    rows = {
        "Picture": [
            Tile(image.numpy(), size, "picture"),
            Tile(first.numpy(), say("window [0, 0], {w} × {w} pixels", w=detector.window), "picture"),
            Tile(last.numpy(), say("window [{n}, {n}], the last", n=side - 1), "picture"),
        ],
        "Every window by itself": [Tile(scores.numpy(), say("class {c}", c=c)) for c, scores in enumerate(cropped)],
        "One pass": [Tile(scores.numpy(), say("class {c}", c=c)) for c, scores in enumerate(whole)],
    }
    wall(rows, key="sliding", title="Scores of every window", tile=200)
    lesson.note(
        "One pixel of a score map is one window. The weights are random, not learnt: the two ways agree with any."
    )


def measured(of: object, measure: "Callable[[], windows.Times]", *, again: bool = False) -> windows.Times:
    """The times of these settings, measured when they are first asked for."""
    known, times = st.session_state.get("sliding-measured", (None, None))
    if known != of or again:
        times = measure()
        st.session_state["sliding-measured"] = of, times
    found: windows.Times = times
    return found
