"""Learning a kernel: gradient descent on the mean squared error between two responses to one picture.

A hidden kernel has filtered the picture; what is learnt is a kernel w that gives the same response. With the windows
of the picture as rows of X and the hidden response as t, the error is |X w − t|² / N, a valley that is known whole:

    error(w) = error(ŵ) + ½ (w − ŵ)ᵀ H (w − ŵ)    with the Hessian H = 2 XᵀX / N and the best kernel ŵ

So a step costs as many products as H has entries, whatever the size of the picture. `by_torch` takes the long way
over the pixels and gives the same.

Sources: Goodfellow, Bengio & Courville 2016, "Deep Learning", sections 4.3 and 8.3; Goh 2017, "Why momentum really
works", Distill; Kingma & Ba 2015, "Adam", algorithm 1.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from cnnviz import limits
from cnnviz.convolution import cross_correlate
from cnnviz.words import joined, listed, say

Table = NDArray[np.float64]

OPTIMIZERS = ("momentum", "gradient descent", "adam")
STARTS = ("zeros", "random")
MOMENTUM = 0.9
BETAS = (0.9, 0.999)  # Adam's decay rates of the mean gradient and of its square, torch's defaults
EPSILON = 1e-8
MOST_STEPS = 10_000
SLICE = 4_000_000  # numbers of the windows that are laid out at a time
TOO_LARGE = 1e6  # training stops where the error is so many times that of the start
FLAT, LEVEL = 1e-12, 1e-18  # curvatures that count as none: as a share of the steepest, and all of them
CLOSE = 0.01  # a kernel that is within 1 % of the hidden one has found it


def standardised(picture: ArrayLike) -> Table:
    """The picture with mean 0 and standard deviation 1, float64; a flat one becomes 0 everywhere."""
    values = np.asarray(picture, dtype=np.float64)
    centred = values - values.mean()
    spread = float(centred.std())
    return centred / spread if spread > 1e-6 * max(1.0, float(np.abs(values).max())) else np.zeros_like(values)


@dataclass(frozen=True, eq=False)
class Problem:
    """What is to be learnt.

    hidden   (h, w)
    size     (m, n): rows and columns of the kernel that is learnt, d = m n weights
    patch    the part of the picture under the learnt kernel: `cross_correlate(patch, learnt)` has the target's shape
    target   (H', W'): the response of the hidden kernel, with noise if asked for; no window reaches over the border
    hessian  (d, d): second derivatives of the error
    best     (m, n): the kernel with the least error, the shortest of them if there are several
    floor    that least error
    """

    hidden: Table
    size: tuple[int, int]
    patch: Table
    target: Table
    hessian: Table
    best: Table
    floor: float

    @property
    def weights(self) -> int:
        """How many numbers are learnt."""
        return self.size[0] * self.size[1]

    def losses(self, kernels: ArrayLike) -> Table:
        """Mean squared errors of kernels (..., m, n): (...)."""
        away = np.asarray(kernels, dtype=np.float64) - self.best
        away = away.reshape(*away.shape[:-2], self.weights)
        squares: Table = self.floor + np.maximum((away @ self.hessian * away).sum(-1), 0) / 2
        return squares

    def gradient(self, kernel: ArrayLike) -> Table:
        """Derivatives of the loss for each weight, (m, n)."""
        away = np.asarray(kernel, dtype=np.float64) - self.best
        slope: Table = self.hessian @ away.ravel()
        return slope.reshape(self.size)

    @cached_property
    def curvatures(self) -> Table:
        """Eigenvalues of the Hessian, (d,), from the flattest direction of the valley to the steepest."""
        values: Table = np.linalg.eigvalsh(self.hessian).clip(0)
        return values

    @property
    def determined(self) -> int:
        """In how many directions the picture decides the kernel: the rank of X. Fewer than d: others fit as well."""
        steepest = float(self.curvatures[-1])
        return int((self.curvatures > FLAT * steepest).sum()) if steepest > LEVEL else 0

    def largest_stable_rate(self, momentum: float = 0.0) -> float:
        """Learning rate above which (momentum) gradient descent diverges: 2 (1 + momentum) / λ_max; inf if flat.

        Source: Goh 2017, "Why momentum really works", Distill.
        """
        steepest = float(self.curvatures[-1])
        return 2 * (1 + momentum) / steepest if steepest > LEVEL else math.inf

    def distances(self, kernels: ArrayLike) -> Table:
        """|learnt − hidden| / |hidden| of kernels (..., m, n): (...). Beyond the edge of a kernel its weights are 0."""
        away, hidden = self.framed(kernels) - self.framed(self.hidden), self.framed(self.hidden)
        gaps: Table = np.sqrt((away**2).sum((-2, -1))) / (np.linalg.norm(hidden) or 1.0)
        return gaps

    def framed(self, kernels: ArrayLike) -> Table:
        """Kernels (..., h, w) in a frame for the hidden and the learnt one, their centres in one place."""
        table = np.asarray(kernels, dtype=np.float64)
        reach = _reach(self.hidden.shape, self.size)
        sides = [
            (before - (n - 1) // 2, after - n // 2) for (before, after), n in zip(reach, table.shape[-2:], strict=True)
        ]
        return np.pad(table, [(0, 0)] * (table.ndim - 2) + sides)


def pose(
    picture: ArrayLike, hidden: ArrayLike, size: int | tuple[int, int], *, noise: float = 0.0, seed: int = 0
) -> Problem:
    """Filter a grey picture (H, W) with the hidden kernel (h, w); `size` of the kernel that is to find out.

    noise: standard deviation of what is added to the response, as a share of the response's own.
    Raises ValueError if a kernel does not fit into the picture, or for numbers that are not finite.
    """
    pixels, kernel = np.asarray(picture, dtype=np.float64), np.asarray(hidden, dtype=np.float64)
    rows, columns = (size, size) if isinstance(size, int) else size
    if pixels.ndim != 2 or kernel.ndim != 2 or 0 in kernel.shape or min(rows, columns) < 1:
        raise ValueError(
            "Give a grey picture (H, W), a hidden kernel (h, w), and a size of 1 or more rows and columns."
        )
    if not (np.isfinite(pixels).all() and np.isfinite(kernel).all()):
        raise ValueError("The picture or the hidden kernel holds a value that is not a finite number: replace it.")
    if not 0 <= noise < math.inf:
        raise ValueError(
            say("The noise is {noise:g}: use 0 for none, or a positive share of the response.", noise=noise)
        )
    reach = _reach(kernel.shape, (rows, columns))
    needed = tuple(before + after + 1 for before, after in reach)
    if any(have < need for have, need in zip(pixels.shape, needed, strict=True)):
        raise ValueError(
            say(
                "The kernels together need {needed_height} × {needed_width} pixels, and the picture has {height} × "
                "{width}: choose a larger picture or smaller kernels.",
                needed_height=needed[0], needed_width=needed[1], height=pixels.shape[0], width=pixels.shape[1],
            )
        )  # fmt: skip
    seen, patch = (_under(pixels, shape, reach) for shape in (kernel.shape, (rows, columns)))
    target = cross_correlate(torch.from_numpy(seen), torch.from_numpy(kernel)).numpy()
    if noise:
        target = target + noise * target.std() * np.random.default_rng(seed).standard_normal(target.shape)
    weights, few = rows * columns, "its rows or columns"
    limits.check(weights**2, limits.VALUES, "The Hessian of this kernel has", "entries", lower=few)
    limits.check(weights**2 * target.size, limits.MULTIPLY_ADDS, "The Hessian takes", "multiply-adds", lower=few)
    squares, products = np.zeros((weights, weights)), np.zeros(weights)
    for windows, response in _slices(patch, target, (rows, columns)):
        squares += windows.T @ windows
        products += windows.T @ response
    hessian = 2 / target.size * squares
    # the pseudo-inverse: along the floor of a flat valley the shortest kernel is as good as any
    values, directions = np.linalg.eigh(hessian)
    kept = values > max(FLAT * values[-1], LEVEL)
    slopes = directions.T @ (2 / target.size * products)
    best = directions[:, kept] @ (slopes[kept] / values[kept])
    errors = (((windows @ best - response) ** 2).sum() for windows, response in _slices(patch, target, (rows, columns)))
    floor = float(sum(errors) / target.size)
    return Problem(kernel, (rows, columns), patch, target, hessian, best.reshape(rows, columns), floor)


def _slices(patch: Table, target: Table, size: tuple[int, int]) -> Iterator[tuple[Table, Table]]:
    """The windows of some rows of the response at a time, (places, m n), and the response there, (places,)."""
    every = np.lib.stride_tricks.sliding_window_view(patch, size)
    together = max(1, SLICE // (target.shape[1] * size[0] * size[1]))
    for top in range(0, len(target), together):
        limits.checkpoint()
        some = every[top : top + together]
        yield some.reshape(-1, size[0] * size[1]), target[top : top + together].ravel()


def _reach(*shapes: tuple[int, ...]) -> list[tuple[int, int]]:
    """Per axis, how far kernels of these shapes reach before and behind the pixel they stand on."""
    return [(max((n - 1) // 2 for n in sizes), max(n // 2 for n in sizes)) for sizes in zip(*shapes, strict=True)]


def _under(pixels: Table, shape: tuple[int, ...], reach: list[tuple[int, int]]) -> Table:
    """The part of the picture that a kernel of this shape covers when it visits all places the reach leaves."""
    rows, columns = (
        slice(before - (n - 1) // 2, length - after + n // 2)
        for (before, after), n, length in zip(reach, shape, pixels.shape, strict=True)
    )
    return np.ascontiguousarray(pixels[rows, columns])


@dataclass(frozen=True, eq=False)
class Training:
    """All steps of a training; index 0 is the start.

    kernels (S + 1, m, n), losses (S + 1,), distances (S + 1,); means and squares (S + 1, m, n): what momentum and Adam
    remember. diverged: the loss has grown; training stops early where it has grown a million times.
    """

    optimizer: str
    learning_rate: float
    kernels: Table
    losses: Table
    distances: Table
    means: Table
    squares: Table
    diverged: bool

    @property
    def steps(self) -> int:
        return len(self.losses) - 1

    def behind(self, step: int) -> Table:
        """The kernel (m, n) that this step made of the one before it."""
        kernel: Table = self.kernels[step + 1]
        return kernel


def start_kernel(size: tuple[int, int], start: str = "zeros", seed: int = 0) -> Table:
    """The kernel (m, n) before the first step: zeros, or normal numbers of variance 1 / (m n). Raises ValueError."""
    if start not in STARTS:
        raise ValueError(
            say("There is no start called {start!r}: use one of {STARTS}.", start=start, STARTS=joined(STARTS))
        )
    if start == "zeros":
        return np.zeros(size)
    return np.random.default_rng(seed).standard_normal(size) / math.sqrt(size[0] * size[1])


def train(
    problem: Problem, *, optimizer: str, learning_rate: float, steps: int, start: str = "zeros", seed: int = 0
) -> Training:
    """Full-batch training, step by step as torch.optim.SGD (with momentum 0.9) and torch.optim.Adam do it.

    Raises ValueError for an unknown optimiser or start, a learning rate that is not positive, or too many steps.
    """
    if optimizer not in OPTIMIZERS:
        raise ValueError(
            say(
                "There is no optimiser called {optimizer!r}: use one of {OPTIMIZERS}.",
                optimizer=optimizer,
                OPTIMIZERS=joined(OPTIMIZERS),
            )
        )
    if not 0 < learning_rate < math.inf:
        raise ValueError(
            say("The learning rate is {learning_rate:g}: use a number above 0.", learning_rate=learning_rate)
        )
    if not 1 <= steps <= MOST_STEPS:
        raise ValueError(
            say("{steps} steps are not possible: use 1 to {MOST_STEPS:,}.", steps=steps, MOST_STEPS=MOST_STEPS)
        )
    kernel = start_kernel(problem.size, start, seed)
    mean, square = np.zeros_like(kernel), np.zeros_like(kernel)
    history = [(kernel, mean, square)]
    most = TOO_LARGE * max(float(problem.losses(kernel)), 1e-12)
    for step in range(1, steps + 1):
        slope = problem.gradient(kernel)
        if optimizer == "adam":
            mean = BETAS[0] * mean + (1 - BETAS[0]) * slope
            square = BETAS[1] * square + (1 - BETAS[1]) * slope**2
            fair_mean, fair_square = mean / (1 - BETAS[0] ** step), square / (1 - BETAS[1] ** step)
            kernel = kernel - learning_rate * fair_mean / (np.sqrt(fair_square) + EPSILON)
        else:
            mean = (MOMENTUM if optimizer == "momentum" else 0.0) * mean + slope
            kernel = kernel - learning_rate * mean
        history.append((kernel, mean, square))
        if problem.losses(kernel) > most:
            break
    kernels, means, squares = (np.array(tables) for tables in zip(*history, strict=True))
    losses = problem.losses(kernels)
    # rounding alone moves a loss that is zero from the start
    diverged = bool(losses[-1] > max(losses[0], 1e-20))
    distances = problem.distances(kernels)
    return Training(optimizer, learning_rate, kernels, losses, distances, means, squares, diverged)


# The long way, and the words


class Step(NamedTuple):
    """One step by torch: the loss before it, its gradient (m, n), and the kernel (m, n) after it."""

    loss: float
    gradient: Tensor
    kernel: Tensor


def torch_optimizer(parameter: Tensor, optimizer: str, learning_rate: float) -> torch.optim.Optimizer:
    """torch's own optimiser of this name."""
    if optimizer == "adam":
        return torch.optim.Adam([parameter], lr=learning_rate, betas=BETAS, eps=EPSILON)
    return torch.optim.SGD([parameter], lr=learning_rate, momentum=MOMENTUM if optimizer == "momentum" else 0.0)


def by_torch(problem: Problem, training: Training, step: int) -> Step:
    """The step that follows `step`, through conv2d, autograd and torch.optim, in float64."""
    parameter = torch.tensor(training.kernels[step], requires_grad=True)
    optimizer = torch_optimizer(parameter, training.optimizer, training.learning_rate)
    mean, square = torch.tensor(training.means[step]), torch.tensor(training.squares[step])
    if step and training.optimizer == "adam":
        optimizer.state[parameter] = {"step": torch.tensor(float(step)), "exp_avg": mean, "exp_avg_sq": square}
    elif step and training.optimizer == "momentum":
        optimizer.state[parameter] = {"momentum_buffer": mean}
    patch, target = torch.from_numpy(problem.patch), torch.from_numpy(problem.target)
    response = torch.nn.functional.conv2d(patch[None, None], parameter[None, None])[0, 0]
    loss = torch.nn.functional.mse_loss(response, target)
    loss.backward()  # type: ignore[no-untyped-call]
    gradient = parameter.grad
    assert gradient is not None
    before = gradient.clone()
    optimizer.step()
    return Step(float(loss.detach()), before, parameter.detach())


def percent(share: float) -> str:
    """A share in percent, however small: 27.60 %, 0.0039 %."""
    return f"{share:.2%}".replace("%", " %") if share >= 0.01 else f"{100 * share:.2g} %"


def verdict(problem: Problem, training: Training) -> tuple[bool, str]:
    """Whether the learnt kernel has become the hidden one, within 1 %, and why not, as Markdown."""
    gap, steps = float(training.distances[-1]), training.steps
    said = say(
        "After {steps} steps the learnt kernel is **{percent}** away from the hidden one (1 % passes).",
        steps=steps,
        percent=percent(gap),
    )
    limit = problem.largest_stable_rate(MOMENTUM if training.optimizer == "momentum" else 0.0)
    if training.diverged:
        grown = {"first": training.losses[0], "last": training.losses[-1], "rate": training.learning_rate}
        if training.optimizer == "adam":
            return False, say(
                "The loss has **grown** from {first:.3g} to {last:.3g}: the learning rate {rate:.4g} is too large.",
                **grown,
            )
        return False, say(
            "The loss has **grown** from {first:.3g} to {last:.3g}: the learning rate {rate:.4g} is too large, above "
            "{limit:.4g} every step overshoots the valley.",
            limit=limit,
            **grown,
        )
    if gap <= CLOSE:
        return True, said
    return False, joined([said, _reason(problem, training)], " ")


def _reason(problem: Problem, training: Training) -> str:
    best = float(problem.distances(problem.best))
    if problem.determined < problem.weights:
        return say(
            "The picture decides only **{determined}** of {weights} directions of the kernel, because "
            "it has too little structure: other kernels give the same response, and nothing tells them apart.",
            determined=problem.determined,
            weights=problem.weights,
        )
    if best > CLOSE:
        smaller = any(n > m for n, m in zip(problem.hidden.shape, problem.size, strict=True))
        return say(
            "Even the best kernel of this size is {percent} away: it is too small for the hidden one."
            if smaller
            else "Even the best kernel of this size is {percent} away: the noise hides the rest.",
            percent=percent(best),
        )
    limit = problem.largest_stable_rate(MOMENTUM if training.optimizer == "momentum" else 0.0)
    advice = ["more steps"]
    if training.optimizer == "adam":
        advice += ["another learning rate"]
    elif training.learning_rate < limit / 2:
        advice += [say("a larger learning rate, below {limit:.3g}", limit=limit)]
    if training.optimizer == "gradient descent":
        advice += ["momentum"]
    if abs(float(problem.patch.mean())) > 0.5 * float(problem.patch.std()):
        advice += ["a standardised picture"]
    ratio = problem.curvatures[-1] / problem.curvatures[0]
    return say(
        "It is on its way: the valley of the loss is {ratio:,.0f} times steeper "
        "in one direction than in another, and along its floor every step is short. "
        "Give it {advice}.",
        ratio=ratio,
        advice=listed(advice, last="{first} or {last}"),
    )
