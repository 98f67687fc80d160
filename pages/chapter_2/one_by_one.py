"""2.8 The 1×1 convolution: mixing channels at every pixel, changing their number, replacing a dense layer."""

import streamlit as st
import torch

from cnnviz import kept
from cnnviz.drawing import stills
from cnnviz.geometry.layer import convolution_multiply_adds, convolution_parameters
from cnnviz.lessons.one_by_one import listing
from cnnviz.operations import pointwise, properties
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.one_by_one.mixing_editor import mixing_editor
from cnnviz.ui.views import lab, take_away
from cnnviz.ui.views.wall import Tile, wall

LONGEST = 128
UNITS = 10  # of the dense layer on the whole volume
MOST_VALUES = 100_000

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
            o = outputs(image, mixed, meant if show == "auto" else show)
            kernel = weights[o, :, None, None]
            st.markdown(f"**Output channel {o}:** point at a pixel to see how its three values are mixed.")
            lab.respond(
                image, kernel, WindowSettings(), key="mix-one", title="One output channel", bias=float(bias[o]),
                show=meant if show == "auto" else show,
            )  # fmt: skip
            with st.container(horizontal=True, vertical_alignment="center"):
                shell.copy_link()
                download(mixed)
    in_your_numbers(image, weights, bias, mixed)
    reduction(chosen.sha, image)
    lesson.claim(
        "one-by-one",
        "A 1×1 convolution is a dense layer at every pixel: with the same weights it gives the same numbers.",
        lambda: same_as_dense(image, weights, bias),
    )
    lesson.check_yourself("one-by-one")
    lesson.same_in_pytorch(
        listing.pointwise_script(take_away.source_of(chosen), weights, bias, longest_side=LONGEST)
        if len(chosen.pixels) == 3
        else listing.pointwise_script(image[0].numpy(), weights.sum(1, keepdim=True), bias),
        "one-by-one",
    )


def outputs(image: torch.Tensor, mixed: torch.Tensor, show: str) -> int:
    maps = mixed.numpy()
    rows = {"The output": [Tile(values, f"channel {o}", show, o) for o, values in enumerate(maps)]}
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


def in_your_numbers(image: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor, mixed: torch.Tensor) -> None:
    dense, convolution = pointwise.dense_at_every_pixel(image, weights, bias)
    gap = properties.difference(mixed, convolution)
    lesson.numbers(
        pointwise.explain_mix(image, weights, bias, (image.shape[1] // 2, image.shape[2] // 2)),
        agrees=properties.agree(mixed, convolution) and properties.agree(mixed, dense),
        beside=f"`torch.nn.Conv2d({weights.shape[1]}, {weights.shape[0]}, 1)` gives "
        f"**{' × '.join(map(str, convolution.shape))}**, at most **{gap:.1g}** from the matrix product; "
        f"`torch.nn.Linear` at every pixel is at most **{properties.difference(mixed, dense):.1g}** from it.",
    )


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
            way = lesson.choice("Weights", ("random", "PCA"), "mix-way")
        volume = deep(sha, c_in, size, image)
        try:
            reduced, kept = reduce(sha, way, c_in, c_out, size, volume)
        except ValueError as error:
            shell.problem(error)
            return
        st.markdown(
            f"**{size} × {size} × {c_in}** with {c_out} filters 1×1 gives "
            f"**{reduced.shape[1]} × {reduced.shape[2]} × {reduced.shape[0]}**."
            + (f" The components keep **{kept:.1%}** of the variance." if way == "PCA" else "")
        )
        shown = {
            f"Before: the first {min(c_in, 12)} of {c_in} channels": volume[:12],
            f"After: the first {min(c_out, 32)} of {c_out} channels": reduced[:32],
        }
        rows = {name: [Tile(v, str(c)) for c, v in enumerate(maps.numpy())] for name, maps in shown.items()}
        wall(rows, key="mix-deep", title="The volume before and after", common=True, tile=84)
        st.table(costs(size, c_in, c_out))
        dense_on_everything(f"{sha} {way} {c_in} {c_out} {size}", reduced)


@kept.keep
def deep(sha: str, channels: int, size: int, _image: torch.Tensor) -> torch.Tensor:
    return pointwise.deep_volume(_image, channels, size)


@kept.keep
def reduce(sha: str, way: str, c_in: int, c_out: int, size: int, _volume: torch.Tensor) -> tuple[torch.Tensor, float]:
    if way == "PCA":
        found = pointwise.principal_components(_volume, c_out)
        return pointwise.mix(_volume, found.weights, found.bias), found.kept
    return pointwise.mix(_volume, pointwise.random_mix(c_out, c_in, 0)), 0.0


def costs(size: int, c_in: int, c_out: int) -> dict[str, list[str]]:
    kernels = (1, 3, 5)
    return {
        "Kernel": [f"{k} × {k}" for k in kernels],
        "Parameters": [f"{convolution_parameters((k, k), c_in, c_out):,}" for k in kernels],
        "Multiply-adds": [
            f"{convolution_multiply_adds((size, size), (k, k), in_channels=c_in, out_channels=c_out, padding='same'):,}"
            for k in kernels
        ],
    }


@st.cache_data(max_entries=64, show_spinner=False)
def against_dense(volume_key: str, _volume: torch.Tensor) -> tuple[bool, float]:
    """Whether a dense layer on the whole volume and its convolution agree, and their largest difference."""
    weights = pointwise.random_mix(UNITS, _volume.numel(), 1)
    dense, convolution = pointwise.dense_on_everything(_volume, weights, torch.zeros(UNITS))
    return properties.agree(dense, convolution), properties.difference(dense, convolution)


def dense_on_everything(volume_key: str, volume: torch.Tensor) -> None:
    channels, height, width = volume.shape
    if volume.numel() > MOST_VALUES:
        st.caption(f"A dense layer on the whole volume is run here for up to {MOST_VALUES:,} values.")
        return
    agree, gap = against_dense(volume_key, volume)
    st.markdown(
        f"**The whole volume into a dense layer.** `torch.nn.Linear({volume.numel():,}, {UNITS})` on the flattened "
        f"{channels} × {height} × {width} values and `torch.nn.Conv2d({channels}, {UNITS}, ({height}, {width}))` with "
        f"the same {volume.numel() * UNITS:,} weights: "
        + ("they agree" if agree else "they do not agree")
        + f", the largest difference is **{gap:.1g}**. The convolution can also slide over larger pictures."
    )


def same_as_dense(image: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> tuple[bool, str]:
    dense, convolution = pointwise.dense_at_every_pixel(image, weights, bias)
    exact = pointwise.dense_at_every_pixel(image.double(), weights.double(), bias.double())
    return properties.agree(dense, convolution), (
        f"At {image.shape[1] * image.shape[2]:,} pixels the largest difference between `torch.nn.Linear` and "
        f"`torch.nn.Conv2d` is **{properties.difference(dense, convolution):.1g}** in float32 and "
        f"**{properties.difference(*exact):.1g}** in float64, {int((dense != convolution).sum()):,} of "
        f"{dense.numel():,} values differ at all: only the order of the additions may."
    )


laboratory()
lesson.end(
    "one-by-one",
    [
        "M. Lin, Q. Chen, S. Yan: *Network In Network*, 2014, section 3.1",
        "C. Szegedy et al.: *Going Deeper with Convolutions*, 2015, section 4",
        "J. Long, E. Shelhamer, T. Darrell: *Fully Convolutional Networks for Semantic Segmentation*, 2015",
    ],
)
