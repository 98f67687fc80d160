"""Which pixels speak for a class: saliency, and Grad-CAM on any map of any network.

The formulas are written out here, and captum checks them in the tests: its hooks would also catch what other students
run through the same network at that moment.

A network here is a module that takes a batch (1, C, H, W) and gives scores (1, classes), in evaluation mode.
"""

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnviz.networks.inside.tap import with_output
from cnnviz.networks.steps import one_input
from cnnviz.words import say


class GradCam(NamedTuple):
    """What Grad-CAM found, as it is computed, on the grid of the chosen layer.

    heat: (h, w), never negative; signed: (h, w), the same before the ReLU; weights: (channels,), the alphas; score: of
    the class.
    """

    heat: Tensor
    signed: Tensor
    weights: Tensor
    score: float


def saliency(network: nn.Module, batch: Tensor, target: int) -> Tensor:
    """How much each pixel of the input (1, C, H, W) moves the score of a class: (H, W), the largest |gradient| of its
    channels.

    Raises ValueError for a class that the network does not have. Source: Simonyan, Vedaldi & Zisserman 2014, "Deep
    inside convolutional networks", section 3.
    """
    return input_gradient(network, batch, target).abs().amax(0)


def input_gradient(network: nn.Module, batch: Tensor, target: int) -> Tensor:
    """The derivative of the score of a class with respect to every value of the input (1, C, H, W): (C, H, W)."""
    one_input(network)
    pixels = batch.detach().clone().requires_grad_()
    with torch.enable_grad():
        score = _score(network(pixels.clone()), target)  # its first layer may work in place
    return torch.autograd.grad(score, pixels)[0][0]


def grad_cam(network: nn.Module, layer: str, batch: Tensor, target: int) -> GradCam:
    """Where on the map of a layer the network sees what speaks for a class.

    The weight of a channel is the mean of the score's gradient over its map (α = 1/Z Σ ∂y/∂A), and the heat is the
    ReLU of the maps' sum with these weights. layer: a name as in `receptive_fields` whose output is
    (1, channels, h, w).
    Raises ValueError for a layer without maps, one that does not move the score, and for a class that is not there.
    Source: Selvaraju et al. 2017, "Grad-CAM: visual explanations from deep networks", equations 1 and 2.
    """
    with torch.enable_grad():
        found, scores = with_output(network, layer, batch.detach())
        if found.ndim != 4:
            raise ValueError(
                say("{layer} gives no feature maps: choose a convolution, a pooling or an activation.", layer=layer)
            )
        score = _score(scores, target)
    (gradient,) = torch.autograd.grad(score, found, allow_unused=True)
    if gradient is None:
        raise ValueError(say("{layer} does not move this score: choose a layer on the way to the output.", layer=layer))
    maps = found.detach()[0]
    weights = gradient[0].mean((1, 2))
    signed = (weights[:, None, None] * maps).sum(0)
    return GradCam(signed.relu(), signed, weights, float(score.detach()))


def enlarged(heat: Tensor, size: tuple[int, int]) -> Tensor:
    """A map (h, w) at the size (H, W) of the picture, smoothly, to be laid over it."""
    scaled: Tensor = F.interpolate(heat[None, None], size, mode="bilinear", align_corners=False)[0, 0]
    return scaled


def _score(scores: Any, target: int) -> Tensor:
    if not isinstance(scores, Tensor):
        raise ValueError(
            say(
                "The network gives a {name}, no scores of classes: wrap it in a module that picks the "
                "scores (1, classes) out of it.",
                name=type(scores).__name__,
            )
        )
    if scores.ndim != 2:
        raise ValueError(
            say("The network gives {shape}, no scores of classes: open one that classifies.", shape=tuple(scores.shape))
        )
    if not 0 <= target < scores.shape[1]:
        raise ValueError(
            say(
                "There is no class number {target}: choose 0 to {last}.",
                target=target,
                last=scores.shape[1] - 1,
            )
        )
    score: Tensor = scores[0, target]
    return score
