"""Two kernels after one another, composed."""

import streamlit as st
import torch

from cnnviz import kernels
from cnnviz.operations import properties
from cnnviz.words import say


def composition(image: torch.Tensor, first: torch.Tensor, second: torch.Tensor) -> None:
    """Two kernels after one another are one kernel, away from the border."""
    sides = kernels.composed_size(first, second)
    if max(sides) > kernels.LARGEST:
        st.info(
            say(
                "One kernel does both, but it would be {height} × {width}, and at most {largest} × "
                "{largest} is shown: take rows or columns away from A or B.",
                height=sides[0], width=sides[1], largest=kernels.LARGEST,
            ),
            icon=":material/merge:",
        )  # fmt: skip
        return
    both = kernels.compose(first, second)
    if max(both.shape) > max(image.shape[-2:]):
        return
    gap = properties.composition_error(image, first, second)
    st.info(
        say(
            "One kernel does both: composed, A and B are {height} × {width}, and without padding and with "
            "stride 1 the two ways differ by at most **{gap:.2g}**.",
            height=both.shape[0], width=both.shape[1], gap=gap,
        ),
        icon=":material/merge:",
    )  # fmt: skip
    with st.expander("The composed kernel"):
        st.dataframe(both.numpy().round(4), hide_index=True)
