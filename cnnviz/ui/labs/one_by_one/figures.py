"""The maps that a 1×1 convolution gives, and their picture to take away."""

import streamlit as st
import torch

from cnnviz.drawing import stills
from cnnviz.ui.views.wall import Tile, wall
from cnnviz.words import say


def outputs(image: torch.Tensor, mixed: torch.Tensor, show: str) -> int:
    """Draw the output (C_out, H, W), beside the image if it is a picture, too; returns the chosen channel."""
    maps = mixed.numpy()
    rows = {"The output": [Tile(values, say("channel {o}", o=o), show, o) for o, values in enumerate(maps)]}
    if len(maps) == 3:
        both = [Tile(image.numpy(), "before", "picture"), Tile(maps, "after, its three channels as colours", "picture")]
        rows = {"As a picture": both, "Channel by channel": rows["The output"]}
    return wall(rows, key="mix-wall", title="Output of the 1×1 convolution", tile=240)


def download(mixed: torch.Tensor) -> None:
    """The result as a picture; of one or two channels, or more than three, the first in grey."""
    planes = mixed if len(mixed) == 3 else mixed[:1].expand(3, -1, -1)

    def png() -> bytes:
        return stills.png((planes.clamp(0, 1) * 255).round().byte().permute(1, 2, 0).numpy())

    st.download_button(
        "PNG", png, file_name="one-by-one.png", mime="image/png", on_click="ignore", icon=":material/download:",
        key="mix-png",
    )  # fmt: skip
