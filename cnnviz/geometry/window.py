"""How a window moves over its input: the settings of a convolution or a pooling, as one value and as keywords.

Functions for everybody take the settings apart into keywords, as torch does. Those behind them take `Moves`, which says
once what these keywords are called and may hold, and read them as a `Window`.
"""

from dataclasses import dataclass
from typing import Any, Generic, TypedDict, TypeVar

from cnnviz.geometry.axes import Axis, Numbers, Padding, read_axes, read_transposed_axes

Step = TypeVar("Step")


@dataclass(frozen=True)
class Window:
    """How a window moves, in PyTorch's words; numbers hold for every axis, or there is one for each.

    stride          None is 1, and for pooling the kernel
    padding         a number, "valid", "same", "full", or per axis a number or (before, after): see `output_size`
    padding_mode    what stands in the padding, as in torch.nn.Conv2d
    ceil_mode       of pooling: a last window may reach over the end
    output_padding  of a transposed convolution
    """

    stride: Numbers | None = None
    dilation: Numbers = 1
    padding: Padding = 0
    padding_mode: str = "zeros"
    ceil_mode: bool = False
    output_padding: Numbers = 0

    def step(self, kernel: Numbers, *, pool: bool = False) -> Numbers:
        """The stride; if none is given it is 1, and the kernel for pooling."""
        return self.stride if self.stride is not None else kernel if pool else 1

    def axes(self, size: Numbers, kernel: Numbers, *, pool: bool = False) -> tuple[list[Axis], bool]:
        """One Axis per axis, and whether anything was given per axis. Raises GeometryError."""
        return read_axes(size, kernel, self.step(kernel, pool=pool), self.padding, self.dilation)

    def transposed_axes(self, size: Numbers, kernel: Numbers) -> tuple[list[Axis], list[int], bool]:
        """The same of a transposed convolution; the second list is the output padding of every axis."""
        step = self.step(kernel)
        return read_transposed_axes(size, kernel, step, self.padding, self.output_padding, self.dilation)

    def keywords(self, *names: str) -> dict[str, Any]:
        """These settings as keyword arguments."""
        return {name: getattr(self, name) for name in names}


class Moves(TypedDict, Generic[Step], total=False):
    """The keywords of a convolution's window; Moves[int] is a window that moves alike along all axes."""

    stride: Step
    padding: Padding
    dilation: Step


class LayerMoves(TypedDict, total=False):
    """The keywords of any layer's window, as `cnnviz.geometry.layer.layer_output` explains them."""

    stride: Numbers | None
    padding: Padding
    dilation: Numbers
    ceil_mode: bool
    output_padding: Numbers


def read_axis(size: int, kernel: int, moves: Moves[int]) -> Axis:
    """The settings of one axis with its padding in pixels. Raises GeometryError."""
    (axis,), _ = Window(**moves).axes(size, kernel)
    return axis
