"""The stack of feature maps on the screen and as one picture."""

import streamlit as st
import torch

from cnnviz import kept
from cnnviz.drawing import stills
from cnnviz.operations import filter_bank
from cnnviz.ui.controls.filter_picker import Filters, order_buttons
from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import lesson
from cnnviz.ui.views import lab
from cnnviz.ui.views.wall import Tile, wall
from cnnviz.words import say


@kept.keep
def responses(
    sha: str, grey: bool, text: str, window: WindowSettings, _image: torch.Tensor, _bank: torch.Tensor
) -> torch.Tensor:
    """The maps (F, H', W'); the picture counts by its hash, the bank by its text."""
    return filter_bank.feature_maps(_image, _bank, **window.arguments())


def stack(image: torch.Tensor, filters: Filters, maps: torch.Tensor, *, common: bool, show: str) -> int:
    """Draw all maps; returns the number of the chosen filter."""
    one = "signed" if common and show == "auto" else show
    tiles = [
        Tile(values, say("{f} {name}", f=f, name=name), lab.shown_as(one, image, kernel), f)
        for f, (name, kernel, values) in enumerate(zip(filters.names, filters.bank, maps.numpy(), strict=True))
    ]
    heading = say("The stack of feature maps, {shape}", shape=" × ".join(map(str, maps.shape)))
    f = wall({heading: tiles}, key="bank-wall", title="Feature maps", common=common)
    lesson.note("Point at a map to read all of them at one place; choose one to see it large.")
    if filters.seed is None:
        strongest = maps.abs().mean((1, 2)).argsort(descending=True).tolist()
        order_buttons("bank", "bank-wall", filters.names, f, strongest)
    return f


def whole_stack(image: torch.Tensor, bank: torch.Tensor, maps: torch.Tensor) -> None:
    """Download all maps (F, H', W') in one picture."""

    def png() -> bytes:
        return stills.response_picture(image, bank.sum(1), maps)

    with lesson.row():
        st.download_button(
            "PNG of all maps", png, file_name="feature-maps.png", mime="image/png", on_click="ignore",
            icon=":material/download:", key="bank-stack",
        )  # fmt: skip
