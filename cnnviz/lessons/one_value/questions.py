"""Questions of lesson 2.1, one output value at a time."""

import random

from cnnviz.geometry import output_size
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.small_matrices import (
    AS_A_CNN,
    ROW_BY_ROW,
    convolved,
    cross_correlated,
    displayed,
    draw,
    draw_kernel,
    latex,
    named,
    sum_of_products,
    total,
    transposed,
    window,
)
from cnnviz.words import joined, say
from cnnviz.writing.tex import bracketed, grouped

TURNED = "You turned the kernel by 180°. A CNN layer lays it on the image as it stands."


def one_cell(rng: random.Random) -> Question:
    """One value of the output."""
    k = rng.choice((2, 2, 3))
    image, kernel = draw(rng, k + 2, k + 2, 0, 9), draw_kernel(rng, k, k)
    row, column = rng.choice([(r, c) for r in range(3) for c in range(3) if r != c])
    (output,), pixels = cross_correlated(image, kernel), window(image, row, column, k, k)
    slips: list[tuple[Answer, str]] = [
        (
            output[column][row],
            say("That is output[{column}, {row}]: the row comes first, then the column.", column=column, row=row),
        ),
        (convolved(image, kernel)[row][column], TURNED),
        (total(pixels), "That is the sum of the window: multiply each pixel by its weight before you add."),
    ]
    if row and column:
        sentence = "You counted rows and columns from 1: the first is row 0, column 0."
        slips.append((output[row - 1][column - 1], sentence))
    text = say(
        "The image $X$ is filtered with the kernel $K$ {AS_A_CNN}:{matrices}"
        "What is output[{row}, {column}], the value in row {row}, column {column} (both counted from 0)?",
        AS_A_CNN=AS_A_CNN, matrices=named(X=image, K=kernel), row=row, column=column,
    )  # fmt: skip
    working = say(
        "The window starts at row {row}, column {column} of the image:{window}"
        "Multiply each pixel by the weight that lies on it, and add the products:"
        "{working}",
        row=row, column=column, window=displayed(latex(pixels)),
        working=displayed(sum_of_products(pixels, kernel, output[row][column])),
    )  # fmt: skip
    given = {"image": image, "kernel": kernel, "at": (row, column)}
    return ask(text, output[row][column], working, slips, given=given)


def which_pixels(rng: random.Random) -> Question:
    """Which part of the image one output value uses."""
    k, s = rng.randint(2, 4), rng.randint(1, 3)
    row, column = rng.sample(range(4), 2)
    n = 3 * s + k + rng.randint(1, 4)
    top, left = row * s, column * s

    def part(top: int, left: int, size: int = k) -> str:
        return say(
            "rows {top} to {bottom}, columns {left} to {right}",
            top=top, bottom=top + size - 1, left=left, right=left + size - 1,
        )  # fmt: skip

    answer = part(top, left)
    slips: list[tuple[Answer, str]] = [
        (part(left, top), "Row and column are swapped: the first index is the row."),
        (
            part(top, left, k + 1),
            say("That is a window of {larger} × {larger} pixels; the kernel has {k} × {k}.", larger=k + 1, k=k),
        ),
    ]
    if s > 1:
        sentence = say("You forgot the stride: the window moves {s} pixels for each step in the output.", s=s)
        slips.append((part(row, column), sentence))
    else:
        sentence = "You counted from 1: output[0, 0] uses the pixels from row 0, column 0 on."
        slips.append((part(top + 1, left + 1), sentence))
    choices = [answer] + [str(value) for value, _ in slips]
    rng.shuffle(choices)
    text = say(
        "An image of {n} × {n} pixels is filtered with a {k} × {k} kernel, stride {s}, no padding. "
        "Rows and columns are counted from 0. Which pixels does output[{row}, {column}] use?",
        n=n, k=k, s=s, row=row, column=column,
    )  # fmt: skip
    working = say(
        "The window starts at row ${row} \\cdot {s} = {top}$ and column ${column} \\cdot {s} = {left}$ "
        "(output index times stride), and it is {k} pixels high and wide.",
        row=row, s=s, top=top, column=column, left=left, k=k,
    )  # fmt: skip
    given = {"n": n, "k": k, "s": s, "at": (row, column)}
    return ask(text, answer, working, slips, choices=tuple(choices), given=given)


def count_multiplications(rng: random.Random) -> Question:
    """How many multiplications the whole output takes."""
    h, w = rng.randint(5, 12), rng.randint(5, 12)
    kh, kw = rng.randint(2, 4), rng.randint(2, 4)
    out_h, out_w = output_size((h, w), (kh, kw))
    places, weights = out_h * out_w, kh * kw
    slips: list[tuple[Answer, str]] = [
        (
            places,
            say("That is the number of output values; each of them takes {kh} · {kw} multiplications.", kh=kh, kw=kw),
        ),
        (weights, "That is one output value only: the kernel has many places on the image."),
        (h * w * weights, "You let the kernel start at every pixel: without padding it must lie inside."),
        (
            (h - kh) * (w - kw) * weights,
            "Off by one: along an axis the kernel has n − k + 1 places, not n − k.",
        ),
        (places * (weights - 1), "Those are the additions: a sum of m products takes m − 1 of them."),
    ]
    text = say(
        "An image of {h} × {w} pixels (height × width, one channel) is filtered with a {kh} × {kw} kernel, "
        "stride 1, no padding. How many multiplications does the whole output take?",
        h=h, w=w, kh=kh, kw=kw,
    )  # fmt: skip
    working = say(
        "The output has $({h} - {kh} + 1) \\cdot ({w} - {kw} + 1) = {out_h} \\cdot {out_w} = {places}$ "
        "values. Each is a sum of ${kh} \\cdot {kw} = {weights}$ products: "
        "${places} \\cdot {weights} = {product}$.",
        h=h, kh=kh, w=w, kw=kw, out_h=out_h, out_w=out_w, places=places, weights=weights,
        product=grouped(places * weights),
    )  # fmt: skip
    given = {"image": (h, w), "kernel": (kh, kw)}
    return ask(text, places * weights, working, slips, unit="multiplications", difficulty=2, given=given)


def whole_output(rng: random.Random) -> Question:
    """The whole output of a small image."""
    image, kernel = draw(rng, 3, 3, 0, 9), draw_kernel(rng, 2, 2)
    output, by_columns = cross_correlated(image, kernel, transposed(kernel))
    slips: list[tuple[Answer, str]] = [
        (convolved(image, kernel), TURNED),
        (
            by_columns,
            "You read the kernel column by column: its first row lies on the upper row of the window.",
        ),
    ]
    text = say(
        "The image $X$ is filtered with the kernel $K$ {AS_A_CNN}:{matrices}What is the whole output? {ROW_BY_ROW}",
        AS_A_CNN=AS_A_CNN, matrices=named(X=image, K=kernel), ROW_BY_ROW=ROW_BY_ROW,
    )  # fmt: skip
    lines = [
        say(
            "output[{r}, {c}]: ${products}$",
            r=r, c=c, products=sum_of_products(window(image, r, c, 2, 2), kernel, output[r][c]),
        )
        for r in range(2)
        for c in range(2)
    ]  # fmt: skip
    working = joined(["The 2 × 2 kernel has 2 × 2 places on a 3 × 3 image:", *lines], "\n\n")
    return ask(text, output, working, slips, difficulty=2, says_how=True, given={"image": image, "kernel": kernel})


def missing_weight(rng: random.Random) -> Question:
    """The weight that leads to a given output value."""
    pixels, kernel = draw(rng, 2, 2, 1, 9), draw_kernel(rng, 2, 2)
    row, column = rng.randrange(2), rng.randrange(2)
    [((value,),)] = cross_correlated(pixels, kernel)
    pixel, weight = pixels[row][column], kernel[row][column]
    rest = value - pixel * weight
    shown = [["w" if (r, c) == (row, column) else kernel[r][c] for c in range(2)] for r in range(2)]
    slips: list[tuple[Answer, str]] = [
        (value - rest, say("That is the missing product: divide it by the pixel {pixel}.", pixel=pixel)),
        ((value + rest) / pixel, "You added the other products: subtract them from the output value."),
        (value / pixel, "You forgot the other three products: subtract them from the output value first."),
        (rest, "That is the sum of the other three products: subtract it from the output value."),
    ]
    matrices = displayed(rf"{latex(pixels)} \qquad {latex(shown)}")
    text = say(
        "A window of the image, and a kernel in which one weight is unknown:{matrices}"
        "Laid on this window as a CNN layer does it (not turned), the kernel gives {value}. What is $w$?",
        matrices=matrices,
        value=value,
    )
    working = say(
        "The other three products add up to ${rest}$. "
        "So ${pixel} \\cdot w = {value} - {rest_bracketed} = {difference}$, "
        "and $w = {difference_bracketed} / {pixel} = {weight}$.",
        rest=rest, pixel=pixel, value=value, rest_bracketed=bracketed(rest), difference=value - rest,
        difference_bracketed=bracketed(value - rest), weight=weight,
    )  # fmt: skip
    given = {"pixels": pixels, "kernel": shown, "value": value}
    return ask(text, weight, working, slips, difficulty=3, given=given)


GENERATORS = (one_cell, which_pixels, count_multiplications, whole_output, missing_weight)
