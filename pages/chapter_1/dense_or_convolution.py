"""1.1 Dense against convolution: parameters, multiply-adds and memory."""

import streamlit as st

from cnnviz.geometry.cost import (
    Cost,
    convolution_cost,
    dense_cost,
    locally_connected_cost,
)
from cnnviz.lessons.dense_or_convolution import formulas
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.dense_or_convolution.costs import QUANTITIES, ImageAndLayer, cost_chart, cost_table, image_and_layer
from cnnviz.words import say

lesson.begin("dense-or-convolution")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        chosen = image_and_layer()
        with lesson.controls():
            show = lesson.choice("Compare", QUANTITIES, "cost-show")
        try:
            convolution = convolution_cost(**chosen.convolution())
            separate = locally_connected_cost(**chosen.convolution())
            dense = dense_cost(chosen.inputs, chosen.units, bias=chosen.bias)
            as_many = dense_cost(chosen.inputs, convolution.outputs, bias=chosen.bias)
        except ValueError as error:
            shell.problem(error)
            return
        costs = {
            say("dense, {units:,} units", units=chosen.units): dense,
            "dense, as many outputs": as_many,
            "windows, own weights": separate,
            "convolution": convolution,
        }
        cost_chart(costs, show)
        with lesson.exact():
            cost_table(costs)
        lesson.note(
            "The second layer has as many outputs as the convolution. In the third every output sees only its window "
            "(sparse interactions), in the convolution all windows share their weights (parameter sharing)."
        )
        shell.copy_link()
    in_your_numbers(chosen, dense, convolution)
    lesson.experiments(
        "dense-or-convolution",
        dense=dense,
        convolution=convolution,
        units=chosen.units,
        bias=chosen.bias,
        as_many=as_many,
        separate=separate,
        layer=chosen.convolution(),
    )
    lesson.check_yourself("dense-or-convolution")
    from cnnviz.lessons.listings.costs import cost_script

    lesson.same_in_pytorch(cost_script(**chosen.convolution(), units=chosen.units), "dense-or-convolution")


def in_your_numbers(chosen: ImageAndLayer, dense: Cost, convolution: Cost) -> None:
    from cnnviz.lessons.listings.costs import count_convolution, count_dense

    lines = formulas.explain(
        chosen.size, chosen.in_channels, chosen.filters, chosen.kernel, dense, convolution, bias=chosen.bias
    )
    try:
        counted = count_dense(chosen.inputs, chosen.units, bias=chosen.bias), count_convolution(**chosen.convolution())
    except RuntimeError as refusal:
        lesson.numbers(
            lines, agrees=False, beside=say("PyTorch refuses a layer of this size: {refusal}", refusal=refusal)
        )
        return
    lesson.numbers(
        lines,
        agrees=counted == (dense, convolution),
        beside=say(
            "Built and run on PyTorch's meta device: `nn.Linear` has **{dense:,}** parameters and "
            "takes {dense_products:,} multiply-adds; `nn.Conv2d` has **{convolution:,}** and takes "
            "{convolution_products:,}.",
            dense=counted[0].parameters, dense_products=counted[0].multiply_adds,
            convolution=counted[1].parameters, convolution_products=counted[1].multiply_adds,
        ),
    )  # fmt: skip


laboratory()
lesson.end(
    "dense-or-convolution",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.2 *Motivation*",
        "PyTorch: `torch.nn.Linear`, `torch.nn.Conv2d`, `torch.utils.flop_counter.FlopCounterMode`",
    ],
)
