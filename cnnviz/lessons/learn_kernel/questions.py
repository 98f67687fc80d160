"""Questions of lesson 2.9, learning a kernel: the error, its gradient, one step, and the largest stable rate."""

import random

from cnnviz.lessons.question import Answer, Matrix, Question, ask
from cnnviz.lessons.small_matrices import displayed, draw, latex, named, sum_of_products
from cnnviz.words import say
from cnnviz.writing.tex import bracketed


def squared_error(rng: random.Random) -> Question:
    """The mean squared error of a response."""
    target = draw(rng, 2, 2, -4, 6)
    errors = draw(rng, 2, 2, -4, 4)
    while sum(row.count(0) for row in errors) > 1 or sum(e**2 for row in errors for e in row) % 4:
        errors = draw(rng, 2, 2, -4, 4)
    response = tuple(tuple(t + e for t, e in zip(*rows, strict=True)) for rows in zip(target, errors, strict=True))
    flat = [error for row in errors for error in row]
    squares = sum(error**2 for error in flat)
    slips: list[tuple[Answer, str]] = [
        (squares, "That is the sum of the squares: divide it by the number of pixels."),
        (sum(flat) / 4, "Square every error first; without squares, errors of opposite sign cancel out."),
        (sum(map(abs, flat)) / 4, "That is the mean absolute error: square every error first."),
        ((sum(flat) / 4) ** 2, "Square every error, then take the mean, not the other way round."),
        (squares // 2, "There are four pixels: divide by 4."),
        (squares // 4 + 1, "Work out the four squares once more."),
    ]
    text = say(
        "A learnt kernel gives the response $Y$, the hidden one gave $T$:{matrices}What is the mean squared error?",
        matrices=named(Y=response, T=target),
    )
    working = say(
        "The errors are {errors}; ${terms} = {sum}$, and ${sum} / 4 = {loss}$.",
        errors=", ".join(f"${error}$" for error in flat),
        terms=" + ".join(f"{bracketed(error)} * {bracketed(error)}" for error in flat).replace("*", chr(92) + "cdot"),
        sum=squares, loss=squares // 4,
    )  # fmt: skip
    given = {"response": response, "target": target}
    return ask(text, squares // 4, working, slips, given=given)


def gradient_of_a_weight(rng: random.Random) -> Question:
    """The derivative of the mean squared error for one weight of a kernel."""
    errors: Matrix = ((0,),)
    while sum(map(abs, sum(errors, ()))) < 4:
        errors = draw(rng, 2, 2, -3, 3)
    pixels = draw(rng, 3, 3, 0, 6)
    i, j = rng.randrange(2), rng.randrange(2)

    def summed(row: int, column: int) -> int:
        return sum(errors[r][q] * pixels[r + row][q + column] for r in range(2) for q in range(2))

    total = summed(i, j)
    under = tuple(row[j : j + 2] for row in pixels[i : i + 2])
    slips: list[tuple[Answer, str]] = [
        (total / 4, "The derivative of a square brings a factor 2."),
        (float(total), "The mean divides by the 4 pixels of the response, and the square brings a factor 2."),
        (2.0 * total, "That is the derivative of the sum of the squares: the mean divides by 4."),
        (-total / 2, "The sign is wrong: the error is response minus target."),
        *(
            (summed(a, b) / 2, say("That is the derivative for the weight [{a}, {b}]: look at other pixels.", a=a, b=b))
            for a in range(2)
            for b in range(2)
        ),
        (total / 2 + 1, "Add the four products once more."),
    ]
    text = say(
        "A 2 × 2 kernel is learnt on the picture $X$. At every pixel of its response the error, response minus target, "
        "is $E$:{matrices}"
        "What is the derivative of the mean squared error for the weight $w[{i}, {j}]$ (row {i}, column {j}, counted "
        "from 0)?",
        matrices=named(X=pixels, E=errors), i=i, j=j,
    )  # fmt: skip
    working = say(
        "This weight meets the pixels{pixels}"
        "Errors times pixels: ${working}$\n\n"
        "Times 2 and divided by 4: $2 \\cdot {sum} / 4 = {slope:g}$.",
        pixels=displayed(latex(under)), working=sum_of_products(errors, under, total),
        sum=bracketed(total), slope=total / 2,
    )  # fmt: skip
    given = {"pixels": pixels, "errors": errors, "at": (i, j)}
    return ask(text, total / 2, working, slips, difficulty=2, given=given)


def one_step(rng: random.Random) -> Question:
    """One weight after a step of gradient descent."""
    parts = rng.choice((4, 5, 8, 10, 20))
    slope = rng.choice([g for g in range(-15, 16) if abs(g) > 1])
    weight = rng.choice([w for w in range(-4, 5) if w * parts != slope])
    answer = weight - slope / parts
    slips: list[tuple[Answer, str]] = [
        (weight + slope / parts, "That goes uphill: the step leads against the gradient."),
        (float(weight - slope), "Multiply the gradient by the learning rate first."),
        (round(-slope / parts, 9), "That is the step alone: add it to the old weight."),
        (weight - abs(slope) / parts, "Mind the sign of the gradient: minus times minus is plus."),
        (round(answer + 1, 9), "Work it out once more: weight minus learning rate times gradient."),
    ]
    text = say(
        "A weight is $w = {weight}$, the derivative of the loss for it is $g = {slope}$, and the learning rate is "
        "$\\eta = \\frac{{1}}{{{parts}}}$. What is the weight after one step of gradient descent?",
        weight=weight, slope=slope, parts=parts,
    )  # fmt: skip
    working = f"$w - \\eta\\, g = {weight} - {bracketed(slope)} / {parts} = {answer:g}$"
    return ask(text, answer, working, slips, difficulty=2, given={"w": weight, "g": slope, "parts": parts})


def largest_rate(rng: random.Random) -> Question:
    """The learning rate above which a kernel of one weight diverges, from the pixels it meets."""
    pixels: Matrix = ((0,),)
    while sum(value**2 for value in pixels[0]) == 0:
        pixels = draw(rng, 1, 4, 0, 5)
    row = pixels[0]
    squares = sum(value**2 for value in row)
    curvature = squares / 2  # 2 / 4 of the sum
    answer = 2 / curvature
    slips: list[tuple[Answer, str]] = [
        (1 / curvature, "That rate reaches the bottom in one step; up to twice as much still converges."),
        (curvature, "That is the curvature λ itself: the largest stable rate is 2/λ."),
        (2 / squares, "The curvature is 2/N times the sum of the squares, here with N = 4."),
        (1 / squares, "The curvature is 2/N times the sum of the squares, and the largest stable rate 2/λ."),
        (8 / max(1, sum(row) ** 2), "Square every pixel first, then add."),
        (answer + 1, "Work it out once more: 2 divided by the curvature."),
    ]
    text = say(
        "A 1 × 1 kernel, a single weight, is learnt on the picture{matrix}by gradient descent on "
        "the mean squared error. Above which learning rate does it diverge?",
        matrix=displayed(latex(pixels)),
    )
    sums = " + ".join(rf"{value} \cdot {value}" for value in row)
    working = say(
        "The error is a parabola in the weight with the curvature $\\lambda = \\frac{{2}}{{N}} \\sum x^2$: "
        "${sums} = {squares}$ and $\\lambda = 2 \\cdot {squares} / 4 = {curvature:g}$.\n\n"
        "A step multiplies the distance to the bottom by $1 - \\eta \\lambda$, which must stay above −1: "
        "$\\eta < 2 / \\lambda$, and $2 / {curvature:g} \\approx {answer:.4g}$.",
        sums=sums, squares=squares, curvature=curvature, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=3, given={"pixels": pixels})


GENERATORS = (squared_error, gradient_of_a_weight, one_step, largest_rate)
