"""The claim of this lesson, and what it comes to: parameters that PyTorch counts, and what grows with the picture."""

from typing import Any

from torch import Tensor

from cnnviz import counting
from cnnviz.operations import filter_bank, whole_layer
from cnnviz.words import joined, say

SIZES = (32, 224, 1024)  # pixels a side


def whatever_the_size(bank: Tensor, bias: Tensor | None, **window: Any) -> tuple[bool, str]:
    """Filters (F, C, m, m) and their biases (F,), or none; window: stride, padding and dilation."""
    filters, channels, m, _ = shape = (bank.shape[0], bank.shape[1], bank.shape[2], bank.shape[3])
    said = (m * m * channels + 1) * filters
    counted = counting.parameters(filter_bank.torch_layer(bank, bias))
    costs = {n: whole_layer.cost((n, n), shape, bias=bias is not None, **window) for n in SIZES}
    grows = [say("{multiply_adds:,} at {n} × {n}", multiply_adds=cost.multiply_adds, n=n) for n, cost in costs.items()]
    return counted == said, (
        say(
            "({m}·{m}·{channels} + 1)·{filters} = {said:,}; PyTorch's layer counts **{counted:,}** parameters, and "
            "it has not seen a picture yet.{without} What grows with the picture are the multiply-adds: {grows}.",
            m=m, channels=channels, filters=filters, said=said, counted=counted, grows=joined(grows),
            without="" if bias is not None else joined(["", "Without biases the + 1 falls away."], " "),
        )
    )  # fmt: skip
