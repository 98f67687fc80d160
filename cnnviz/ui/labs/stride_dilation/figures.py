"""What a stride saves and loses, in figures and on the picture."""

import numpy as np
import streamlit as st
import torch

from cnnviz.drawing import colour
from cnnviz.operations.strides import Strided
from cnnviz.ui.frame import lesson
from cnnviz.ui.views import stills
from cnnviz.words import say


def metrics(found: Strided, kernel: torch.Tensor) -> None:
    """What is computed, what is never used, and what is too fine."""
    with lesson.results():
        st.metric("Multiply-adds", f"{found.taken:,}")
        st.metric("Of those with stride 1", f"{found.taken / found.dense:.1%}")
        st.metric(
            "Pixels never used",
            f"{found.unused:.1%}",
            help="Share of the pixels that no window covers with one of its cells, whatever the weight there.",
        )
        st.metric(
            "Too fine for the stride",
            f"{found.too_fine:.1%}",
            help="Share of the response's variation in waves shorter than 2s pixels, which every s-th value cannot "
            "show: they come back as coarser patterns that are not in the picture (aliasing).",
        )
    if zero := int((kernel == 0).sum()):
        lesson.note(
            say(
                "A pixel counts as used where a cell of a window lies on it. {zero} of the {all} weights are 0, "
                "and what lies under them has no influence all the same.",
                zero=zero, all=kernel.numel(),
            )
        )  # fmt: skip


def what_is_left(image: torch.Tensor, found: Strided, stride: int, as_picture: bool) -> None:
    """Values and pixels that count stand out, all others are faded; image (1, H, W)."""
    limit = colour.largest(found.every)
    drawn, kept = (
        colour.grey(part, 0, 1) if as_picture else colour.signed(part, limit) for part in (found.every, found.kept)
    )
    computed = np.zeros(found.every.shape, bool)
    computed[::stride, ::stride] = True
    low, high = min(0.0, float(image.min())), max(1.0, float(image.max()))
    pictures = {
        say("stride 1; the values that stride {stride} computes stand out", stride=stride): stills.dimmed(
            drawn, computed
        ),
        say("what stride {stride} leaves, enlarged", stride=stride): kept,
        "input; pixels that no output uses are faded": stills.dimmed(colour.grey(image[0], low, high), found.uses > 0),
    }
    for column, (caption, pixels) in zip(st.columns(3), pictures.items(), strict=True):
        with column:
            stills.still(pixels, caption)
