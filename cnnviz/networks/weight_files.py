"""Weights as safetensors files: read from bytes that may hold anything, and put into a network."""

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from cnnviz.words import say

if TYPE_CHECKING:
    pass


MOST_WEIGHT_BYTES = 100 * 2**20  # of a file of weights; five million parameters take 20 MB


_FLOATS = (torch.float32, torch.float64, torch.float16, torch.bfloat16)


def part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors whose name begins with prefix, without it."""
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def load_weights(network: nn.Module, weights: bytes | dict[str, Tensor]) -> None:
    """Put weights into a network: the bytes of a safetensors file, or tensors by name (a leading network. is dropped).

    A pickle (.pt, .pth, .pkl) is never read, because it can run any program. Raises ValueError that names the first
    tensor that is missing, unknown, of the wrong shape or kind, or not finite; the network then stays as it was.
    """
    given = read_weights(weights) if isinstance(weights, bytes) else weights
    given = part(given, "network.") or given
    wanted = network.state_dict()
    for name, value in wanted.items():
        if name not in given:
            raise ValueError(say("The weights are of another network: {name} is missing.", name=name))
        if given[name].shape != value.shape:
            raise ValueError(
                say(
                    "The weights are of another network: {name} has the shape {shape}, this network needs {needed}.",
                    name=name, shape=tuple(given[name].shape), needed=tuple(value.shape),
                )
            )  # fmt: skip
        if given[name].dtype not in (_FLOATS if value.is_floating_point() else (value.dtype,)):
            kind = str(given[name].dtype).removeprefix("torch.")
            wanted_kind = str(value.dtype).removeprefix("torch.")
            raise ValueError(
                say(
                    "The weights cannot be used: {name} holds {kind}, this network needs {wanted_kind}.",
                    name=name, kind=kind, wanted_kind=wanted_kind,
                )
            )  # fmt: skip
        if not given[name].to(value.dtype).isfinite().all():
            raise ValueError(
                say("The weights cannot be used: {name} holds values that are not finite numbers.", name=name)
            )
    if unknown := [name for name in given if name not in wanted]:
        raise ValueError(say("The weights are of another network: this one has no {unknown}.", unknown=unknown[0][:80]))
    network.load_state_dict(given)


def read_weights(data: bytes) -> dict[str, Tensor]:
    """The tensors of a safetensors file. Raises ValueError with a sentence for a pickle or anything else."""
    from safetensors import SafetensorError
    from safetensors.torch import load

    if len(data) > MOST_WEIGHT_BYTES:
        raise ValueError(
            say(
                "This file has {size:.0f} MB, and the weights of a network here have at most "
                "{most}: choose the file that a run gave you.",
                size=len(data) / 2**20,
                most=MOST_WEIGHT_BYTES // 2**20,
            )
        )
    if data[:2] in (b"PK", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"):
        raise ValueError("This is a pickle, which can run any program when it is opened: save it as safetensors first.")
    try:
        return load(data)
    except (SafetensorError, ValueError, KeyError, TypeError):
        raise ValueError("This is no safetensors file: download the weights of a run and use that file.") from None
