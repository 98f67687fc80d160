"""What changes in a feature map when a cat moves by one pixel: on the left without, on the right with pooling."""

import numpy as np
from numpy.typing import NDArray

from assets.cards.frame import HEIGHT, WIDTH, photo
from cnnviz import convolution, images, kernels
from cnnviz.drawing import colour
from cnnviz.operations import shifts

SIDE, WINDOW = 160, 4  # pixels across, so that each is seen


def make() -> NDArray[np.uint8]:
    cat = convolution.grey(images.resize(photo("chelsea"), SIDE))
    halves = []
    for pooling in ("none", "max"):
        still, moved = (
            shifts.pooled(
                shifts.features(shifts.moved(cat, by, "right", 1), kernels.PRESETS["sobel_x"].kernel[None]),
                pooling, WINDOW, WINDOW,
            )[0]
            for by in (0, 1)
        )  # fmt: skip
        times = WIDTH // SIDE * (1 if pooling == "none" else WINDOW)
        halves.append(colour.signed(moved - still, 1.5).repeat(times, 0).repeat(times, 1))
    card = np.full((HEIGHT, WIDTH, 3), 247, np.uint8)
    for half, columns in zip(halves, (slice(0, WIDTH // 2), slice(WIDTH // 2, WIDTH)), strict=True):
        part = half[:HEIGHT, columns]
        card[: part.shape[0], columns][:, : part.shape[1]] = part
    return card
