"""3.1 The output-size calculator: forwards, backwards, and through PyTorch."""

import streamlit as st

from cnnviz.geometry import backwards as solutions
from cnnviz.geometry import torch_layers
from cnnviz.geometry.layer import convolution_multiply_adds, convolution_parameters, is_pool, layer_output
from cnnviz.lessons.listings import responses
from cnnviz.operations import properties
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.output_size import windows
from cnnviz.ui.labs.output_size.layer_settings import LayerSettings, layer_settings

SHOWN = 12  # of the answers to a reverse question

lesson.begin("output-size")


@st.fragment
def calculator() -> None:
    with lesson.step("lab", "The lab"):
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
    lesson.claim(
        "output-size",
        "The output has $(n - k + p + 1 + s)/s$ pixels. (So it stands on slides in circulation.)",
        lambda: slides(layer, shape),
    )
    lesson.check_yourself("output-size")
    lesson.same_in_pytorch(responses.layer_script(layer.kind, layer.size, **layer.everything()), "output-size")


def result(layer: LayerSettings, shape: tuple[int, ...]) -> None:
    parameters = multiply_adds = 0
    if not is_pool(layer.kind):
        parameters = convolution_parameters(layer.kernel, **layer.channels())
        settings = {name: value for name, value in layer.geometry().items() if name != "ceil_mode"}
        multiply_adds = convolution_multiply_adds(
            layer.size, **settings, **layer.channels(), transposed=layer.kind == "transposed_convolution"
        )
    with st.container(horizontal=True, border=True):
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
        lesson.numbers(lines, agrees=False, beside=f"PyTorch refuses this layer: {refusal}")
        return
    lesson.numbers(lines, agrees=by_torch == shape, beside=f"The same layer, run by PyTorch, gives **{by_torch}**.")


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
            width=shell.px(260),
        )
        wanted = asked or shape[1]
        paddings = solutions.paddings_for(n, wanted, k, stride=s, dilation=d, limit=SHOWN)
        more = and_more(solutions.padding_count(n, wanted, k, stride=s, dilation=d))
        reason = solutions.why_no_padding(n, wanted, k, stride=s, dilation=d)
        if paddings:
            listed = ", ".join(str(a) if a == b else f"({a}, {b})" for a, b in paddings)
            low, high = solutions.padding_interval(n, wanted, k, stride=s, dilation=d) or (0, 0)
            st.markdown(
                f"**Paddings** that give {wanted} from {n} with k = {k}, s = {s}, d = {d}: {listed}{more}. "
                f"A number alone is padding on both sides, a pair is (before, after); in all "
                f"it takes {low} to {high} padded pixels."
            )
        if reason:
            st.markdown(reason)
        unpadded = solutions.kernels_for(n, wanted, stride=s, dilation=d)
        st.markdown(
            f"**Kernels** that do it without padding: {', '.join(map(str, unpadded[:SHOWN]))}{and_more(len(unpadded))}."
            if unpadded
            else f"**Kernels**, without padding: {solutions.why_no_kernel(n, wanted, stride=s, dilation=d)}"
        )


def and_more(count: int) -> str:
    return f" and {count - SHOWN:,} more" if count > SHOWN else ""


def slides(layer: LayerSettings, shape: tuple[int, ...]) -> tuple[bool, str]:
    before, after = windows.padding_of(layer, 0)
    claimed = properties.slide_formula(layer.size[0], layer.kernel[0], layer.stride[0], before + after)
    return (
        claimed == shape[1],
        f"With your numbers, p = {before + after} in all and rounded down, it gives **{claimed}**; the layer gives "
        f"**{shape[1]}**. At n = 4, k = 3, s = 2 it gives {properties.slide_formula(4, 3, 2, 0)} instead of 1: the 1 "
        "inside the fraction is one pixel too many wherever s divides n − k + p + 1.",
    )


calculator()
lesson.end(
    "output-size",
    [
        "V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*, 2016",
        "PyTorch: the shape sections of `torch.nn.Conv2d`, `torch.nn.MaxPool2d`, `torch.nn.ConvTranspose2d`",
    ],
)
