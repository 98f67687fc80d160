"""Questions of lesson 3.8, the effective receptive field."""

import math
import random

from cnnviz.geometry import Layer, receptive_field
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import joined, say


def theoretical_size(rng: random.Random) -> Question:
    """The theoretical field of equal layers."""
    n, k = rng.randint(4, 80), rng.choice((3, 5, 7, 9))
    answer = receptive_field([Layer(k)] * n)[-1].size
    slips: list[tuple[Answer, str]] = [
        (n * k, "You added up the kernels: every layer adds k − 1 pixels, since its window shares one of them."),
        (n * (k - 1), "You forgot the + 1: without any layer a unit already sees one pixel."),
        (k, "That is what a single layer sees: every further layer adds k − 1 pixels."),
    ]
    text = say(
        "A stack has {n} convolutions with {k} × {k} kernels and stride 1. How many pixels wide is the theoretical "
        "receptive field of a unit at its end?",
        n=n,
        k=k,
    )
    working = say(
        "Every layer adds $k - 1$ pixels to the one that a unit sees anyway: $1 + {n} \\cdot ({k} - 1) = {answer}$.",
        n=n, k=k, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="pixels", given={"n": n, "k": k})


def width_by_theory(rng: random.Random) -> Question:
    """The standard deviation of the effective field of equal weights."""
    n, k = rng.randint(4, 80), rng.choice((3, 5, 7, 9))
    variance = n * (k * k - 1) / 12
    answer = math.sqrt(variance)
    slips: list[tuple[Answer, str]] = [
        (variance, "That is the variance: the standard deviation is its square root."),
        (n * math.sqrt((k * k - 1) / 12), "You added standard deviations: it is the variances that add up."),
        (math.sqrt((k * k - 1) / 12), "That is the width of one kernel: the variances of all layers add up."),
        (math.sqrt(n * k * k / 12), "The variance of k equal weights in a row is (k² − 1)/12, not k²/12."),
    ]
    text = say(
        "All weights of {n} convolutions with {k} × {k} kernels are equal, with stride 1 and no activation. What is "
        "the standard deviation of the effective receptive field, in pixels? Along one axis, k equal weights have the "
        "variance (k² − 1)/12.",
        n=n,
        k=k,
    )
    working = say(
        "Variances of convolved kernels add up: $\\sigma^2 = {n} \\cdot ({square} - 1) / 12 = {variance:.4g}$, so "
        "that "
        "$\\sigma = \\sqrt{{{variance:.4g}}} = {answer:.4g}$.",
        n=n, square=k * k, variance=variance, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="pixels", difficulty=2, given={"n": n, "k": k})


def deeper(rng: random.Random) -> Question:
    """How the effective field grows with depth."""
    n, times = rng.randint(3, 12), rng.choice((4, 9, 16, 25))
    root = math.isqrt(times)
    sigma = rng.randint(2, 40)
    answer = sigma * root
    slips: list[tuple[Answer, str]] = [
        (sigma * times, "That is how the theoretical field grows: the effective one grows with the root of the depth."),
        (sigma, "It does grow: the variances of all layers add up."),
        (sigma + times, "Variances add up, so that the width is multiplied by a root."),
        (sigma * times**2, say("The variance becomes {times} times as large, and the width is its root.", times=times)),
    ]
    text = say(
        "The effective receptive field of a stack of {n} convolutions with equal weights and kernels has a standard "
        "deviation of {sigma} pixels. What is it for {more} such layers?",
        n=n, sigma=sigma, more=times * n,
    )  # fmt: skip
    working = say(
        "The variance grows with the number of layers, ${more} / {n} = {times}$, and the width with its root: "
        "${sigma} \\cdot {root} = {answer}$.",
        more=times * n, n=n, times=times, sigma=sigma, root=root, answer=answer,
    )  # fmt: skip
    given = {"n": n, "deeper": times * n, "sigma": sigma}
    return ask(text, answer, working, slips, unit="pixels", difficulty=2, given=given)


def paths_to_a_pixel(rng: random.Random) -> Question:
    """Counting paths: the weight of a pixel in a stack of ones."""
    n, unit = rng.randint(2, 5), rng.randint(10, 60)
    offset = rng.randint(0, n - 1)
    rows = [[1]]
    for _ in range(n):
        padded = [0, 0, *rows[-1], 0, 0]
        rows.append([sum(padded[i : i + 3]) for i in range(len(padded) - 2)])
    answer, middle = rows[-1][n + offset], rows[-1][n]
    above = [0, 0, *rows[-2], 0, 0][n + offset :][:3]
    slips: list[tuple[Answer, str]] = [
        (3**n, "That is the number of all paths: only some of them end at this pixel."),
        (middle, "That is the number for the pixel in the middle, to which most paths lead."),
        (math.comb(2 * n, n + offset), "That is a binomial coefficient: with three weights there are also steps of 0."),
        (1, "Only to the outermost pixel there is a single path."),
    ]
    text = say(
        "In one dimension, {n} convolutions with kernel 3, stride 1, padding 1 and all weights 1 follow one another. "
        "How many paths lead from unit {unit} at the end to pixel {pixel} of the input, far from the "
        "border? (That number is the gradient.)",
        n=n, unit=unit, pixel=unit + offset,
    )  # fmt: skip
    first, *others = (" ".join(map(str, row)) for row in rows[1:])
    working = say(
        "Every layer adds up three neighbours of the row before, beginning with a single 1: {rows}. Pixel {pixel} lies "
        "{offset} beside the middle, where the last row has ${above} = {answer}$.",
        rows=joined([first, *(say("then {row}", row=row) for row in others)], "; "),
        pixel=unit + offset, offset=offset, above=" + ".join(map(str, above)), answer=answer,
    )  # fmt: skip
    given = {"n": n, "unit": unit, "pixel": unit + offset}
    return ask(text, answer, working, slips, difficulty=3, given=given)


GENERATORS = (theoretical_size, width_by_theory, deeper, paths_to_a_pixel)
