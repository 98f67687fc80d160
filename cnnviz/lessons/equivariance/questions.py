"""Questions of lesson 1.3, translation equivariance."""

import math
import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say, several

LENGTH = 6


def moved_response(rng: random.Random) -> Question:
    """One value of the response to a signal that was moved round in a circle."""
    while True:
        x = tuple(rng.randint(0, 6) for _ in range(LENGTH))
        kernel = (rng.randint(-2, -1), rng.randint(0, 2), rng.randint(1, 3))
        y, right, at = _circular(x, kernel), rng.randint(1, 3), rng.randrange(LENGTH)
        came_from = (at - right) % LENGTH
        answer = y[came_from]
        if len({answer, y[at], y[(at + right) % LENGTH], x[came_from]}) == 4:
            break
    slips: list[tuple[Answer, str]] = [
        (y[at], "That is the response before the signal was moved: it moves along."),
        (y[(at + right) % LENGTH], "You moved the response to the left: it goes where the signal goes, to the right."),
        (x[came_from], "That is the moved signal itself: its response is asked for."),
        (y[(came_from + 1) % LENGTH], say("One place too few: the signal moved by {right}.", right=right)),
        (y[(came_from - 1) % LENGTH], say("One place too far: the signal moved by {right}.", right=right)),
    ]
    text = say(
        "With circular padding and stride 1 a kernel {kernel} answers to the signal {signal} with "
        "{answers}. Now the signal moves {places} to the right, and what leaves on the "
        "right comes back on the left. What does the kernel answer at place {place}, counted from 0?",
        kernel=_listed(kernel), signal=_listed(x), answers=_listed(y), place=at,
        places=several("{n} place", "{n} places", right),
    )  # fmt: skip
    before = f"${at} - {right} = {came_from}$"
    if at < right:
        before = say(
            "${at} - {right} + {LENGTH} = {came_from}$, round the circle",
            at=at, right=right, LENGTH=LENGTH, came_from=came_from,
        )  # fmt: skip
    working = say(
        "The layer is equivariant to translation: the response moves as the signal does. What is now at place "
        "{at} was before at place {before}.",
        at=at,
        before=before,
    )
    given = {"x": x, "kernel": kernel, "right": right, "y": y, "at": at}
    return ask(text, answer, working, slips, given=given)


def peak_moves(rng: random.Random) -> Question:
    """Where the strongest response of a layer with a stride goes when the picture moves."""
    stride = rng.choice((2, 3, 4))
    row, column = rng.sample(range(10, 31), 2)
    down, right = (rng.choice((-3, -2, -1, 1, 2, 3)) * stride for _ in range(2))
    answer = (row + down // stride, column + right // stride)
    slips: list[tuple[Answer, str]] = [
        (
            (row + down, column + right),
            say("You forgot the stride: {stride} pixels of the picture are one of the output.", stride=stride),
        ),
        ((row - down // stride, column - right // stride), "The response moves the same way as the picture."),
        ((row, column), "The response moves with the picture: a convolution is equivariant, not invariant."),
        (
            (row + down * stride, column + right * stride),
            "You multiplied by the stride: the output is smaller, so divide.",
        ),
        (answer[::-1], "Those are the right numbers in the wrong order: the row comes first."),
    ]
    text = say(
        "A convolution with stride {stride} gives its largest value at row {row}, column {column} of the "
        "output, far from "
        "the border. The picture is shifted by {down} pixels down and {right} to the right (negative: up and "
        "left). Where "
        "is the largest value now? Type row × column.",
        stride=stride, row=row, column=column, down=down, right=right,
    )  # fmt: skip
    working = say(
        "Both shifts are multiples of the stride, so the output shifts by ${down} / {stride} = "
        "{rows}$ rows and "
        "${right} / {stride} = {columns}$ columns: ${row} + ({rows}) = {row_then}$ and "
        "${column} + ({columns}) = {column_then}$.",
        down=down, stride=stride, rows=down // stride, right=right, columns=right // stride,
        row=row, row_then=answer[0], column=column, column_then=answer[1],
    )  # fmt: skip
    given = {"stride": stride, "at": (row, column), "shift": (down, right)}
    return ask(text, answer, working, slips, difficulty=2, says_how=True, given=given)


def smallest_shift(rng: random.Random) -> Question:
    """The smallest shift that a stack of layers with strides can follow exactly."""
    while True:
        strides = tuple(rng.choice((1, 2, 2, 3, 4)) for _ in range(rng.randint(2, 5)))
        if 1 < (answer := math.prod(strides)) <= 96 and sum(stride > 1 for stride in strides) > 1:
            break
    slips: list[tuple[Answer, str]] = [
        (sum(strides), "Strides multiply: one value of the second layer's output stands for a row of the first's."),
        (max(strides), "That is enough for one layer only: the others have a stride as well."),
        (1, "A shift by 1 pixel would move the output by a part of a value, which no shift can do."),
        (answer * 2, "That works too, but it is not the smallest."),
        (len(strides), "The number of layers does not matter: their strides do."),
        (min(stride for stride in strides if stride > 1), "That is enough for one of the layers only."),
    ]
    text = say(
        "Convolutions follow each other with the strides {strides}. What is the smallest "
        "shift of the "
        "picture, in pixels and above 0, after which the output of the last one is only shifted, away from the border, "
        "whatever the picture and the kernels?",
        strides=", ".join(map(str, strides)),
    )
    factors = " \\cdot ".join(map(str, strides))
    working = say(
        "The shift has to be a whole number of values after every layer. One value of the last output stands for "
        "${factors} = {answer}$ pixels.",
        factors=factors,
        answer=answer,
    )
    return ask(text, answer, working, slips, unit="pixels", difficulty=3, given={"strides": strides})


def _circular(x: tuple[int, ...], kernel: tuple[int, ...]) -> tuple[int, ...]:
    """Cross-correlation over one axis with circular padding: the middle of the kernel meets each value once."""
    from cnnviz.convolution import cross_correlate  # here because it imports torch

    maps = cross_correlate([x], [kernel], padding=(0, 1), padding_mode="circular")
    return tuple(round(value) for value in maps[0].tolist())


def _listed(values: tuple[int, ...]) -> str:
    return "[" + ", ".join(map(str, values)) + "]"


GENERATORS = (moved_response, peak_moves, smallest_shift)
