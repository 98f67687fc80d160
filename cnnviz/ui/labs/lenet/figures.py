"""A digit and its maps, layer by layer, and the answer."""

from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.lessons.lenet import experiment
from cnnviz.ui.views.wall import Tile, wall
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor


def draw(picture: "Tensor", outputs: "dict[str, Tensor]", label: int, is_trained: bool) -> None:
    """picture (1, 1, H, W); outputs: maps (C, H', W') by layer, and the softmax (10,)."""
    rows = {"Input": [Tile(picture[0, 0].numpy(), say("a {label}", label=label), "grey")]}
    rows |= {
        say("{name}, {outputs} maps", name=name, outputs=len(outputs[name])): [
            Tile(values.numpy(), f"{place}") for place, values in enumerate(outputs[name])
        ]
        for name in experiment.SHOWN
    }
    wall(rows, key="lenet", title="A digit in LeNet-5", tile=100)
    scores = outputs["softmax"].tolist()
    best = max(range(len(scores)), key=scores.__getitem__)
    st.markdown(
        say(
            "With the weights learnt above it says **{best}**, with a probability of {share:.1%}; the picture is a "
            "{label}." if is_trained else
            "With random weights (train it first) it says **{best}**, with a probability of {share:.1%}; the "
            "picture is a {label}.",
            best=best, share=scores[best], label=label,
        )
    )  # fmt: skip
