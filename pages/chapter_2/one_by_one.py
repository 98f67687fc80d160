"""2.8 The 1×1 convolution: mixing channels at every pixel, changing their number, replacing a dense layer."""

import streamlit as st
import torch

from cnnviz.lessons.one_by_one import formulas, listing
from cnnviz.operations import pointwise, properties
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.one_by_one import figures, volumes
from cnnviz.ui.labs.one_by_one.mixing_editor import mixing_editor
from cnnviz.ui.views import lab, take_away
from cnnviz.words import say

LONGEST = 128

lesson.begin("one-by-one")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = picture.choose()
            show = lab.show_control("mix-show")
        image = picture.volume(chosen, longest=LONGEST)
        left, board = lesson.beside()
        with left:
            weights, bias, meant = mixing_editor("mix", image)
        mixed = pointwise.mix(image, weights, bias)
        with board:
            whole, one = lesson.scenes("All channels", "One output channel")
            with whole:
                o = figures.outputs(image, mixed, meant if show == "auto" else show)
            kernel = weights[o, :, None, None]
            with one:
                st.markdown(say("**Output channel {o}:** point at a pixel to see how its three values are mixed.", o=o))
                lab.respond(
                    image, kernel, WindowSettings(), key="mix-one", title="One output channel", bias=float(bias[o]),
                    show=meant if show == "auto" else show,
                )  # fmt: skip
            with lesson.row():
                shell.copy_link()
                figures.download(mixed)
    in_your_numbers(image, weights, bias, mixed)
    reduction(chosen.sha, image)
    lesson.experiments("one-by-one", image=image, weights=weights, bias=bias)
    lesson.check_yourself("one-by-one")
    lesson.same_in_pytorch(
        listing.pointwise_script(take_away.source_of(chosen), weights, bias, longest_side=LONGEST)
        if len(chosen.pixels) == 3
        else listing.pointwise_script(image[0].numpy(), pointwise.on_one_channel(weights), bias),
        "one-by-one",
    )


def in_your_numbers(image: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor, mixed: torch.Tensor) -> None:
    dense, convolution = pointwise.dense_at_every_pixel(image, weights, bias)
    gap = properties.difference(mixed, convolution)
    lesson.numbers(
        formulas.explain(image, weights, bias),
        agrees=properties.agree(mixed, convolution) and properties.agree(mixed, dense),
        beside=say(
            "`torch.nn.Conv2d({channels}, {filters}, 1)` gives "
            "**{output}**, at most **{gap:.1g}** from the matrix product; "
            "`torch.nn.Linear` at every pixel is at most **{difference:.1g}** from it.",
            channels=weights.shape[1], filters=weights.shape[0], output=" × ".join(map(str, convolution.shape)),
            gap=gap, difference=properties.difference(mixed, dense),
        ),
    )  # fmt: skip


@st.fragment
def reduction(sha: str, image: torch.Tensor) -> None:
    with lesson.step("reduce", "Fewer channels, or more"):
        st.markdown(
            "Inside a network a volume has many channels. Here random 3 × 3 filters and a ReLU make one of your photo; "
            "a 1×1 convolution then changes the number of its channels, and nothing else."
        )
        with lesson.controls():
            c_in = control.number_input(
                "Channels in", 1, 512, 192, key="mix-in", bind="query-params", width=shell.px(140)
            )
            c_out = control.number_input(
                "Filters 1×1", 1, 256, 32, key="mix-out", bind="query-params", width=shell.px(140)
            )
            size = control.slider(
                "Height and width", 7, 56, 28, 7, key="mix-size", bind="query-params", width=shell.px(220)
            )
            way = lesson.choice("Weights", {"random": "random", "pca": "PCA"}, "mix-way")
        volume = volumes.deep(sha, c_in, size, image)
        try:
            reduced, kept = volumes.reduce(sha, way, c_in, c_out, size, volume)
        except ValueError as error:
            shell.problem(error)
            return
        volumes.sizes(volume, reduced, kept if way == "pca" else None)
        volumes.before_and_after(volume, reduced)
        st.table(volumes.costs(size, c_in, c_out))
        volumes.dense_on_everything(f"{sha} {way} {c_in} {c_out} {size}", reduced)


laboratory()
lesson.end(
    "one-by-one",
    [
        "M. Lin, Q. Chen, S. Yan: *Network In Network*, 2014, section 3.1",
        "C. Szegedy et al.: *Going Deeper with Convolutions*, 2015, section 4",
        "J. Long, E. Shelhamer, T. Darrell: *Fully Convolutional Networks for Semantic Segmentation*, 2015",
    ],
)
