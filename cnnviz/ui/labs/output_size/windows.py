"""The output-size calculator's picture: how the windows of the chosen layer lie on its input."""

import math

import numpy as np

from cnnviz import limits
from cnnviz.geometry import axes
from cnnviz.geometry.layer import is_pool
from cnnviz.ui.frame import lesson
from cnnviz.ui.labs.output_size.layer_settings import LayerSettings
from cnnviz.ui.views.explorer import explorer
from cnnviz.words import say

MOST = 256  # rows or columns that still show how the windows lie
_OPS = {"max_pool": "max", "avg_pool": "mean", "transposed_convolution": "transposed", "convolution": "sum"}


def draw(settings: LayerSettings, shape: tuple[int, ...]) -> None:
    """Draw input, window and output of a small layer (the last two axes), with counted inputs and weights of 1."""
    planes = settings.size[-2:] if len(settings.size) > 1 else (1, *settings.size)
    reach = _reach(settings, shape)
    if max(*planes, *shape[1:], *settings.kernel, *(side for sides, _ in reach for side in sides)) > MOST:
        lesson.note(
            say(
                "Up to {MOST} pixels a side, the windows are drawn here: try an input of 12, a kernel of 3 and "
                "padding 1.",
                MOST=MOST,
            )
        )
        return
    if math.prod(shape[-2:]) * math.prod(settings.kernel[-2:]) > limits.VALUES:
        lesson.note("So large a kernel on so large an output is not drawn here: try a kernel of 3.")
        return
    if settings.kind == "avg_pool" and any(over for _, over in reach):
        lesson.note("Windows that reach over the padding are averaged over fewer cells, so they are not drawn here.")
        return
    from cnnviz.geometry import torch_layers

    part = {name: value[-2:] if isinstance(value, tuple) else value for name, value in settings.geometry().items()}
    image, output = torch_layers.on_counted_input(settings.kind, settings.size[-2:], **part)
    flat = len(settings.size) == 1
    padding = [(before, after + over) for (before, after), over in reach][-2:]
    explorer(
        image.reshape(1, *planes),
        np.ones((1, 1, *((1, *settings.kernel) if flat else settings.kernel[-2:])), np.float32),
        output.reshape(1, *(1, *output.shape[-1:]) if flat else output.shape[-2:]),
        key="windows",
        title="How the windows lie",
        stride=_pair(settings.stride, 1),
        dilation=_pair(settings.dilation, 1),
        padding=((0, 0), padding[0]) if flat else (padding[0], padding[1]),
        op=_OPS[settings.kind],
    )
    note = "Input counted 0, 1, 2, …" if is_pool(settings.kind) else "Input counted 0, 1, 2, …, every weight 1, no bias"
    lesson.note(
        say("{note}; of three axes the last two.", note=note) if len(settings.size) == 3 else say("{note}.", note=note)
    )


def _pair(values: tuple[int, ...], missing: int) -> tuple[int, int]:
    return (missing, values[0]) if len(values) == 1 else (values[-2], values[-1])


def padding_of(settings: LayerSettings, axis: int) -> tuple[int, int]:
    """Padding (before, after) along one axis."""
    given = settings.padding if isinstance(settings.padding, str) else settings.padding[axis]
    kernel, stride, dilation = settings.kernel[axis], settings.stride[axis], settings.dilation[axis]
    return axes.resolve_padding(kernel, given, dilation=dilation, stride=stride)


def _reach(settings: LayerSettings, shape: tuple[int, ...]) -> list[tuple[tuple[int, int], int]]:
    """Per axis: padding (before, after), and how far ceil mode's last window reaches over it."""
    result = []
    for axis, size in enumerate(settings.size):
        k, s, d = settings.kernel[axis], settings.stride[axis], settings.dilation[axis]
        before, after = padding_of(settings, axis)
        end = (shape[axis + 1] - 1) * s + d * (k - 1) + 1
        over = 0 if settings.kind == "transposed_convolution" else max(0, end - size - before - after)
        result.append(((before, after), over))
    return result
