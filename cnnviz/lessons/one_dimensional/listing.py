"""The same in PyTorch: one signal slid over another by conv1d."""

from collections.abc import Sequence
from typing import Any

from cnnviz.signals.sliding import SHAPES, Signal
from cnnviz.writing.listings import listing


def slide_script(
    f: Signal,
    g: Signal,
    operation: str = "convolution",
    *,
    shapes: Sequence[tuple[str, float] | None] = (None, None),
) -> str:
    """The values of `cnnviz.signals.sliding.slide` as `result` and their times as `times`, both float64 (n + m - 1,).

    shapes: (name, width) where a signal is a sampled function of SHAPES; the script then samples it itself.
    """
    return listing(
        "cnnviz.lessons.one_dimensional.script",
        STEP=f.step,
        OPERATION=operation,
        **_signal("F", f, shapes[0]),
        **_signal("G", g, shapes[1]),
    )


def _signal(name: str, signal: Signal, shape: tuple[str, float] | None) -> dict[str, Any]:
    kind, width = shape or ("numbers", 1.0)
    assert kind == "numbers" or kind in SHAPES
    return {
        f"{name}_NAME": kind,
        f"{name}_WIDTH": float(width),
        f"{name}_VALUES": signal.values.tolist(),
        f"{name}_START": signal.start,
        f"{name}_COUNT": len(signal.values),
    }
