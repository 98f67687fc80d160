"""2.10 One and three dimensions: an ECG-like trace, and a CT-like volume in slices."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from cnnviz.lessons.dimensions import listing
from cnnviz.operations import properties
from cnnviz.signals import ecg, volumes
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.dimensions import figures
from cnnviz.words import say
from cnnviz.writing import sums

INPUTS = {"ecg": "ECG (1-D)", "ct": "CT (3-D)"}

Lab = tuple[dict[str, Any], Callable[[], None]]  # settings, and what draws the numbers

lesson.begin("dimensions")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            one = lesson.choice("Input", INPUTS, "dims-input") == "ecg"
        settings, numbers = trace_lab() if one else volume_lab()
    numbers()
    layer = volumes.Layer()
    with lesson.step("shapes", "The shapes"):
        try:
            layer = figures.layer_settings()
            figures.shapes(layer)
        except ValueError as error:
            layer = volumes.Layer()
            shell.problem(error)
    lesson.experiments("dimensions", layer=layer)
    lesson.check_yourself("dimensions", "ecg" if one else "ct")
    if one:
        lesson.same_in_pytorch(listing.trace_script(**settings), "dimensions")
    else:
        lesson.same_in_pytorch(listing.volume_script(**settings, layer=layer), "dimensions")


def trace_lab() -> Lab:
    left, board = lesson.beside()
    with left:
        settings = figures.trace_settings()
        kernel = figures.detector(settings["heart_rate"])
    trace = ecg.ecg(**settings)
    response = ecg.respond(trace.values, kernel)
    found = ecg.find_beats(response)
    with board:
        figures.trace_chart(trace, response, found)
        figures.beats(found, trace)
        shell.copy_link()
    at, by_torch = int(response.argmax()), ecg.by_torch(trace.values, kernel)
    numbers = partial(
        lesson.numbers,
        sums.slid_kernel(trace.values.tolist(), kernel.tolist(), at, float(response[at])),
        agrees=properties.agree(response, by_torch),
        beside=say(
            "`torch.nn.functional.conv1d` gives **{by_torch:.6g}** here, at the largest response "
            "({seconds:.3f} s), and the same as the lab at all {samples:,} samples.",
            by_torch=by_torch[at], seconds=ecg.seconds(at), samples=len(by_torch),
        ),
    )  # fmt: skip
    return {"kernel": kernel, **settings}, numbers


def volume_lab() -> Lab:
    left, board = lesson.beside()
    with left:
        name = control.selectbox("3-D kernel", list(volumes.KERNELS), key="dims-kernel3", bind="query-params")
        size = int(control.selectbox("Voxels a side", ("48", "32", "24"), key="dims-voxels", bind="query-params"))
        noise = control.slider("Noise", 0.0, 0.3, 0.0, 0.02, key="dims-grain", bind="query-params")
        kernel = volumes.KERNELS[name]
        figures.kernel_tabs(kernel)
    volume, response = figures.head(size, noise), figures.response(size, noise, name)
    with board:
        figures.draw(volume, response, average=name.endswith("blur"))
        lesson.note(
            "Point at a slice, use the arrow keys and Page Up and Down, or the sliders; a click pins the voxel."
        )
        shell.copy_link()
    at, by_torch = figures.voxel(size), figures.by_torch(size, noise, name)
    numbers = partial(
        lesson.numbers,
        sums.slid_volume(kernel.shape, volumes.slice_sums(volume, kernel, at), at),
        agrees=properties.agree(response, by_torch),
        beside=say(
            "`torch.nn.functional.conv3d` gives **{by_torch:.6g}** at this voxel, and the same as the "
            "lab at all {size:,}. On the left, one summand for every slice of the kernel along z.",
            by_torch=float(by_torch[at]),
            size=by_torch.size,
        ),
    )
    return {"kernel": kernel, "size": size, "noise": noise}, numbers


laboratory()
lesson.end(
    "dimensions",
    [
        "P. E. McSharry, G. D. Clifford, L. Tarassenko, L. A. Smith: *A dynamical model for generating synthetic "
        "electrocardiogram signals*, 2003",
        "J. Pan, W. J. Tompkins: *A real-time QRS detection algorithm*, 1985",
        "L. A. Shepp, B. F. Logan: *The Fourier reconstruction of a head section*, 1974; A. C. Kak, M. Slaney: "
        "*Principles of Computerized Tomographic Imaging*, 1988, chapter 3",
        "PyTorch: `torch.nn.Conv1d` and `torch.nn.Conv3d`",
    ],
)
