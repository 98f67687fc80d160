"""The same in PyTorch: connections, counted from the Jacobian."""

from typing import Unpack

from cnnviz.geometry.window import Moves, read_axis
from cnnviz.operations.connections import layer_sizes
from cnnviz.writing.listings import listing


def connections_script(inputs: int, kernel: int, *, layers: int = 1, **moves: Unpack[Moves[int]]) -> str:
    """A script that counts the connections from the Jacobian; `result` has the outputs that each input affects.

    Raises the error of `layer_sizes` if a layer is impossible.
    """
    _, _, stride, dilation, before, after = read_axis(inputs, kernel, moves)
    layer_sizes(inputs, layers, kernel, **moves)
    window = {"kernel_size": (kernel, 0), "stride": (stride, 1), "dilation": (dilation, 1)}
    if before == after:
        window["padding"] = before, 0
    return listing(
        "cnnviz.lessons.connections.script",
        INPUTS=inputs,
        LAYERS=layers,
        SIDES=() if before == after else (before, after),
        WINDOW={name: value for name, (value, default) in window.items() if value != default},
    )
