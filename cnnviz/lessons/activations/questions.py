"""Questions of lesson 2.11, activation functions."""

import random
from collections.abc import Callable

from cnnviz.lessons.question import Answer, Matrix, Question, ask
from cnnviz.lessons.small_matrices import ROW_BY_ROW, draw, latex
from cnnviz.words import joined, say
from cnnviz.writing.tex import bracketed


def relu_of_a_map(rng: random.Random) -> Question:
    """A small feature map with its bias, after a ReLU."""
    rows, columns = rng.choice(((2, 2), (2, 3), (3, 2)))
    bias = rng.choice((-4, -3, -2, 2, 3, 4))

    def slips_of(table: Matrix) -> list[tuple[Answer, str]]:
        return [
            (_map(table, lambda v: max(0, v)), say("You forgot the bias {bias}.", bias=bias)),
            (_map(table, lambda v: max(0, v) + bias), "The bias is added before the activation, not after it."),
            (_map(table, lambda v: v + bias), "That is before the ReLU: negative values become 0."),
            (_map(table, lambda v: abs(v + bias)), "A ReLU sets negative values to 0; it does not drop their sign."),
        ]

    def right(table: Matrix) -> Matrix:
        return _map(table, lambda v: max(0, v + bias))

    table = draw(rng, rows, columns, -9, 9)
    while len({right(table), *(value for value, _ in slips_of(table))}) < 5:
        table = draw(rng, rows, columns, -9, 9)
    after, slips = right(table), slips_of(table)
    text = say(
        "Before its bias a feature map is ${map}$. The bias is ${bias}$, then comes a ReLU. "
        "What is the output? {ROW_BY_ROW}",
        map=latex(table), bias=bias, ROW_BY_ROW=ROW_BY_ROW,
    )  # fmt: skip
    sums = ", ".join(f"${v} + {bracketed(bias)} = {v + bias}$" for row in table for v in row)
    working = say(
        "First the bias, row by row: {sums}. Then every negative value becomes 0: ${map}$",
        sums=sums,
        map=latex(after),
    )
    given = {"table": table, "bias": bias}
    return ask(text, after, working, slips, says_how=True, given=given)


def sigmoid_slope(rng: random.Random) -> Question:
    """The derivative of the sigmoid from its value."""
    below = rng.choice((4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 25, 30, 40, 50))
    above = rng.choice([a for a in range(1, below) if 2 * a != below])
    answer = above * (below - above) / below**2
    slips: list[tuple[Answer, str]] = [
        (above / below, "That is the value of the sigmoid itself."),
        ((below - above) / below, "That is 1 − σ(x): multiply it with σ(x)."),
        ((above / below) ** 2, "That is σ(x) squared: the second factor is 1 − σ(x)."),
        (1 - (above / below) ** 2, "That is the rule for tanh; for the sigmoid it is σ(x)(1 − σ(x))."),
        (0.25, "1/4 is the largest slope of all, at x = 0."),
    ]
    text = say(
        "At some x the sigmoid has the value $\\sigma(x) = {above}/{below}$. What is its derivative there? "
        "Type a fraction or a decimal number.",
        above=above,
        below=below,
    )
    working = say(
        r"$\sigma'(x) = \sigma(x) \cdot (1 - \sigma(x))$; here "
        r"$({upper} / {lower}) \cdot ({rest} / {lower}) = {product} / {square}$.",
        upper=above, lower=below, rest=below - above, product=above * (below - above),
        square=below * below,
    )  # fmt: skip
    given = {"above": above, "below": below}
    return ask(text, answer, working, slips, difficulty=2, says_how=True, given=given)


def gradient_through_relus(rng: random.Random) -> Question:
    """The derivative of three units in a row."""
    x, weights = rng.choice((1, 2, 3)), [rng.choice((-3, -2, -1, 2, 3, 4)) for _ in range(3)]
    sums, value = [], x
    for weight in weights:
        sums.append(weight * value)
        value = max(0, sums[-1])
    through = all(z > 0 for z in sums)
    product = weights[0] * weights[1] * weights[2]
    answer = product if through else 0
    slips: list[tuple[Answer, str]] = [
        (product, "One of the sums is not positive: there the slope of the ReLU is 0, and nothing comes through."),
        (0, "All three sums are positive, so every ReLU has slope 1."),
        (sum(weights), "The factors of a chain are multiplied, not added."),
        (value, "That is the output, not its derivative."),
        (product * x, "The derivative by x does not hold the factor x itself."),
        (weights[2], "That is the last layer only: go back to x."),
    ]
    steps, before = [], x
    for place, (weight, z) in enumerate(zip(weights, sums, strict=True), start=1):
        steps.append(
            say(
                r"$z_{place} = {weight} \cdot {before} = {z}$, slope {slope}",
                place=place, weight=bracketed(weight), before=before, z=z, slope=int(z > 0),
            )
        )  # fmt: skip
        before = max(0, z)
    chain = " \\cdot ".join(f"{int(z > 0)} \\cdot {bracketed(w)}" for w, z in zip(weights, sums, strict=True))
    text = say(
        "Three units in a row, each $\\text{{ReLU}}(w \\cdot \\text{{input}})$, have the weights "
        "${first}$, ${second}$ and ${third}$, in this order. The input is $x = {input}$. "
        "What is the derivative of the last output by $x$? (A ReLU's slope at 0 is taken as 0.)",
        first=weights[0], second=weights[1], third=weights[2], input=x,
    )  # fmt: skip
    working = joined([*steps, say("Chain rule: ${chain} = {answer}$", chain=chain, answer=answer)], "\n\n")
    given = {"x": x, "weights": tuple(weights)}
    return ask(text, answer, working, slips, difficulty=2, given=given)


def layers_until_gone(rng: random.Random) -> Question:
    """How many sigmoid layers shrink a gradient below a threshold."""
    weight, limit = rng.choice((1, 2)), rng.choice(range(20, 5000, 10))
    shrink = 4 // weight
    count = next(n for n in range(1, 20) if shrink**n >= limit)
    slips: list[tuple[Answer, str]] = [
        (
            count - 1,
            say("After {layers} layers the bound is still above 1/{limit}.", layers=count - 1, limit=limit),
        ),
        (count + 1, say("{count} layers are enough.", count=count)),
        (-(-limit // shrink), "The factors are multiplied: count powers, not multiples."),
        (shrink, "That is the factor of one layer."),
    ]
    powers = " \\cdot ".join([str(shrink)] * count)
    text = say(
        "In a chain of sigmoid units every weight is {weight}. A sigmoid's slope is at most $1/4$. After how many "
        "layers, counted back from the output, is the gradient surely at most $1/{limit}$ of what arrives?",
        weight=weight,
        limit=limit,
    )
    working = say(
        "Each layer multiplies by at most ${weight} / 4 = 1 / {factor}$. "
        "After {count} layers: ${powers} = {product}$, which is at least {limit}; one layer fewer gives "
        "{before}.",
        weight=weight, factor=shrink, count=count, powers=powers, product=shrink**count, limit=limit,
        before=shrink ** (count - 1),
    )  # fmt: skip
    given = {"weight": weight, "limit": limit}
    return ask(text, count, working, slips, unit="layers", difficulty=3, given=given)


def _map(table: Matrix, change: Callable[[int], int]) -> Matrix:
    return tuple(tuple(change(value) for value in row) for row in table)


GENERATORS = (relu_of_a_map, sigmoid_slope, gradient_through_relus, layers_until_gone)
