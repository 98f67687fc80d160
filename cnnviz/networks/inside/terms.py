"""What a value is made of: terms that add up to it, and the step of a network that they are read off."""

from typing import Any, NamedTuple

import torch
from torch import Tensor, fx, nn

from cnnviz.networks.inside.opened import Opened
from cnnviz.networks.steps import evaluating, run_step

Index = tuple[int, ...]


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


class Terms(NamedTuple):
    """What a rule gives: the terms, and what else is worth telling."""

    terms: list[Term]
    window: tuple[int, ...] = ()
    details: dict[str, float] = {}  # noqa: RUF012  (never written to)


class Step(NamedTuple):
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
            result = run_step(self.node, None, args, kwargs)
            return result
