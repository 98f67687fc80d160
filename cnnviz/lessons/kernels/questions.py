"""Questions of lesson 2.5, the kernel laboratory."""

import random
from math import prod

from cnnviz.lessons.question import Answer, Matrix, Question, ask
from cnnviz.lessons.small_matrices import (
    AS_A_CNN,
    cross_correlated,
    displayed,
    draw,
    draw_kernel,
    latex,
    named,
    sum_of_products,
    total,
    transposed,
    turned,
    window,
)
from cnnviz.words import joined, say
from cnnviz.writing.tex import bracketed

CANDIDATES = (
    "identity",
    "shift_right",
    "shift_down",
    "sharpen",
    "emboss",
    "outline",
    "sobel_x",
    "sobel_y",
    "prewitt_x",
    "prewitt_y",
    "laplacian_4",
    "line_horizontal",
    "line_vertical",
)
"""Presets of 3 × 3 small whole numbers."""


def constant_region(rng: random.Random) -> Question:
    """The response of a kernel where all pixels are the same."""
    kernel, value = draw_kernel(rng, 3, 3), rng.randint(2, 9)
    weights = total(kernel)
    answer = value * weights
    slips: list[tuple[Answer, str]] = [
        (
            0,
            say(
                "Only weights that add up to 0 give 0 on a constant region; these add up to {weights}.", weights=weights
            ),
        ),
        (weights, say("That is the sum of the weights: each of them meets a pixel of {value}.", value=value)),
        (value, "The brightness stays only if the weights add up to 1."),
        (
            value * sum(abs(weight) for row in kernel for weight in row),
            "You took every weight as positive: what negative ones give is subtracted.",
        ),
        (9 * value, "That is the sum of the window: each pixel is multiplied by its weight first."),
        (value * kernel[1][1], "That is the product in the middle: all nine products are added."),
    ]
    text = say(
        "This kernel lies on a part of the picture where every pixel is {value}:{matrix}What is its response there?",
        value=value,
        matrix=displayed(latex(kernel)),
    )
    working = say(
        "Every weight is multiplied by the same {value}, so only the sum of the weights counts: "
        "${total} \\cdot {value} = {answer}$.",
        value=value, total=bracketed(weights), answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, given={"kernel": kernel, "value": value})


def sobel_at_a_step(rng: random.Random) -> Question:
    """The response of a Sobel kernel at an edge."""
    dark, bright = rng.sample(range(0, 60, 5), 2)
    edge, along = rng.randint(1, 2), rng.random() < 0.3
    image: Matrix = tuple((dark,) * (edge + 1) + (bright,) * (4 - edge) for _ in range(5))
    _, sobel = _preset("sobel_x")
    kernel = rng.choice((sobel, turned(sobel)))
    row, column = rng.randrange(3), rng.choice((edge - 1, edge))
    if rng.random() < 0.5:
        image, kernel, row, column = transposed(image), transposed(kernel), column, row
    across = kernel
    if along:
        kernel = transposed(kernel)
    outputs = cross_correlated(image, kernel, across, transposed(kernel))
    answer, over_edge, on_its_side = (output[row][column] for output in outputs)
    difference = bright - dark
    slips: list[tuple[Answer, str]] = [
        (
            -answer,
            "The sign is wrong: the kernel is not turned, so look on which side its positive weights lie.",
        ),
        (over_edge, "That kernel looks for edges in the other direction."),
        (
            on_its_side,
            "You laid the kernel on its side: its rows lie along the rows of the picture.",
        ),
        (
            3 * answer // 4,
            "You gave all three lines the same weight; the middle one counts twice, 1 + 2 + 1 = 4.",
        ),
        (answer // 4, "That is one line of weight 1 only: the three lines count 1 + 2 + 1 = 4 times."),
        (answer // 2, "That is the middle line only: the three lines count 1 + 2 + 1 = 4 times."),
        (difference, "That is the step itself: the weights of the kernel multiply it."),
    ]
    text = say(
        "The picture $X$ is filtered with the Sobel kernel $K$ {AS_A_CNN}:{matrices}"
        "What is output[{row}, {column}] (row {row}, column {column}, both counted from 0)?",
        AS_A_CNN=AS_A_CNN, matrices=named(X=image, K=kernel), row=row, column=column,
    )  # fmt: skip
    pixels = window(image, row, column, 3, 3)
    working = say(
        "The kernel lies on this window:{window}Multiply each pixel by the weight on it, and add:{working}",
        window=displayed(latex(pixels)),
        working=displayed(sum_of_products(pixels, kernel, answer)),
    )
    given = {"image": image, "kernel": kernel, "at": (row, column)}
    return ask(text, answer, working, slips, difficulty=2, given=given)


def composed_size(rng: random.Random) -> Question:
    """The size of the one kernel that does what several do one after another."""
    sizes = [rng.randint(2, 11) for _ in range(rng.randint(2, 3))]
    answer = sum(sizes) - len(sizes) + 1
    slips: list[tuple[Answer, str]] = [
        (sum(sizes), "You added the sizes: the kernels overlap in one pixel each time, so k₁ + k₂ − 1."),
        (
            max(sizes),
            "That is the largest of them: a later kernel reads results that have already looked further.",
        ),
        (prod(sizes), "You multiplied: every kernel adds k − 1 pixels to what the ones before it see."),
        (
            sum(sizes) - len(sizes),
            "You subtracted 1 once too often: start from one pixel, and each kernel adds k − 1.",
        ),
        (sum(sizes) - 1, "Each kernel after the first adds k − 1 pixels: subtract 1 for each of them."),
    ]
    *first, last = (f"{k} × {k}" for k in sizes)
    text = say(
        "A picture is filtered with kernels of size {first} and {last}, one after another, with "
        "stride 1. A single kernel gives the same result in one step. How many rows does it need?",
        first=joined(first),
        last=last,
    )
    steps = " + ".join(f"({k} - 1)" for k in sizes)
    working = say(
        "Start from one pixel; every kernel adds $k - 1$ rows to what is seen: $1 + {steps} = {answer}$.",
        steps=steps,
        answer=answer,
    )
    return ask(text, answer, working, slips, unit="rows", difficulty=2, given={"sizes": tuple(sizes)})


def normalise(rng: random.Random) -> Question:
    """The factor that makes a blur kernel keep the brightness."""
    kernel = draw(rng, 3, 3, 1, 5)
    weights = total(kernel)
    slips: list[tuple[Answer, str]] = [
        (weights, "That is the sum of the weights: multiply by one over it, so that they add up to 1."),
        (1 / 9, "One over the number of weights fits only if all weights are 1."),
        (1 / max(map(max, kernel)), "Not the largest weight but the sum of all weights has to become 1."),
        (
            1,
            say(
                "The weights add up to {weights}, so the picture would get {weights} times as bright.", weights=weights
            ),
        ),
        (1 / kernel[1][1], "Not the weight in the middle but the sum of all weights has to become 1."),
    ]
    text = say(
        "A kernel for blurring, not yet scaled:{matrix}By which number must all its "
        "weights be multiplied so that a picture keeps its brightness? Type a fraction, or three "
        "significant digits.",
        matrix=displayed(latex(kernel)),
    )
    added = " + ".join(str(weight) for row in kernel for weight in row)
    working = say(
        "On a constant region the kernel multiplies the brightness by the sum of its weights, "
        "${added} = {weights}$. That has to be 1, so the factor is $1 / {weights} \\approx "
        "{factor:.4g}$.",
        added=added, weights=weights, factor=1 / weights,
    )  # fmt: skip
    return ask(text, 1 / weights, working, slips, says_how=True, given={"kernel": kernel})


def which_kernel(rng: random.Random) -> Question:
    """The preset that gave an output."""
    while True:
        image = tuple(tuple(rng.choice((0, 10, 20)) for _ in range(4)) for _ in range(4))
        kernels = dict(_preset(name) for name in rng.sample(CANDIDATES, 4))
        outputs = dict(zip(kernels, cross_correlated(image, *kernels.values()), strict=True))
        if len(set(outputs.values())) == 4:
            break
    answer = rng.choice(list(kernels))
    output = outputs[answer]
    slips: list[tuple[Answer, str]] = []
    for title, other in outputs.items():
        if title != answer:
            row, column = next((r, c) for r in range(2) for c in range(2) if other[r][c] != output[r][c])
            would, is_ = other[row][column], output[row][column]
            slips.append(
                (
                    title,
                    say(
                        "{title} would give {would} in row {row}, column {column}, not {given}.",
                        title=title, would=would, row=row, column=column, given=is_,
                    ),
                )
            )  # fmt: skip
    shown = joined(
        (say("{title}: ${kernel}$", title=title, kernel=latex(kernel)) for title, kernel in kernels.items()), "\n\n"
    )
    text = say(
        "The picture $X$ was filtered {AS_A_CNN}, and gave $Y$:{matrices}Which kernel was it?\n\n{shown}",
        AS_A_CNN=AS_A_CNN, matrices=named(X=image, Y=output), shown=shown,
    )  # fmt: skip
    formula = sum_of_products(window(image, 0, 0, 3, 3), kernels[answer], output[0][0])
    fits = say(
        "{answer} gives in row 0, column 0{formula}and fits in the other three places too.",
        answer=answer,
        formula=displayed(formula),
    )
    working = joined([fits, *(sentence for _, sentence in slips)], " ")
    given = {"image": image, "output": output, "kernels": kernels}
    return ask(text, answer, working, slips, choices=tuple(kernels), difficulty=2, given=given)


def _preset(name: str) -> tuple[str, Matrix]:
    """Title and kernel of a preset of whole numbers."""
    from cnnviz.kernels import PRESETS  # imports torch, and this module is read without it

    preset = PRESETS[name]
    return preset.title, tuple(tuple(round(weight) for weight in row) for row in preset.kernel.tolist())


GENERATORS = (constant_region, normalise, sobel_at_a_step, composed_size, which_kernel)
