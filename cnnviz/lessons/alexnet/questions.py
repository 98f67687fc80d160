"""Questions of lesson 4.2, AlexNet's dropout and normalisation."""

import random
from itertools import pairwise

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say
from cnnviz.writing.tex import grouped


def value_kept_by_dropout(rng: random.Random) -> Question:
    """A kept value is divided by 1 - p."""
    kept, of = rng.choice(((9, 10), (4, 5), (3, 4), (3, 5), (1, 2), (2, 5), (1, 4), (1, 5)))
    parts = rng.randint(2, 26)
    value, answer, percent = kept * parts, of * parts, 100 - 100 * kept // of
    slips: list[tuple[Answer, str]] = [
        (value, "In training what is kept is made larger, so that the mean stays."),
        (value * kept / of, "Divide by 1 − p, do not multiply."),
        (value / (percent / 100), "Divide by the share that is kept, 1 − p, not by p."),
        (value * (1 + percent / 100), "Divide by 1 − p: that is more than adding the share."),
        (0, "That is a value which is dropped."),
    ]
    text = say(
        "A dropout layer in PyTorch drops each value with a probability of {percent} %. While training, a value of "
        "{value} is kept. What comes out for it?",
        percent=percent,
        value=value,
    )
    working = say(
        "It is divided by $1 - p$: ${value} / (1 - {percent} / 100) = {answer}$.",
        value=value, percent=percent, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, given={"percent": percent, "value": value})


def dense_share_of_a_network(rng: random.Random) -> Question:
    """How many times more parameters a dense layer has than a convolution."""
    c, f = rng.choice((16, 32, 64, 128, 256)), 16 * rng.randint(2, 16)
    k, s = rng.choice(((3, 6), (3, 9), (5, 5), (5, 10)))
    units = rng.choice((512, 1024, 2048, 4096))
    convolution, dense = k * k * c * f, f * s * s * units
    answer = dense // convolution  # whole: k divides s, and c divides units
    slips: list[tuple[Answer, str]] = [
        (1 / answer, "The other way round: divide the dense layer's weights by the convolution's."),
        (f * units / convolution, say("Flatten gives {s} × {s} numbers for each channel.", s=s)),
        (dense // (k * k * f), say("A filter reads all {c} channels.", c=c)),
        (dense // (c * f), say("A kernel has {k} × {k} weights for each channel.", k=k)),
    ]
    text = say(
        "A convolution {k} × {k} turns {c} channels into {f}. Pooling leaves {s} × {s} pixels, and a dense layer with "
        "{units} units reads all of these values. How many times as many weights has the dense layer as the "
        "convolution, both without biases?",
        k=k, c=c, f=f, s=s, units=units,
    )  # fmt: skip
    working = say(
        "Dense: ${f} \\cdot {s} \\cdot {s} \\cdot {units} = {dense}$; convolution: "
        "${k} \\cdot {k} \\cdot {c} \\cdot {f} = {convolution}$; "
        "${dense} / {convolution} = {answer}$.",
        f=f, s=s, units=units, dense=grouped(dense), k=k, c=c, convolution=grouped(convolution),
        answer=grouped(answer),
    )  # fmt: skip
    given = {"c": c, "f": f, "k": k, "s": s, "units": units}
    return ask(text, answer, working, slips, difficulty=2, given=given)


def locally_normalised_value(rng: random.Random) -> Question:
    """Local response normalisation over three channels."""
    values = tuple(rng.randint(2, 9) for _ in range(5))
    k, place = rng.choice((1, 2)), rng.randint(1, 3)
    near = values[place - 1 : place + 2]
    squares = sum(value**2 for value in near)
    answer = values[place] / (k + squares)
    other = [squares, k + sum(value**2 for value in values), k + sum(near), k + squares - values[place] ** 2]
    sizes = sorted([k + squares, *other, round((k + squares) ** 0.5)])
    if any(b < 1.02 * a for a, b in pairwise(sizes)):
        return locally_normalised_value(rng)  # slips too close to tell apart
    slips: list[tuple[Answer, str]] = [
        (values[place] / squares, say("You forgot k = {k} in the denominator.", k=k)),
        (values[place] / (k + sum(value**2 for value in values)), "Only the three channels around it are summed."),
        (values[place] / (k + sum(near)), "The values are squared before they are summed."),
        (values[place] / (k + squares - values[place] ** 2), "The channel itself is one of the three."),
        (values[place] / (k + squares) ** 0.5, "The exponent is 1 here."),
    ]
    text = say(
        "At one pixel five channels, numbered from 0, have the values {values}. Local response "
        "normalisation over 3 channels with k = {k}, α = 1 and β = 1 computes $b_i = a_i / (k + \\sum_j a_j^2)$. What "
        "is $b_i$ for channel {place}?",
        values=", ".join(map(str, values)), k=k, place=place,
    )  # fmt: skip
    written = " + ".join(f"{value} \\cdot {value}" for value in near)
    working = f"${values[place]} / ({k} + {written}) = {values[place]} / {k + squares} = {answer:.4g}$."
    given = {"values": values, "k": k, "place": place}
    return ask(text, answer, working, slips, difficulty=3, given=given)


GENERATORS = (value_kept_by_dropout, dense_share_of_a_network, locally_normalised_value)
