"""Questions of lesson 2.4, one-dimensional convolution."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.small_matrices import draw, named, sum_of_products
from cnnviz.words import say


def highest_overlap(rng: random.Random) -> Question:
    """The largest value of the convolution of two boxes."""
    a, b = rng.randint(2, 9), rng.randint(2, 9)
    p, q = rng.sample(range(2, 12), 2)
    short = min(p, q)
    answer = a * b * short
    slips: list[tuple[Answer, str]] = [
        (a * b * max(p, q), "You took the length of the longer box: they overlap no longer than the shorter one is."),
        (a * b, "You multiplied the heights: the area under the product also has a length."),
        (a * b * p * q, "That is the area under the whole result, the product of both areas."),
        (short, "That is the length of the overlap: multiply it by both heights."),
    ]
    text = say(
        "f is a box of height {a} and length {p}, g a box of height {b} and length {q}. "
        "What is the largest value of $f * g$?",
        a=a, p=p, b=b, q=q,
    )  # fmt: skip
    working = say(
        "Where they overlap, the product is ${a} \\cdot {b} = {product}$. The area is largest when the shorter box "
        "lies "
        "wholly inside the longer one, over a length of {short}: ${a} \\cdot {b} \\cdot {short} = {answer}$.",
        a=a, b=b, product=a * b, short=short, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, given={"a": a, "b": b, "p": p, "q": q})


def shifted_overlap(rng: random.Random) -> Question:
    """One value of the convolution of two boxes of height 1 that start at 0."""
    p, q = rng.sample(range(3, 15), 2)
    t = rng.randint(1, p + q - 1)
    answer = min(t, p, q, p + q - t)
    start, end = max(0, t - q), min(p, t)
    slips: list[tuple[Answer, str]] = [
        (min(p, q), "That is the largest overlap: at this t the boxes do not overlap that far."),
        (t, "That is how far g has moved, but f or g may end before: draw both boxes."),
        (p + q - t, "That is what is left of the way: draw both boxes and measure their overlap."),
    ]
    text = say(
        "f is 1 from 0 to {p} and g is 1 from 0 to {q}; elsewhere both are 0. What is $(f * g)({t})$, the integral "
        "of $f(\\tau)\\, g(t - \\tau)$ for $t = {t}$?",
        p=p, q=q, t=t,
    )  # fmt: skip
    working = say(
        "Turned round and shifted by {t}, g is 1 from {t} − {q} to {t}, and f is 1 from 0 to {p}: "
        "both are 1 from {start} to {end}. The product there is 1, so that the area is ${end} - {start} = {answer}$.",
        t=t, q=q, p=p, start=start, end=end, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=2, given={"p": p, "q": q, "t": t})


def one_place(rng: random.Random) -> Question:
    """One value of a discrete convolution."""
    from cnnviz.operations import algebra

    while True:
        f, g = draw(rng, 1, rng.randint(4, 5), 0, 6), draw(rng, 1, 3, -3, 4)
        n = rng.randint(1, len(f[0]))
        answer = round(float(algebra.combine(f, g)[0, n]))
        correlated = sum(f[0][i] * g[0][i - n + 2] for i in range(len(f[0])) if 0 <= i - n + 2 < 3)
        if answer != correlated and f[0][n - 1] and g[0][1]:
            break
    pairs = [(f[0][i], g[0][n - i]) for i in range(len(f[0])) if 0 <= n - i < 3]
    slips: list[tuple[Answer, str]] = [
        (correlated, "You slid g as it is, a cross-correlation: turn it round first."),
        (round(float(algebra.combine(f, g)[0, n - 1])), "That is the value one place earlier: counting starts at 0."),
        (round(float(algebra.combine(f, g)[0, n + 1])), "That is the value one place later: counting starts at 0."),
    ]
    text = say(
        "What is $(f * g)[{n}]$, the sum of $f[i]\\, g[{n} - i]$ over all i? Both signals are counted from 0.{signals}",
        n=n,
        signals=named(f=f, g=g),
    )
    left, right = zip(*pairs, strict=True)
    working = (
        say(
            "Only places inside both signals count: ${products}$.",
            products=sum_of_products((left,), (right,), answer).replace("&", ""),
        )
        if len(left) < 3
        else say("The products:\n\n$$\n{products}\n$$\n\n", products=sum_of_products((left,), (right,), answer))
    )
    return ask(text, answer, working, slips, difficulty=2, given={"f": f, "g": g, "n": n})


def variances_add(rng: random.Random) -> Question:
    """The variance of a Gaussian that is blurred again, or what is missing to a wanted one."""
    first, second = rng.randint(1, 12), rng.randint(1, 12)
    answer = first**2 + second**2
    slips: list[tuple[Answer, str]] = [
        ((first + second) ** 2, "You added the sigmas: it is the variances, their squares, that add up."),
        (first + second, "Those are the sigmas added: the variances, their squares, add up."),
        (first**2 * second**2, "You multiplied the variances: they add up."),
    ]
    text = say(
        "A signal is blurred with a Gaussian of sigma {first}, and the result with a Gaussian of sigma {second}. "
        "One single Gaussian does the same. What is its variance, the square of its sigma?",
        first=first,
        second=second,
    )
    working = say(
        "The two blurs are one convolution with the convolution of both Gaussians, and under convolution variances "
        "add up: ${first}^2 + {second}^2$, that is ${first} \\cdot {first} + {second} \\cdot {second} = {answer}$.",
        first=first, second=second, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=3, given={"first": first, "second": second})


GENERATORS = (highest_overlap, shifted_overlap, one_place, variances_add)
