"""Top-k error: the share of images whose class is not among the k best guesses of a classifier.

Source: Russakovsky et al. 2015, "ImageNet Large Scale Visual Recognition Challenge", section 4.1.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor


def ranks(logits: "Tensor", targets: Sequence[int]) -> list[int]:
    """The place of the right class among the logits (N, K) of each image, 0 for the best: counted one by one.

    Of equal logits the one with the smaller class number goes first.
    """
    places = []
    for row, target in zip(logits.tolist(), targets, strict=True):
        mine = row[target]
        places.append(sum(other > mine or (other == mine and k < target) for k, other in enumerate(row)))
    return places


def top_k_error(logits: "Tensor", targets: Sequence[int], k: int = 5) -> float:
    """The share of images (0 to 1) whose class is not among the k largest of its logits (N, K).

    Raises ValueError if k is not between 1 and the number of classes, or there are no images.
    """
    classes = logits.shape[1]
    if not 1 <= k <= classes:
        raise ValueError(
            say("There are {classes} classes, so k cannot be {k}: use a k from 1 to {classes}.", classes=classes, k=k)
        )
    places = ranks(logits, targets)
    if not places:
        raise ValueError("There are 0 images: use at least 1.")
    return sum(place >= k for place in places) / len(places)


def error_by_topk(logits: "Tensor", targets: Sequence[int], k: int = 5) -> float:
    """`top_k_error`, by torch.topk."""
    import torch

    guesses = logits.topk(k, dim=1).indices
    return 1 - (guesses == torch.tensor(targets)[:, None]).any(1).double().mean().item()


def errors_for_every_k(places: Sequence[int], most: int) -> list[float]:
    """The top-k errors (0 to 1) for k = 1 to most, from the `ranks`."""
    return [sum(place >= k for place in places) / len(places) for k in range(1, most + 1)]


def by_chance(classes: int, most: int) -> list[float]:
    """The top-k errors (0 to 1) of somebody who guesses, for k = 1 to most."""
    return [1 - k / classes for k in range(1, most + 1)]


def made_up_logits(images: int, classes: int, signal: float, seed: int) -> "tuple[Tensor, list[int]]":
    """Logits (images, classes) drawn from a normal distribution, the right class raised by `signal`; and the classes.

    The right class wins more often the larger the signal; without signal the top-k error is about 1 - k / classes.
    """
    import torch

    generator = torch.Generator().manual_seed(seed)
    targets = torch.randint(classes, (images,), generator=generator)
    logits = torch.randn(images, classes, generator=generator)
    logits[torch.arange(images), targets] += signal
    return logits, targets.tolist()
