"""3.1 The output-size calculator: forwards, backwards, and through PyTorch."""

import streamlit as st

from cnnviz.geometry import backwards as solutions
from cnnviz.geometry import torch_layers
from cnnviz.geometry.layer import convolution_multiply_adds, convolution_parameters, is_pool, layer_output
from cnnviz.lessons.listings import responses
from cnnviz.lessons.output_size import answers
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.output_size import windows
from cnnviz.ui.labs.output_size.layer_settings import LayerSettings, layer_settings
from cnnviz.words import say

lesson.begin("output-size")


@st.fragment
def calculator() -> None:
    with lesson.step("lab", "The lab", screen=True):
        layer = layer_settings()
        try:
            shape = layer_output(layer.kind, layer.size, **layer.everything())
        except ValueError as error:
            shell.problem(error)
            return
        result(layer, shape)
        windows.draw(layer, shape)
        shell.copy_link()
    in_your_numbers(layer, shape)
    the_other_way_round(layer, shape)
    padding = windows.padding_of(layer, 0)
    lesson.experiments(
        "output-size", size=layer.size[0], kernel=layer.kernel[0], stride=layer.stride[0], padding=padding,
        output=shape[1], kind=layer.kind, dilation=layer.dilation[0],
    )  # fmt: skip
    lesson.check_yourself("output-size", layer.kind)
    lesson.same_in_pytorch(responses.layer_script(layer.kind, layer.size, **layer.everything()), "output-size")


def result(layer: LayerSettings, shape: tuple[int, ...]) -> None:
    parameters = multiply_adds = 0
    if not is_pool(layer.kind):
        parameters = convolution_parameters(layer.kernel, **layer.channels())
        settings = {name: value for name, value in layer.geometry().items() if name != "ceil_mode"}
        multiply_adds = convolution_multiply_adds(
            layer.size, **settings, **layer.channels(), transposed=layer.kind == "transposed_convolution"
        )
    with lesson.results():
        st.metric("Output", " × ".join(f"{n:,}" for n in shape[1:]))
        st.metric("Channels", f"{shape[0]:,}")
        st.metric("Parameters", f"{parameters:,}")
        st.metric("Multiply-adds", f"{multiply_adds:,}")


def in_your_numbers(layer: LayerSettings, shape: tuple[int, ...]) -> None:
    axes = solutions.explain_layer(layer.kind, layer.size, **layer.geometry())
    different = axes if any(axis != axes[0] for axis in axes) else axes[:1]
    lines = [line for axis in different for line in axis]
    try:
        by_torch = torch_layers.output_shape(layer.kind, layer.size, **layer.everything())
    except (RuntimeError, ValueError) as refusal:
        lesson.numbers(lines, agrees=False, beside=say("PyTorch refuses this layer: {refusal}", refusal=refusal))
        return
    lesson.numbers(
        lines,
        agrees=by_torch == shape,
        beside=say("The same layer, run by PyTorch, gives **{by_torch}**.", by_torch=by_torch),
    )


def the_other_way_round(layer: LayerSettings, shape: tuple[int, ...]) -> None:
    if layer.kind != "convolution":
        return
    n, k, s, d = layer.size[0], layer.kernel[0], layer.stride[0], layer.dilation[0]
    with lesson.step("reverse", "The other way round"):
        asked = control.number_input(
            "Which settings give an output of …",
            1,
            None,
            None,
            placeholder=str(shape[1]),
            key="want",
            bind="query-params",
            help="So many values along an axis; left empty, it is the output of the layer above.",
            width=shell.px(260),
        )
        wanted = asked or shape[1]
        for said in (
            answers.paddings(n, wanted, k, stride=s, dilation=d),
            solutions.why_no_padding(n, wanted, k, stride=s, dilation=d),
            answers.kernels(n, wanted, stride=s, dilation=d),
        ):
            if said:
                st.markdown(said)


calculator()
lesson.end(
    "output-size",
    [
        "V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*, 2016",
        "PyTorch: the shape sections of `torch.nn.Conv2d`, `torch.nn.MaxPool2d`, `torch.nn.ConvTranspose2d`",
    ],
)
