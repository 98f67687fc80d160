"""A network taken apart into the steps that it computes, each with the name that it has everywhere.

torch.fx runs the network's own code on stand-ins for values and writes down what it asks of them. Where the code looks
at shapes, as one that checks its input does, the stand-ins have to know theirs: then every step is run along at once on
torch's meta device, which has shapes and no values.
"""

import inspect
import operator
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, fx, nn

from cnnviz.words import say

__all__ = [
    "INPUT", "attribute_of", "evaluating", "flat", "function_of", "is_layer", "kind_of", "layer_of", "may_write",
    "names_of", "nodes_of", "one_input", "outermost", "rebuilt", "run_on_meta", "run_step",
]  # fmt: skip

INPUT = "input"
_ONE_AT_A_TIME = threading.Lock()
_CHANGING = threading.Lock()
_LOOKED_AT: dict[nn.Module, tuple[int, bool]] = {}  # how many threads want it in evaluation mode, and its own mode
_PLAIN = frozenset((int, float, bool, str, type(None)))
_CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict, nn.DataParallel)
# what a class of one's own may define and still be the layer of torch that it is made from
_HARMLESS = frozenset((
    *("__init__", "__repr__", "__doc__", "__module__", "__annotations__", "__qualname__", "__constants__"),
    *("__parameters__", "__static_attributes__", "__firstlineno__", "extra_repr", "reset_parameters", "_version"),
))  # fmt: skip


@contextmanager
def evaluating(module: nn.Module) -> Iterator[None]:
    """The network in evaluation mode, and afterwards every layer in its own mode again.

    Of several threads that look at a network at once the last one to leave puts the mode back.
    """
    layers = list(module.modules())
    with _CHANGING:
        for layer in layers:
            lookers, before = _LOOKED_AT.get(layer, (0, layer.training))
            _LOOKED_AT[layer] = lookers + 1, before
            layer.training = False
    try:
        yield
    finally:
        with _CHANGING:
            for layer in layers:
                lookers, before = _LOOKED_AT.pop(layer)
                if lookers > 1:
                    _LOOKED_AT[layer] = lookers - 1, before
                elif before:
                    layer.training = True


def is_layer(module: nn.Module) -> bool:
    """Whether this is one step: a layer of torch, or one of somebody's own that only sets up torch's differently."""
    return _is_layer(type(module))  # type: ignore[arg-type]  # classes are hashable


@lru_cache(maxsize=1000)
def _is_layer(kind: type[nn.Module]) -> bool:
    if issubclass(kind, torch.jit.ScriptModule):
        return True
    own: set[str] = set()
    for base in kind.__mro__:
        if base.__module__ == "torch.nn.utils.parametrize":
            continue
        if base.__module__.startswith(("torch.nn", "torch.ao.nn")):
            if base is nn.Module or issubclass(base, _CONTAINERS):
                return False
            torchs = {name for below in base.__mro__ if below is not object for name in vars(below)}
            return not own & (torchs - _HARMLESS)
        own.update(vars(base))
    return False


def outermost(module: nn.Module) -> nn.Module:
    """The network, or a network with this layer as its only one. Raises ValueError for what can't be taken apart."""
    if isinstance(module, torch.jit.ScriptModule):
        raise ValueError(
            "A scripted network (torch.jit) cannot be taken apart: give the network that it was made from, before "
            "torch.jit.script or torch.jit.trace."
        )
    module = getattr(module, "_orig_mod", module)  # what torch.compile has wrapped
    return nn.Sequential(module) if is_layer(module) else module


# ------------------------------------------------------------------------------------------------ running one step


def layer_of(module: nn.Module, node: fx.Node) -> nn.Module | None:
    """The layer that a step calls, None for a function."""
    return module.get_submodule(str(node.target)) if node.op == "call_module" else None


def attribute_of(module: nn.Module, node: fx.Node) -> Any:
    """What a step reads from the network itself: a parameter, a buffer, …"""
    value: Any = module
    for part in str(node.target).split("."):
        value = getattr(value, part)
    return value


def run_step(node: fx.Node, layer: nn.Module | None, args: Any, kwargs: Any) -> Any:
    """What a step makes of its arguments."""
    if layer is not None:
        return layer(*args, **kwargs)
    if isinstance(node.target, str):
        return getattr(args[0], node.target)(*args[1:], **kwargs)
    return node.target(*args, **kwargs)


def flat(value: Any) -> Iterator[Any]:
    """Everything in nested tuples, lists and dicts."""
    if isinstance(value, tuple | list):
        for part in value:
            yield from flat(part)
    elif isinstance(value, dict):
        yield from flat(list(value.values()))
    else:
        yield value


def rebuilt(value: Any, change: Callable[[Any], Any], whole: type | tuple[type, ...] = ()) -> Any:
    """A change of everything in nested tuples, lists and dicts, whose kinds are kept; whole: kinds not to look into."""
    if isinstance(value, (torch.Size, *(whole if isinstance(whole, tuple) else (whole,)))):
        return change(value)
    if isinstance(value, tuple):
        parts = [rebuilt(part, change, whole) for part in value]
        if hasattr(value, "n_fields") or not hasattr(value, "_fields"):  # torch's own named tuples take a sequence
            return type(value)(parts)
        return type(value)(*parts)
    if isinstance(value, list):
        return [rebuilt(part, change, whole) for part in value]
    if isinstance(value, dict):
        return {key: rebuilt(part, change, whole) for key, part in value.items()}
    if isinstance(value, slice):
        return slice(*(rebuilt(part, change) for part in (value.start, value.stop, value.step)))
    return change(value)


def on_meta(value: Any) -> Any:
    """A tensor on torch's meta device; a device is that one."""
    if isinstance(value, Tensor):
        return value if value.is_meta else value.detach().to("meta")
    return torch.device("meta") if isinstance(value, torch.device) else value


def may_write(node: fx.Node, layer: nn.Module | None) -> bool:
    """Whether a step says that it changes what it reads, or may do so, as a function that is not torch's."""
    if layer is not None:
        return bool(getattr(layer, "inplace", False)) or not type(layer).__module__.startswith("torch.nn.modules")
    if node.op == "call_method":
        return str(node.target).endswith("_") or "out" in node.kwargs
    name = getattr(node.target, "__name__", "")
    return (
        node.target in (setitem, operator.iadd, operator.isub, operator.imul, operator.itruediv, operator.ipow)
        or name.endswith("_")
        or bool(node.kwargs.get("inplace"))
        or "out" in node.kwargs
        or any(given is True for given in node.args[1:])
        or not function_of(node)
    )


def run_on_meta(node: fx.Node, layer: nn.Module | None, args: Any, kwargs: Any) -> Any:
    """What a step makes of tensors without values; its layer stays as it is, wherever its weights are."""
    args, kwargs = rebuilt(tuple(args), on_meta), rebuilt(dict(kwargs), on_meta)
    if layer is None:
        return run_step(node, None, args, kwargs)
    state = {name: value.detach().to("meta") for name, value in layer.named_parameters() if not value.is_meta}
    state |= {name: value.to("meta") for name, value in layer.named_buffers() if not value.is_meta}
    return torch.func.functional_call(layer, state, args, kwargs) if state else layer(*args, **kwargs)


# ------------------------------------------------------------------------------------------------ taking apart


class _Constant:
    """A tensor that a network's code has made from nothing: a step without input."""

    __name__ = "constant"

    def __init__(self, value: Tensor) -> None:
        self.value = value

    def __call__(self) -> Tensor:
        return self.value


def setitem(written: Any, place: Any, value: Any) -> Any:
    """`written[place] = value` as a step, which gives what is then there."""
    written[place] = value
    return written


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


def one_input(module: nn.Module) -> None:
    """Raises ValueError for a network that needs more than a picture, or nothing."""
    try:
        wanted = list(inspect.signature(module.forward).parameters.values())
    except (TypeError, ValueError):
        return
    several = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    needed = [one.name for one in wanted if one.default is one.empty and one.kind not in several]
    if len(needed) > 1:
        raise ValueError(
            say(
                "This network reads {count} inputs ({names}), and one picture is given: wrap it in a "
                "module that makes the others from the picture, or holds them.",
                count=len(needed),
                names=", ".join(needed),
            )
        )
    if not wanted:
        raise ValueError("This network reads no input: give one whose forward takes a picture.")


def names_of(nodes: Iterable[fx.Node]) -> Iterator[tuple[fx.Node, str]]:
    """Each step of a network that has been taken apart, with the name of its row.

    A layer has that of named_modules(); only "input" is the picture's, so that a layer of this name is "input#2", as
    is anything's second use.
    """
    nodes = list(nodes)
    layers = {str(node.target) for node in nodes if node.op == "call_module"}
    used = dict.fromkeys((*layers, INPUT), 1)
    given: set[str] = {INPUT}
    for node in nodes:
        if node.op in ("placeholder", "output"):
            continue
        name = str(node.target)
        if node.op != "call_module":
            inside = [path for path in node.meta.get("nn_module_stack", {}) if path]
            name = f"{inside[-1]}.{kind_of(node)}" if inside else kind_of(node)
        elif name not in given:
            given.add(name)
            yield node, name
            continue
        used[name] = used.get(name, 0) + 1
        yield node, name if used[name] == 1 else f"{name}#{used[name]}"


def kind_of(node: fx.Node) -> str:
    """ "add", "relu", …: what a function or method is called."""
    if isinstance(node.target, str):
        return node.target
    bare, name = node.name.rstrip("_0123456789"), getattr(node.target, "__name__", "").strip("_")
    return name if name.rstrip("_0123456789") == bare else bare


def function_of(node: fx.Node) -> str:
    """The same for rules that know what it does: "" for a function that is not torch's or Python's."""
    if isinstance(node.target, str):
        return node.target if node.op == "call_method" else ""
    home = (getattr(node.target, "__module__", None) or "torch").split(".")[0]
    known = home in ("torch", "torchvision", "_operator", "builtins", "math") or node.target is setitem
    return kind_of(node) if known else ""
