"""Questions of lesson 4.9, depthwise separable convolutions."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say
from cnnviz.writing.tex import grouped


def depthwise_weights(rng: random.Random) -> Question:
    """The weights of the depthwise part."""
    k, c = rng.choice((3, 5, 7)), 4 * rng.randint(2, 128)
    answer = k * k * c
    slips: list[tuple[Answer, str]] = [
        (k * k * c * c, "That is an ordinary convolution: depthwise, every channel has one kernel of its own."),
        (k * k, say("There are {c} channels, each with its own kernel.", c=c)),
        (k * c, "A kernel is square: it has k × k weights."),
        (k * k * c + c, "There are no biases here."),
    ]
    text = say(
        "A depthwise convolution {k} × {k} has one kernel for each of its {c} channels, and no biases. How many "
        "weights does it have?",
        k=k,
        c=c,
    )
    working = say("One kernel per channel: ${k} \\cdot {k} \\cdot {c} = {product}$.", k=k, c=c, product=grouped(answer))
    return ask(text, answer, working, slips, unit="weights", given={"k": k, "channels": c})


def separable_products(rng: random.Random) -> Question:
    """Multiply-adds of both parts together."""
    k, n = rng.choice((3, 5)), rng.choice((7, 14, 28, 56))
    c, f = (8 * number for number in rng.sample(range(1, 33), 2))
    depthwise, pointwise = k * k * c * n * n, c * f * n * n
    answer = depthwise + pointwise
    slips: list[tuple[Answer, str]] = [
        (depthwise, "You left the 1 × 1 convolution out: it mixes the channels."),
        (pointwise, "You left the depthwise convolution out."),
        (k * k * c * f * n * n, "That is an ordinary convolution."),
        (k * k * c + c * f, say("That is one place: there are {n} × {n}.", n=n)),
        (depthwise * pointwise, "The two stand one behind another: their costs add up."),
    ]
    text = say(
        "A depthwise separable convolution turns {c} channels into {f}: a depthwise convolution {k} × {k}, then a "
        "convolution 1 × 1. The maps have {n} × {n} pixels all the way. How many multiply-adds does it take in all?",
        c=c, f=f, k=k, n=n,
    )  # fmt: skip
    working = say(
        "Depthwise ${k} \\cdot {k} \\cdot {c} \\cdot {n} \\cdot {n} = {depthwise}$, then 1 × 1 "
        "${c} \\cdot {f} \\cdot {n} \\cdot {n} = {pointwise}$: "
        "${depthwise} + {pointwise} = {answer}$.",
        k=k, c=c, n=n, depthwise=grouped(depthwise), f=f, pointwise=grouped(pointwise), answer=grouped(answer),
    )  # fmt: skip
    given = {"k": k, "n": n, "channels": c, "filters": f}
    return ask(text, answer, working, slips, unit="multiply-adds", difficulty=2, given=given)


def separable_saving(rng: random.Random) -> Question:
    """How many times fewer multiply-adds."""
    k = rng.choice((3, 5, 7))
    c, f = (8 * number for number in rng.sample(range(1, 65), 2))
    answer = k * k * f / (k * k + f)
    slips: list[tuple[Answer, str]] = [
        (1 / answer, "That is the share that is left: turn it round."),
        (float(k * k), "You left the 1 × 1 convolution out, which takes the larger part."),
        (float(f), "You left the depthwise convolution out."),
        (
            k * k * c / (k * k + c),
            say("In the ratio stands the number of filters, {f}: the channels of the input cancel.", f=f),
        ),
    ]
    text = say(
        "A convolution {k} × {k} from {c} to {f} channels is replaced by a depthwise separable one. How many times "
        "fewer multiply-adds does it take?",
        k=k, c=c, f=f,
    )  # fmt: skip
    working = say(
        "The share left is $1 / C_{{out}} + 1 / k^2$, so there are "
        "$1 / (1 / {f} + 1 / ({k} \\cdot {k})) = {answer:.4g}$ times fewer.",
        f=f, k=k, answer=answer,
    )  # fmt: skip
    given = {"k": k, "channels": c, "filters": f}
    return ask(text, answer, working, slips, difficulty=3, given=given)


GENERATORS = (depthwise_weights, separable_products, separable_saving)
