"""4.2 AlexNet: where the parameters sit, and two layers that no longer stand in newer networks."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.lessons.alexnet import formulas, listing
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.summary import summarize
from cnnviz.networks.stack.text import parse_network
from cnnviz.operations import normalisation
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.window_row import number, real
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.alexnet import figures
from cnnviz.ui.views import architecture
from cnnviz.ui.views.stack_table import stack_table
from cnnviz.words import say

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
        figures.draw(before, after)
        with lesson.tools():
            side = number("Picture size", 63, 1024, 224, "alex-side", help="height and width of AlexNet's input")
        network = replace(ALEXNET, shape=(3, side, side))
        summary = summarize(network, fields=False)
        if summary.error:
            shell.problem(summary.error)
            return
        with lesson.tools(), st.expander("AlexNet layer by layer"):
            stack_table(summary, "", key="alex-table", on_choose=lambda label: None)
        shell.copy_link()
    in_your_numbers(before, n, k, alpha, beta)
    lesson.experiments(
        "alexnet", summary=summary, side=side, before=before, after=after, k=k, beta=beta, percent=percent
    )
    lesson.check_yourself("alexnet")
    lesson.same_in_pytorch(listing.normalisation_script(n, k, alpha, beta, percent), "alexnet")


def in_your_numbers(maps: "Tensor", n: int, k: float, alpha: float, beta: float) -> None:
    ours = normalisation.strongest(maps, n, k, alpha, beta)
    by_torch = normalisation.local_response_by_torch(maps, n, k, alpha, beta)
    theirs = float(by_torch[ours.channel, ours.row, ours.column])
    lesson.numbers(
        formulas.explain(ours, k, alpha, beta),
        agrees=math.isclose(ours.after, theirs, rel_tol=1e-4, abs_tol=1e-4),
        beside=say(
            "`local_response_norm` gives **{theirs:.5f}** at row {row}, column {column} of map "
            "{channel}. Torch divides its alpha by the number of channels, so it gets {n} · α here.",
            theirs=theirs, row=ours.row, column=ours.column, channel=ours.channel, n=n,
        ),
    )  # fmt: skip


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
