"""What a module of PyTorch learns, and what PyTorch multiplies and adds while it runs, counted for one thread.

The formulas are those of torch.utils.flop_counter. Its FlopCounterMode, which the scripts of the lessons use, hooks the
modules of the whole process: while it counts, networks that other threads run fail.
"""

from typing import Any

from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry


def parameters(module: nn.Module) -> int:
    """How many numbers a module learns: weights and biases."""
    return sum(parameter.numel() for parameter in module.parameters())


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
