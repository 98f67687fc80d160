"""Questions of lesson 4.6, residual blocks."""

import random
from collections.abc import Callable

from cnnviz.lessons.question import Answer, Matrix, Question, ask
from cnnviz.lessons.small_matrices import ROW_BY_ROW, draw, latex
from cnnviz.words import say
from cnnviz.writing.tex import bracketed, grouped


def output_of_a_block(rng: random.Random) -> Question:
    """Add, then ReLU."""
    while True:
        z, a = draw(rng, 2, 2, -9, 6), draw(rng, 2, 2, 0, 9)
        total = _each(z, a, lambda v, w: v + w)
        after = _each(total, total, lambda v, _: max(0, v))
        early = _each(z, a, lambda v, w: max(0, v) + w)
        if len({after, total, early, _each(z, z, lambda v, _: max(0, v))}) == 4:
            break
    slips: list[tuple[Answer, str]] = [
        (total, "That is before the ReLU: negative sums become 0."),
        (early, "Add first: the ReLU comes after the sum."),
        (_each(z, z, lambda v, _: max(0, v)), "You left the shortcut out: a is added to z."),
        ((*z, *a), "The two are added, not put one beside the other."),
    ]
    text = say(
        "In a residual block the two convolutions give $z = {convolved}$, and the block's input is $a = {input}$. "
        "What does the block give, with a ReLU at its end? {how}",
        convolved=latex(z), input=latex(a), how=ROW_BY_ROW,
    )  # fmt: skip
    sums = ", ".join(f"${v} + {w} = {v + w}$" for rows in zip(z, a, strict=True) for v, w in zip(*rows, strict=True))
    working = say(
        "First the sum, row by row: {sums}. Then negative values become 0: ${result}$", sums=sums, result=latex(after)
    )
    return ask(text, after, working, slips, says_how=True, given={"z": z, "a": a})


def gradient_of_blocks(rng: random.Random) -> Question:
    """The derivative through several blocks y = x + w x."""
    count, w = rng.randint(2, 5), rng.choice((-3, -2, 2, 3, 4))
    x = rng.randint(2, 30)
    factor = 1 + w
    answer = factor**count
    slips: list[tuple[Answer, str]] = [
        (w**count, "That is a plain network: the shortcut adds 1 to every factor."),
        (1 + w**count, "Every block has its own shortcut: the 1 stands in each factor."),
        (count * factor, "The factors of blocks one behind another are multiplied, not added."),
        (x * answer, "That is the output itself; its derivative does not depend on x."),
        (factor, say("That is one block: there are {count}.", count=count)),
    ]
    text = say(
        "{count} residual blocks stand one behind another, each computes $y = x + w \\cdot x$ with $w = {w}$, without "
        "activations. What is the derivative of the last output with respect to the first input, at $x = {x}$?",
        count=count, w=w, x=x,
    )  # fmt: skip
    product = r" \cdot ".join([bracketed(factor)] * count)
    working = say(
        "Each block has the derivative $1 + {weight} = {factor}$, and all together ${product} = {answer}$.",
        weight=bracketed(w), factor=factor, product=product, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=2, given={"count": count, "w": w, "x": x})


def bottleneck_block_weights(rng: random.Random) -> Question:
    """The parameters of a bottleneck block of ResNet-50."""
    m = rng.randint(4, 300)
    c = 4 * m
    first, middle, last, norms = c * m, 9 * m * m, m * c, 2 * (m + m + c)
    answer = first + middle + last + norms
    slips: list[tuple[Answer, str]] = [
        (first + middle + last, "You forgot the batch norms: each has two numbers per channel."),
        (first + middle + last + norms // 2, "A batch norm learns two numbers per channel, a factor and an offset."),
        (answer + 2 * m + c, "The convolutions have no biases here."),
        (9 * c * m + middle + last + norms, "The first convolution is 1 × 1."),
        (9 * c * c, "That is one 3 × 3 convolution without a bottleneck."),
        (first + m * m + last + norms, "The middle convolution is 3 × 3."),
    ]
    text = say(
        "A bottleneck block of a residual network gets {c} channels: a convolution 1 × 1 to {m} channels, one 3 × 3 "
        "that keeps {m}, one 1 × 1 back to {c}, all without biases and each followed by batch norm. The shortcut is "
        "the identity. How many parameters does the block learn?",
        c=c,
        m=m,
    )
    working = say(
        "Convolutions: ${c} \\cdot {m} + 9 \\cdot {m} \\cdot {m} + {m} \\cdot {c} = "
        "{convolutions}$. "
        "Batch norms: $2 \\cdot ({m} + {m} + {c}) = {norms}$. "
        "In all ${convolutions} + {norms} = {answer}$.",
        c=c, m=m, convolutions=grouped(first + middle + last), norms=grouped(norms), answer=grouped(answer),
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="parameters", difficulty=3, given={"channels": c, "m": m})


def _each(one: Matrix, other: Matrix, what: Callable[[int, int], int]) -> Matrix:
    return tuple(tuple(what(v, w) for v, w in zip(*rows, strict=True)) for rows in zip(one, other, strict=True))


GENERATORS = (output_of_a_block, gradient_of_blocks, bottleneck_block_weights)
