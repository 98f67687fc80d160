"""What a module of PyTorch learns, and what PyTorch multiplies and adds while it runs, counted for one thread.

The formulas are those of torch.utils.flop_counter. Its FlopCounterMode, which the scripts of the lessons use, hooks the
modules of the whole process: while it counts, networks that other threads run fail.
"""

from typing import Any

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

_PASSED_OVER = (nn.BatchNorm2d, nn.ReLU, nn.ReLU6, nn.SiLU, nn.Sigmoid, nn.Tanh, nn.GELU, nn.Hardswish, nn.Hardsigmoid)


def parameters(module: nn.Module) -> int:
    """How many numbers a module learns: weights and biases."""
    return sum(parameter.numel() for parameter in module.parameters())


def measured(module: nn.Module, shape: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
    """Shape of the output and multiply-adds for one input (1, *shape); `module` is on the meta device, and used up.

    Normalisations and activations change no shape and have no multiply-adds, but their rules for the meta device are
    written in Python and take longer than all others together: they are passed over.
    """
    for parent in list(module.modules()):
        for name, child in parent.named_children():
            if isinstance(child, _PASSED_OVER):
                setattr(parent, name, nn.Identity())
    with torch.no_grad(), Counter() as counter:
        output = module.eval()(torch.empty(1, *shape, device="meta"))
    return tuple(output.shape), counter.multiply_adds


class Counter(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """`with torch.no_grad(), Counter() as counter: network(x)`; then read counter.multiply_adds."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.operations = 0

    @property
    def multiply_adds(self) -> int:
        """Half of what FlopCounterMode counts, which has two operations for each."""
        return self.operations // 2

    @classmethod
    def _should_skip_dynamo(cls) -> bool:  # otherwise the first count of a process would import torch.compile: seconds
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        formula = flop_registry.get(func.overloadpacket)
        if formula is None:
            with self:  # it may be made of other operations, which are counted
                result = func.decompose(*args, **kwargs)
            if result is not NotImplemented:
                return result
        result = func(*args, **kwargs)
        if formula is not None:
            self.operations += formula(*args, **kwargs, out_val=result)
        return result
