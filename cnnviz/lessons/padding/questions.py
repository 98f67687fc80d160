"""Questions of lesson 3.3, padding strategies."""

import random

from cnnviz.geometry import output_size
from cnnviz.geometry.padding_modes import source
from cnnviz.lessons.question import Answer, Matrix, Question, ask
from cnnviz.lessons.small_matrices import displayed, draw, latex, named
from cnnviz.words import say

SENTENCES = {
    "zeros": "That is zero padding: nothing of the image stands outside.",
    "replicate": "That is replicate: it repeats the pixel at the border for ever.",
    "reflect": "That is reflect: it mirrors at the border pixel, which is not repeated.",
    "circular": "That is circular: it goes on with the opposite side.",
}
MIRRORED = "You repeated the border pixel in the mirror (numpy calls that symmetric): reflect leaves it out."


def full_output(rng: random.Random) -> Question:
    """The size of a full convolution."""
    k = rng.randint(2, 9)
    n = rng.randint(k + 2, 64)
    answer = output_size(n, k, padding="full")
    slips: list[tuple[Answer, str]] = [
        (n + k + 1, "You padded k per side, as some slides say: then the outermost window sees no pixel. It is k − 1."),
        (n, "That is padding same: full counts every overlap, so that the output is larger than the input."),
        (n - k + 1, "That is padding valid, without any."),
        (
            n + 2 * (k - 1),
            say("That is the padded image: the kernel takes {lost} of it away again.", lost=k - 1),
        ),
        (n + k, "Off by one: image and kernel overlap at n + k − 1 places."),
    ]
    text = say(
        "An image of {n} × {n} pixels is filtered with a {k} × {k} kernel, stride 1 and padding full. "
        "How many pixels wide is the output?",
        n=n,
        k=k,
    )
    working = say(
        "Full adds $k - 1 = {added}$ pixels on each side, so that a single pixel still lies under the kernel: "
        "${n} + 2 \\cdot {added} - {k} + 1 = {answer}$.",
        added=k - 1, n=n, k=k, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="pixels", given={"n": n, "k": k})


def _value(rng: random.Random, mode: str) -> Question:

    rows, columns = rng.randint(3, 4), rng.randint(4, 5)
    image = draw(rng, rows, columns, 1, 40)
    p = 2
    row = rng.choice((-2, -1, rows, rows + 1))
    column = rng.choice((-2, columns + 1, rng.randrange(columns)))

    def at(mode: str) -> int:
        r, c = source(row, rows, mode), source(column, columns, mode)
        return 0 if r is None or c is None else image[r][c]

    def mirrored(i: int, n: int) -> int:
        return -1 - i if i < 0 else 2 * n - 1 - i if i >= n else i

    slips: list[tuple[Answer, str]] = [(at(other), SENTENCES[other]) for other in SENTENCES if other != mode]
    slips.insert(0, (image[mirrored(row, rows)][mirrored(column, columns)], MIRRORED))
    text = say(
        "The image $X$ gets {p} pixels of padding on every side, padding mode **{mode}**:{matrices}"
        "Positions are counted from the first pixel of the image, which is [0, 0]. "
        "Which number stands at [{row}, {column}] of the padded image?",
        p=p, mode=mode, matrices=named(X=image), row=row, column=column,
    )  # fmt: skip
    met = [_met(i, n, mode) for i, n in ((row, rows), (column, columns))]
    working = say(
        "The padded image has ${rows} + 2 \\cdot {p} = {padded}$ rows, from $-{p}$ to "
        "${last}$. "
        "Row: {row}. Column: {column}. There the image has {pixel}.",
        rows=rows, p=p, padded=rows + 2 * p, last=rows + p - 1, row=met[0], column=met[1],
        pixel=at(mode),
    )  # fmt: skip
    given = {"image": image, "p": p, "at": (row, column)}
    return ask(text, at(mode), working, slips, difficulty=2, given=given)


def _met(i: int, n: int, mode: str) -> str:
    """Which pixel stands at position i of an axis of n, with the arithmetic."""
    if 0 <= i < n:
        return say("{i} is inside the image and stays", i=i)
    match mode:
        case "replicate":
            return (
                say("{i} is outside, the nearest pixel is 0", i=i)
                if i < 0
                else say("the last pixel is ${n} - 1 = {last}$", n=n, last=n - 1)
            )
        case "reflect":
            return (
                say("mirrored at pixel 0, $0 - ({i}) = {mirrored}$", i=i, mirrored=-i)
                if i < 0
                else (
                    say(
                        "mirrored at pixel {last}, $2 \\cdot {last} - {i} = {mirrored}$",
                        last=n - 1, i=i, mirrored=2 * (n - 1) - i,
                    )
                )
            )  # fmt: skip
    sign = "+" if i < 0 else "-"
    return say("on from the other side, ${i} {sign} {n} = {i_mod_n}$", i=i, sign=sign, n=n, i_mod_n=i % n)


def replicated_value(rng: random.Random) -> Question:
    """A value of an image padded with replicate."""
    return _value(rng, "replicate")


def reflected_value(rng: random.Random) -> Question:
    """A value of an image padded with reflect."""
    return _value(rng, "reflect")


def wrapped_value(rng: random.Random) -> Question:
    """A value of an image padded with circular."""
    return _value(rng, "circular")


def corner_sum(rng: random.Random) -> Question:
    """What a 3 × 3 sum gives at the corner of a replicated image, against zeros."""
    from cnnviz.convolution import cross_correlate

    image = draw(rng, 3, 3, 1, 9)
    kernel: Matrix = ((1, 1, 1),) * 3
    by_mode = {
        mode: round(cross_correlate(image, kernel, padding="same", padding_mode=mode)[0, 0].item())
        for mode in SENTENCES
    }
    (a, b), (c, d) = image[0][:2], image[1][:2]
    answer = by_mode["replicate"]
    slips: list[tuple[Answer, str]] = [
        (by_mode["zeros"], "That is zero padding: replicate repeats the border pixels outside."),
        (by_mode["reflect"], "That is reflect: replicate repeats the border pixel itself."),
        (by_mode["circular"], "That is circular: replicate repeats the border pixels outside."),
        (a + b + c + d + 5 * a, "Only the cell beyond the corner repeats the corner alone: the others repeat theirs."),
        (sum(map(sum, image)), "That is the response in the middle, where the kernel lies inside the image."),
    ]
    text = say(
        "The image $X$ is filtered with a 3 × 3 kernel of ones (stride 1, padding same, padding mode "
        "**replicate**):{matrices}What is output[0, 0]?",
        matrices=named(X=image),
    )
    window = ((a, a, b), (a, a, b), (c, c, d))
    terms = " + ".join(str(value) for row in window for value in row)
    working = say(
        "The window around the corner, with its padding:{matrix}${terms} = {answer}$",
        matrix=displayed(latex(window)), terms=terms, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=3, given={"image": image})


GENERATORS = (full_output, replicated_value, reflected_value, wrapped_value, corner_sum)
FITS = {"reflect": ("reflected-value",), "circular": ("wrapped-value",)}
