"""Questions of lesson 3.5, pooling."""

import math
import random

import numpy as np

from cnnviz.geometry import output_size
from cnnviz.lessons.question import Answer, Matrix, Question, ask
from cnnviz.lessons.small_matrices import ROW_BY_ROW, apart, displayed, draw, latex, named, total, window
from cnnviz.words import joined, say
from cnnviz.writing.tex import bracketed


def _pooled(image: Matrix, k: int, kind: str, stride: int) -> list[list[float]]:
    from cnnviz.operations.pooling import pool  # here because it imports torch

    rows: list[list[float]] = pool(np.array(image, dtype=float), k, kind=kind, stride=stride).tolist()
    return rows


def _whole(rows: list[list[float]]) -> Matrix:
    return tuple(tuple(round(value) for value in row) for row in rows)


def max_pooled(rng: random.Random) -> Question:
    """The whole output of max pooling with 2 × 2 windows and stride 2."""
    image = draw(rng, 4, 4, -9, 9)
    k = s = 2
    answer = _whole(_pooled(image, k, "max", s))
    smallest = tuple(tuple(-value for value in row) for row in image)
    largest = _whole(_pooled(tuple(tuple(map(abs, row)) for row in image), k, "max", s))
    slips: list[tuple[Answer, str]] = [
        (tuple(tuple(-value for value in row) for row in _whole(_pooled(smallest, k, "max", s))), "Those are minima."),
        (largest, "You ignored the signs: max pooling takes the largest number, and −1 is larger than −5."),
        (tuple(row[::2] for row in image[::2]), "That keeps the first pixel of every window."),
    ]
    text = say(
        "Max pooling with a window of {k} × {k} and stride {s} is applied to $X$:{matrices}"
        "What is the output? {ROW_BY_ROW}",
        k=k, s=s, matrices=named(X=image), ROW_BY_ROW=ROW_BY_ROW,
    )  # fmt: skip
    apart = say("The windows do not overlap, ${image} / {s} = 2$ along each axis.", image=len(image), s=s)
    windows = [
        say("output[{r}, {c}]: the largest of {listed} is {answer}.", r=r, c=c, listed=listed, answer=answer[r][c])
        for r in range(2)
        for c in range(2)
        for listed in [", ".join(str(value) for row in window(image, 2 * r, 2 * c, 2, 2) for value in row)]
    ]
    working = joined([apart, *windows], "\n\n")
    return ask(text, answer, working, slips, says_how=True, given={"image": image, "k": k, "s": s})


def average_pooled(rng: random.Random) -> Question:
    """One value of average pooling."""
    image = draw(rng, 4, 4, 0, 9)
    k, s = 2, 2
    row, column = rng.choice(((0, 1), (1, 0)))
    pixels = window(image, row * s, column * s, k, k)
    answer = float(_pooled(image, k, "average", s)[row][column])
    slips: list[tuple[Answer, str]] = [
        (total(pixels), "That is the sum: divide it by the number of pixels in the window."),
        (max(map(max, pixels)), "That is max pooling."),
        (total(window(image, column * s, row * s, k, k)) / 4, "Row and column are exchanged: the row comes first."),
        (total(pixels) / k, say("The window has {k} · {k} pixels, not {k}.", k=k)),
    ]
    text = say(
        "Average pooling with a window of {k} × {k} and stride {s} is applied to $X$:{matrices}"
        "What is output[{row}, {column}] (counted from 0)?",
        k=k, s=s, matrices=named(X=image), row=row, column=column,
    )  # fmt: skip
    terms = " + ".join(str(value) for line in pixels for value in line)
    working = say(
        "The window starts at row {top}, column {left}:{window}"
        "$({terms}) / {values} = {answer:.6g}$",
        top=row * s, left=column * s, window=displayed(latex(pixels)), terms=terms,
        values=k * k, answer=answer,
    )  # fmt: skip
    given = {"image": image, "k": k, "s": s, "at": (row, column)}
    return ask(text, answer, working, apart(slips), difficulty=1, given=given)


def pooled_shape(rng: random.Random) -> Question:
    """The shape that pooling makes of a volume."""
    c, k, s = rng.choice((3, 16, 32, 64, 128)), rng.randint(2, 3), rng.randint(2, 3)
    n = rng.randint(12, 112)
    side = output_size(n, k, stride=s)
    slips: list[tuple[Answer, str]] = [
        ((1, side, side), "Pooling treats every channel by itself, so that their number stays."),
        ((max(1, c // s), side, side), "Pooling shrinks height and width; the number of channels stays."),
        ((c, n - k + 1, n - k + 1), say("You forgot the stride {s}.", s=s)),
        ((c, side + 1, side + 1), "You rounded up: without ceil mode a window that does not fit is left out."),
        ((side, side, c), "PyTorch has the channels first."),
    ]
    text = say(
        "Max pooling with a window of {k} × {k}, stride {s} and no padding gets a volume of {c} × {n} × {n} "
        "(channels × height × width). What is the shape of its output?",
        k=k, s=s, c=c, n=n,
    )  # fmt: skip
    working = say(
        "Channels stay. Along each axis: "
        r"$\left\lfloor \frac{{{n} - {k}}}{{{s}}} \right\rfloor + 1 = {side}$.",
        n=n, k=k, s=s, side=side,
    )  # fmt: skip
    given = {"in_channels": c, "k": k, "s": s, "n": n}
    return ask(text, (c, side, side), working, slips, difficulty=2, given=given)


def l2_pooled(rng: random.Random) -> Question:
    """One value of L2 pooling."""
    pixels = draw(rng, 2, 2, -9, 9)
    k = 2
    squares = [value * value for row in pixels for value in row]
    answer = float(_pooled(pixels, k, "L2", k)[0][0])
    slips: list[tuple[Answer, str]] = [
        (sum(squares), "That is the sum of the squares: take its root."),
        (sum(abs(value) for row in pixels for value in row), "Those are the magnitudes, added: square them first."),
        (abs(total(pixels)), "Squares come first, then their sum, then the root."),
        (math.sqrt(sum(squares)) / 2, "That is the root of the mean of squares: PyTorch's LPPool2d adds them up."),
    ]
    text = say(
        "L2 pooling (p = 2, as in PyTorch's LPPool2d) sees this window of {k} × {k}:{matrices}What does it give?",
        k=k,
        matrices=named(X=pixels),
    )
    terms = " + ".join(rf"{bracketed(value)} \cdot {bracketed(value)}" for row in pixels for value in row)
    working = say(
        "Squares: ${terms} = {squares}$. The root: $\\sqrt{{{squares}}} \\approx {answer:.5g}$.",
        terms=terms, squares=sum(squares), answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, apart(slips), difficulty=3, given={"pixels": pixels, "k": k})


GENERATORS = (max_pooled, average_pooled, pooled_shape, l2_pooled)
FITS = {"average": ("average-pooled",), "L2": ("l2-pooled",)}
