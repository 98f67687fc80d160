"""Terms by PyTorch's own derivative, of a step that is linear in what it reads."""

import math
from typing import Any

import torch
from torch import Tensor, fx

from cnnviz.networks.inside.opened import Opened
from cnnviz.networks.inside.terms import Index, Step, Term, Terms
from cnnviz.networks.steps import evaluating, layer_of, run_step


def by_derivative(step: Step, index: Index) -> Terms | None:
    """Terms of a step that is linear in what it reads, or in one of the maps that it reads; else its only value.

    None where it is neither.
    """
    found = _Derivative(step.opened, step.node)
    value, gradients = found.at(index)
    whole = list(found.read)
    if not whole:  # it is made of weights, and of the picture's size at most
        return Terms([Term("", (), value, 1.0, value, "constant")])
    largest = sorted(whole, key=lambda pair: -found.read[pair].numel())
    for some in (whole, *([pair] for pair in largest)):
        if not some or not found.linear(index, some):
            continue
        terms = [term for pair in some for term in _weighted(step.opened, pair, found.read[pair], gradients[pair])]
        rest = value - math.fsum(term.product for term in terms)
        if abs(rest) > 1e-9 * (abs(value) + sum(abs(term.product) for term in terms)):
            terms.append(Term("", (), rest, 1.0, rest, "constant"))
        return Terms(terms)
    places = [(pair, tuple(place)) for pair in whole for place in gradients[pair][0].nonzero().tolist()]
    alone = [pair for pair in whole if found.read[pair].shape[1:] == step.opened.values[step.node].shape[1:]]
    if len(places) != 1 and len(whole) == 1 and alone and step.kind.lower().startswith(("softm", "log_softm")):
        places = [(alone[0], index)]
    if len(places) != 1:
        return None
    (pair, at) = places[0]
    number = float(found.read[pair][0][at])
    layer, where = step.opened.origin(*pair, at)
    return Terms([Term(layer, where, number, None, value, step.kind)])


def _weighted(opened: Opened, pair: tuple[fx.Node, fx.Node], values: Tensor, gradient: Tensor) -> list[Term]:
    """Every value that has a derivative, times it."""
    places = gradient[0].nonzero().tolist()
    weights = gradient[0][gradient[0] != 0].tolist()
    terms = []
    for place, weight in zip(places, weights, strict=True):
        at = tuple(int(i) for i in place)
        number = float(values[0][at])
        layer, where = opened.origin(*pair, at)
        terms.append(Term(layer, where, number, weight, number * weight))
    return terms


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
