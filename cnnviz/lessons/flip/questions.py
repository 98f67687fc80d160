"""Questions of lesson 2.2, convolution against cross-correlation."""

import random
from collections.abc import Callable

from cnnviz.lessons.question import Answer, Matrix, Question, ask
from cnnviz.lessons.small_matrices import (
    ROW_BY_ROW,
    convolved,
    cross_correlated,
    displayed,
    draw,
    draw_kernel,
    latex,
    named,
    sum_of_products,
    transposed,
    turned,
    window,
)
from cnnviz.words import joined, say

CONVOLVED = "by convolution in the mathematical sense, with stride 1 and no padding"


def turn_kernel(rng: random.Random) -> Question:
    """The kernel turned by 180°."""
    kernel = draw_kernel(rng, rng.randint(2, 3), rng.randint(2, 3))
    answer = turned(kernel)
    slips: list[tuple[Answer, str]] = [
        (kernel, "That is the kernel as it stands, which is what cross-correlation uses."),
        (_left_right(kernel), "You mirrored left and right only: the rows change places too."),
        (kernel[::-1], "You exchanged the rows only: each row is reversed too."),
        (
            transposed(kernel),
            "That is the transposed kernel: turning by 180° reverses both axes and exchanges none.",
        ),
        (transposed(kernel[::-1]), "You turned by 90° clockwise: turn by the same angle again."),
        (transposed(kernel)[::-1], "You turned by 90° anticlockwise: turn by the same angle again."),
    ]
    text = say(
        "Convolution turns the kernel by 180° before it slides it over the image. What becomes of this one?"
        "{matrix}{ROW_BY_ROW}",
        matrix=displayed(latex(kernel)),
        ROW_BY_ROW=ROW_BY_ROW,
    )
    steps = rf"{latex(kernel)} \to {latex(answer)}"
    working = say("Reverse the order of the rows, and reverse every row:{formula}", formula=displayed(steps))
    return ask(text, answer, working, slips, says_how=True, given={"kernel": kernel})


def convolution_at(rng: random.Random) -> Question:
    """One value of a convolution."""
    row, column = rng.randrange(2), rng.randrange(2)
    while True:
        k = rng.choice((2, 2, 3))
        image, kernel = draw(rng, k + 1, k + 1, 0, 9), draw_kernel(rng, k, k)
        variants = (kernel, _left_right(kernel), _up_down(kernel), transposed(kernel))
        as_it_stands, mirrored, exchanged, on_its_side = (
            output[row][column] for output in cross_correlated(image, *variants)
        )
        answer = convolved(image, kernel)[row][column]
        if answer != as_it_stands:
            break
    slips: list[tuple[Answer, str]] = [
        (as_it_stands, "That is the cross-correlation: for the convolution turn the kernel by 180° first."),
        (
            mirrored,
            "You mirrored the kernel left and right only: turning it by 180° exchanges its rows too.",
        ),
        (
            exchanged,
            "You exchanged the rows of the kernel only: turning it by 180° reverses each row too.",
        ),
        (
            on_its_side,
            "You transposed the kernel: turning it by 180° reverses both axes and exchanges none.",
        ),
    ]
    text = say(
        "The image $X$ is filtered with the kernel $K$ {CONVOLVED}:{matrices}"
        "What is the value in row {row}, column {column} of the result (both counted from 0)?",
        CONVOLVED=CONVOLVED, matrices=named(X=image, K=kernel), row=row, column=column,
    )  # fmt: skip
    pixels, flipped = window(image, row, column, k, k), turned(kernel)
    matrices = displayed(rf"{latex(pixels)} \qquad {latex(flipped)}")
    working = say(
        "The window of the image, and the kernel turned by 180°:{matrices}"
        "Multiply each pixel by the weight on it, and add:"
        "{formula}",
        matrices=matrices,
        formula=displayed(sum_of_products(pixels, flipped, answer)),
    )
    given = {"image": image, "kernel": kernel, "at": (row, column)}
    return ask(text, answer, working, slips, difficulty=2, given=given)


def whole_convolution(rng: random.Random) -> Question:
    """The whole result of a convolution."""
    while True:
        image, kernel = draw(rng, 3, 3, 0, 9), draw_kernel(rng, 2, 2)
        answer = convolved(image, kernel)
        as_it_stands, mirrored = cross_correlated(image, kernel, _left_right(kernel))
        if answer != as_it_stands:
            break
    slips: list[tuple[Answer, str]] = [
        (as_it_stands, "That is the cross-correlation: turn the kernel by 180° first."),
        (
            turned(as_it_stands),
            "You turned the result: turn the kernel, and leave image and result as they are.",
        ),
        (
            mirrored,
            "You mirrored the kernel left and right only: turning it by 180° exchanges its rows too.",
        ),
    ]
    text = say(
        "The image $X$ is filtered with the kernel $K$ {CONVOLVED}:{matrices}What is the result? {ROW_BY_ROW}",
        CONVOLVED=CONVOLVED, matrices=named(X=image, K=kernel), ROW_BY_ROW=ROW_BY_ROW,
    )  # fmt: skip
    flipped = turned(kernel)
    lines = [
        say(
            "row {r}, column {c}: ${products}$",
            r=r, c=c, products=sum_of_products(window(image, r, c, 2, 2), flipped, answer[r][c]),
        )
        for r in range(2)
        for c in range(2)
    ]  # fmt: skip
    turn = say("Turn the kernel by 180°:{matrix}Slide it over the image:", matrix=displayed(latex(flipped)))
    working = joined([turn, *lines], "\n\n")
    return ask(text, answer, working, slips, difficulty=2, says_how=True, given={"image": image, "kernel": kernel})


def which_agrees(rng: random.Random) -> Question:
    """The kernel for which convolution and cross-correlation are the same."""
    kernels = [_symmetric(rng, mirror) for mirror in (turned, transposed, _left_right, _up_down)]
    order = rng.sample(range(4), 4)
    letters = dict(zip(order, "ABCD", strict=True))
    slips: list[tuple[Answer, str]] = [
        (letters[1], "That kernel equals its transpose, but turning by 180° is another operation."),
        (letters[2], "Each row of that kernel reads the same backwards, but turning exchanges the rows too."),
        (letters[3], "The rows of that kernel are the same from below, but turning reverses each row too."),
    ]
    shown = "\n\n".join(f"{letter}: ${latex(kernels[i])}$" for i, letter in letters.items())
    text = say(
        "For one of these kernels, convolution and cross-correlation give the same result on every image. "
        "Which one?\n\n{shown}",
        shown=shown,
    )
    working = say(
        "Both agree on every image if turning the kernel by 180° does not change it: the first entry equals "
        "the last, the second the last but one, and so on. That holds for {letters} only: its entries "
        "are ${kernels}$ from either end.",
        letters=letters[0],
        kernels=", ".join(str(weight) for row in kernels[0] for weight in row),
    )
    given = {letter: kernels[i] for i, letter in letters.items()}
    return ask(text, letters[0], working, slips, choices=("A", "B", "C", "D"), difficulty=2, given=given)


def _symmetric(rng: random.Random, mirror: Callable[[Matrix], Matrix]) -> Matrix:
    """A 3 × 3 kernel that the mirror does not change, and turning by 180° only if that is the mirror."""
    while True:
        kernel = draw(rng, 3, 3, -3, 3)
        pairs = zip(kernel, mirror(kernel), strict=True)
        symmetric = tuple(tuple(map(max, row, other)) for row, other in pairs)
        if (symmetric == turned(symmetric)) == (mirror is turned):
            return symmetric


def _left_right(matrix: Matrix) -> Matrix:
    return tuple(row[::-1] for row in matrix)


def _up_down(matrix: Matrix) -> Matrix:
    return matrix[::-1]


GENERATORS = (turn_kernel, convolution_at, whole_convolution, which_agrees)
