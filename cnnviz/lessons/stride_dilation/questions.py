"""Questions of lesson 3.4, stride and dilation."""

import random

from cnnviz.geometry import output_size
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.operations.border import usage_along
from cnnviz.words import say
from cnnviz.writing.tex import grouped


def dilated_span(rng: random.Random) -> Question:
    """How many pixels a dilated kernel covers."""
    k, d = rng.randint(2, 15), rng.randint(2, 16)
    answer = d * (k - 1) + 1
    slips: list[tuple[Answer, str]] = [
        (k * d, say("Between {k} entries lie {gaps} gaps, not {k}.", k=k, gaps=k - 1)),
        (k, "That is without dilation: the entries now stand apart."),
        (
            k + d * (k - 1),
            say("Dilation {d} leaves {pixels} pixels between two entries, not {d}.", d=d, pixels=d - 1),
        ),
        (d * (k - 1), "You forgot the pixel under the first entry."),
    ]
    text = say(
        "How many pixels, from the first to the last, does a kernel of {k} weights with dilation {d} cover?", k=k, d=d
    )
    working = say(
        "Neighbouring entries are {d} pixels apart, {gaps} times: ${d} \\cdot ({k} - 1) + 1 = {answer}$.",
        d=d, gaps=k - 1, k=k, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="pixels", given={"k": k, "d": d})


def positions_left(rng: random.Random) -> Question:
    """How many positions a stride leaves."""
    k, s = rng.randint(2, 5), rng.randint(2, 4)
    n = rng.randint(k + 4 * s, 48)
    every, kept = output_size(n, k), output_size(n, k, stride=s)
    slips: list[tuple[Answer, str]] = [
        (kept, "That is one axis: rows and columns are multiplied."),
        (
            every * every,
            say(
                "That is stride 1: with stride {s} only every {ordinal} position is computed.", s=s, ordinal=_ordinal(s)
            ),
        ),
        (every * kept, "The stride holds for rows and for columns."),
        ((every // s) ** 2, say("Position 0 is computed, too: round {every} / {s} up.", every=every, s=s)),
        ((n // s) ** 2, "The kernel must lie inside the image: it has n − k + 1 places along an axis."),
        ((kept - 1) ** 2, "Off by one along each axis: the first position counts."),
    ]
    text = say(
        "A {k} × {k} kernel slides over an image of {n} × {n} pixels with stride {s} and no padding. "
        "How many output values are computed?",
        k=k, n=n, s=s,
    )  # fmt: skip
    working = say(
        "With stride 1 there are ${n} - {k} + 1 = {every}$ places along an axis; every {ordinal} of them, "
        "beginning with the first, makes {kept}. Both axes: ${kept} \\cdot {kept} = {product}$.",
        n=n, k=k, every=every, ordinal=_ordinal(s), kept=kept, product=grouped(kept * kept),
    )  # fmt: skip
    given = {"k": k, "s": s, "n": n}
    return ask(text, kept * kept, working, slips, unit="values", difficulty=2, given=given)


def never_used(rng: random.Random) -> Question:
    """How many pixels of a row no output uses."""
    k = rng.randint(1, 4)
    s = rng.randint(k + 1, k + 4)
    n = rng.randint(3 * s, 6 * s)
    outputs = output_size(n, k, stride=s)
    answer = int((usage_along(n, k, stride=s) == 0).sum())
    slips: list[tuple[Answer, str]] = [
        (n - outputs, say("Each of the {outputs} outputs uses {k} pixels, not one.", outputs=outputs, k=k)),
        (
            0,
            say(
                "The stride {s} is larger than the kernel {k}, so that pixels between two windows are left out.",
                s=s,
                k=k,
            ),
        ),
        ((outputs - 1) * (s - k), "Those are the gaps between the windows: some pixels are left over at the end, too."),
        (outputs * k, "Those are the pixels that are used."),
        (s - k, "That is one gap."),
    ]
    weights = "1 weight" if k == 1 else say("{k} weights", k=k)
    text = say(
        "A kernel of {weights} slides over a row of {n} pixels with stride {s} and no padding. "
        "How many pixels does no output value use?",
        weights=weights, n=n, s=s,
    )  # fmt: skip
    working = say(
        "There are {outputs} windows of {k}, which do not overlap: ${outputs} \\cdot {k} = {used}$ pixels "
        "are "
        "used, and ${n} - {used} = {answer}$ are not.",
        outputs=outputs, k=k, used=outputs * k, n=n, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="pixels", difficulty=2, given={"k": k, "s": s, "n": n})


def saved_multiply_adds(rng: random.Random) -> Question:
    """How many multiply-adds a stride saves."""
    k, s = rng.randint(2, 7), rng.randint(2, 4)
    n = rng.randint(k + 3 * s, 40)
    every, kept = output_size(n, k) ** 2, output_size(n, k, stride=s) ** 2
    weights = k * k
    answer = (every - kept) * weights
    slips: list[tuple[Answer, str]] = [
        (kept * weights, "That is what it still takes: subtract it from what stride 1 takes."),
        (every * weights, "That is what stride 1 takes: subtract what is left."),
        (every - kept, say("Those are the output values that are left out; each takes {k} · {k} products.", k=k)),
        ((every - kept) * k, say("Each value takes {k} · {k} products, not {k}.", k=k)),
        (every * weights * (s * s - 1) // (s * s), "One in s² is only nearly right: count the positions."),
    ]
    text = say(
        "A {k} × {k} kernel slides over an image of {n} × {n} pixels (one channel, no padding). "
        "How many multiply-adds does stride {s} save against stride 1?",
        k=k, n=n, s=s,
    )  # fmt: skip
    a, b = output_size(n, k), output_size(n, k, stride=s)
    working = say(
        "Stride 1 has ${a} \\cdot {a} = {every}$ positions, stride "
        "{s} has ${b} \\cdot {b} = {kept}$, and "
        "each takes ${k} \\cdot {k} = {weights}$ products: "
        "$({every} - {kept}) \\cdot {weights} = {answer}$.",
        a=a, every=grouped(every), s=s, b=b, kept=grouped(kept), k=k, weights=weights, answer=grouped(answer),
    )  # fmt: skip
    given = {"k": k, "s": s, "n": n}
    return ask(text, answer, working, slips, unit="multiply-adds", difficulty=3, given=given)


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")


GENERATORS = (dilated_span, positions_left, never_used, saved_multiply_adds)
