"""One value of a network, and the terms that add up to it: from any layer down to the pixels, one step at a time.

Every step of a network is read as a sum. A convolution adds products of its window and its kernel, and the bias; an
average adds equal shares; a residual addition adds its branches; batch norm is one product and one number added; a
maximum is its winner; an activation is one term that the function has made of its input. Each term says which value it
comes from, so that one can go on from there. All is computed again in float64 from the values that the network gave.
Steps without a rule of their own are taken apart by PyTorch's own derivative, where they are linear in what they read.
No sum is given that differs from the value.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, fx, nn

from cnnviz.networks.fields.kinds import ADAPTIVE, CONVOLUTIONS, POOLS, TRANSPOSED
from cnnviz.networks.inside import derivative_terms, value_terms, window_terms
from cnnviz.networks.inside.opened import Opened
from cnnviz.networks.inside.terms import Index, Step, Term, Terms
from cnnviz.networks.inside.value_terms import NORMS
from cnnviz.networks.steps import INPUT, kind_of
from cnnviz.words import say, several

Rule = Callable[[Step, Index], Terms]


class Trace(NamedTuple):
    """One value.

    value    as the network gave it; the products of all terms add up to it
    terms    of a convolution or pooling in the order (channel, *window), then the bias
    window   (channels, *kernel) of a convolution or pooling, else ()
    details  the numbers of a normalisation by their names
    """

    layer: str
    kind: str
    index: Index  # type: ignore[assignment]  # a tuple's own method of this name is not needed
    value: float
    terms: tuple[Term, ...]
    window: tuple[int, ...] = ()
    details: dict[str, float] = {}  # noqa: RUF012  (never written to)

    @property
    def total(self) -> float:
        """All products added up."""
        return math.fsum(term.product for term in self.terms)


def trace(opened: Opened, layer: str, index: Sequence[int] | int) -> Trace:
    """The value at an index of a layer's map, and its terms. A pixel of the input has none.

    Raises ValueError for a layer or an index that is not there, or if there is no rule for the layer.
    """
    node, place = _find(opened, layer, index)
    value = float(opened.values[node][0][place])
    kind = "input" if layer == INPUT else opened.kind(layer)
    if layer == INPUT:
        return Trace(layer, kind, place, value, ())
    found = _terms(Step(opened, layer, node, opened.layer(layer), kind), place)
    return Trace(layer, kind, place, value, tuple(found.terms), found.window, found.details)


def value_at(opened: Opened, layer: str, index: Sequence[int] | int) -> float:
    """The value alone. Raises ValueError for a layer or an index that is not there."""
    node, place = _find(opened, layer, index)
    return float(opened.values[node][0][place])


def chain(opened: Opened, layer: str, index: Sequence[int] | int) -> list[Trace]:
    """The value, and below it every step that reads one value only, down to the first one that reads several.

    For a value behind a ReLU: the ReLU, the batch norm, and the convolution with its window. The last one may be a
    pixel.
    """
    steps = [trace(opened, layer, index)]
    while not steps[-1].window and (below := [term for term in steps[-1].terms if term.layer]):
        if len(below) > 1:
            break
        steps.append(trace(opened, below[0].layer, below[0].index))
    return steps


def _find(opened: Opened, layer: str, index: Sequence[int] | int) -> tuple[fx.Node, Index]:
    if layer not in opened.steps:
        raise ValueError(say("The network has no layer called {layer!r}: choose one of its table.", layer=layer))
    values = opened.values[opened.steps[layer]]
    if not isinstance(values, Tensor) or values.ndim < 2:
        raise ValueError(say("{layer} gives no map of numbers: choose the layer before or behind it.", layer=layer))
    shape = tuple(values.shape[1:])
    place = (index,) if isinstance(index, int) else tuple(int(i) for i in index)
    if len(place) != len(shape) or not all(0 <= i < n for i, n in zip(place, shape, strict=True)):
        raise ValueError(
            several(
                "{layer} is a map of {shape} values, so there is none at {place}: use {n} number from 0 to {last}.",
                "{layer} is a map of {shape} values, so there is none at {place}: use {n} numbers from 0 to {last}.",
                len(shape), layer=layer, shape=" × ".join(map(str, shape)), place=list(place),
                last=", ".join(str(n - 1) for n in shape),
            )
        )  # fmt: skip
    return opened.steps[layer], place


MOVERS: tuple[type[nn.Module], ...] = (
    nn.Flatten,
    nn.Identity,
    nn.Dropout,
    nn.Dropout1d,
    nn.Dropout2d,
    nn.Dropout3d,
    nn.AlphaDropout,
)
MOVERS += (nn.ZeroPad2d, nn.ReflectionPad2d, nn.ReplicationPad2d, nn.ConstantPad2d, nn.PixelShuffle, nn.ChannelShuffle)
MOVING_NAMES = frozenset(
    (
        *("flatten", "view", "reshape", "squeeze", "unsqueeze", "permute", "transpose", "contiguous", "clone", "chunk"),
        *("split", "getitem", "cat", "concat", "pad", "dropout", "dropout2d", "alpha_dropout", "stochastic_depth"),
        *("detach", "float", "to", "channel_shuffle", "pixel_shuffle"),
    )
)
"""Functions that move numbers and leave them as they are."""
SPLITTING_NAMES = frozenset(("chunk", "split", "unbind", "tensor_split", "split_with_sizes"))
OWN_STATISTICS = (nn.GroupNorm, nn.LayerNorm, nn.InstanceNorm1d, nn.InstanceNorm2d, nn.InstanceNorm3d)
ACTIVATIONS = (
    *(nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.ELU, nn.CELU, nn.SELU, nn.GELU, nn.SiLU, nn.Mish, nn.Softplus, nn.Sigmoid),
    *(nn.Tanh, nn.Hardtanh, nn.Hardswish, nn.Hardsigmoid, nn.LogSigmoid, nn.Softsign, nn.Tanhshrink),
)
ACTIVATING_NAMES = frozenset(
    (
        *("relu", "relu_", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "sigmoid", "sigmoid_", "tanh"),
        *("hardswish", "hardsigmoid", "hardtanh", "softplus"),
    )
)
SOFTMAXES = (nn.Softmax, nn.LogSoftmax, nn.Softmax2d)


def _terms(step: Step, index: Index) -> Terms:
    rule = _rule(step)
    if rule is not None:
        try:
            found = rule(step, index)
        except (ValueError, TypeError, AttributeError, LookupError, RuntimeError):
            pass  # it was not made for these arguments
        else:
            if _adds_up(step, found, index):
                return _traced_back(step, found)
    by_derivative = derivative_terms.by_derivative(step, index)
    if by_derivative is None or not _adds_up(step, by_derivative, index):
        raise ValueError(
            say(
                "There is no rule yet to take a value of {name} ({kind}) apart: choose the layer before or behind it.",
                name=step.name,
                kind=step.kind,
            )
        )
    return by_derivative


def _rule(step: Step) -> Rule | None:
    """The one that says most about this kind of step."""
    layer, kind = step.layer, step.kind
    plain = layer is None and not step.node.kwargs

    def is_function(*starts: str) -> bool:
        return layer is None and kind.startswith(starts)

    rules: list[tuple[bool, Rule]] = [
        (isinstance(layer, CONVOLUTIONS), window_terms.convolution),
        (isinstance(layer, TRANSPOSED), window_terms.transposed),
        (isinstance(layer, nn.Linear), window_terms.dense),
        (isinstance(layer, POOLS) and kind.startswith("LP"), value_terms.whole),
        (isinstance(layer, POOLS) or is_function("max_pool", "avg_pool"), window_terms.pooling),
        (isinstance(layer, ADAPTIVE) or is_function("adaptive_"), window_terms.adaptive),
        (layer is None and kind == "mean", window_terms.mean),
        (isinstance(layer, NORMS) and getattr(layer, "running_mean", None) is not None, value_terms.batch_norm),
        (isinstance(layer, NORMS + OWN_STATISTICS), value_terms.norm_of_its_own),
        (isinstance(layer, nn.LocalResponseNorm), value_terms.response_norm),
        (isinstance(layer, MOVERS) or (layer is None and kind in MOVING_NAMES and _moves(step)), value_terms.moved),
        (isinstance(layer, ACTIVATIONS) or (layer is None and kind in ACTIVATING_NAMES), value_terms.pointwise),
        (isinstance(layer, SOFTMAXES) or (layer is None and kind in ("softmax", "log_softmax")), value_terms.whole),
        (plain and kind in ("add", "iadd", "radd", "add_", "sub", "isub"), value_terms.addition),
        (plain and kind in ("mul", "imul", "mul_"), value_terms.product),
    ]
    return next((rule for fits, rule in rules if fits), None)


def _adds_up(step: Step, found: Terms, index: Index) -> bool:
    """Whether the terms give the value, as exactly as the network's kind of numbers allows."""
    values = step.opened.values[step.node]
    value, total = float(values[0][index]), math.fsum(term.product for term in found.terms)
    size = abs(value) + sum(abs(term.product) for term in found.terms)
    close = abs(value - total) <= math.sqrt(torch.finfo(values.dtype).eps) * size
    return close or value == total or (math.isnan(value) and math.isnan(total)) or math.isinf(size)


def _moves(step: Step) -> bool:
    """Whether it only puts numbers elsewhere: a part of what a maximum gave was chosen by its value."""
    sources = [node for node in step.node.all_input_nodes if isinstance(step.opened.values[node], tuple | list)]
    return all(node.op != "call_module" and kind_of(node) in SPLITTING_NAMES for node in sources)


def _traced_back(step: Step, found: Terms) -> Terms:
    """With the steps that have written what this one read, where they have written over another one's numbers."""
    if not step.opened.memory.writes:
        return found
    steps = step.opened.steps
    terms = []
    for term in found.terms:
        layer, at = step.opened.origin(step.node, steps[term.layer], term.index) if term.layer else ("", term.index)
        terms.append(term._replace(layer=layer, index=at))
    return found._replace(terms=terms)
