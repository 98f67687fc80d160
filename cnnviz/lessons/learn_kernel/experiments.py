"""The experiments of the lesson 'Learning a kernel'."""

import numpy as np

from cnnviz.lessons.experiment import Experiment, Number, measured
from cnnviz.operations import kernel_learning
from cnnviz.operations.kernel_learning import Problem, Training, percent
from cnnviz.words import say


def _faster(problem: Problem, training: Training, start: str, seed: int) -> tuple[bool, str]:
    doubled = kernel_learning.train(
        problem, optimizer=training.optimizer, learning_rate=2 * training.learning_rate, steps=training.steps,
        start=start, seed=seed,
    )  # fmt: skip
    before, after = float(training.losses[-1]), float(doubled.losses[-1])
    return after < before, say(
        "With the learning rate {rate:.4g} the loss ends at **{before:.3g}** after {steps} steps, with {twice:.4g} at "
        "**{after:.3g}**. Up to a limit, here {limit:.4g}, larger steps go further; beyond it each "
        "step leaps over the valley and ends higher than it began.",
        rate=training.learning_rate, before=before, steps=training.steps, twice=doubled.learning_rate, after=after,
        limit=problem.largest_stable_rate(kernel_learning.MOMENTUM if training.optimizer == "momentum" else 0.0),
    )  # fmt: skip


def _down_to_zero(problem: Problem, training: Training) -> tuple[bool, str]:
    best, first, last = (float(problem.losses(kernel)) for kernel in (problem.best, *training.kernels[[0, -1]]))
    return best < 1e-9 * max(first, 1e-12), say(
        "The loss began at {first:.3g} and is now {last:.3g}; the best kernel of this size that there is leaves "
        "**{best:.3g}**. Noise in the target fits no kernel, and neither does a hidden kernel that is larger than the "
        "learnt one: then the lowest point of the valley lies above zero.",
        first=first, last=last, best=best,
    )  # fmt: skip


def _weights(problem: Problem, training: Training) -> tuple[float, str]:
    gap = 100 * float(training.distances[-1])
    return gap, say(
        "After {steps} steps the learnt kernel is **{gap}** away from the hidden one, the loss went from {first:.3g} "
        "to {last:.3g}. A small loss is not yet the right kernel: along the floor of the valley the kernel can still "
        "change much while the loss hardly does.",
        steps=training.steps, gap=percent(gap / 100), first=float(training.losses[0]),
        last=float(training.losses[-1]),
    )  # fmt: skip


def _outer_weights(problem: Problem, training: Training) -> tuple[bool | None, str]:
    learnt, hidden = training.kernels[-1], problem.hidden
    margins = [(n - m) // 2 for n, m in zip(learnt.shape, hidden.shape, strict=True)]
    if min(margins) < 1:
        return None, "The learnt kernel is no larger than the hidden one: choose 5 × 5 for it, and a hidden 3 × 3."
    inner = tuple(slice(margin, n - margin) for margin, n in zip(margins, learnt.shape, strict=True))
    outer = learnt.copy()
    outer[inner] = 0
    share = float(np.abs(outer).max() / max(float(np.abs(learnt).max()), 1e-12))
    return share < 0.01, say(
        "The largest weight of the rim is **{share}** of the largest of all (1 % passes for none). Nothing tells the "
        "learnt kernel how large the hidden one is, but any weight on the rim makes the loss larger. How fast they "
        "vanish depends on the valley: neighbouring pixels are alike, so that neighbouring weights can stand in for "
        "each other.",
        share=percent(share),
    )  # fmt: skip


EXPERIMENTS = (
    Experiment("claim", "The learnt kernel converges to the hidden (Sobel) kernel.", measured),
    Experiment(
        "faster",
        "A larger learning rate learns faster: twice the present one ends with a smaller loss.",
        _faster,
        {"learn-optimizer": "gradient-descent", "learn-rate": "0.1", "learn-steps": "100"},
    ),
    Experiment(
        "down-to-zero",
        "With enough steps the loss can come as close to zero as one likes.",
        _down_to_zero,
        {"learn-noise": "20", "learn-size": "3", "learn-hidden": "sobel-x"},
    ),
    Experiment(
        "outer-weights",
        "If the learnt kernel is larger than the hidden one, its outer weights become zero.",
        _outer_weights,
        {"learn-size": "5", "learn-hidden": "sobel-x", "learn-noise": "0", "learn-optimizer": "momentum"},
    ),
    Experiment(
        "distance",
        "How far is the learnt kernel from the hidden one after these steps, in percent?",
        _weights,
        {"learn-optimizer": "gradient-descent", "learn-rate": "0.1", "learn-steps": "50"},
        number=Number("%", 0.2),
    ),
)
