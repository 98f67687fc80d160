"""A kernel being learnt, for slides: one step as a PNG, all of it as a GIF."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from PIL import Image

from cnnviz.convolution import cross_correlate
from cnnviz.drawing import colour, gif, stills
from cnnviz.drawing.plates import (
    INK,
    LINE,
    QUIET,
    WHITE,
    Bar,
    Layout,
    Plate,
    arrange,
    draw_plate,
    number,
    text_size,
    write,
)
from cnnviz.operations.kernel_learning import Problem, Table, Training, percent
from cnnviz.words import say

FRAMES = 40
PAUSE, LAST = 120, 2500  # milliseconds that a frame of the animation stays, and the last one


def step_png(problem: Problem, training: Training, step: int, width: int = 1600) -> bytes:
    """Target, learnt kernel and its response at one step, side by side on white."""
    return stills.png(_frame(problem, training, step, width))


def learning_gif(problem: Problem, training: Training, width: int = 900) -> bytes:
    """The kernel being learnt, as an animated GIF of at most 40 steps, the early ones closer together."""
    chosen = frame_steps(training.steps)
    frames = [_frame(problem, training, step, width) for step in chosen]
    inks = np.array([INK, QUIET, LINE, WHITE], dtype=np.uint8)
    palette = gif.palette_for([frames[0], frames[-1]], np.concatenate([inks, colour.DIVERGING[::2]]))
    durations = [PAUSE] * (len(frames) - 1) + [LAST]
    return gif.gif([gif.indices(frame, palette) for frame in frames], palette, durations)


def frame_steps(steps: int, most: int = FRAMES) -> Sequence[int]:
    """Which of the steps 0 to `steps` are shown: the first and the last, and more of the early than the late ones."""
    shares = np.linspace(0, 1, min(most, steps + 1)) ** 2
    return sorted({round(steps * share) for share in shares.tolist()})


def colour_limit(problem: Problem) -> float:
    """The magnitude with the strongest colour of target and response: few values are as large as the largest."""
    return float(np.quantile(np.abs(problem.target), 0.995)) or 1.0


def kernel_limit(problem: Problem) -> float:
    """The same for kernels: the largest weight of the hidden one."""
    return colour.largest(problem.hidden)


def response(problem: Problem, kernel: Table) -> Table:
    """What a kernel (m, n) makes of the picture, (H', W')."""
    return cross_correlate(torch.from_numpy(problem.patch), torch.from_numpy(kernel)).numpy()


def _frame(problem: Problem, training: Training, step: int, width: int) -> colour.Colours:
    kernel = training.kernels[step]
    maps = (problem.target, response(problem, kernel))
    limit, most = colour_limit(problem), kernel_limit(problem)
    target, answer = (
        stills.response_plate(values[None], "signed", (0, 1), limit, name)
        for values, name in zip(maps, ("What the hidden kernel made", "What the learnt kernel makes"), strict=True)
    )
    target, answer = (replace(plate, tiles=[(plate.tiles[0][0], None)]) for plate in (target, answer))
    bar = Bar(colour.DIVERGING[None], (number(-most), "0", number(most)))
    shown = np.where(np.abs(kernel) < 0.005, 0, kernel.round(2))
    plates = [
        target,
        Plate("Learnt kernel", stills.sizes(kernel), [(colour.signed(kernel, most), shown)], bar),
        answer,
    ]
    blocks = [(1, *plate.tiles[0][0].shape[:2]) for plate in plates]
    points = text_size(width)
    layout: Layout = arrange(blocks, width, small=False, top=round(3.4 * points))
    image = Image.new("RGB", (layout.width, layout.height), WHITE)
    said = say(
        "Step {step}: mean squared error {losses:.3g}, {percent} away from the hidden kernel",
        step=step, losses=training.losses[step], percent=percent(float(training.distances[step])),
    )  # fmt: skip
    write(image, (layout.width // 2, points), said, round(1.3 * points), anchor="ct", room=layout.width - 2 * points)
    for plate, panels in zip(plates, layout.panels, strict=True):
        draw_plate(image, plate, panels, points)
    return np.asarray(image)
