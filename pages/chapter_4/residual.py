"""4.6 The residual block: a deep network that still learns."""

import math

import streamlit as st

from cnnviz.lessons.residual import experiment, formulas, listing
from cnnviz.networks.stack.layers import Network
from cnnviz.networks.stack.summary import summarize
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.residual import gradient_chart
from cnnviz.ui.runs import trained
from cnnviz.ui.views import architecture
from cnnviz.words import say

lesson.begin("residual")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            shallow = number("Blocks, shallow", 1, experiment.MOST_BLOCKS, 1, "residual-shallow")
            deep = number("Blocks, deep", 1, experiment.MOST_BLOCKS, 10, "residual-deep")
            channels = number("Channels", 1, 64, 8, "residual-c")
            epochs = number("Epochs", 1, 20, 5, "residual-epochs")
            seed = number("Seed", 0, 999, 0, "residual-seed")
            norm = control.toggle("batch norm", True, key="residual-bn", bind="query-params")
        try:
            nets = {
                name: network
                for blocks in sorted({shallow, deep})
                for name, network in experiment.pair(blocks, channels, batch_norm=norm).items()
            }
            recipes = {name: experiment.recipe(net, epochs=epochs, seed=seed) for name, net in nets.items()}
        except ValueError as error:
            shell.problem(error)
            return
        with lesson.tools():
            st.markdown(
                "Plain and residual networks have equal layers. Which learns the digits best? Choose the first "
                "experiment below and predict, then train them."
            )
        metrics = trained.train(
            recipes, key="residual", label=say("Train these {nets} networks on digits", nets=len(nets))
        )
        sizes = [experiment.gradient_sizes(net, seed) for net in nets.values()]
        st.markdown("**Before training:** how large is the gradient that arrives at each convolution?")
        gradient_chart.draw(dict(zip(nets, sizes, strict=True)), key="residual-gradients")
    in_your_numbers(list(nets.values())[-1], seed)
    lesson.experiments("residual", metrics=metrics, nets=list(nets.values()), sizes=sizes)
    lesson.check_yourself("residual")
    script = listing.residual_script(deep, channels, batch_norm=norm, epochs=epochs, seed=seed)
    lesson.same_in_pytorch(script, "residual")


def in_your_numbers(net: Network, seed: int) -> None:
    value, by_torch = experiment.one_value(net, seed, block=0, picture=0)
    cost = summarize(net)
    channel, row, column = value.at
    lesson.numbers(
        formulas.explain(value),
        agrees=math.isclose(value.output, by_torch, rel_tol=0, abs_tol=1e-5),
        beside=say(
            "Channel {channel}, row {row}, column {column} behind the first block, for a digit: PyTorch gives "
            "**{by_torch:.5f}**. "
            "Added, not concatenated: the channels stay {shape}, and the addition "
            "itself has no parameters ({parameters:,} in the whole network, plain or residual).",
            channel=channel, row=row, column=column, by_torch=by_torch, shape=cost.rows[0].shape[0],
            parameters=cost.total("parameters"),
        ),
    )  # fmt: skip


laboratory()
architecture.about("residual", "resnet18", "resnet34", "resnet50")
lesson.end(
    "residual",
    [
        "K. He, X. Zhang, S. Ren, J. Sun: *Deep residual learning for image recognition*, 2016, figures 1 and 6",
        "K. He, X. Zhang, S. Ren, J. Sun: *Identity mappings in deep residual networks*, 2016",
        "PyTorch: `torch.autograd.grad`; torchvision: `torchvision.models.resnet18`",
    ],
)
