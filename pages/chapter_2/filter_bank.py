"""2.7 Several filters: a bank of filters and its stack of feature maps."""

import streamlit as st
import torch

from cnnviz import counting
from cnnviz.lessons.filter_bank import formulas
from cnnviz.lessons.listings import filters as filter_bank_scripts
from cnnviz.operations import filter_bank, properties
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.filter_picker import filter_picker, kind_control
from cnnviz.ui.controls.window_settings import WindowSettings, window_settings
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.filter_bank import figures
from cnnviz.ui.views import lab, take_away
from cnnviz.words import say

LONGEST = 128
DEFAULT = ("sobel x", "sobel y", "laplacian 4", "emboss", "gaussian 3", "own")
OWN = "1 1 0; 1 0 -1; 0 -1 -1"
INPUTS = {"colour": "colour, C = 3", "grey": "grey, C = 1"}

lesson.begin("filter-bank")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = picture.choose()
            window = window_settings("bank")
            kind = kind_control("bank")
            grey = lesson.choice("Input", INPUTS, "bank-input") == "grey"
            common = lesson.choice("Colour scale", ("own", "common"), "bank-scale") == "common"
            show = lab.show_control("bank-show")
        image = picture.working(chosen, longest=LONGEST, grey=grey)
        with lesson.tools():
            above = st.container()
        left, board = lesson.beside()
        try:
            with left:
                filters = filter_picker("bank", kind, len(image), DEFAULT, above=above, own=OWN)
            maps = figures.responses(chosen.sha, grey, filters.text, window, image, filters.bank)
        except ValueError as error:
            shell.problem(error)
            return
        with board:
            whole, one = lesson.scenes("All maps", "One filter")
            with whole:
                f = figures.stack(image, filters, maps, common=common, show=show)
            kernel = filters.bank[f, 0] if grey else filters.bank[f]
            with one:
                st.markdown(say("**Filter {f}, {names}:** where its values come from.", f=f, names=filters.names[f]))
                output = lab.respond(image, kernel, window, key="bank", title="The chosen filter", show=show)
            take_away.pictures("filter-bank", image, kernel, output, window, show=show)
            figures.whole_stack(image, filters.bank, maps)
    in_your_numbers(image, filters.bank, maps, window)
    lesson.experiments("filter-bank", image=image, bank=filters.bank, maps=maps)
    lesson.check_yourself("filter-bank")
    script = filter_bank_scripts.filter_bank_script(
        take_away.source_of(chosen), filters.bank, kernels=filters.kernels, seed=filters.seed, grey=grey,
        longest_side=LONGEST, **window.arguments(),
    )  # fmt: skip
    lesson.same_in_pytorch(script, "filter-bank")


def in_your_numbers(image: torch.Tensor, bank: torch.Tensor, maps: torch.Tensor, window: WindowSettings) -> None:
    by_torch = filter_bank.through_torch(image, bank, torch.zeros(len(bank)), **window.arguments())
    layer = filter_bank.torch_layer(bank, torch.zeros(len(bank)))
    lesson.numbers(
        formulas.explain(
            (image.shape[1], image.shape[2]),
            bank.shape,
            stride=window.stride,
            padding=window.padding,
            dilation=window.dilation,
        ),
        agrees=properties.agree(maps, by_torch),
        beside=say(
            "`torch.nn.Conv2d({channels}, {filters}, {kernel})` with these weights, all filters at "
            "once, gives **{output}** and has "
            "**{parameters:,}** parameters; from the maps above, one filter after the "
            "other, it differs by at most **{difference:.1g}**.",
            channels=image.shape[0], filters=len(bank), kernel=bank.shape[-1],
            output=" × ".join(map(str, by_torch.shape)),
            parameters=counting.parameters(layer), difference=properties.difference(maps, by_torch),
        ),
    )  # fmt: skip


laboratory()
lesson.end(
    "filter-bank",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.5",
        "A. Krizhevsky, I. Sutskever, G. Hinton: *ImageNet Classification with Deep Convolutional Neural Networks*, "
        "2012, figure 3: the 96 filters that a first layer learnt",
        "PyTorch: `torch.nn.Conv2d`, parameter `out_channels`",
    ],
)
