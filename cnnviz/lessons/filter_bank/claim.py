"""The claim of this lesson, and what it comes to: the shape of the stack."""

import torch

from cnnviz.words import joined, say


def one_map_per_filter(image: torch.Tensor, bank: torch.Tensor, maps: torch.Tensor) -> tuple[bool, str]:
    """image (C, H, W), filters (F, C, m, m) and the maps (F, H', W') that they gave."""
    channels, height, width = image.shape
    filters, _, m, _ = bank.shape
    said = (filters, height - m + 1, width - m + 1)
    holds = tuple(maps.shape) == said
    here = say(
        "Your input is {channels} × {height} × {width}, the filters are {filters} × {channels} × {m} × {m}. The "
        "sentence says {said}, the layer gives **{shape}**.",
        channels=channels, height=height, width=width, filters=filters, m=m, said=" × ".join(map(str, said)),
        shape=" × ".join(map(str, maps.shape)),
    )  # fmt: skip
    why = "The channels of the input are summed up in every map."
    if not holds:
        why = (
            "It is said for stride 1, dilation 1 and no padding; the number of maps is that of the filters all "
            "the same."
        )
    return holds, joined([here, why], " ")
