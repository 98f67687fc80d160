"""A step of a network: what it is called, everywhere the same, what it does, and how it is run.

`taking_apart.nodes_of` gives the steps of a network.
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

INPUT = "input"
_CHANGING = threading.Lock()
_LOOKED_AT: dict[nn.Module, tuple[int, bool]] = {}  # how many threads want it in evaluation mode, and its own mode
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


def setitem(written: Any, place: Any, value: Any) -> Any:
    """`written[place] = value` as a step, which gives what is then there."""
    written[place] = value
    return written


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
