"""What a layer costs on an image: a dense layer, a convolution, and the two steps between them.

A convolution differs from a dense layer in two ways: an output sees only a window (sparse interactions), and all
outputs of a feature map use the same weights (parameter sharing). `locally_connected_cost` is the layer with the
first and without the second. Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", section 9.2.
"""

import math
from typing import NamedTuple, Unpack

from cnnviz.geometry.axes import Numbers, whole
from cnnviz.geometry.layer import convolution_multiply_adds, convolution_parameters, layer_output
from cnnviz.geometry.window import Moves

BYTES = 4  # of a float32


class Cost(NamedTuple):
    """Of one layer on one image: numbers that it learns, products that it adds up, and values in and out.

    The memory is that of inference in float32; training also keeps a gradient for each of these numbers.
    """

    parameters: int
    multiply_adds: int
    inputs: int
    outputs: int

    @property
    def parameter_bytes(self) -> int:
        return BYTES * self.parameters

    @property
    def activation_bytes(self) -> int:
        """Of input and output together."""
        return BYTES * (self.inputs + self.outputs)


def dense_cost(inputs: int, units: int, *, bias: bool = True) -> Cost:
    """A dense (fully connected) layer: (inputs + 1) * units parameters, inputs * units multiply-adds.

    inputs: values of the image, height * width * channels. Raises ValueError for a number below 1.

    >>> dense_cost(1920 * 1080 * 3, 1000).parameters
    6220801000
    """
    inputs, units = whole("number of inputs", inputs, 1), whole("number of units", units, 1)
    return Cost((inputs + int(bias)) * units, inputs * units, inputs, units)


def convolution_cost(
    size: tuple[int, int],
    in_channels: int,
    filters: int,
    kernel: Numbers,
    *,
    bias: bool = True,
    **moves: Unpack[Moves[Numbers]],
) -> Cost:
    """A convolution of an image (in_channels, *size) with square or (height, width) kernels, one per filter.

    Settings and errors as for `cnnviz.geometry.layer.layer_output`.
    """
    kernel = (kernel, kernel) if isinstance(kernel, int) else kernel
    shape = layer_output("convolution", size, kernel=kernel, in_channels=in_channels, out_channels=filters, **moves)
    return Cost(
        convolution_parameters(kernel, in_channels, filters, bias=bias),
        convolution_multiply_adds(size, kernel, in_channels=in_channels, out_channels=filters, **moves),
        in_channels * math.prod(size),
        math.prod(shape),
    )


def locally_connected_cost(
    size: tuple[int, int],
    in_channels: int,
    filters: int,
    kernel: Numbers,
    *,
    bias: bool = True,
    **moves: Unpack[Moves[Numbers]],
) -> Cost:
    """The same windows as in `convolution_cost`, but with weights of their own for every output value.

    Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", section 9.5 (unshared convolution).
    """
    shared = convolution_cost(size, in_channels, filters, kernel, bias=bias, **moves)
    return shared._replace(parameters=shared.multiply_adds + int(bias) * shared.outputs)


def one_digit(number: int) -> int:
    """A number rounded to its first digit, as slides do: 6,220,800 becomes 6,000,000."""
    step: int = 10 ** (len(str(number)) - 1)
    return (2 * number + step) // (2 * step) * step


def readable_bytes(count: int) -> str:
    """A number of bytes to read: 24.9 GB, with 1 GB = 10^9 bytes."""
    for power, unit in ((15, "PB"), (12, "TB"), (9, "GB"), (6, "MB"), (3, "kB")):
        if count >= 10**power:
            return f"{count / 10**power:.3g} {unit}"
    return f"{count} B"
