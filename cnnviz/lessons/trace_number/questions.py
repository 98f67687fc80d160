"""Questions of lesson 4.13, tracing a number: its sum, its batch norm, and which value below it comes from."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.small_matrices import draw, named, sum_of_products
from cnnviz.words import say
from cnnviz.writing.tex import bracketed


def value_of_a_unit(rng: random.Random) -> Question:
    """Window, kernel, bias and ReLU."""
    window, kernel = draw(rng, 2, 2, 0, 6), draw(rng, 2, 2, -3, 3)
    bias = rng.choice((-4, -3, -2, -1, 1, 2, 3, 4))
    total = sum(x * w for xs, ws in zip(window, kernel, strict=True) for x, w in zip(xs, ws, strict=True))
    while not total:
        kernel = draw(rng, 2, 2, -3, 3)
        total = sum(x * w for xs, ws in zip(window, kernel, strict=True) for x, w in zip(xs, ws, strict=True))
    answer = max(0, total + bias)
    turned = tuple(row[::-1] for row in kernel[::-1])
    flipped = sum(x * w for xs, ws in zip(window, turned, strict=True) for x, w in zip(xs, ws, strict=True))
    slips: list[tuple[Answer, str]] = [
        (total + bias, "That is the value before ReLU, which makes 0 of everything negative."),
        (max(0, total), "The bias is missing: add it to the sum of the products, before ReLU."),
        (max(0, total) + bias, "ReLU comes last: add the bias first."),
        (max(0, total - bias), "Add the bias with its own sign."),
        (max(0, flipped + bias), "Do not turn the kernel: networks compute cross-correlation."),
        (abs(total + bias), "ReLU does not turn the sign of a negative value, it makes it 0."),
        (answer + 1, "Add the four products once more."),
        (answer + 2, "Add the four products once more."),
        (answer + 3, "Add the four products once more."),
    ]
    text = say(
        "A value of a feature map has the window $X$ and the kernel $K$:{matrices}"
        "The bias is {bias}, and ReLU follows. What is the value?",
        matrices=named(X=window, K=kernel),
        bias=bias,
    )
    working = say(
        "${working}$; with the "
        "bias ${total} + {bias} = {sum}$, and "
        "$\\max(0, {sum}) = {answer}$.",
        working=sum_of_products(window, kernel, total), total=total, bias=bracketed(bias),
        sum=total + bias, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, given={"window": window, "kernel": kernel, "bias": bias})


def normalised_value(rng: random.Random) -> Question:
    """Batch norm in evaluation mode, with a variance that has a whole root."""
    deviation, steps = rng.choice((2, 3, 4, 5)), rng.choice((-3, -2, 2, 3))
    mean, gamma = rng.randint(-6, 6) or 1, rng.choice((2, 3, 4))
    beta = rng.choice((-5, -4, -2, 1, 3, 5))
    value = mean + steps * deviation
    answer = gamma * steps + beta
    slips: list[tuple[Answer, str]] = [
        (steps, "That is normalised: now scale it by γ and shift it by β."),
        (gamma * steps, "The shift β is missing."),
        (gamma * (steps + beta), "Scale by γ first, then add β."),
        (gamma * (value - mean) + beta, "Divide by the root of the variance."),
        (gamma * steps - beta, "Add β with its own sign."),
        (answer + 1, "Work out the difference from the mean once more."),
        (answer - 1, "Work out the difference from the mean once more."),
    ]
    text = say(
        "A convolution gives {value}. The batch norm behind it has, for this channel, the mean {mean}, the variance "
        "{variance}, $\\gamma = {gamma}$ and $\\beta = {beta}$ (take $\\varepsilon$ as 0). What comes "
        "out?",
        value=value, mean=mean, variance=deviation**2, gamma=gamma, beta=beta,
    )  # fmt: skip
    working = say(
        "$\\frac{{{value} - {mean}}}{{\\sqrt{{{variance}}}}} = {steps}$, and "
        "${gamma} \\cdot {normalised} + {beta} = {answer}$.",
        value=value, mean=bracketed(mean), variance=deviation**2, steps=steps, gamma=gamma,
        normalised=bracketed(steps), beta=bracketed(beta), answer=answer,
    )  # fmt: skip
    given = {"value": value, "mean": mean, "variance": deviation**2, "gamma": gamma, "beta": beta}
    return ask(text, answer, working, slips, given=given)


def where_a_term_comes_from(rng: random.Random) -> Question:
    """Row and column of the input value that one weight meets."""
    kernel, stride, padding = rng.choice((3, 5)), rng.choice((1, 2, 3)), rng.choice((0, 1, 2))
    row, column = rng.randint(2, 9), rng.randint(2, 9)
    i, j = rng.randrange(kernel), rng.randrange(kernel)
    answer = (row * stride - padding + i, column * stride - padding + j)
    slips: list[tuple[Answer, str]] = [
        ((row * stride + i, column * stride + j), "The padding moves the window: subtract it."),
        ((row - padding + i, column - padding + j), "The window moves by the stride from value to value."),
        (
            (row * stride - padding, column * stride - padding),
            "The window begins there: add the weight's place.",
        ),
        ((row + i, column + j), "Multiply by the stride and subtract the padding."),
        (
            (row * stride + padding + i, column * stride + padding + j),
            "Padding stands before the first row, so it is subtracted.",
        ),
        ((answer[1], answer[0]), "Row first, then column."),
    ]
    text = say(
        "A convolution has a kernel of {kernel} × {kernel}, stride {stride} and padding {padding}. Its value at row "
        "{row}, column {column} is traced down. At which row and column of the input stands the value that the weight "
        "at row {i}, column {j} of the kernel is multiplied with (all counted from 0)? Give it as row × column.",
        kernel=kernel, stride=stride, padding=padding, row=row, column=column, i=i, j=j,
    )  # fmt: skip
    working = say(
        "$r = {row} \\cdot {stride} - {padding} + {i} = {answer_row}$ and "
        "$c = {column} \\cdot {stride} - {padding} + {j} = {answer_column}$.",
        row=row, stride=stride, padding=padding, i=i, answer_row=answer[0], column=column, j=j, answer_column=answer[1],
    )  # fmt: skip
    given = {"kernel": kernel, "stride": stride, "padding": padding, "unit": (row, column), "weight": (i, j)}
    return ask(text, answer, working, slips, difficulty=2, given=given)


GENERATORS = (value_of_a_unit, normalised_value, where_a_term_comes_from)
