"""The same in PyTorch: one signal slid over another by conv1d."""

from collections.abc import Sequence

from cnnviz.lessons.listings.responses import _script
from cnnviz.signals.sliding import SHAPES, Signal

_VALUES = {
    "box": "torch.ones_like({t})",
    "triangle": "1 - 2 * {t}.abs() / {w}",
    "Gaussian": "torch.exp(-{t}**2 / (2 * {w}**2))",
    "decay": "torch.exp(-{t} / {w})",
    "burst": "torch.sin(6 * torch.pi * {t} / {w})",
}


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
    lines: list[str] = [f"dt = {f.step!r}"]
    for name, signal, shape in (("f", f, shapes[0]), ("g", g, shapes[1])):
        lines += ["", *_signal(name, signal, shape)]
    if operation == "convolution":
        lines += ["", "kernel = g.flip(0)  # conv1d slides the kernel as it is: turned round it convolves"]
        first = "t_f[0] + t_g[0]"
    else:
        lines += ["", "kernel = g  # conv1d cross-correlates"]
        first = "t_f[0] - t_g[-1]"
    lines += [
        "every = len(g) - 1  # padding that keeps every overlap",
        "result = dt * F.conv1d(f[None, None], kernel[None, None], padding=every)[0, 0]",
        f"times = {first} + dt * torch.arange(len(result), dtype=torch.float64)",
        'print("values", result, "from", times[0].item(), "to", times[-1].item())',
    ]
    return _script(["import torch", "import torch.nn.functional as F"], lines)


def _signal(name: str, signal: Signal, shape: tuple[str, float] | None) -> list[str]:
    count = len(signal.values)
    times = f"t_{name} = {signal.start!r} + dt * torch.arange({count}, dtype=torch.float64)"
    if shape is None:
        numbers = ", ".join(f"{value!r}" for value in signal.values.tolist())
        return [times, f"{name} = torch.tensor([{numbers}], dtype=torch.float64)"]
    kind, width = shape
    values = _VALUES[kind].format(t=f"t_{name}", w=repr(float(width)))
    return [f"{times}  # the middle of every step", f"{name} = {values}  # {kind}, {SHAPES[kind].width} is {width:g}"]
