"""Questions of lesson 3.2, how often each pixel is used."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.small_matrices import displayed, stacked
from cnnviz.operations.border import usage_along, usage_map
from cnnviz.words import joined, say
from cnnviz.writing.tex import said


def uses_in_a_row(rng: random.Random) -> Question:
    """How many outputs use one pixel of a row, without padding."""
    k = rng.randint(3, 7)
    n = rng.randint(2 * k, 4 * k)
    i = rng.randrange(k - 1) if rng.random() < 0.7 else rng.randrange(n)
    answer = int(usage_along(n, k)[i])
    first, last = max(0, i - k + 1), min(i, n - k)
    slips: list[tuple[Answer, str]] = [
        (k, "That holds in the middle: near the ends some of these positions would leave the row."),
        (i, "Pixels are counted from 0: pixel 0 is used once, by the first position."),
        (
            min(i, n - k) - max(0, i - k) + 1,
            say(
                "You let a kernel of {counted} reach the pixel: the last entry is {reach}.",
                counted=k + 1,
                reach=k - 1,
            ),
        ),
        (n - k + 1, "That is the number of all output values; not all of them reach this pixel."),
    ]
    text = say(
        "A kernel of {k} weights slides over a row of {n} pixels, with stride 1 and no padding. "
        "How many output values use pixel {i} (counted from 0)?",
        k=k, n=n, i=i,
    )  # fmt: skip
    working = say(
        "Output $o$ uses the pixels from $o$ to $o + {reach}$, and there are outputs 0 to ${n} - {k} = "
        "{outputs}$. "
        "Pixel {i} lies under those from {first} to {last}: ${last} - {first} + 1 = {answer}$.",
        reach=k - 1, n=n, k=k, outputs=n - k, i=i, first=first, last=last, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="outputs", given={"k": k, "n": n, "i": i})


def uses_of_the_corner(rng: random.Random) -> Question:
    """How many outputs use the corner of a padded image."""
    k = rng.randint(3, 9)
    p = rng.randint(1, k - 2)
    n = rng.randint(k + 3, 40)
    answer = int(usage_map((n, n), (k, k), padding=p)[0, 0])
    slips: list[tuple[Answer, str]] = [
        (1, "That holds without padding: with it the kernel also starts outside the image."),
        (p + 1, "That is one axis: rows and columns are counted each, and multiplied."),
        (p * p, "Besides the places that start in the padding there is the one that starts at the pixel itself."),
        (k * k, "That is a pixel in the middle: at the corner the padding must be at least k − 1 for that."),
        ((2 * p + 1) ** 2, "You counted the padding of both sides: only that before the corner lets it be reached."),
        (k, "The kernel reaches the corner from p + 1 places along each axis, and not from k."),
    ]
    text = say(
        "A {k} × {k} kernel slides over an image of {n} × {n} pixels with padding {p} on every side and stride 1. "
        "How many output values use the pixel in the upper left corner?",
        k=k, n=n, p=p,
    )  # fmt: skip
    working = say(
        "Along each axis the kernel may start at $-{p}$, …, $0$ and still reach the corner: ${p} + 1 = {places}$ "
        "places, since {p} is less than {k}. Rows times columns: ${places} \\cdot {places} = {answer}$.",
        p=p, places=p + 1, k=k, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="outputs", difficulty=2, given={"k": k, "n": n, "p": p})


def uses_with_a_stride(rng: random.Random) -> Question:
    """How many outputs use one pixel of an image, with a stride."""
    k, s = rng.choice(((3, 2), (4, 2), (5, 2), (5, 3), (7, 3), (7, 2)))
    n = k + s * rng.randint(4, 9)
    row, column = rng.sample(range(1, 2 * k), 2)
    along = usage_along(n, k, stride=s)
    answer = int(along[row] * along[column])
    dense = usage_along(n, k)
    slips: list[tuple[Answer, str]] = [
        (int(along[row] + along[column]), "Rows and columns are multiplied: each row position goes with each column."),
        (
            int(dense[row] * dense[column]),
            say("You forgot the stride: only every {ordinal} place is taken.", ordinal=_ordinal(s)),
        ),
        (k * k, "That is the middle of an image with stride 1."),
        (int(along[row]), "That is the rows alone: multiply by the count of the columns."),
        (int(along[column]), "That is the columns alone: multiply by the count of the rows."),
    ]
    text = say(
        "A {k} × {k} kernel slides over an image of {n} × {n} pixels with stride {s} and no padding. "
        "How many output values use pixel [{row}, {column}] (row, column, counted from 0)?",
        k=k, n=n, s=s, row=row, column=column,
    )  # fmt: skip

    def places(pixel: int) -> list[int]:
        return [o for o in range((n - k) // s + 1) if o * s <= pixel < o * s + k]

    lines = [
        said(say("row {row}: outputs {outputs}", row=row, outputs=joined(places(row)))),
        said(say("column {column}: outputs {outputs}", column=column, outputs=joined(places(column)))),
    ]
    working = say(
        "Output $o$ reaches from $o \\cdot {s}$ to $o \\cdot {s} + {reach}$ along each axis."
        "{working}"
        "Rows times columns: ${rows} \\cdot {columns} = {answer}$.",
        s=s, reach=k - 1, working=displayed(stacked(lines)), rows=along[row], columns=along[column],
        answer=answer,
    )  # fmt: skip
    given = {"k": k, "n": n, "s": s, "at": (row, column)}
    return ask(text, answer, working, slips, unit="outputs", difficulty=3, given=given)


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}[number]


GENERATORS = (uses_in_a_row, uses_of_the_corner, uses_with_a_stride)
