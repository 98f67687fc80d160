"""4.2 AlexNet: where the parameters sit, and two layers that no longer stand in newer networks."""

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.summary import Summary, summarize
from cnnviz.networks.stack.text import parse_network
from cnnviz.operations import normalisation
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.window_row import number, real
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views import architecture
from cnnviz.ui.views.stack_table import stack_table
from cnnviz.ui.views.wall import Tile, wall

if TYPE_CHECKING:
    from torch import Tensor

ALEXNET = parse_network(PRESETS["AlexNet"].text)

lesson.begin("alexnet")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = picture.choose()
            normalise = control.toggle("local response normalisation", True, key="alex-lrn", bind="query-params")
            drop = control.toggle("dropout", False, key="alex-drop", bind="query-params")
        with lesson.controls():
            n = number("Channels n", 1, 15, 5, "alex-n")
            k = real("k", 10.0, 2.0, "alex-k")
            alpha = real(
                "α", 10.0, 0.1, "alex-alpha", help="AlexNet has 0.0001, for values that are hundreds of times larger"
            )
            beta = real("β", 10.0, 0.75, "alex-beta")
            percent = number("Dropout in %", 0, 95, 50, "alex-p")
            seed = number("Dropout no.", 0, 999, 0, "alex-seed")
        before = normalisation.first_maps(picture.working(chosen, longest=120, grey=True))
        try:
            normalised = normalisation.local_response(before, n, k, alpha, beta)  # an even n is refused in any case
            after = normalised if normalise else before
            after = normalisation.dropout(after, percent, seed) if drop else after
        except ValueError as error:
            shell.problem(error)
            return
        draw(before, after)
        side = number("Picture size", 63, 1024, 224, "alex-side", help="height and width of AlexNet's input")
        network = replace(ALEXNET, shape=(3, side, side))
        summary = summarize(network, fields=False)
        if summary.error:
            shell.problem(summary.error)
            return
        with st.expander("AlexNet layer by layer"):
            stack_table(summary, "", key="alex-table", on_choose=lambda label: None)
        shell.copy_link()
    in_your_numbers(before, n, k, alpha, beta)
    lesson.claim(
        "alexnet",
        "AlexNet has about 60 million parameters. Nearly all of them sit in its dense layers, nearly all multiply-adds "
        "in its convolutions.",
        lambda: where(summary),
    )
    lesson.check_yourself("alexnet")
    lesson.same_in_pytorch(normalisation.normalisation_script(n, k, alpha, beta, percent), "alexnet")


def draw(before: "Tensor", after: "Tensor") -> None:
    names = [name.replace("_", " ") for name in normalisation.KERNELS]
    rows = {
        title: [Tile(values.numpy(), name, "magnitude") for name, values in zip(names, maps, strict=True)]
        for title, maps in (("Behind the ReLU", before), ("Behind what is switched on", after))
    }
    wall(rows, key="alex", title="Feature maps", common=True, tile=140)
    st.caption(
        "Normalisation damps a response where its neighbour channels are strong at the same place. Dropout works in "
        "training only, and divides what it keeps by 1 − p. AlexNet drops dense units; maps show it better."
    )


def in_your_numbers(maps: "Tensor", n: int, k: float, alpha: float, beta: float) -> None:
    channel = len(maps) // 2
    row, column = divmod(int(maps[channel].argmax()), maps.shape[2])
    near = maps[max(0, channel - n // 2) : channel + n // 2 + 1, row, column]
    a, squares = float(maps[channel, row, column]), float((near.double() ** 2).sum())
    ours = float(normalisation.local_response(maps, n, k, alpha, beta)[channel, row, column])
    by_torch = normalisation.local_response_by_torch(maps, n, k, alpha, beta)
    theirs = float(by_torch[channel, row, column])
    lesson.numbers(
        [
            r"b_i = a_i \Big/ \Big(k + \alpha \sum_j a_j^2\Big)^{\beta}",
            rf"b_{{{channel}}} = {a:.4f} / ({k:g} + {alpha:g} \cdot {squares:.4f})^{{{beta:g}}} = {ours:.5f}",
        ],
        agrees=abs(ours - theirs) < 1e-4 * max(1.0, abs(theirs)),
        beside=f"`local_response_norm` gives **{theirs:.5f}** at row {row}, column {column} of map {channel}. Torch "
        f"divides its alpha by the number of channels, so it gets {n} · α here.",
    )


def where(summary: Summary) -> tuple[bool, str]:
    parts = {
        kind: [
            sum(getattr(row, quantity) for row in summary.rows if row.layer and row.layer.kind == kind)
            for quantity in ("parameters", "multiply_adds")
        ]
        for kind in ("convolution", "dense")
    }
    total, products = summary.total("parameters"), summary.total("multiply_adds")
    dense, convolutions = parts["dense"][0] / total, parts["convolution"][1] / products
    return abs(total / 60e6 - 1) < 0.1 and dense > 0.9 and convolutions > 0.9, (
        f"Of **{total:,}** parameters **{dense:.1%}** sit in the dense layers; of {products:,} multiply-adds "
        f"**{convolutions:.1%}** in the convolutions."
    )


laboratory()
architecture.about("alexnet", "alexnet")
lesson.end(
    "alexnet",
    [
        "A. Krizhevsky, I. Sutskever, G. Hinton: *ImageNet classification with deep convolutional networks*, 2012",
        "N. Srivastava and others: *Dropout: a simple way to prevent neural networks from overfitting*, 2014",
        "PyTorch: `torch.nn.LocalResponseNorm`, `torch.nn.Dropout`; torchvision: `torchvision.models.alexnet`",
    ],
)
