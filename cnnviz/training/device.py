"""What computes: CUDA, then MPS (Apple), then the processor."""

import torch

from cnnviz.words import say


def choose_device(name: str = "auto") -> torch.device:
    """The device of a recipe's word. Raises ValueError if the machine does not have the one asked for.

    >>> choose_device("cpu")
    device(type='cpu')
    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        return torch.device(next(kind for kind, found in there.items() if found))
    if name not in there:
        raise ValueError(say("There is no device called “{name}”: use auto, cuda, mps or cpu.", name=name))
    if not there[name]:
        raise ValueError(
            say("This machine has no {name} device: choose auto, which takes what there is.", name=name.upper())
        )
    return torch.device(name)


def device_name(device: torch.device) -> str:
    """How the student reads it: the name of the graphics card, "Apple GPU" or "CPU"."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return {"mps": "Apple GPU"}.get(device.type, device.type.upper())
