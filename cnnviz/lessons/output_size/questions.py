"""Questions of lesson 3.1, the output-size calculator."""

import random

from cnnviz.geometry import output_size, same_padding, transposed_output_size
from cnnviz.geometry.backwards import explain_output_size, explain_transposed_output_size
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.small_matrices import displayed, stacked
from cnnviz.words import joined, say


def convolution(rng: random.Random) -> Question:
    """The output size of a convolution with padding and stride."""
    k, s, p = rng.randint(2, 7), rng.randint(2, 4), rng.randint(1, 3)
    n = rng.randint(k + 2 * s, 64)
    given = {"n": n, "k": k, "s": s, "p": p}
    answer = output_size(n, k, stride=s, padding=p)
    slips: list[tuple[Answer, str]] = [
        (
            (n + 2 * p - k) / s + 1,
            "You forgot the floor: a last step that does not fit is not taken, so round down.",
        ),
        (
            (n - k + 2 * p + 1 + s) // s,
            "You rounded up, or used (n − k + p + 1 + s)/s as some slides print it, where the 1 is too much: "
            "round (n + 2p − k)/s down, then add 1.",
        ),
        (
            -((k - n - 2 * p) // s) + 1,
            "You rounded up: a last step that does not fit is not taken, so round down.",
        ),
        (
            (n + p - k) // s + 1,
            "You counted the padding on one side only: it is added on both sides, 2p in all.",
        ),
        ((n + 2 * p - k) // s, "You forgot the + 1: the kernel has one place before its first step."),
        ((n - k) // s + 1, "You forgot the padding: the kernel slides over n + 2p pixels."),
        (n + 2 * p - k + 1, say("You forgot the stride: only every {ordinal} place counts.", ordinal=_ordinal(s))),
    ]
    text = say(
        "A convolution with a {k} × {k} kernel, stride {s} and padding {p} (on every side) is applied to "
        "an image of {n} × {n} pixels. How many pixels wide is the output?",
        k=k, s=s, p=p, n=n,
    )  # fmt: skip
    working = _lines(explain_output_size(n, k, stride=s, padding=p))
    return ask(text, answer, working, slips, unit="pixels", given=given)


def dilated(rng: random.Random) -> Question:
    """The output size of a dilated convolution."""
    k, d = rng.randint(2, 5), rng.randint(2, 4)
    s, p = rng.randint(1, 2), rng.randint(0, 3)
    n = rng.randint(d * k + 4, 64)
    given = {"n": n, "k": k, "d": d, "s": s, "p": p}
    answer = output_size(n, k, stride=s, padding=p, dilation=d)
    span = d * (k - 1) + 1
    slips: list[tuple[Answer, str]] = [
        (
            (n + 2 * p - k) // s + 1,
            say("You forgot the dilation: the kernel covers d(k − 1) + 1 = {span} pixels, not {k}.", span=span, k=k),
        ),
        (
            (n + 2 * p - d * k) // s + 1,
            say(
                "You took d · k = {product} for what the kernel covers: between {k} entries lie {gaps} gaps.",
                product=d * k, k=k, gaps=k - 1,
            ),
        ),
        (
            (n + 2 * p - (k + d * (k - 1))) // s + 1,
            say(
                "You put {d} pixels between neighbouring entries: dilation {d} leaves {pixels}.",
                d=d,
                pixels=d - 1,
            ),
        ),
        ((n + 2 * p - span) // s, "You forgot the + 1: the kernel has one place before its first step."),
        (
            (n + p - span) // s + 1,
            "You counted the padding on one side only: it is added on both sides, 2p in all.",
        ),
    ]  # fmt: skip
    text = say(
        "A convolution with a {k} × {k} kernel, dilation {d}, stride {s} and padding {p} (on every side) "
        "is applied to an image of {n} × {n} pixels. How many pixels wide is the output?",
        k=k, d=d, s=s, p=p, n=n,
    )  # fmt: skip
    covers = say("With dilation {d} the kernel covers ${d} \\cdot ({k} - 1) + 1 = {span}$ pixels.", d=d, k=k, span=span)
    working = joined([covers, _lines(explain_output_size(n, k, stride=s, padding=p, dilation=d))], "")
    return ask(text, answer, working, slips, unit="pixels", difficulty=2, given=given)


def pooling_with_ceil(rng: random.Random) -> Question:
    """The output size of pooling in ceil mode."""
    k, s = rng.randint(2, 5), rng.randint(2, 4)
    p = rng.randint(0, k // 2)
    n = rng.randint(k + 3, 64)
    given = {"n": n, "k": k, "s": s, "p": p}
    answer = output_size(n, k, stride=s, padding=p, ceil_mode=True)
    slips: list[tuple[Answer, str]] = [
        (
            output_size(n, k, stride=s, padding=p),
            "You rounded down: in ceil mode a last, partly filled window counts.",
        ),
        (
            -((k - n - 2 * p) // s) + 1,
            "You counted a last window that starts in the padding behind the image: PyTorch drops it.",
        ),
        (
            -((k - n - p) // s) + 1,
            "You counted the padding on one side only: it is added on both sides, 2p in all.",
        ),
        (-((k - n - 2 * p) // s), "You forgot the + 1: the window has one place before its first step."),
        ((n + 2 * p - k) / s + 1, "A size is a whole number: in ceil mode the fraction is rounded up."),
        (-((k - n) // s) + 1, "You forgot the padding: the window slides over n + 2p pixels."),
    ]
    text = say(
        "Max pooling in PyTorch with a {k} × {k} window, stride {s}, padding {p} (on every side) and "
        "ceil_mode=True is applied to an image of {n} × {n} pixels. How many pixels wide is the output?",
        k=k, s=s, p=p, n=n,
    )  # fmt: skip
    working = _lines(explain_output_size(n, k, stride=s, padding=p, ceil_mode=True))
    return ask(text, answer, working, slips, unit="pixels", difficulty=3, given=given)


def transposed(rng: random.Random) -> Question:
    """The output size of a transposed convolution."""
    k, s, n = rng.randint(2, 6), rng.randint(2, 4), rng.randint(4, 32)
    p, extra = rng.randint(1, min(3, k - 1)), rng.randint(0, s - 1)
    given = {"n": n, "k": k, "s": s, "p": p, "output_padding": extra}
    answer = transposed_output_size(n, k, stride=s, padding=p, output_padding=extra)
    assert isinstance(answer, int)
    slips: list[tuple[Answer, str]] = [
        (answer - extra, say("You forgot the output padding: it adds {extra} on one side.", extra=extra)),
        (answer + extra, "You counted the output padding on both sides: it is added on one side only."),
        (
            answer + 4 * p,
            "You added the padding: in a transposed convolution it cuts the output, on both sides.",
        ),
        (answer + p, "You cut the padding from one side only: it is cut from both, 2p in all."),
        (answer + 2 * p, "You forgot the padding: it cuts p pixels from both sides of the output."),
        (answer + s, "You took n · s: between n pixels lie n − 1 steps."),
        (
            (n + 2 * p - k) // s + 1,
            "That is the size after an ordinary convolution: a transposed one makes the image larger.",
        ),
    ]
    text = say(
        "A transposed convolution with a {k} × {k} kernel, stride {s}, padding {p} and output padding "
        "{extra} is applied to a feature map of {n} × {n} pixels. How many pixels wide is the output?",
        k=k, s=s, p=p, extra=extra, n=n,
    )  # fmt: skip
    working = _lines(explain_transposed_output_size(n, k, stride=s, padding=p, output_padding=extra))
    return ask(text, answer, working, slips, unit="pixels", difficulty=3, given=given)


def padding_that_keeps_the_size(rng: random.Random) -> Question:
    """The padding with which the output is as large as the input."""
    k, d, n = rng.choice((3, 5, 7, 9, 13)), rng.randint(1, 3), rng.randint(40, 96)
    given = {"n": n, "k": k, "d": d}
    answer, _ = same_padding(n, k, dilation=d)
    slips: list[tuple[Answer, str]] = [
        (d * (k - 1), "That is the padding of both sides together: half of it goes on each side."),
        (
            d * k // 2,
            say(
                "You halved d · k: the kernel reaches {steps} steps beyond its first pixel, not {k}.",
                steps=k - 1,
                k=k,
            ),
        ),
        (
            (k - 1) // 2,
            say(
                "You forgot the dilation: the kernel covers {span} pixels, not {k}.",
                span=d * (k - 1) + 1,
                k=k,
            ),
        ),
        (d * k / 2, say("A padding is a whole number of pixels: halve d(k − 1), not d · {k}.", k=k)),
        (k, "That is the kernel: the image loses d(k − 1) pixels, and each side gets half of them."),
        (0, "Without padding the image loses d(k − 1) pixels."),
    ]
    text = say(
        "A convolution with a {k} × {k} kernel, dilation {d} and stride 1 is to keep an image of {n} × "
        "{n} pixels at its size. How many pixels of padding does it need on every side?" if d > 1 else
        "A convolution with a {k} × {k} kernel and stride 1 is to keep an image of {n} × "
        "{n} pixels at its size. How many pixels of padding does it need on every side?",
        k=k, d=d, n=n,
    )  # fmt: skip
    working = say(
        "Without padding the image loses $d(k - 1) = {d} \\cdot ({k} - 1) = {lost}$ pixels along "
        "each axis, whatever its size. Half of them go on each side: ${lost} / 2 = {answer}$.",
        d=d, k=k, lost=d * (k - 1), answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="pixels", difficulty=2, given=given)


def rectangular(rng: random.Random) -> Question:
    """Height and width of the output for an image that is not square."""
    kh, kw, s = rng.randint(1, 5), rng.randint(1, 5), rng.randint(1, 3)
    h, w = rng.sample(range(12, 64), 2)
    p = rng.randint(1, 2)
    answer = output_size((h, w), (kh, kw), stride=s, padding=p)
    given = {"size": (h, w), "kernel": (kh, kw), "s": s, "p": p}

    def both(padding: int, add: int) -> tuple[int, int]:
        return (h + padding - kh) // s + add, (w + padding - kw) // s + add

    slips: list[tuple[Answer, str]] = [
        (both(p, 1), "You counted the padding on one side only: it is added on both sides, 2p in all."),
        (both(0, 1), "You forgot the padding: the kernel slides over n + 2p pixels."),
        (both(2 * p, 0), "You forgot the + 1: the kernel has one place before its first step."),
        (
            ((h + 2 * p - kw) // s + 1, (w + 2 * p - kh) // s + 1),
            "You exchanged height and width of the kernel: the height comes first, as in the image.",
        ),
        (answer[::-1], "Those are the right numbers in the wrong order: the height comes first."),
    ]
    text = say(
        "A convolution with a {kh} × {kw} kernel, stride {s} and padding {p} (on every side) is applied to "
        "an image of {h} × {w} pixels. All sizes are height × width. What is the size of the output?",
        kh=kh, kw=kw, s=s, p=p, h=h, w=w,
    )  # fmt: skip
    height, width = explain_output_size((h, w), (kh, kw), stride=s, padding=p)
    working = say("Height:{height}Width:{width}", height=_lines([height]), width=_lines([width]))
    return ask(text, answer, working, slips, difficulty=2, given=given)


def _lines(solutions: list[list[str]]) -> str:
    return displayed(stacked(line for lines in solutions for line in lines))


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")


GENERATORS = (convolution, rectangular, padding_that_keeps_the_size, dilated, pooling_with_ceil, transposed)
FITS = {
    "max_pool": ("pooling-with-ceil",),
    "avg_pool": ("pooling-with-ceil",),
    "transposed_convolution": ("transposed",),
}
