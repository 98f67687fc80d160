"""2.12 One whole layer: shares of the channels, their sum, the bias, the activation; and what it costs."""

import streamlit as st
import torch

from cnnviz import kept
from cnnviz.geometry.cost import readable_bytes
from cnnviz.lessons.listings import filters as filter_bank_scripts
from cnnviz.operations import filter_bank, properties, whole_layer
from cnnviz.operations.activations import ACTIVATIONS, share_of_zeros
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.filter_picker import Filters, filter_picker, kind_control
from cnnviz.ui.controls.window_settings import WindowSettings, window_settings
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views import take_away
from cnnviz.ui.views.explorer import explorer, position
from cnnviz.ui.views.wall import Tile, wall
from cnnviz.writing import matrices

LONGEST = 128
MOST = 8
DEFAULT = ("sobel x", "sobel y", "laplacian 4", "gaussian 3")
SIZES = (32, 224, 1024)  # pixels a side, for the claim
BIASES = ("0.5", "-0.5", "0.25", "-0.75")
RGB = ("red", "green", "blue")

lesson.begin("whole-layer")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = picture.choose()
            window = window_settings("layer", padding="same")
            kind = kind_control("layer")
            activation = control.selectbox(
                "Activation", list(ACTIVATIONS), key="layer-activation", bind="query-params", width=shell.px(170)
            )
            common = lesson.choice("Colour scale", ("own", "common"), "layer-scale") == "common"
            has_bias = lesson.choice("Bias", ("with", "without"), "layer-has-bias") == "with"
            batch = control.number_input(
                "Batch", 1, 1024, 1, key="layer-batch", bind="query-params", width=shell.px(120)
            )
        image = picture.volume(chosen, longest=LONGEST)
        try:
            filters = filter_picker("layer", kind, 3, DEFAULT, above=st.container(), most=MOST)
            learnt = biases(len(filters.bank)) if has_bias else None
            bias = torch.zeros(len(filters.bank)) if learnt is None else learnt
            steps = run(chosen.sha, filters.text, bias.tolist(), activation, window, image, filters.bank)
        except ValueError as error:
            shell.problem(error)
            return
        f = walls(image, filters, steps, activation, common=common)
        st.markdown(f"**Filter {f}, {filters.names[f]}:** from the window to the sum with its bias.")
        kernel, b = filters.bank[f], float(bias[f])
        draw(image, kernel, b, steps, f, window)
        take_away.pictures("whole-layer", image, kernel, steps.biased[f], window, bias=b)
    in_your_numbers(image, filters.bank, learnt, steps, f, activation, window)
    costs(image, filters.bank, learnt, window, batch)
    lesson.claim(
        "whole-layer",
        "A layer has $(f \\cdot f \\cdot C_{in} + 1) \\cdot C_{out}$ parameters, whatever the image size.",
        lambda: whatever_the_size(filters.bank, learnt, window),
    )
    lesson.check_yourself("whole-layer")
    script = filter_bank_scripts.filter_bank_script(
        take_away.source_of(chosen), filters.bank, kernels=filters.kernels, seed=filters.seed, bias=learnt, grey=False,
        activation=activation, longest_side=LONGEST, **window.arguments(),
    )  # fmt: skip
    lesson.same_in_pytorch(script, "whole-layer")


def biases(filters: int) -> torch.Tensor:
    text = control.text_input(
        "Biases, one for each filter", " ".join((BIASES * MOST)[:filters]), key=f"layer-bias-{filters}",
        bind="query-params", autocomplete="off",
    )  # fmt: skip
    bias = torch.from_numpy(matrices.parse_matrix(text, most=matrices.SENSIBLE)).flatten()
    whole_layer.check_bias(bias, filters)
    return bias


@kept.keep
def run(
    sha: str, bank: str, bias: list[float], activation: str, window: WindowSettings, _image: torch.Tensor,
    _bank: torch.Tensor,
) -> whole_layer.Steps:  # fmt: skip
    return whole_layer.run(_image, _bank, torch.tensor(bias), activation, **window.arguments())


def walls(image: torch.Tensor, filters: Filters, steps: whole_layer.Steps, activation: str, *, common: bool) -> int:
    def row(maps: torch.Tensor) -> list[Tile]:
        return [
            Tile(v, f"{f} {name}", "signed", f) for f, (name, v) in enumerate(zip(filters.names, maps, strict=True))
        ]

    zeros = f"{share_of_zeros(steps.output):.0%} zeros"
    rows = {
        "The input and its three channels": [
            Tile(image, "input", "picture"),
            *(Tile(plane, name, "picture") for name, plane in zip(RGB, image, strict=True)),
        ],
        "Sum over the channels": row(steps.sums),
        "+ bias": row(steps.biased),
        f"{activation}: the output, {' × '.join(map(str, steps.output.shape))}, {zeros}": row(steps.output),
    }
    f = wall(rows, key="layer-wall", title="What the layer computes, step by step", common=common)
    st.caption("Point at a map to read every step at this place; choose a filter to follow it below.")
    return f


def draw(
    image: torch.Tensor, kernel: torch.Tensor, bias: float, steps: whole_layer.Steps, f: int, window: WindowSettings
) -> None:
    explorer(
        image, kernel, steps.biased[f], key="layer", title="The chosen filter", bias=[bias], partials=steps.shares[f],
        stride=(window.stride, window.stride), dilation=(window.dilation, window.dilation),
        padding=window.resolved((kernel.shape[-2], kernel.shape[-1])), padding_mode=window.padding_mode,
        names=("input", "kernel", "before the activation"),
    )  # fmt: skip


def in_your_numbers(
    image: torch.Tensor, bank: torch.Tensor, bias: torch.Tensor | None, steps: whole_layer.Steps, f: int,
    activation: str, window: WindowSettings,
) -> None:  # fmt: skip
    height, width = steps.output.shape[1:]
    at = position("layer", height, width, photo=True)
    by_torch = whole_layer.run_torch(image, bank, bias, activation, **window.arguments())
    counted = sum(p.numel() for p in filter_bank.torch_layer(bank, bias).parameters())
    cost = cost_at((image.shape[1], image.shape[2]), bank, bias, window)
    own = 0.0 if bias is None else float(bias[f])
    lesson.numbers(
        [
            *whole_layer.explain_value(image, bank[f], own, activation, at, f, **window.arguments()),
            *whole_layer.explain_cost(bank.shape, cost, bias=bias is not None),
        ],
        agrees=properties.agree(steps.output, by_torch) and counted == cost.parameters,
        beside=f"`torch.nn.Conv2d` and `torch.nn.{ACTIVATIONS[activation].torch_name}` with the same weights give "
        f"**{float(by_torch[f][at]):.4g}** there, and differ from the whole output above by at most "
        f"**{properties.difference(steps.output, by_torch):.1g}**; the layer has **{counted:,}** parameters. Pin "
        "another pixel in the lab to see its numbers.",
    )


def costs(
    image: torch.Tensor, bank: torch.Tensor, bias: torch.Tensor | None, window: WindowSettings, batch: int
) -> None:
    with lesson.step("cost", "What it costs"):
        filters, channels, m, _ = bank.shape
        cost = cost_at((image.shape[1], image.shape[2]), bank, bias, window, batch)
        with st.container(horizontal=True, border=True):
            st.metric("Output", " × ".join(map(str, cost.shape)))
            st.metric(
                "Parameters",
                f"{cost.parameters:,}",
                help=f"({m}·{m}·{channels}{' + 1' * (bias is not None)})·{filters}",
            )
            st.metric("Multiply-adds per picture", f"{cost.multiply_adds:,}")
            st.metric("Memory of the output", readable_bytes(cost.activation_bytes), help="float32, 4 bytes a value")
            st.metric("While training", readable_bytes(cost.training_bytes), help="Before and after the activation.")


def whatever_the_size(bank: torch.Tensor, bias: torch.Tensor | None, window: WindowSettings) -> tuple[bool, str]:
    filters, channels, m, _ = bank.shape
    said = (m * m * channels + 1) * filters
    counted = sum(p.numel() for p in filter_bank.torch_layer(bank, bias).parameters())
    grows = [f"{cost_at((n, n), bank, bias, window).multiply_adds:,} at {n} × {n}" for n in SIZES]
    return counted == said, (
        f"({m}·{m}·{channels} + 1)·{filters} = {said:,}; PyTorch's layer counts **{counted:,}** parameters, and it has "
        f"not seen a picture yet. {'' if bias is not None else 'Without biases the + 1 falls away. '}What grows with "
        f"the picture are the multiply-adds: {', '.join(grows)}."
    )


def cost_at(
    size: tuple[int, int], bank: torch.Tensor, bias: torch.Tensor | None, window: WindowSettings, batch: int = 1
) -> whole_layer.Cost:
    filters, channels, height, width = bank.shape
    return whole_layer.cost(
        size, (filters, channels, height, width), stride=window.stride, padding=window.padding,
        dilation=window.dilation, bias=bias is not None, batch=batch,
    )  # fmt: skip


laboratory()
lesson.end(
    "whole-layer",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, sections 9.3 and 9.5",
        "V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*, 2016, chapter 2",
        "PyTorch: `torch.nn.Conv2d`",
    ],
)
