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
    weights = "the weights learnt above" if is_trained else "random weights: train it first"
    st.markdown(
        say(
            "With {weights} it says **{best}**, with a probability of {scores:.1%}; the picture is a {label}.",
            weights=weights, best=best, scores=scores[best], label=label,
        )
    )  # fmt: skip
