"""Questions of lesson 4.4, Network in Network."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.small_matrices import draw, latex
from cnnviz.words import say
from cnnviz.writing.tex import bracketed, grouped


def global_average(rng: random.Random) -> Question:
    """What global average pooling gives for one map."""
    side = rng.choice((2, 3))
    while True:
        table = draw(rng, side, side, -9, 20)
        total = sum(map(sum, table))
        largest = max(map(max, table))
        if total and total % side**2 == 0 and total // side**2 != largest:
            break
    answer = total // side**2
    slips: list[tuple[Answer, str]] = [
        (
            total,
            say("That is the sum: divide it by the number of values, {values}.", values=side * side),
        ),
        (largest, "That is max pooling."),
        (answer * side, say("Divide by {side} · {side}: the map has two axes.", side=side)),
        (sorted(value for row in table for value in row)[side * side // 2], "That is a value from the middle."),
    ]
    text = say("A feature map is ${map}$. What does global average pooling give for it?", map=latex(table))
    written = " + ".join(bracketed(value) for row in table for value in row)
    working = say(
        "The mean of all values: $({sum}) / {values} = {answer}$.",
        sum=written, values=side * side, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, given={"table": table})


def saved_parameters(rng: random.Random) -> Question:
    """How many parameters fewer the 1 × 1 head has."""
    c, s, classes = 8 * rng.randint(2, 64), rng.choice((4, 5, 6, 7, 8)), rng.choice((10, 20, 50, 100))
    dense, pointwise = (c * s * s + 1) * classes, (c + 1) * classes
    answer = dense - pointwise
    slips: list[tuple[Answer, str]] = [
        (dense, "Those are the dense layer's: subtract what the 1 × 1 convolution has."),
        (pointwise, "Those are the parameters of the 1 × 1 convolution itself."),
        (dense, "Average pooling has no parameters, but the 1 × 1 convolution has."),
        (dense - pointwise + classes, "Both have one bias per class: they cancel."),
        (c * s * s - c, say("Each of the {classes} classes has its own weights.", classes=classes)),
    ]
    text = say(
        "The last feature maps of a network have {c} channels of {s} × {s} pixels. Instead of a dense layer from all "
        "these values to {classes} classes it has a convolution 1 × 1 to {classes} channels and global average "
        "pooling (both with biases). How many parameters does that save?",
        c=c, s=s, classes=classes,
    )  # fmt: skip
    working = say(
        "Dense: $({c} \\cdot {s} \\cdot {s} + 1) \\cdot {classes} = {dense}$. 1 × 1: "
        "$({c} + 1) \\cdot {classes} = {pointwise}$. Saved: "
        "${dense} - {pointwise} = {answer}$.",
        c=c, s=s, classes=classes, dense=grouped(dense), pointwise=grouped(pointwise), answer=grouped(answer),
    )  # fmt: skip
    given = {"channels": c, "s": s, "classes": classes}
    return ask(text, answer, working, slips, unit="parameters", difficulty=2, given=given)


def parameters_of_an_mlpconv(rng: random.Random) -> Question:
    """A convolution and two 1 × 1 convolutions behind it."""
    k, c = rng.choice((3, 5)), rng.choice((3, 16, 32, 64, 96))
    f1, f2, f3 = (8 * number for number in rng.sample(range(2, 25), 3))
    first, second, third = (k * k * c + 1) * f1, (f1 + 1) * f2, (f2 + 1) * f3
    answer = first + second + third
    slips: list[tuple[Answer, str]] = [
        (answer - f1 - f2 - f3, "You forgot the biases: every filter has one."),
        (first + (k * k * f1 + 1) * f2 + (k * k * f2 + 1) * f3, "The last two are 1 × 1 convolutions."),
        (first, "The 1 × 1 convolutions learn, too."),
        (
            first + (c + 1) * f2 + (c + 1) * f3,
            say("The 1 × 1 convolutions read {first} and {second} channels, not {c}.", first=f1, second=f2, c=c),
        ),
    ]
    text = say(
        "A block of Network in Network gets {c} channels: a convolution {k} × {k} with {first} filters, then "
        "1 × 1 convolutions with {second} and {third} filters, all with biases. How many parameters does it have?",
        c=c, k=k, first=f1, second=f2, third=f3,
    )  # fmt: skip
    working = (
        f"$({k} \\cdot {k} \\cdot {c} + 1) \\cdot {f1} = {grouped(first)}$, "
        f"$({f1} + 1) \\cdot {f2} = {grouped(second)}$, "
        f"$({f2} + 1) \\cdot {f3} = {grouped(third)}$: "
        f"${grouped(first)} + {grouped(second)} + {grouped(third)} = {grouped(answer)}$."
    )
    given = {"k": k, "channels": c, "filters": (f1, f2, f3)}
    return ask(text, answer, working, slips, unit="parameters", difficulty=3, given=given)


GENERATORS = (global_average, saved_parameters, parameters_of_an_mlpconv)
