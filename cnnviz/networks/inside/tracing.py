"""One value of a network, and the terms that add up to it: from any layer down to the pixels, one step at a time.

Every step of a network is read as a sum. A convolution adds products of its window and its kernel, and the bias; an
average adds equal shares; a residual addition adds its branches; batch norm is one product and one number added; a
maximum is its winner; an activation is one term that the function has made of its input. Each term says which value it
comes from, so that one can go on from there. All is computed again in float64 from the values that the network gave.
Steps without a rule of their own are taken apart by PyTorch's own derivative, where they are linear in what they read.
No sum is given that differs from the value.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, fx, nn

from cnnviz.geometry import padding_modes
from cnnviz.networks.fields.kinds import ADAPTIVE, CONVOLUTIONS, POOLS, TRANSPOSED
from cnnviz.networks.fields.results import convolution_padding as padding_of
from cnnviz.networks.inside.opened import Opened
from cnnviz.networks.steps import INPUT, evaluating, kind_of, layer_of, run_step
from cnnviz.words import say, several

Index = tuple[int, ...]
Indices = NDArray[np.int64]


class Term(NamedTuple):
    """One number of the sum.

    layer    the row that `value` stands in, "input" for a pixel; "" for a number that no layer below has made
    index    where it stands there: (channel, row, column) or (feature,)
    value    the number below
    weight   what it is multiplied with; None if a function has made the product of the value
    product  what is added
    role     "" for a plain term; "bias", "shift" (of a normalisation), "padding", "winner", "loser", or the function
    """

    layer: str
    index: Index  # type: ignore[assignment]  # a tuple's own method of this name is not needed
    value: float
    weight: float | None
    product: float
    role: str = ""


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


class Terms(NamedTuple):
    """What a rule gives: the terms, and what else is worth telling."""

    terms: list[Term]
    window: tuple[int, ...] = ()
    details: dict[str, float] = {}  # noqa: RUF012


def trace(opened: Opened, layer: str, index: Sequence[int] | int) -> Trace:
    """The value at an index of a layer's map, and its terms. A pixel of the input has none.

    Raises ValueError for a layer or an index that is not there, or if there is no rule for the layer.
    """
    node, place = _find(opened, layer, index)
    value = float(opened.values[node][0][place])
    kind = "input" if layer == INPUT else opened.kind(layer)
    if layer == INPUT:
        return Trace(layer, kind, place, value, ())
    found = _Step(opened, layer, node, opened.layer(layer), kind).terms(place)
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
NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)
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


class _Step(NamedTuple):
    """One step of a network, with what it read."""

    opened: Opened
    name: str
    node: fx.Node
    layer: nn.Module | None
    kind: str

    @property
    def below(self) -> list[fx.Node]:
        """The steps whose tensors it reads, once for every time."""
        found: list[fx.Node] = []
        fx.node.map_arg((self.node.args, self.node.kwargs), lambda node: found.append(node))
        return [node for node in found if isinstance(self.opened.values[node], Tensor)]

    def input(self, which: int = 0) -> Tensor:
        """What it read, without the batch."""
        values: Tensor = self.opened.read(self.node, self.below[which])[0]
        return values

    def source(self, which: int = 0) -> str:
        return self.opened.name(self.below[which])

    def arguments(self) -> tuple[list[Any], dict[str, Any]]:
        """Positional and keyword arguments of a function, with values for steps."""
        args, kwargs = fx.node.map_arg(
            (self.node.args, self.node.kwargs), lambda source: self.opened.read(self.node, source)
        )
        return list(args), dict(kwargs)

    def setting(self, place: int, name: str, default: Any = None) -> Any:
        """An argument of a function by its place or its name."""
        args, kwargs = self.arguments()
        return args[place] if len(args) > place else kwargs.get(name, default)

    def terms(self, index: Index) -> Terms:
        rule = self.rule()
        if rule is not None:
            try:
                found = rule(index)
            except (ValueError, TypeError, AttributeError, LookupError, RuntimeError):
                pass  # it was not made for these arguments
            else:
                if self.adds_up(found, index):
                    return self.traced_back(found)
        found = self.by_derivative(index)
        if not self.adds_up(found, index):
            raise self.refusal()
        return found

    def rule(self) -> Callable[[Index], Terms] | None:
        """The one that says most about this kind of step."""
        layer, kind = self.layer, self.kind
        plain = layer is None and not self.node.kwargs
        rules: list[tuple[bool, Callable[[Index], Terms]]] = [
            (isinstance(layer, CONVOLUTIONS), self.convolution),
            (isinstance(layer, TRANSPOSED), self.transposed),
            (isinstance(layer, nn.Linear), self.dense),
            (isinstance(layer, POOLS) or (layer is None and kind.startswith(("max_pool", "avg_pool"))), self.pooling),
            (isinstance(layer, ADAPTIVE) or (layer is None and kind.startswith("adaptive_")), self.adaptive),
            (layer is None and kind == "mean", self.mean),
            (isinstance(layer, NORMS) and getattr(layer, "running_mean", None) is not None, self.batch_norm),
            (isinstance(layer, NORMS + OWN_STATISTICS), self.norm_of_its_own),
            (isinstance(layer, nn.LocalResponseNorm), self.response_norm),
            (isinstance(layer, MOVERS) or (layer is None and kind in MOVING_NAMES and self.moves()), self.moved),
            (isinstance(layer, ACTIVATIONS) or (layer is None and kind in ACTIVATING_NAMES), self.pointwise),
            (isinstance(layer, SOFTMAXES) or (layer is None and kind in ("softmax", "log_softmax")), self.whole),
            (plain and kind in ("add", "iadd", "radd", "add_", "sub", "isub"), self.addition),
            (plain and kind in ("mul", "imul", "mul_"), self.product),
        ]
        return next((rule for fits, rule in rules if fits), None)

    def refusal(self) -> ValueError:
        return ValueError(
            say(
                "There is no rule yet to take a value of {name} ({kind}) apart: choose the layer before or behind it.",
                name=self.name,
                kind=self.kind,
            )
        )

    def adds_up(self, found: Terms, index: Index) -> bool:
        """Whether the terms give the value, as exactly as the network's kind of numbers allows."""
        values = self.opened.values[self.node]
        value, total = float(values[0][index]), math.fsum(term.product for term in found.terms)
        size = abs(value) + sum(abs(term.product) for term in found.terms)
        close = abs(value - total) <= math.sqrt(torch.finfo(values.dtype).eps) * size
        return close or value == total or (math.isnan(value) and math.isnan(total)) or math.isinf(size)

    def moves(self) -> bool:
        """Whether it only puts numbers elsewhere: a part of what a maximum gave was chosen by its value."""
        sources = [node for node in self.node.all_input_nodes if isinstance(self.opened.values[node], tuple | list)]
        return all(node.op != "call_module" and kind_of(node) in SPLITTING_NAMES for node in sources)

    def traced_back(self, found: Terms) -> Terms:
        """With the steps that have written what this one read, where they have written over another one's numbers."""
        if not self.opened.memory.writes:
            return found
        steps = self.opened.steps
        terms = []
        for term in found.terms:
            layer, at = self.opened.origin(self.node, steps[term.layer], term.index) if term.layer else ("", term.index)
            terms.append(term._replace(layer=layer, index=at))
        return found._replace(terms=terms)

    def by_derivative(self, index: Index) -> Terms:
        """Terms of a step that is linear in what it reads, or in one of the maps that it reads; else its only value."""
        found = _Derivative(self.opened, self.node)
        value, gradients = found.at(index)
        whole = list(found.read)
        if not whole:  # it is made of weights, and of the picture's size at most
            return Terms([Term("", (), value, 1.0, value, "constant")])
        largest = sorted(whole, key=lambda pair: -found.read[pair].numel())
        for some in (whole, *([pair] for pair in largest)):
            if not some or not found.linear(index, some):
                continue
            terms = [term for pair in some for term in self.weighted(pair, found.read[pair], gradients[pair])]
            rest = value - math.fsum(term.product for term in terms)
            if abs(rest) > 1e-9 * (abs(value) + sum(abs(term.product) for term in terms)):
                terms.append(Term("", (), rest, 1.0, rest, "constant"))
            return Terms(terms)
        places = [(pair, tuple(place)) for pair in whole for place in gradients[pair][0].nonzero().tolist()]
        alone = [pair for pair in whole if found.read[pair].shape[1:] == self.opened.values[self.node].shape[1:]]
        if len(places) != 1 and len(whole) == 1 and alone and self.kind.lower().startswith(("softm", "log_softm")):
            places = [(alone[0], index)]
        if len(places) != 1:
            raise self.refusal()
        (pair, at) = places[0]
        number = float(found.read[pair][0][at])
        layer, where = self.opened.origin(*pair, at)
        return Terms([Term(layer, where, number, None, value, self.kind)])

    def weighted(self, pair: tuple[fx.Node, fx.Node], values: Tensor, gradient: Tensor) -> list[Term]:
        """Every value that has a derivative, times it."""
        places = gradient[0].nonzero().tolist()
        weights = gradient[0][gradient[0] != 0].tolist()
        terms = []
        for place, weight in zip(places, weights, strict=True):
            at = tuple(int(i) for i in place)
            number = float(values[0][at])
            layer, where = self.opened.origin(*pair, at)
            terms.append(Term(layer, where, number, weight, number * weight))
        return terms

    # Sums over a window

    def convolution(self, index: Index) -> Terms:
        layer: Any = self.layer
        values = self.input()
        weight = layer.weight[index[0]].detach()  # (C_in / groups, *kernel)
        pads = padding_of(layer)
        places = [
            [i * stride - (pad[0] if isinstance(pad, tuple) else pad) + dilation * t for t in range(kernel)]
            for i, kernel, stride, pad, dilation in zip(
                index[1:], layer.kernel_size, layer.stride, pads, layer.dilation, strict=True
            )
        ]
        places = [_wrapped(row, n, layer.padding_mode) for row, n in zip(places, values.shape[1:], strict=True)]
        first = index[0] // (layer.out_channels // layer.groups) * weight.shape[0]
        channels = list(range(first, first + weight.shape[0]))
        terms = self.window([channels, *places], weight)
        return Terms(terms + _bias(layer, index[0]), tuple(weight.shape))

    def transposed(self, index: Index) -> Terms:
        layer: Any = self.layer
        values = self.input()
        per_group = layer.out_channels // layer.groups
        group, out = divmod(index[0], per_group)
        width = layer.in_channels // layer.groups
        axes = []
        for i, n, kernel, stride, pad, dilation in zip(
            index[1:], values.shape[1:], layer.kernel_size, layer.stride, layer.padding, layer.dilation, strict=True
        ):
            reach = [(t, i + pad - dilation * t) for t in range(kernel)]
            axes.append([(t, at // stride) for t, at in reach if at % stride == 0 and 0 <= at // stride < n])
        terms = []
        for channel in range(group * width, (group + 1) * width):
            for pairs in itertools.product(*axes):
                at = (channel, *(m for _, m in pairs))
                weight = float(layer.weight[(channel, out, *(t for t, _ in pairs))].detach())
                value = float(values[at])
                terms.append(Term(self.source(), at, value, weight, value * weight))
        return Terms(terms + _bias(layer, index[0]))

    def dense(self, index: Index) -> Terms:
        layer: Any = self.layer
        terms = self.window([list(range(layer.in_features))], layer.weight[index[-1]].detach(), before=index[:-1])
        return Terms(terms + _bias(layer, index[-1]))

    def pooling(self, index: Index) -> Terms:
        values = self.input()
        count = values.ndim - 1
        layer: Any = self.layer
        largest = self.kind.lower().startswith("max")
        if layer is None:
            kernel, stride, padding = (
                self.setting(1, "kernel_size"),
                self.setting(2, "stride"),
                self.setting(3, "padding", 0),
            )
            dilation = self.setting(4, "dilation", 1) if largest else 1
            counts_padding, divisor = self.setting(5, "count_include_pad", True), self.setting(6, "divisor_override")
        else:
            kernel, stride, padding = layer.kernel_size, layer.stride, getattr(layer, "padding", 0)
            dilation = getattr(layer, "dilation", 1)
            counts_padding = getattr(layer, "count_include_pad", True)
            divisor = getattr(layer, "divisor_override", None)
        if self.kind.lower().startswith("lp"):
            return self.whole(index)
        sizes = [_each(setting, count) for setting in (kernel, stride or kernel, padding, dilation)]
        places = [[i * s - p + d * t for t in range(k)] for i, k, s, p, d in zip(index[1:], *sizes, strict=True)]
        inside = [[at if 0 <= at < n else -1 for at in row] for row, n in zip(places, values.shape[1:], strict=True)]
        shape = (1, *(len(row) for row in places))
        if largest:
            return Terms(self.maximum([[index[0]], *inside]), shape)
        if divisor is None:
            # a window that rounding up has pushed beyond the padding ends there
            ends = [n + p if counts_padding else n for n, p in zip(values.shape[1:], sizes[2], strict=True)]
            starts = [-p if counts_padding else 0 for p in sizes[2]]
            divisor = math.prod(
                sum(low <= at < high for at in row) for row, low, high in zip(places, starts, ends, strict=True)
            )
        return Terms(self.window([[index[0]], *inside], torch.full(shape, 1 / divisor, dtype=torch.float64)), shape)

    def adaptive(self, index: Index) -> Terms:
        sizes, outs = self.input().shape[1:], self.opened.values[self.node].shape[2:]
        places = [
            list(range(i * n // out, -(-(i + 1) * n // out))) for i, n, out in zip(index[1:], sizes, outs, strict=True)
        ]
        shape = (1, *(len(row) for row in places))
        if "max" in self.kind.lower():
            return Terms(self.maximum([[index[0]], *places]), shape)
        share = torch.full(shape, 1 / math.prod(shape), dtype=torch.float64)
        return Terms(self.window([[index[0]], *places], share), shape)

    def mean(self, index: Index) -> Terms:
        values = self.input()
        given = self.setting(1, "dim")
        dims = {d % (values.ndim + 1) - 1 for d in (given if isinstance(given, tuple | list) else (given,))}
        keeps = bool(self.setting(2, "keepdim", False))
        left = iter(index)
        places = []
        for axis, n in enumerate(values.shape):
            if axis in dims:
                places.append(list(range(n)))
                if keeps:
                    next(left)
            else:
                places.append([next(left)])
        shape = tuple(len(row) for row in places)
        return Terms(self.window(places, torch.full(shape, 1 / math.prod(shape), dtype=torch.float64)), shape)

    def window(self, places: list[list[int]], weights: Tensor, before: Index = ()) -> list[Term]:
        """Value times weight at every place of a window; a place of -1 along any axis lies in the padding."""
        indices, inside = _grid(places)
        values = np.where(inside, _values(self.input()[before] if before else self.input(), indices), 0.0)
        factors = weights.double().cpu().numpy().ravel()
        products = values * factors
        source = self.source()
        return [
            Term(source, (*before, *at), value, weight, product) if here else Term("", (), 0.0, weight, 0.0, "padding")
            for at, here, value, weight, product in zip(
                indices.tolist(), inside.tolist(), values.tolist(), factors.tolist(), products.tolist(), strict=True
            )
        ]

    def maximum(self, places: list[list[int]]) -> list[Term]:
        """The first of the largest values wins and is the sum; the padding never does."""
        indices, inside = _grid(places)
        values = np.where(inside, _values(self.input(), indices), -np.inf)
        winner = int(values.argmax())
        source = self.source()
        return [
            Term(source, tuple(at), value, float(n == winner), value if n == winner else 0.0, _rank(n == winner))
            if here
            else Term("", (), 0.0, 0.0, 0.0, "padding")
            for n, (at, here, value) in enumerate(zip(indices.tolist(), inside.tolist(), values.tolist(), strict=True))
        ]

    # One value

    def batch_norm(self, index: Index) -> Terms:
        layer: Any = self.layer
        channel, values = index[0], self.input()
        value = float(values[index])
        mean, variance = float(layer.running_mean[channel]), float(layer.running_var[channel])
        gamma = float(layer.weight[channel].detach()) if layer.affine else 1.0
        beta = float(layer.bias[channel].detach()) if layer.affine else 0.0
        factor = gamma / math.sqrt(variance + layer.eps)
        shift = beta - mean * factor
        details = {"mean": mean, "variance": variance, "eps": layer.eps, "gamma": gamma, "beta": beta}
        return Terms(
            [
                Term(self.source(), index, value, factor, value * factor),
                Term("", (), 1.0, shift, shift, "shift"),
            ],
            details=details,
        )

    def norm_of_its_own(self, index: Index) -> Terms:
        """A normalisation by the mean and variance of the very values that it reads."""
        layer: Any = self.layer
        batch = self.opened.read(self.node, self.below[0]).double()
        place: Index | int = index[0]
        if isinstance(layer, nn.GroupNorm):
            width = layer.num_channels // layer.num_groups
            first = index[0] // width * width
            region = batch[0, first : first + width]
        elif isinstance(layer, nn.LayerNorm):
            over = len(layer.normalized_shape)
            region, place = batch[0][index[: len(index) - over]], index[len(index) - over :]
        else:
            region = batch[:, index[0]] if isinstance(layer, NORMS) else batch[0, index[0]]
        mean, variance = float(region.mean()), float(region.var(unbiased=False))
        gamma = 1.0 if layer.weight is None else float(layer.weight[place].detach())
        beta = 0.0 if layer.bias is None else float(layer.bias[place].detach())
        factor = gamma / math.sqrt(variance + layer.eps)
        value, shift = float(batch[0][index]), beta - mean * factor
        details = {"mean": mean, "variance": variance, "eps": layer.eps, "gamma": gamma, "beta": beta}
        terms = [Term(self.source(), index, value, factor, value * factor), Term("", (), 1.0, shift, shift, "shift")]
        return Terms(terms, details=details)

    def response_norm(self, index: Index) -> Terms:
        layer: Any = self.layer
        channel, values = index[0], self.input()
        low = max(0, channel - layer.size // 2)
        column = values[(slice(None), *index[1:])].double()  # type: ignore[index]
        neighbours = column[low : channel + (layer.size - 1) // 2 + 1]
        total = float(neighbours.square().sum())
        factor = (layer.k + layer.alpha * total / layer.size) ** -layer.beta
        value = float(values[index])
        details = {"k": layer.k, "alpha": layer.alpha, "beta": layer.beta, "size": layer.size, "squares": total}
        return Terms([Term(self.source(), index, value, factor, value * factor)], details=details)

    def pointwise(self, index: Index) -> Terms:
        value = self.input()[index].double()
        product = float(self.run(value.reshape(1, 1)))
        weight = float(product == float(value)) if self.kind.lower() == "relu" else None
        return Terms([Term(self.source(), index, float(value), weight, product, self.kind)])

    def whole(self, index: Index) -> Terms:
        """A function of a whole row of values, of which the one at the same place is told."""
        result = self.run(self.input()[None].double())[0]
        value = float(self.input()[index])
        return Terms([Term(self.source(), index, value, None, float(result[index]), self.kind)])

    def moved(self, index: Index) -> Terms:
        """Where a value comes from shows when the same step is run on the numbers of the places instead."""
        if self.opened.memory.writes:
            raise ValueError("the numbers of a place may have come from elsewhere")
        numbers: dict[fx.Node, Tensor] = {}
        where = int(_numbered(self.opened, self.node, numbers)[0][index])
        for node, numbered in numbers.items():
            first = int(numbered.min())
            if first <= where < first + numbered.numel():
                at = tuple(int(i) for i in np.unravel_index(where - first, tuple(numbered.shape[1:])))
                value = float(self.opened.values[node][0][at])
                return Terms([Term(self.opened.name(node), at, value, 1.0, value)])
        constant = float(self.opened.values[self.node][0][index])
        return Terms([Term("", (), constant, 1.0, constant, "padding")])

    # Several maps

    def addition(self, index: Index) -> Terms:
        args, _ = self.arguments()
        sign = -1.0 if "sub" in self.kind else 1.0
        terms = []
        for number, (given, values) in enumerate(zip(self.node.args, args, strict=False)):
            weight = sign if number else 1.0
            if isinstance(values, Tensor) and isinstance(given, fx.Node):
                at = _spread(index, values)
                value = float(values[0][at])
                terms.append(Term(self.opened.name(given), at, value, weight, weight * value))
            elif isinstance(values, int | float):
                terms.append(Term("", (), float(values), weight, weight * values, "constant"))
        return Terms(terms)

    def product(self, index: Index) -> Terms:
        """The larger map is the value and what it is multiplied with the weight, as in squeeze and excitation."""
        args, _ = self.arguments()
        maps = [
            (given, values)
            for given, values in zip(self.node.args, args, strict=False)
            if isinstance(values, Tensor) and isinstance(given, fx.Node)
        ]
        (node, values), *others = sorted(maps, key=lambda pair: -pair[1].numel())
        factor = math.prod(float(constant) for constant in args if isinstance(constant, int | float))
        details = {}
        for other, scale in others:
            at = _spread(index, scale)
            factor *= float(scale[0][at])
            details[f"{self.opened.name(other)} {list(at)}"] = float(scale[0][at])
        place = _spread(index, values)
        value = float(values[0][place])
        return Terms([Term(self.opened.name(node), place, value, factor, value * factor)], details=details)

    def run(self, values: Tensor) -> Tensor:
        """The step itself on other values, in float64."""
        with torch.no_grad():
            result: Tensor
            if self.layer is not None:
                with evaluating(self.layer):
                    result = self.layer(values.clone())
                return result
            args, kwargs = self.arguments()
            args[0] = values.clone()
            target: Any = self.node.target
            result = (
                getattr(args[0], target)(*args[1:], **kwargs) if isinstance(target, str) else target(*args, **kwargs)
            )
            return result


def _numbered(opened: Opened, node: fx.Node, numbers: dict[fx.Node, Tensor]) -> Any:
    """What a step makes of tensors that hold the number of each place, counted on from 1 over all of them."""

    def places(source: fx.Node) -> Any:
        value = opened.values[source]
        if isinstance(value, tuple | list):
            return _numbered(opened, source, numbers)
        if not isinstance(value, Tensor):
            return value
        if source not in numbers:
            first = 1 + sum(other.numel() for other in numbers.values())
            numbers[source] = torch.arange(first, first + value[0].numel(), dtype=torch.float64).reshape(
                value[:1].shape
            )
        return numbers[source]

    args, kwargs = fx.node.map_arg((node.args, node.kwargs), places)
    with torch.no_grad():
        if node.op == "call_module":
            layer = opened.module.get_submodule(str(node.target))
            with evaluating(layer):
                return layer(*args, **kwargs)
        if isinstance(node.target, str):
            return getattr(args[0], node.target)(*args[1:], **kwargs)
        return node.target(*args, **kwargs)


class _Derivative:
    """A step run again in float64, with PyTorch's derivative of one value by all that it read.

    read: {(reader, source): (N, …)}, as one step found the output of another; the reader is the step itself, or one
    below that gives several tensors.
    """

    def __init__(self, opened: Opened, node: fx.Node) -> None:
        self.opened, self.node = opened, node
        self.read: dict[tuple[fx.Node, fx.Node], Tensor] = {}
        self.pictures = set(opened.steps.values())
        self._run(node, {})

    def at(self, index: Index) -> tuple[float, dict[tuple[fx.Node, fx.Node], Tensor]]:
        """The value, and the derivatives."""
        with torch.enable_grad():
            leaves = {pair: values.clone().requires_grad_() for pair, values in self.read.items()}
            value = self._run(self.node, leaves)[0][index]
        if not leaves or not value.requires_grad:
            return float(value.detach()), {pair: torch.zeros_like(leaf) for pair, leaf in leaves.items()}
        found = torch.autograd.grad(value, list(leaves.values()), allow_unused=True, materialize_grads=True)
        return float(value.detach()), dict(zip(leaves, found, strict=True))

    def linear(self, index: Index, some: list[tuple[fx.Node, fx.Node]]) -> bool:
        """Whether the value moves with these maps as its derivative says, however far."""
        value, gradients = self.at(index)
        step = sum(float((gradients[pair][0] * self.read[pair][0]).sum()) for pair in some)
        size = abs(value) + sum(float((gradients[pair][0] * self.read[pair][0]).abs().sum()) for pair in some)
        with torch.no_grad():
            for factor in (2.0, 0.5):
                moved = {pair: values * factor if pair in some else values for pair, values in self.read.items()}
                there = float(self._run(self.node, moved)[0][index])
                if not abs(there - value - (factor - 1) * step) <= 1e-9 * size:
                    return False
        return True

    def _run(self, node: fx.Node, given: dict[tuple[fx.Node, fx.Node], Tensor]) -> Any:
        def argument(source: fx.Node) -> Any:
            value = self.opened.read(node, source)
            if not isinstance(value, Tensor):
                several = isinstance(value, tuple | list) and any(isinstance(part, Tensor) for part in value)
                return self._run(source, given) if several else value
            if not value.is_floating_point():
                return value
            if source not in self.pictures:
                return value.detach().double()
            self.read.setdefault((node, source), value.detach().double())
            return given.get((node, source), self.read[node, source]).clone()  # the step may write into it

        args, kwargs = fx.node.map_arg((node.args, node.kwargs), argument)
        layer = layer_of(self.opened.module, node)
        if layer is None:
            return run_step(node, None, args, kwargs)
        state = {name: weight.detach() for name, weight in (*layer.named_parameters(), *layer.named_buffers())}
        state = {name: weight.double() if weight.is_floating_point() else weight for name, weight in state.items()}
        with evaluating(layer):
            return torch.func.functional_call(layer, state, args, kwargs)


def _grid(places: list[list[int]]) -> tuple[Indices, NDArray[np.bool_]]:
    """All places of a window, (n, axes), the last axis running fastest, and which of them do not lie in the padding."""
    axes = np.meshgrid(*(np.asarray(row, dtype=np.int64) for row in places), indexing="ij")
    indices = np.stack([axis.ravel() for axis in axes], axis=1)
    return indices, np.asarray((indices >= 0).all(axis=1))


def _values(tensor: Tensor, indices: Indices) -> NDArray[np.float64]:
    places = tuple(torch.from_numpy(column.clip(0)).to(tensor.device) for column in indices.T)
    return np.asarray(tensor[places].detach().double().cpu().numpy())


def _wrapped(places: list[int], n: int, padding_mode: str) -> list[int]:
    """What stands in for the places beyond the border; -1 for zeros."""
    met = [padding_modes.source(at, n, padding_mode) for at in places]
    return [-1 if at is None else at for at in met]


def _spread(index: Index, values: Tensor) -> Index:
    """The index in a tensor (1, …) that is spread over the others where it has one value only."""
    return tuple(0 if n == 1 else i for i, n in zip(index, values.shape[1:], strict=True))


def _bias(layer: Any, channel: int) -> list[Term]:
    if layer.bias is None:
        return []
    bias = float(layer.bias[channel].detach())
    return [Term("", (), 1.0, bias, bias, "bias")]


def _each(setting: Any, count: int) -> tuple[int, ...]:
    return tuple(setting) if isinstance(setting, tuple | list) else (setting,) * count


def _rank(wins: bool) -> str:
    return "winner" if wins else "loser"
