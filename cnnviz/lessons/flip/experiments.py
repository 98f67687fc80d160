"""The experiments of the lesson 'Turning the kernel'."""

import torch
from torch import Tensor

from cnnviz import kernels
from cnnviz.convolution import convolve, cross_correlate
from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.flip import claim
from cnnviz.operations import properties
from cnnviz.words import say


def _what_turning_does(plain: Tensor, other: Tensor) -> tuple[str, str]:
    gap, opposite = properties.difference(plain, other), properties.difference(plain, -other)
    which = "same" if properties.agree(plain, other) else "sign" if properties.agree(plain, -other) else "other"
    return which, say(
        "Convolution differs from cross-correlation by up to **{gap:.4g}**, and from its negative by up to "
        "**{opposite:.4g}**. A kernel that is its own half turn, as a blur, gives the same; one whose half turn is its "
        "negative, as Sobel, gives the same with the other sign; any other kernel gives something else.",
        gap=gap, opposite=opposite,
    )  # fmt: skip


def _impulse(kernel: Tensor) -> tuple[str, str]:
    height, width = kernel.shape
    dot = torch.zeros(2 * height - 1, 2 * width - 1)
    dot[height - 1, width - 1] = 1
    by = {"convolution": convolve(dot, kernel), "correlation": cross_correlate(dot, kernel)}
    gaps = {name: properties.difference(output, kernel) for name, output in by.items()}
    right = [name for name, gap in gaps.items() if gap == 0]
    return "both" if len(right) == 2 else right[0] if right else "none", say(
        "A single 1 on black: what convolution gives differs from the kernel by up to **{convolution:.4g}**, what "
        "cross-correlation gives by up to **{correlation:.4g}**. Sliding meets the last weight first, so that the "
        "kernel comes out turned by 180°; turning it beforehand puts that right. Signal processing therefore "
        "prefers convolution.",
        **gaps,
    )


def _mirror(image: Tensor, kernel: Tensor) -> tuple[bool, str]:
    mirrored, turned = kernel.flip(1), kernels.rotate(kernel, 2)
    gap = properties.difference(*(cross_correlate(image, each) for each in (mirrored, turned)))
    return bool(torch.equal(mirrored, turned)), say(
        "With the mirrored kernel and with the turned one the outputs differ by up to **{gap:.4g}**. A half turn "
        "reverses rows and columns, a mirror only one of the two. They are the same if the kernel reads the same from "
        "above and from below.",
        gap=gap,
    )


SOBEL = "-1 0 1; -2 0 2; -1 0 1"

EXPERIMENTS = (
    Experiment(
        "claim",
        "“Convolution slides the kernel as it is.” (So some lecture notes have it.)",
        claim.names_wrong_way_round,
    ),
    Experiment(
        "what-turning-does",
        "What becomes of the picture when the kernel is turned by 180°?",
        _what_turning_does,
        {"flip-input": "photo", "flip-kernel": SOBEL},
        {"same": "The same", "sign": "The sign changes", "other": "Something else"},
    ),
    Experiment(
        "impulse",
        "The picture is a single bright pixel. Which of the two gives back the kernel as it is?",
        _impulse,
        {
            "flip-input": "numbers",
            "matrix": "0 0 0 0 0; 0 0 0 0 0; 0 0 1 0 0; 0 0 0 0 0; 0 0 0 0 0",
            "flip-kernel": "1 2 3; 4 5 6; 7 8 9",
        },
        {"convolution": "Convolution", "correlation": "Cross-correlation", "both": "Both", "none": "Neither"},
    ),
    Experiment(
        "mirror",
        "Turning the kernel by 180° is the same as mirroring it left to right.",
        _mirror,
        {"flip-input": "photo", "flip-kernel": "-2 -1 0; -1 1 1; 0 1 2"},
    ),
)
