"""A network that has looked at a picture, with everything it made on the way.

torch.fx takes the network apart, and every step is run once with its output kept. A step that would write into its
input, as an in-place ReLU does, gets a copy, so that what was there before stays to be seen.
"""

import operator
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, fx, nn

from cnnviz.networks.receptive_fields import INPUT, names_of, nodes_of

_NOT_IN_PLACE: dict[Any, Any] = {
    operator.iadd: operator.add,
    operator.isub: operator.sub,
    operator.imul: operator.mul,
    operator.itruediv: operator.truediv,
}


@dataclass(frozen=True, eq=False)
class Opened:
    """What a network made of one input.

    image   (C, H, W)
    steps   {name: step of the network}, in the order of computation; the input is the step "input"
    values  {step: what it gave}, a tensor (1, …) as a rule
    """

    module: nn.Module
    image: Tensor
    steps: dict[str, fx.Node]
    values: dict[fx.Node, Any]

    @property
    def maps(self) -> dict[str, Tensor]:
        """{layer: (C, H, W) or (features,)}, without the input."""
        return {
            name: value[0] for name, step in self.steps.items() if name != INPUT and is_map(value := self.values[step])
        }

    def layer(self, name: str) -> nn.Module | None:
        """The layer of a step, None for a function."""
        step = self.steps[name]
        return self.module.get_submodule(str(step.target)) if step.op == "call_module" else None

    def kind(self, name: str) -> str:
        """ "Conv2d", "add", …, as in the table of layers."""
        layer = self.layer(name)
        if layer is not None:
            return type(layer).__name__
        step = self.steps[name]
        return step.target if isinstance(step.target, str) else step.name.rstrip("_0123456789")


class _Keeper(fx.Interpreter):
    """Runs the steps and keeps what they give."""

    def __init__(self, module: nn.Module, nodes: list[fx.Node]) -> None:
        super().__init__(module, graph=nodes[0].graph)
        self.kept: dict[fx.Node, Any] = {}

    def run_node(self, n: fx.Node) -> Any:
        self.kept[n] = value = super().run_node(n)
        return value

    def call_module(self, target: Any, args: Any, kwargs: Any) -> Any:
        if getattr(self.fetch_attr(target), "inplace", False):
            args = _copied(args)
        return super().call_module(target, args, kwargs)

    def call_function(self, target: Any, args: Any, kwargs: Any) -> Any:
        target = _NOT_IN_PLACE.get(target, target)
        if kwargs.get("inplace") or getattr(target, "__name__", "").endswith("_") or any(a is True for a in args[1:]):
            args = _copied(args)
        return super().call_function(target, args, kwargs)

    def call_method(self, target: Any, args: Any, kwargs: Any) -> Any:
        if target.endswith("_"):
            args = _copied(args)
        return super().call_method(target, args, kwargs)


def _copied(args: Any) -> Any:
    return (args[0].clone(), *args[1:]) if args and isinstance(args[0], Tensor) else args


def is_map(value: Any) -> bool:
    """Whether this is a tensor of numbers with a batch in front."""
    return isinstance(value, Tensor) and value.is_floating_point() and value.ndim > 1


@contextmanager
def evaluating(module: nn.Module) -> Iterator[None]:
    """The network in evaluation mode, and afterwards every layer in its own mode again."""
    modes = {layer: layer.training for layer in module.modules()}
    module.eval()
    try:
        yield
    finally:
        for layer, mode in modes.items():
            layer.training = mode


@torch.no_grad()
def look(module: nn.Module, image: Tensor) -> Opened:
    """Run the network on an image (C, H, W), or (N, C, H, W) of which `Opened.maps` shows the first one.

    Raises ValueError if the image does not fit, or if what the network computes depends on values.
    """
    if fx.Tracer().is_leaf_module(module, ""):
        module = nn.Sequential(module)
    if image.ndim not in (3, 4):
        raise ValueError(f"An image has the axes (C, H, W), but this one has {image.ndim}: {tuple(image.shape)}.")
    batch = image if image.ndim == 4 else image[None]
    with evaluating(module):
        nodes = nodes_of(module)
        keeper = _Keeper(module, nodes)
        try:
            keeper.run(batch)
        except (RuntimeError, ValueError, TypeError, IndexError) as error:
            reason = str(error).split("\nWhile executing")[0].strip().rstrip(".")
            raise ValueError(
                f"This network cannot read an image of {' × '.join(map(str, batch.shape[1:]))}: {reason}."
            ) from None
    steps = {INPUT: nodes[0]} | {name: node for node, name in names_of(nodes)}
    return Opened(module, batch[0], steps, keeper.kept)


def feature_maps(module: nn.Module, image: Tensor) -> dict[str, Tensor]:
    """{layer: tensor} in the order of computation; with a batch in front if the image has one.

    Raises ValueError as `look` does.
    """
    opened = look(module, image)
    maps = {name: opened.values[step] for name, step in opened.steps.items() if name != INPUT}
    return {name: value if image.ndim == 4 else value[0] for name, value in maps.items() if is_map(value)}
