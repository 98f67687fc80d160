"""Random numbers from a seed that no other thread can disturb.

torch's own generator belongs to the whole process: `manual_seed` in one thread changes what all others draw. Within
`seeded`, everything that draws without a generator of its own (the first weights of a layer, dropout, torch.rand) draws
from one that belongs to this thread alone, and gets the very numbers that it would get after torch.manual_seed(seed).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """What this thread draws on the CPU comes from this seed, and torch's generator stays as it is."""
    with _Seeded(torch.Generator().manual_seed(seed)):
        yield


class _Seeded(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Hands the generator to every operation that would take torch's; modes hold for one thread."""

    def __init__(self, generator: torch.Generator) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.generator = generator

    @classmethod
    def _should_skip_dynamo(cls) -> bool:  # otherwise the first draw of a process would import torch.compile: seconds
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if torch.Tag.nondeterministic_seeded not in func.tags or kwargs.get("generator") is not None:
            return func(*args, **kwargs)
        if func._schema.is_mutable and args[0].is_meta:
            return args[0]  # there is nothing to draw into, which PyTorch works out in Python
        if not _takes_generator(func):
            func = _with_generator(func)
        return func(*args, **(kwargs | {"generator": self.generator}))


def _takes_generator(func: Any) -> bool:
    return any(argument.name == "generator" for argument in func._schema.arguments)


def _with_generator(func: Any) -> Any:
    """The overload of the same operation that takes a generator: randn.generator for randn.default."""
    packet = func.overloadpacket
    wanted = [argument.name for argument in func._schema.arguments]
    for name in packet.overloads():
        overload = getattr(packet, name)
        if sorted([*wanted, "generator"]) == sorted(argument.name for argument in overload._schema.arguments):
            return overload
    raise NotImplementedError(f"{func} draws from torch's own generator, which all threads share: draw another way.")
