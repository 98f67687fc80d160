"""Lesson 2.10: the trace with its response as a chart, the volume with its response as slices."""

import zlib
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import kept
from cnnviz.drawing import colour
from cnnviz.signals import ecg, volumes
from cnnviz.ui.controls import typed
from cnnviz.ui.frame import browser, control, lesson, shell
from cnnviz.ui.views import charts
from cnnviz.words import phrases, say

BLUE, GREEN, RED = "#2f7fd6", "#0f9d76", "#d9680a"
TYPED = "typed"

_volume = browser.component(
    "volume",
    "labs/dimensions/volume.js",
    "views/explorer/explorer.css",
    phrases(
        volume="volume",
        response="response",
        axial="axial",
        coronal="coronal",
        sagittal="sagittal",
        slice="{array}, {cut} slice. Arrow keys move the cross, Page Up and Page Down change the slice, Enter pins.",
        cut="{array}, {cut}: {axis} = {place}",
        voxel="voxel [{at}] = {value},  response = {response}",
        slice_along="Slice along {axis}",
    ),
)


def trace_settings() -> dict[str, Any]:
    """Heart rate, noise and wander, as arguments of `cnnviz.signals.ecg.ecg`."""
    rate = control.slider("Heart rate, beats a minute", 40, 180, 72, 1, key="dims-rate", bind="query-params")
    noise = control.slider("Noise", 0.0, 0.5, 0.1, 0.02, key="dims-noise", bind="query-params")
    wander = control.slider("Wander of the baseline", 0.0, 1.0, 0.3, 0.1, key="dims-wander", bind="query-params")
    return {"heart_rate": rate, "noise": noise, "wander": wander}


def detector(heart_rate: float) -> NDArray[np.float64]:
    """The chosen kernel (m,)."""

    def type_it() -> None:
        st.session_state["dims-kernel"] = TYPED

    name = control.selectbox("Kernel", (*ecg.DETECTORS, TYPED), key="dims-kernel", bind="query-params")
    row = typed.numbers("… or as numbers", "-1 0 2 0 -1", "dims-numbers", on_change=type_it)
    seconds = 0.1
    if name == "smoothing":
        seconds = control.slider("Mean over … seconds", 0.02, 0.6, 0.1, 0.02, key="dims-mean", bind="query-params")
    kernel = row.astype(np.float64) if name == TYPED else ecg.detector(name, heart_rate, seconds)
    _kernel_chart(kernel)
    return kernel


def _kernel_chart(kernel: NDArray[np.float64]) -> None:
    reach = np.arange(len(kernel)) - (len(kernel) - 1) // 2
    line: charts.Trace = {
        "x": reach.tolist(),
        "y": kernel.tolist(),
        "mode": "lines+markers",
        "line": {"color": RED},
        "marker": {"size": 5},
        "hovertemplate": "k[%{x}] = %{y:.4g}<extra></extra>",
    }
    charts.draw(
        [line],
        key="dims-kernel-chart",
        height=170,
        margin={"l": 0, "r": 0, "t": 10, "b": 0},
        showlegend=False,
        xaxis=charts.axis(say("{kernel} samples", kernel=len(kernel)), tick_size=13),
        yaxis=charts.axis(tick_size=13),
    )


def trace_chart(trace: ecg.Trace, response: NDArray[np.float64], found: NDArray[np.int64]) -> None:
    """The trace above, the response below, with the true beats and those found."""
    seconds = trace.times
    found_look = {"color": colour.ACCENT, "size": 12, "line": {"color": "#14181f", "width": 2}}
    parts: tuple[tuple[str, str, Any, Any, charts.Trace], ...] = (
        ("y", "trace", seconds, trace.values, {"mode": "lines", "line": {"color": BLUE, "width": 1.6}}),
        (
            "y",
            "true beats",
            seconds[trace.beats],
            trace.values[trace.beats] + 0.15,
            {"mode": "markers", "marker": {"color": BLUE, "size": 11, "symbol": "triangle-down"}},
        ),
        ("y2", "response", seconds, response, {"mode": "lines", "line": {"color": GREEN, "width": 1.6}}),
        ("y2", "beats found", seconds[found], response[found], {"mode": "markers", "marker": found_look}),
    )
    traces = [
        {
            "x": x.tolist(),
            "y": y.tolist(),
            "yaxis": axis,
            "name": name,
            "hovertemplate": say("%{{x:.3f}} s: %{{y:.4g}}<extra>{name}</extra>", name=name),
            **look,
        }
        for axis, name, x, y, look in parts
    ]
    threshold = 0.5 * float(response.max())
    charts.draw(
        traces,
        key="dims-chart",
        height=520,
        margin={"l": 0, "r": 10, "t": 40, "b": 0},
        legend=charts.legend(y=1.02),
        showlegend=True,
        shapes=[charts.straight({"dash": "dot", "color": charts.GREY}, y=threshold, yref="y2")],
        xaxis=charts.axis("seconds", anchor="y2"),
        yaxis=charts.axis("trace, in heights of R", title_size=14, tick_size=13, domain=[0.53, 1]),
        yaxis2=charts.axis("response", title_size=14, tick_size=13, domain=[0, 0.47]),
    )


def beats(found: NDArray[np.int64], trace: ecg.Trace) -> None:
    """How many beats were found, how many wrongly, and the heart rate they give."""
    result = ecg.score(found, trace.beats)
    with lesson.results():
        st.metric("Beats found", say("{right} of {beats}", right=result.right, beats=len(trace.beats)))
        st.metric("Found where none is", result.false)
        rate = (
            say(
                "{beats:.1f} / min",
                beats=60 * ecg.RATE / float(np.median(np.diff(found))),
            )
            if len(found) > 1
            else "unknown"
        )
        st.metric("Heart rate from them", rate)
    lesson.note("A peak counts as a beat above half of the largest response (dotted), at most one in 0.25 s.")


# The volume


@kept.keep
def head(size: int, noise: float) -> volumes.Volume:
    """The drawn head."""
    return volumes.phantom(size, noise=noise)


@kept.keep
def response(size: int, noise: float, kernel: str) -> volumes.Volume:
    """Its response to a kernel of KERNELS."""
    return volumes.cross_correlate(head(size, noise), volumes.KERNELS[kernel])


@kept.keep
def by_torch(size: int, noise: float, kernel: str) -> volumes.Volume:
    """The same response by torch's conv3d."""
    return volumes.by_torch(head(size, noise), volumes.KERNELS[kernel])


def voxel(size: int) -> tuple[int, int, int]:
    """The voxel that is looked at: the pinned one, in the address as `dims-voxel=z,y,x`, or one in the skull."""
    says = "three whole numbers z,y,x, such as 20,30,10"
    numbers = control.from_link("dims-voxel", "pinned voxel", control.whole_numbers(3), says, "one in the skull")
    z, y, x = (min(number, size - 1) for number in numbers or (size // 2, size // 2, size // 6))
    return z, y, x


def draw(volume: volumes.Volume, answer: volumes.Volume, *, average: bool) -> None:
    """Mount the viewer. average: the kernel blurs, so that the response is shown like the volume."""
    limit = colour.largest(answer)
    grey = {"show": "grey", "limits": (0.0, 1.0)}
    header = {
        "title": "Slices of a volume and of the response",
        "size": len(volume),
        "start": voxel(len(volume)),
        "pin": voxel(len(volume)) if "dims-voxel" in st.query_params else None,
        "show": {"volume": grey, "response": grey if average else {"show": "signed", "limits": (-limit, limit)}},
        "accent": colour.ACCENT,
        "id": zlib.crc32(volume.tobytes() + answer.tobytes()),
    }
    arrays: dict[str, NDArray[Any]] = {
        "volume": volume,
        "response": answer,
        "diverging": colour.DIVERGING,
        "sequential": colour.SEQUENTIAL,
    }

    def pinned() -> None:
        browser.keep("dims-voxel", browser.sent("dims-volume", "pin", browser.whole_numbers(3)))

    _volume(key="dims-volume", data=browser.pack(header, arrays), on_pin_change=pinned)


def kernel_tabs(kernel: volumes.Volume) -> None:
    """The weights, slice by slice, in units of the smallest one."""
    unit = float(np.abs(kernel[kernel != 0]).min())
    lesson.note(
        say(
            "{sizes} weights. Their sum is {total:.4g}." if unit == 1 else
            "{sizes} weights, written in units of 1/{parts:.0f}. Their sum is {total:.4g}.",
            sizes=sizes(kernel.shape), parts=1 / unit, total=float(kernel.sum()),
        )
    )  # fmt: skip
    for tab, plane in zip(st.tabs([f"z {place}" for place in range(len(kernel))]), kernel, strict=True):
        with tab:
            st.table([[f"{weight / unit:.0f}" for weight in row] for row in plane.tolist()])


def layer_settings() -> volumes.Layer:
    """Axes, size, channels, filters, kernel, stride and padding of a layer."""
    numbers = (
        ("Size n", "size", 14, 64),
        ("Channels C", "in_channels", 1, 64),
        ("Filters F", "filters", 16, 256),
        ("Kernel f", "kernel", 5, 15),
        ("Stride s", "stride", 1, 8),
        ("Padding p", "padding", 0, 16),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        axes = control.segmented_control(
            "Axes", ("1", "2", "3"), default="3", key="dims-axes", bind="query-params", required=True
        )
        values = {}
        for label, name, default, most in numbers:
            values[name] = int(
                control.number_input(
                    label,
                    0 if name == "padding" else 1,
                    most,
                    default,
                    key=f"dims-layer-{name}",
                    bind="query-params",
                    width=shell.px(120),
                )
            )
    return volumes.Layer(int(axes or 3), **values)


def sizes(values: tuple[int, ...]) -> str:
    """Sizes with multiplication signs."""
    return " × ".join(map(str, values))


def shapes(layer: volumes.Layer) -> tuple[int, ...]:
    """What the layer makes of its input, from the formula and from torch; the shape, channels first."""
    shape = layer.shape()
    by_torch, counted, real = layer.run()
    cube = (layer.size,) * layer.axes
    kernel = sizes((layer.kernel,) * layer.axes)
    st.markdown(
        say(
            "**{input}** with {filters} filters {kernel} (× {in_channels}) gives "
            "**{output}**, written with the channels last, as on the slides.",
            input=sizes((*cube, layer.in_channels)), filters=layer.filters, kernel=kernel,
            in_channels=layer.in_channels, output=sizes((*shape[1:], shape[0])),
        )
    )  # fmt: skip
    agrees = by_torch == shape and counted == layer.parameters()
    (st.success if agrees else st.error)(
        say(
            "`torch.nn.Conv{axes}d`, run on random numbers, gives **{by_torch}** (channels first) and has {counted:,} "
            "parameters; the formulas say {shape} and {parameters:,}, and count {multiply_adds:,} multiply-adds."
            if real else
            "`torch.nn.Conv{axes}d`, run without numbers, as it is large, gives **{by_torch}** (channels first) and "
            "has {counted:,} parameters; the formulas say {shape} and {parameters:,}, and count {multiply_adds:,} "
            "multiply-adds.",
            axes=layer.axes, by_torch=by_torch, counted=counted, shape=shape, parameters=layer.parameters(),
            multiply_adds=layer.multiply_adds(),
        ),
        icon=":material/check_circle:" if agrees else ":material/cancel:",
    )  # fmt: skip
    return shape
