"""The experiments of the lesson '1 × 1 convolution'."""

import torch
from torch import Tensor

from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.one_by_one import claim
from cnnviz.operations import pointwise, properties
from cnnviz.words import say

SEED = 0
SINGULAR = 1 / 255  # of the largest singular value: what is below is lost among 256 levels


def _shuffled(image: Tensor, weights: Tensor, bias: Tensor) -> tuple[bool, str]:
    order = torch.randperm(image[0].numel(), generator=torch.Generator().manual_seed(SEED))

    def shuffle(volume: Tensor) -> Tensor:
        return volume.flatten(1)[:, order].reshape(volume.shape)

    before, after = (
        pointwise.mix(shuffle(image), weights, bias),
        shuffle(pointwise.mix(image, weights, bias)),
    )
    return properties.agree(before, after), say(
        "All {pixels:,} pixels thrown into another order, before the mix or after it: the results differ by at most "
        "**{gap:.2g}**. A filter of one pixel knows no neighbours, so a picture of noise is mixed like any other. "
        "Whatever a network learns about shapes, these layers cannot contribute.",
        pixels=len(order), gap=properties.difference(before, after),
    )  # fmt: skip


def _undone(weights: Tensor) -> tuple[bool, str]:
    singular = torch.linalg.svdvals(weights.double())
    rank = int((singular > SINGULAR * singular[0]).sum()) if float(singular[0]) else 0
    return rank == weights.shape[1], say(
        "The table of {outputs} × {inputs} weights has rank **{rank}**: so many independent mixtures come out of "
        "{inputs} channels (one that is weaker than 1/255 of the strongest is lost among 256 levels). Only if there "
        "are as many as channels can the mix be undone, by the inverse table. The three tones of sepia are one "
        "brightness; fewer filters than channels always lose something.",
        outputs=weights.shape[0], inputs=weights.shape[1], rank=rank,
    )  # fmt: skip


def _numbers_to_learn(image: Tensor, weights: Tensor) -> tuple[int, str]:
    outputs, inputs = weights.shape
    pixels = image[0].numel()
    return (inputs + 1) * outputs, say(
        "({inputs} + 1) · {outputs} = **{count}**, on {pixels:,} pixels as on one. A dense layer on the whole picture, "
        "with as many outputs, would have {dense:,}.",
        inputs=inputs, outputs=outputs, count=(inputs + 1) * outputs, pixels=pixels,
        dense=(inputs * pixels + 1) * outputs * pixels,
    )  # fmt: skip


SEPIA = pointwise.MIXES["sepia"].rows

EXPERIMENTS = (
    Experiment(
        "claim",
        "A 1×1 convolution is a dense layer at every pixel: with the same weights it gives the same numbers.",
        claim.same_as_dense,
    ),
    Experiment(
        "shuffled",
        "Shuffle all pixels first and mix then, or the other way round: the result is the same.",
        _shuffled,
        {"mix": SEPIA},
    ),
    Experiment(
        "undone",
        "This mix can be undone: from its output one can compute the picture.",
        _undone,
        {"mix": SEPIA},
    ),
    Experiment(
        "numbers-to-learn",
        "How many numbers does this layer learn, biases included?",
        _numbers_to_learn,
        {"mix": SEPIA},
        number=Number("numbers"),
    ),
)
