"""Two or more designs for the same job, compared: counted by formula and by PyTorch.

A design is a network of `cnnviz.networks.stack.layers`; all designs of a comparison get the same input.
"""

from collections.abc import Mapping

from cnnviz.geometry.axes import whole
from cnnviz.networks.stack.layers import CONVOLUTIONS, Layer, Network
from cnnviz.networks.stack.modules import Measured, measure
from cnnviz.networks.stack.summary import Row, Summary, channels, summarize
from cnnviz.words import joined, say, several
from cnnviz.writing.tex import aligned, grouped, said

Designs = Mapping[str, Network]
LARGEST_CHANNELS, LARGEST_SIDE = 4096, 1024


def volume(in_channels: int, side: int) -> tuple[int, int, int]:
    """The shape of a square input. Raises ValueError that names the number to change."""
    _at_most("number of in_channels", whole("number of in_channels", in_channels, 1), LARGEST_CHANNELS)
    _at_most("height and width", whole("height and width", side, 1), LARGEST_SIDE)
    return in_channels, side, side


def filters(name: str, count: int) -> int:
    """A number of channels that a layer gives. Raises ValueError that names it."""
    return _at_most(
        say("number of {name}", name=name), whole(say("number of {name}", name=name), count, 1), LARGEST_CHANNELS
    )


def same(out_channels: int, kernel: int, *, bias: bool = True, groups: int = 1) -> Layer:
    """A convolution that keeps height and width. Raises ValueError for an even kernel."""
    whole("kernel", kernel, 1)
    if kernel % 2 == 0:
        raise ValueError(
            say(
                "A kernel of {kernel} has no middle and cannot keep the size with equal padding on both sides: use "
                "{smaller} or {larger}.",
                kernel=kernel, smaller=kernel - 1, larger=kernel + 1,
            )
        )  # fmt: skip
    return Layer("convolution", out_channels, kernel, padding=kernel // 2, bias=int(bias), groups=groups)


def count(designs: Designs) -> dict[str, Summary]:
    """The layers of each design with what they cost. Raises the error of the first that cannot be built."""
    counted = {name: summarize(network) for name, network in designs.items()}
    for summary in counted.values():
        if summary.error:
            raise summary.error
    return counted


def count_by_torch(designs: Designs) -> dict[str, Measured]:
    """The same totals, counted by PyTorch on its meta device."""
    return {name: measure(network) for name, network in designs.items()}


def agree(counted: Mapping[str, Summary], measured: Mapping[str, Measured]) -> bool:
    """Whether shape, parameters and multiply-adds are the same in all designs."""
    return all(
        (one.shape, one.total("parameters"), one.total("multiply_adds")) == tuple(measured[name])
        for name, one in counted.items()
    )


# The formula with the numbers put in


def explain(counted: Mapping[str, Summary], quantity: str = "multiply_adds", most: int = 6) -> list[str]:
    """Parameters or multiply-adds of each design, layer by layer, in LaTeX; at most so many layers of each.

    quantity: "parameters" or "multiply_adds".
    """
    symbols = {
        "multiply_adds": r"k \cdot k \cdot C_{in} / \text{groups} \cdot C_{out} \cdot H \cdot W",
        "parameters": r"(k \cdot k \cdot C_{in} / \text{groups} + 1) \cdot C_{out}",
    }[quantity]
    title = {
        "multiply_adds": r"\text{multiply-adds of a convolution}",
        "parameters": r"\text{parameters of a convolution}",
    }[quantity]
    lines = [f"{title} &= {symbols}"]
    for name, summary in counted.items():
        rows = [row for row in summary.rows if getattr(row, quantity) and _weighs(row)]
        lines.append(joined([said(name, "textbf"), " &"], ""))
        lines += [
            _counted(_layer_name(row), f"{_products(row, quantity)} = {grouped(getattr(row, quantity))}")
            for row in rows[:most]
        ]
        if len(rows) > most:
            left = sum(getattr(row, quantity) for row in rows[most:])
            more = several("{n} more layer", "{n} more layers", len(rows) - most)
            lines.append(_counted(more, grouped(left)))
        if len(rows) > 1:
            lines.append(_counted("in all", grouped(summary.total(quantity))))
    return [aligned(lines)]


def _counted(what: str, count: str) -> str:
    return joined([said(say("{what}:", what=what)), rf"\quad & {count}"], "")


def _weighs(row: Row) -> bool:
    return bool(row.layer) and row.layer.kind in (*CONVOLUTIONS, "dense")  # type: ignore[union-attr]


def _layer_name(row: Row) -> str:
    layer = row.layer
    assert layer
    if layer.kind == "dense":
        return "dense"
    if layer.kind == "depthwise":
        return say("{kernel} × {kernel} depthwise", kernel=layer.kernel)
    return f"{layer.kernel} × {layer.kernel}"


def _products(row: Row, quantity: str) -> str:
    layer = row.layer
    assert layer
    bias = " + 1" if layer.bias and quantity == "parameters" else ""
    if layer.kind == "dense":
        inside = f"{grouped(row.inputs[0])}{bias}"
        return rf"{f'({inside})' if bias else inside} \cdot {grouped(layer.out_channels)}"
    given = channels(layer, row.inputs[0])
    groups = rf" / {given['groups']}" if given["groups"] > 1 else ""
    inside = rf"{layer.kernel} \cdot {layer.kernel} \cdot {given['in_channels']}{groups}{bias}"
    first = rf"{f'({inside})' if bias else inside} \cdot {grouped(given['out_channels'])}"
    return first if quantity == "parameters" else rf"{first} \cdot {row.shape[1]} \cdot {row.shape[2]}"


def ratio(counted: Mapping[str, Summary], quantity: str = "multiply_adds") -> float:
    """What the second of two designs costs, as a multiple of the first."""
    first, second = (summary.total(quantity) for summary in counted.values())
    return second / first


def milliseconds(value: float) -> str:
    """A time to read: 1,070 ms, 12.3 ms, 0.0451 ms."""
    return say("{value:,.0f} ms", value=value) if value >= 100 else say("{value:.3g} ms", value=value)


def _at_most(name: str, value: int, most: int) -> int:
    if value > most:
        raise ValueError(
            say(
                "The {name} is {value:,}, too much for this lesson: use at most {most:,}.",
                name=name, value=value, most=most,
            )
        )  # fmt: skip
    return value
