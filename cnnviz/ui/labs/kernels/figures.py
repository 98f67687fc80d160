"""Two kernels after one another, composed."""

import streamlit as st
import torch

from cnnviz import kernels
from cnnviz.operations import properties


def composition(image: torch.Tensor, first: torch.Tensor, second: torch.Tensor) -> None:
    """Two kernels after one another are one kernel, away from the border."""
    sides = kernels.composed_size(first, second)
    if max(sides) > kernels.LARGEST:
        st.info(
            f"One kernel does both, but it would be {sides[0]} × {sides[1]}, and at most {kernels.LARGEST} × "
            f"{kernels.LARGEST} is shown: take rows or columns away from A or B.",
            icon=":material/merge:",
        )
        return
    both = kernels.compose(first, second)
    if max(both.shape) > max(image.shape[-2:]):
        return
    gap = properties.composition_error(image, first, second)
    st.info(
        f"One kernel does both: composed, A and B are {both.shape[0]} × {both.shape[1]}, and without padding and with "
        f"stride 1 the two ways differ by at most **{gap:.2g}**.",
        icon=":material/merge:",
    )
    with st.expander("The composed kernel"):
        st.dataframe(both.numpy().round(4), hide_index=True)
