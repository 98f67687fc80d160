"""Questions of the lesson on targets."""

import math
import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say


def length_of_target(rng: random.Random) -> Question:
    """How many numbers a target vector has."""
    classes, landmarks = rng.randint(2, 30), rng.randint(0, 12)
    answer = 5 + classes + 2 * landmarks
    slips: list[tuple[Answer, str]] = [
        (4 + classes + 2 * landmarks, "One more number says whether there is an object at all."),
        (6 + classes + 2 * landmarks, "No class is needed for background: p_c says that there is nothing."),
        (5 + classes + landmarks, "A landmark has two coordinates."),
        (6 + 2 * landmarks, "Each class has a number of its own."),
        (classes, "That is a classifier's answer: the box and p_c come to it."),
    ]
    text = say(
        "A network is to say whether a picture shows an object, its box, which of {classes} classes it belongs to, and "
        "where {landmarks} landmarks of it lie. How many numbers has its target vector?",
        classes=classes, landmarks=landmarks,
    )  # fmt: skip
    working = say(
        "$1$ for $p_c$, $4$ for the box, ${classes}$ for the classes and $2 \\cdot {landmarks}$ for landmarks: "
        "$5 + {classes} + {points} = {answer}$.",
        classes=classes, landmarks=landmarks, points=2 * landmarks, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="numbers", given={"classes": classes, "landmarks": landmarks})


def centre_of_box(rng: random.Random) -> Question:
    """b_x of a box, from its edges in pixels."""
    width, height, left, top, right, bottom = _placed(rng)
    answer = (left + right) / 2 / width
    slips: list[tuple[Answer, str]] = [
        ((left + right) / 2, "That is in pixels: divide it by the width of the picture."),
        ((left + right) / 2 / height, "You divided by the height of the picture."),
        (left / width, "That is the left edge: the vector has the centre."),
        ((right - left) / width, "That is the width of the box: the centre lies between its edges."),
        ((right - left) / 2 / width, "That is half the width: add the left edge."),
        ((top + bottom) / 2 / height, "That is the centre from top to bottom."),
    ]
    working = say(
        "The centre lies halfway between ${left}$ and ${right}$: $({left} + {right}) / 2 / {width} = {answer:.4g}$.",
        left=left, right=right, width=width, answer=answer,
    )  # fmt: skip
    given = {"width": width, "height": height, "box": (left, top, right, bottom)}
    text = say("{object} What is $b_x$?", object=_object(width, height, left, top, right, bottom))
    return ask(text, answer, working, slips, difficulty=2, given=given)


def height_of_box(rng: random.Random) -> Question:
    """b_h of a box, from its edges in pixels."""
    width, height, left, top, right, bottom = _placed(rng)
    answer = (bottom - top) / height
    slips: list[tuple[Answer, str]] = [
        (bottom - top, "That is in pixels: divide it by the height of the picture."),
        ((bottom - top) / width, "You divided by the width of the picture."),
        (bottom / height, "That is the bottom edge: take off the top one."),
        ((top + bottom) / 2 / height, "That is the centre of the box."),
        ((right - left) / width, "That is the width of the box."),
    ]
    working = say(
        "$({bottom} - {top}) / {height} = {answer:.4g}$.",
        bottom=bottom, top=top, height=height, answer=answer,
    )  # fmt: skip
    given = {"width": width, "height": height, "box": (left, top, right, bottom)}
    text = say("{object} What is $b_h$?", object=_object(width, height, left, top, right, bottom))
    return ask(text, answer, working, slips, difficulty=2, given=given)


def _placed(rng: random.Random) -> tuple[int, int, int, int, int, int]:
    """Width and height of a picture, and the edges of a box on it."""
    width, height = rng.choice(((200, 100), (320, 240), (400, 300), (640, 480), (1920, 1080)))
    left, top = rng.randint(0, 10) * width // 20, rng.randint(0, 10) * height // 20
    return width, height, left, top, left + rng.randint(2, 9) * width // 20, top + rng.randint(2, 9) * height // 20


def _object(width: int, height: int, left: int, top: int, right: int, bottom: int) -> str:
    return say(
        "A picture has {width} × {height} pixels (width × height). An object goes from column {left} to {right} and "
        "from row {top} to {bottom}, edges counted from the top left corner.",
        width=width, height=height, left=left, top=top, right=right, bottom=bottom,
    )  # fmt: skip


def squared_loss(rng: random.Random) -> Question:
    """The squared error of a prediction, with an object or without."""
    there, kind = rng.random() < 0.5, rng.randrange(3)
    target = [1, *(rng.randint(2, 8) for _ in range(4)), *(int(at == kind) for at in range(3))] if there else [0]
    scales = [10, 1, 1, 1, 1, 10, 10, 10]  # tenths
    tenths = [value * scale for value, scale in zip(target, scales, strict=False)]
    said = [rng.randint(1, 9) for _ in range(8)]
    misses = [a - b for a, b in zip(said, tenths, strict=False)]
    squares = [miss**2 / 100 for miss in misses]
    answer = sum(miss**2 for miss in misses) / 100
    slips: list[tuple[Answer, str]] = (
        [
            (squares[0], "With an object all numbers count, not only the first."),
            (sum(squares[:5]), "The classes count as well."),
            (sum(squares[1:]), "The first number counts as well."),
            (answer / 8, "That is the mean: the loss is the sum."),
            (sum(map(abs, misses)) / 10, "Square the differences."),
        ]
        if there
        else [
            (
                sum(value**2 for value in said) / 100,
                "Without an object only the first number counts: the others are not asked for.",
            ),
            (said[0] / 10, "Square the difference."),
            ((10 - said[0]) ** 2 / 100, "The target of $p_c$ is 0: there is no object."),
        ]
    )
    shown = ", ".join(f"{value / 10:g}" for value in tenths) if there else "0, ?, ?, ?, ?, ?, ?, ?"
    text = say(
        "The target vector is ({target}), the prediction ({said}). What is the squared error as the course defines it?",
        target=shown, said=", ".join(f"{value / 10:g}" for value in said),
    )  # fmt: skip
    if there:
        row = " + ".join(f"{square:g}" for square in squares)
        working = say("All eight squares count: ${row} = {answer:g}$.", row=row, answer=answer)
    else:
        working = say(
            "Without an object only $p_c$ counts: ${first:g} \\cdot {first:g} = {answer:g}$.",
            first=said[0] / 10, answer=answer,
        )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=2, given={"target": target, "said": said})


def loss_with_logarithm(rng: random.Random) -> Question:
    """Cross-entropy of p_c and the squares of the box together."""
    percent = rng.choice((1, 2, 5, *range(10, 95, 5), 95, 98, 99))
    misses = [rng.randint(1, 4) for _ in range(4)]
    sure = -math.log(percent / 100)
    box = sum(miss**2 for miss in misses) / 100
    answer = sure + box
    slips: list[tuple[Answer, str]] = [
        (sure, "The box costs something, too."),
        (box, "The first number costs something, too."),
        (-math.log10(percent / 100) + box, "Take the natural logarithm."),
        (box - sure, "A logarithm of a probability is negative: the loss is its negative."),
        ((1 - percent / 100) ** 2 + box, "That is the squared error of p_c: here it is cross-entropy."),
        (sure + sum(misses) / 10, "Square the errors of the box."),
    ]
    text = say(
        "A picture shows an object. The network is {percent} % sure of that, and misses $b_x$, $b_y$, $b_h$ and $b_w$ "
        "by {misses}. With cross-entropy for $p_c$ and squares for the box, what do both cost together?",
        percent=percent, misses=", ".join(f"{miss / 10:g}" for miss in misses),
    )  # fmt: skip
    working = say(
        "$p_c$ costs $-\\ln {share:g} = {sure:.4g}$: ${sure:.4g} + {row} = {answer:.4g}$.",
        share=percent / 100, sure=sure, row=" + ".join(f"{miss**2 / 100:g}" for miss in misses), answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=3, given={"percent": percent, "misses": misses})


GENERATORS = (length_of_target, centre_of_box, height_of_box, squared_loss, loss_with_logarithm)
