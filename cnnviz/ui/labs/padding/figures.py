"""A strategy to choose, and the corner of the photo under each of them."""

import streamlit as st
import torch

from cnnviz import convolution
from cnnviz.drawing import colour
from cnnviz.geometry.padding_modes import MODES
from cnnviz.ui.frame import control, shell
from cnnviz.ui.views import lab, stills
from cnnviz.words import say

CORNER, BORDER = 40, 24  # pixels of the photo that are shown, and of the border around them


def strategy(label: str, default: str, key: str) -> str:
    """The control of a padding mode."""
    return control.selectbox(label, MODES, MODES.index(default), key=key, bind="query-params", width=shell.px(150))


def named(mode: str) -> tuple[str, str, str]:
    """The names of the explorer's three pictures."""
    return say("{mode}: input", mode=mode), "kernel", "output"


def corners(image: torch.Tensor, kernel: torch.Tensor) -> None:
    """The corner of the photo under every strategy: padded, and the response that the border gets."""
    st.markdown(
        say(
            "**The upper left corner, magnified**: {BORDER} pixels of padding, and below the response near the border",
            BORDER=BORDER,
        )
    )
    show = lab.shown_as("auto", image, kernel)
    row = st.container(horizontal=True)
    for mode in MODES:
        with row.container(width=shell.px(165)):
            try:
                framed = convolution.pad(image[0], BORDER, 1, padding_mode=mode)[: BORDER + CORNER, : BORDER + CORNER]
                same = convolution.cross_correlate(image[0], kernel, padding="same", padding_mode=mode)
            except ValueError as error:
                shell.problem(error)
                continue
            part = same[: CORNER // 2, : CORNER // 2]
            limit = float(same.abs().max()) or 1.0
            drawn = colour.grey(part, 0, 1) if show == "picture" else colour.signed(part, limit)
            stills.still(
                colour.grey(framed, 0, 1), mode, alt=say("The corner of the photo with {mode} padding", mode=mode)
            )
            stills.still(
                drawn,
                say("response, {mode}", mode=mode),
                alt=say("Response at the corner with {mode} padding", mode=mode),
            )
