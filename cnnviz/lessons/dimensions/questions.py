"""Questions of lesson 2.10, one and three dimensions."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.small_matrices import displayed, draw, latex, sum_of_products
from cnnviz.words import say, several
from cnnviz.writing.tex import grouped


def signal_length(rng: random.Random) -> Question:
    """How many values a 1-D layer makes of a recorded signal."""
    seconds, rate = rng.randint(2, 12), rng.choice((100, 125, 250, 500))
    kernel, filters = rng.choice((5, 7, 9, 15, 25, 31)), rng.choice((4, 8, 16, 32))
    count = seconds * rate
    each = count - kernel + 1
    slips: list[tuple[Answer, str]] = [
        ((filters, count), "That keeps the length: without padding, the kernel does not fit at the ends."),
        ((filters, count - kernel), "One too few: count the first place of the kernel too."),
        ((1, each), "Every filter makes a channel of its own."),
        ((filters, each - 1), "One too few: the kernel fits n − k + 1 times."),
    ]
    text = say(
        "An ECG of {seconds} seconds with {rate} samples a second goes through a 1-D convolution with {filters} "
        "filters of {kernel} weights, stride 1, no padding. What is the shape of the output, as channels × length?",
        seconds=seconds, rate=rate, filters=filters, kernel=kernel,
    )  # fmt: skip
    working = say(
        "The signal has ${seconds} \\cdot {rate} = {count}$ samples, and the kernel has "
        "${count} - {kernel} + 1 = {each}$ places in it. Every filter gives one channel.",
        seconds=seconds, rate=rate, count=count, kernel=kernel, each=each,
    )  # fmt: skip
    given = {"seconds": seconds, "rate": rate, "kernel": kernel, "filters": filters}
    return ask(text, (filters, each), working, slips, given=given)


def volume_shape(rng: random.Random) -> Question:
    """The shape that a 3-D layer makes of a volume."""
    n, kernel = rng.randint(8, 40), rng.choice((2, 3, 4, 5, 7))
    channels, filters = rng.randint(1, 4), rng.choice((6, 8, 16, 24, 32))
    each = n - kernel + 1
    slips: list[tuple[Answer, str]] = [
        ((n, n, n, filters), "That keeps the size: without padding, the kernel does not fit at the faces."),
        ((each, each, each, filters * channels), "A filter adds up its slices for all channels: one channel each."),
        ((n - kernel,) * 3 + (filters,), "One too few: count the first place of the kernel too."),
        ((each, each, filters, 1), "A 3-D kernel moves along three axes, and the channels come on top."),
        ((each, each, each, channels), "The output has a channel for every filter, however many the input has."),
    ]
    text = say(
        "A CT volume of {n} × {n} × {n} voxels with {channels} goes through {filters} "
        "filters of {kernel} × {kernel} × {kernel}, stride 1, no padding. "
        "What is the shape of the output, with the channels last?",
        n=n, channels=several("{n} channel", "{n} channels", channels), filters=filters, kernel=kernel,
    )  # fmt: skip
    working = say(
        "Along every axis the kernel has ${n} - {kernel} + 1 = {each}$ places, and there is one channel for every "
        "filter, whatever the number of input channels.",
        n=n, kernel=kernel, each=each,
    )  # fmt: skip
    given = {"n": n, "kernel": kernel, "channels": channels, "filters": filters}
    return ask(text, (each, each, each, filters), working, slips, given=given)


def volume_parameters(rng: random.Random) -> Question:
    """The parameters of a 3-D layer."""
    kernel, channels, filters = rng.choice((2, 3, 4, 5)), rng.randint(1, 8), rng.randint(4, 32)
    weights = kernel**3 * channels
    answer = (weights + 1) * filters
    slips: list[tuple[Answer, str]] = [
        (weights * filters, "The biases are missing: one for every filter."),
        ((kernel**2 * channels + 1) * filters, "That is a 2-D layer: the kernel has a third axis."),
        (weights * filters + 1, "There is one bias for every filter, not one for the layer."),
        ((kernel**3 + 1) * filters, "A filter has a slice of weights for every input channel."),
    ]
    text = say(
        "How many parameters has a 3-D convolution of {channels} with {filters} filters "
        "of {kernel} × {kernel} × {kernel}, biases included?",
        channels=several("{n} channel", "{n} channels", channels), filters=filters, kernel=kernel,
    )  # fmt: skip
    working = say(
        "A filter has ${kernel} \\cdot {kernel} \\cdot {kernel} \\cdot {channels} = {weights}$ weights and one bias: "
        "$({weights} + 1) \\cdot {filters} = {product}$.",
        kernel=kernel, channels=channels, weights=weights, filters=filters, product=grouped(answer),
    )  # fmt: skip
    given = {"kernel": kernel, "channels": channels, "filters": filters}
    return ask(text, answer, working, slips, unit="parameters", difficulty=2, given=given)


def one_voxel(rng: random.Random) -> Question:
    """One value of a 3-D convolution, from two slices."""
    front, back = draw(rng, 2, 2, 0, 9), draw(rng, 2, 2, 0, 9)
    first, second = draw(rng, 2, 2, -2, 3), draw(rng, 2, 2, -2, 3)
    shares = [
        sum(a * b for row, weights in zip(part, kernel, strict=True) for a, b in zip(row, weights, strict=True))
        for part, kernel in ((front, first), (back, second))
    ]
    crossed = sum(
        a * b
        for part, kernel in ((front, second), (back, first))
        for row, weights in zip(part, kernel, strict=True)
        for a, b in zip(row, weights, strict=True)
    )
    answer = sum(shares)
    slips: list[tuple[Answer, str]] = [
        (shares[0], "That is the first slice alone: add the share of the second one."),
        (shares[1], "That is the second slice alone: add the share of the first one."),
        (crossed, "You exchanged the slices of the kernel: a CNN layer does not turn its kernel."),
        (shares[0] * shares[1], "The shares of the slices are added, not multiplied."),
        (answer + 1, "Off by one: add again."),
    ]
    text = say(
        "A 3-D kernel has two slices along z. Under it lie the voxels (first slice, second slice)"
        "{voxels}and its weights are"
        "{weights}"
        "What does a CNN layer (cross-correlation, no bias) give at this place?",
        voxels=displayed(f"{latex(front)} quad {latex(back)}".replace("quad", chr(92) + "qquad")),
        weights=displayed(f"{latex(first)} quad {latex(second)}".replace("quad", chr(92) + "qquad")),
    )
    working = say(
        "The first slice gives ${first_sum}$ and the second "
        "${second_sum}$. "
        "Together: ${first} + {second} = {answer}$.",
        first_sum=sum_of_products(front, first, shares[0]),
        second_sum=sum_of_products(back, second, shares[1]), first=shares[0],
        second=f"({shares[1]})" if shares[1] < 0 else shares[1], answer=answer,
    )  # fmt: skip
    given = {"front": front, "back": back, "first": first, "second": second}
    return ask(text, answer, working, slips, difficulty=3, given=given)


GENERATORS = (signal_length, volume_shape, volume_parameters, one_voxel)
FITS = {"ct": ("volume-shape", "volume-parameters", "one-voxel")}
