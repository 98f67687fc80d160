"""A network taken apart into the steps that it computes.

torch.fx runs the network's own code on stand-ins for values and writes down what it asks of them. Where the code looks
at shapes, as one that checks its input does, the stand-ins have to know theirs: then every step is run along at once on
torch's meta device, which has shapes and no values.
"""

import operator
import threading
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, fx, nn

from cnnviz.networks.steps import (
    attribute_of,
    flat,
    is_layer,
    layer_of,
    on_meta,
    one_input,
    rebuilt,
    run_on_meta,
    setitem,
)
from cnnviz.words import say

_ONE_AT_A_TIME = threading.Lock()
_PLAIN = frozenset((int, float, bool, str, type(None)))


class _Constant:
    """A tensor that a network's code has made from nothing: a step without input."""

    __name__ = "constant"

    def __init__(self, value: Tensor) -> None:
        self.value = value

    def __call__(self) -> Tensor:
        return self.value


class _Value(fx.Proxy):
    """A value on its way through a network that is being taken apart."""

    @classmethod
    def __torch_function__(
        cls, called: Callable[..., Any], types: Any, args: Any = None, kwargs: Any = None
    ) -> fx.Proxy:
        """As fx does it, but functions of torch itself are known by their name: the list in which fx looks them up
        takes longer to make than a network takes to walk through."""
        given = args[0] if args else None
        name = getattr(called, "__name__", "")
        if issubclass(type(given), _Value) and called is getattr(torch, name, None):
            tracer: Any = args[0].tracer
            result: fx.Proxy = tracer.create_proxy("call_function", called, args, kwargs or {}, name=name)
            return result
        return super().__torch_function__(called, types, args, kwargs)

    def __setitem__(self, place: Any, value: Any) -> None:
        self.tracer.create_proxy("call_function", setitem, (self, place, value), {}, name="setitem")

    # `b += a` changes what every other name for b stands for, too, while fx alone takes it for b = b + a

    def _changed(self, by: Any, change: Callable[..., Any]) -> Any:
        name = change.__name__.removeprefix("i")
        return self.tracer.create_proxy("call_function", change, (self, by), {}, name=name)

    def __iadd__(self, other: Any) -> Any:
        return self._changed(other, operator.iadd)

    def __isub__(self, other: Any) -> Any:
        return self._changed(other, operator.isub)

    def __imul__(self, other: Any) -> Any:
        return self._changed(other, operator.imul)

    def __itruediv__(self, other: Any) -> Any:
        return self._changed(other, operator.itruediv)

    def __ipow__(self, other: Any) -> Any:
        return self._changed(other, operator.ipow)


class _Tracer(fx.Tracer):
    """fx puts itself in the place of nn.Module's own methods while it traces; networks that other threads are running
    at that moment must not notice."""

    def __init__(self, leaves: tuple[type[nn.Module], ...]) -> None:
        super().__init__(autowrap_modules=())  # type: ignore[arg-type]
        self.leaves, self.thread = leaves, threading.get_ident()
        self.runs = False  # a step is being run along: then modules are themselves

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return isinstance(m, self.leaves) or is_layer(m)

    def proxy(self, node: fx.Node) -> fx.Proxy:
        return _Value(node, self)

    def create_arg(self, a: Any) -> Any:
        kind = type(a)
        if issubclass(kind, fx.Proxy):
            return a.node
        if kind in _PLAIN or (kind is dict and not a):  # as fx does, without looking for what else it might be
            return a
        if kind is tuple:
            return tuple(map(self.create_arg, a))
        if kind is Tensor and not any(a is buffer for buffer in self.root.buffers()):
            return self.create_node("call_function", _Constant(a), (), {}, "constant")  # fx would write it into root
        return super().create_arg(a)

    def call_module(self, m: nn.Module, forward: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        if self.runs or threading.get_ident() != self.thread:
            return forward(*args, **kwargs)
        if m not in (self.submodule_paths or {}):  # made by the network on its way
            return forward(*args, **kwargs)
        name = self.path_of_module(m)
        if self.is_leaf_module(m, name):  # a layer has no inside whose steps would need its scope
            return self.create_proxy("call_module", name, args, kwargs)
        return super().call_module(m, forward, args, kwargs)

    def getattr(self, attr: str, attr_val: Any, parameter_proxy_cache: dict[str, Any]) -> Any:
        if self.runs or threading.get_ident() != self.thread:
            return attr_val
        return super().getattr(attr, attr_val, parameter_proxy_cache)


class _Shaped(_Value):
    """One that knows its shape."""

    def __init__(self, node: fx.Node, tracer: "_ShapedTracer", known: Any) -> None:
        super().__init__(node, tracer)
        self.known = known

    @property  # type: ignore[misc]
    def __class__(self) -> Any:  # networks ask whether it is a tensor
        return type(self.known)

    def __getattr__(self, k: str) -> Any:
        if k.startswith("_") or k in ("known", "node", "tracer"):
            raise AttributeError(k)
        if k == "device":
            return self.tracer.device  # type: ignore[attr-defined]
        if k in ("is_cuda", "is_meta", "requires_grad", "grad_fn", "grad"):
            return {"is_cuda": self.device.type == "cuda", "grad_fn": None, "grad": None}.get(k, False)
        found = getattr(self.known, k)
        if isinstance(found, Tensor):
            return self.tracer.create_proxy("call_function", getattr, (self, k), {})
        return fx.proxy.Attribute(self, k) if callable(found) else found

    def __len__(self) -> int:
        return len(self.known)

    def __iter__(self) -> Iterator[Any]:
        stand_in: Any = self
        return iter([stand_in[i] for i in range(len(self.known))])

    def _refuse(self, *_: Any) -> Any:
        raise fx.proxy.TraceError("a number in a map decides how it goes on")

    __bool__ = __int__ = __float__ = __index__ = __contains__ = _refuse


class _ShapedTracer(_Tracer):
    """Runs every step along, so that shapes are numbers to the network's code; steps that give no tensor vanish."""

    def __init__(self, leaves: tuple[type[nn.Module], ...], example: Tensor) -> None:
        super().__init__(leaves)
        self.example, self.device = on_meta(example), example.device
        self.known: dict[fx.Node, Any] = {}

    def create_proxy(
        self, kind: str, target: Any, args: Any, kwargs: Any, name: Any = None, type_expr: Any = None,
        proxy_factory_fn: Any = None,
    ) -> Any:  # fmt: skip
        before = list(self.graph.nodes)[-1] if len(self.graph.nodes) else None
        node = super().create_proxy(kind, target, args, kwargs, name, type_expr).node
        value = self._run(node, before is None)
        return self._stand_in(node, value)

    def create_node(self, *args: Any, **kwargs: Any) -> fx.Node:
        node = super().create_node(*args, **kwargs)
        if node.op == "get_attr":
            self.runs = True
            self.known[node] = rebuilt(attribute_of(self.root, node), on_meta)
            self.runs = False
        elif isinstance(node.target, _Constant):
            self.known[node] = on_meta(node.target.value)
        return node

    def _run(self, node: fx.Node, first: bool) -> Any:
        if node.op == "placeholder":
            if first:
                return self.example
            return {} if node.target[:2] == "**" else () if node.target[0] == "*" else node.args[0]  # type: ignore[index]
        if node in self.known:
            return self.known[node]
        args, kwargs = fx.node.map_arg((node.args, node.kwargs), self.known.__getitem__)
        self.runs = True
        try:
            return run_on_meta(node, layer_of(self.root, node), args, kwargs)
        finally:
            self.runs = False

    def _stand_in(self, node: fx.Node, value: Any) -> Any:
        self.known[node] = value
        if isinstance(value, Tensor):
            return _Shaped(node, self, value)
        if holds_tensors(value):
            return self._parts(node, value)
        if value is not None and not node.users:
            self.graph.erase_node(node)
        return value

    def _parts(self, node: fx.Node, value: Any) -> Any:
        """A tuple or a dict of stand-ins."""
        keys = value.keys() if isinstance(value, dict) else range(len(value))
        parts = {}
        for key in keys:
            part = value[key]
            parts[key] = part
            if holds_tensors(part):
                inner = self.create_node("call_function", operator.getitem, (node, key), {}, "getitem")
                parts[key] = self._stand_in(inner, part)
        if isinstance(value, dict):
            return parts
        found = list(parts.values())
        if isinstance(value, tuple) and hasattr(value, "_fields") and not hasattr(value, "n_fields"):
            return type(value)(*found)
        return type(value)(found)


def holds_tensors(value: Any) -> bool:
    """Whether there is a tensor in it."""
    return any(isinstance(part, Tensor) for part in flat(value))


def nodes_of(
    module: nn.Module, example: Tensor | None = None, *, leaves: tuple[type[nn.Module], ...] = ()
) -> list[fx.Node]:
    """The steps of a network, taken apart by torch.fx.

    example: a batch as the network will read it, on whichever device: then the network may look at shapes. leaves:
    kinds of modules that are one step each, besides torch's own layers. Raises ValueError if the steps depend on
    values.
    """
    one_input(module)
    try:
        with _ONE_AT_A_TIME:
            return list(_Tracer(leaves).trace(module).nodes)
    except Exception as error:  # whatever the network's own code raises when it meets a stand-in
        first = error
    if example is not None:
        try:
            with _ONE_AT_A_TIME, torch.no_grad():
                return list(_ShapedTracer(leaves, example).trace(module).nodes)
        except Exception as error:
            first = error
    reason = (str(first).strip() or type(first).__name__).split("\n")[0].rstrip(".")
    raise ValueError(
        say(
            "What this network computes depends on values, so it cannot be taken apart: {reason}. Give a part of it "
            "that "
            "does the same for every picture, or put the rest into a layer of its own.",
            reason=reason,
        )
    )
