"""Losses of a map of classes that are differentiable where the measures are not."""

import torch.nn.functional as F
from torch import Tensor

SMOOTH = 1.0  # pixels, so that a class in neither map costs nothing


def soft_dice(scores: Tensor, truth: Tensor) -> Tensor:
    """1 − Dice with probabilities in place of pixels, averaged over the classes: (N, C, H, W), (N, H, W) -> ().

    All pictures of the batch count together. Source: Milletari et al. 2016, "V-Net", equation 3, with sums in place of
    squares below.
    """
    share = scores.softmax(1)  # [N,C,H,W]
    there = F.one_hot(truth.long(), scores.shape[1]).movedim(-1, 1).to(share.dtype)  # [N,C,H,W]
    axes = (0, 2, 3)
    common = (share * there).sum(axes)  # [C]
    return (1 - (2 * common + SMOOTH) / (share.sum(axes) + there.sum(axes) + SMOOTH)).mean()
