"""Questions of lesson 4.3, small kernels in the place of a large one."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say
from cnnviz.writing.tex import grouped


def field_of_a_stack(rng: random.Random) -> Question:
    """What a stack of equal kernels sees."""
    layers, k = rng.randint(2, 14), rng.choice(range(2, 14))
    answer = layers * (k - 1) + 1
    slips: list[tuple[Answer, str]] = [
        (layers * k, "The windows overlap: every layer adds k − 1 pixels, not k."),
        (answer - 1, "You forgot the pixel to begin with: 1 + L(k − 1)."),
        (k**layers, "The windows do not multiply: every layer adds k − 1 pixels."),
        (k, "That is what one layer sees: every further one adds k − 1 pixels."),
    ]
    text = say(
        "{layers} convolutions of size {k} × {k} stand one behind another, all with stride 1. How many pixels of the "
        "input, along one axis, does a unit of the last one see?",
        layers=layers,
        k=k,
    )
    working = say(
        "Every layer adds $k - 1$ pixels to one: $1 + {layers} \\cdot ({k} - 1) = {answer}$.",
        layers=layers, k=k, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="pixels", given={"layers": layers, "k": k})


def weights_of_a_stack(rng: random.Random) -> Question:
    """The parameters of a stack from C to C channels."""
    layers, k, c = rng.randint(2, 5), rng.choice((3, 5)), 4 * rng.randint(2, 32)
    one = k * k * c * c
    answer, large = layers * one, layers * (k - 1) + 1
    slips: list[tuple[Answer, str]] = [
        (one, say("That is one layer: there are {layers} of them.", layers=layers)),
        (
            layers * k * k * c,
            say("Every filter has a slice for each of the {c} channels, and there are {c} filters.", c=c),
        ),
        (answer + layers * c, "There are no biases here."),
        (
            large**2 * c * c,
            say("Those are the weights of the one kernel {large} × {large} that sees as much.", large=large),
        ),
        (layers * k * k, say("You left the channels out: {c} go in and {c} come out.", c=c)),
    ]
    text = say(
        "{layers} convolutions of size {k} × {k} stand one behind another. Each gets {c} channels and gives {c}, "
        "without biases. How many parameters do they have together?",
        layers=layers, k=k, c=c,
    )  # fmt: skip
    working = say(
        "One has ${k} \\cdot {k} \\cdot {c} \\cdot {c} = {one}$, all of them "
        "${layers} \\cdot {one} = {answer}$.",
        k=k, c=c, one=grouped(one), layers=layers, answer=grouped(answer),
    )  # fmt: skip
    given = {"layers": layers, "k": k, "channels": c}
    return ask(text, answer, working, slips, unit="parameters", difficulty=2, given=given)


def how_many_times_more(rng: random.Random) -> Question:
    """The weights of the one large kernel against those of the stack."""
    layers, k, c = rng.randint(2, 6), rng.choice((3, 5, 7)), 8 * rng.randint(2, 64)
    large = layers * (k - 1) + 1
    answer = large**2 / (layers * k * k)
    slips: list[tuple[Answer, str]] = [
        (large**2 / (k * k), say("That compares it with one layer: the stack has {layers} of them.", layers=layers)),
        (large / (layers * k), "Kernels are square: compare the squares of their sizes."),
        (1 / answer, "The other way round: divide the one kernel's weights by those of the stack."),
        (
            (layers * k) ** 2 / (layers * k * k),
            say("The one kernel is {large} × {large}: every layer adds only k − 1.", large=large),
        ),
    ]
    text = say(
        "{layers} convolutions of size {k} × {k} (stride 1, {c} channels in and out, no biases) are replaced by one "
        "convolution that sees as much, with the same channels. By which factor does the number of weights grow?",
        layers=layers, k=k, c=c,
    )  # fmt: skip
    working = say(
        "The one kernel has $1 + {layers} \\cdot ({k} - 1) = {large}$ pixels a side. The channels cancel: "
        "${large} \\cdot {large} / ({layers} \\cdot {k} \\cdot {k}) = {answer:.4g}$.",
        layers=layers, k=k, large=large, answer=answer,
    )  # fmt: skip
    given = {"layers": layers, "k": k, "channels": c}
    return ask(text, answer, working, slips, difficulty=3, given=given)


GENERATORS = (field_of_a_stack, weights_of_a_stack, how_many_times_more)
