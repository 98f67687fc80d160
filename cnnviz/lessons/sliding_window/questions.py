"""Questions of lesson 4.11, a dense layer as a convolution over a larger picture."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say, several
from cnnviz.writing.tex import grouped


def windows_in_a_picture(rng: random.Random) -> Question:
    """How many places a window has."""
    w, s, along = rng.choice((12, 14, 16, 20, 24, 28, 32)), rng.choice((1, 2, 4, 8)), rng.randint(2, 24)
    n = w + s * (along - 1)
    answer = along**2
    slips: list[tuple[Answer, str]] = [
        (along, "That is one row: the window moves along both axes."),
        ((along - 1) ** 2, "You forgot the first place: (n − w)/s + 1 along an axis."),
        ((n // w) ** 2, "The windows overlap: they move by the stride, not by their own size."),
        (n * n, "Not every pixel is the corner of a window that fits."),
        ((n - w + 1) ** 2, say("That is stride 1; here the window moves by {s}.", s=s)),
    ]
    text = say(
        "A detector looks at windows of {w} × {w} pixels and moves them by {pixels} along both axes "
        "of a picture of {n} × {n}. How many windows are there?",
        w=w, pixels=several("{n} pixel", "{n} pixels", s), n=n,
    )  # fmt: skip
    working = say(
        "Along an axis $({n} - {w}) / {s} + 1 = {along}$, in all ${along} \\cdot {along} = {answer}$.",
        n=n, w=w, s=s, along=along, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="windows", given={"w": w, "s": s, "n": n})


def map_of_one_pass(rng: random.Random) -> Question:
    """The output of the detector as a convolutional network on a larger picture."""
    k, pool, m = rng.choice((3, 5)), rng.choice((2, 4)), rng.randint(3, 6)
    w, extra, classes = pool * m + k - 1, rng.randint(1, 30), rng.choice((2, 4, 5, 10))
    n = w + pool * extra
    side = extra + 1
    answer = (classes, side, side)
    slips: list[tuple[Answer, str]] = [
        (
            (classes, side - 1, side - 1),
            say("Off by one: {side} − {m} + 1 places along an axis.", side=m + extra, m=m),
        ),
        ((classes, 1, 1), say("That is for a window of {w} × {w}: a larger picture gives more places.", w=w)),
        (
            (classes, n - w + 1, n - w + 1),
            say("The pooling moves the windows by {pool} pixels, not by one.", pool=pool),
        ),
        ((m, side, side), say("The channels are the scores of {classes} classes.", classes=classes)),
        ((classes, m + extra, m + extra), "That is the map before the dense layer: it takes windows of that map."),
    ]
    text = say(
        "A classifier for windows of {w} × {w} pixels: a convolution {k} × {k} (stride 1, no padding), max pooling "
        "{pool} × {pool}, then a dense layer on the {m} × {m} maps that gives {classes} scores. The dense layer is "
        "written as a convolution {m} × {m}. What shape does the network give for a picture of {n} × {n}? Type it as "
        "channels × height × width.",
        w=w, k=k, pool=pool, m=m, classes=classes, n=n,
    )  # fmt: skip
    working = say(
        "The convolution leaves ${n} - {k} + 1 = {convolved}$ pixels, the pooling "
        "${convolved} / {pool} = {pooled}$, "
        "and the last convolution ${pooled} - {m} + 1 = {side}$ places along an axis, {classes} scores at each.",
        n=n, k=k, convolved=n - k + 1, pool=pool, pooled=m + extra, m=m, side=side, classes=classes,
    )  # fmt: skip
    given = {"w": w, "k": k, "pool": pool, "m": m, "classes": classes, "n": n}
    return ask(text, answer, working, slips, difficulty=2, says_how=True, given=given)


def saved_by_sharing(rng: random.Random) -> Question:
    """The first layer's products with and without cropping."""
    k, w, along = rng.choice((3, 5)), rng.choice((12, 14, 16, 20, 28)), rng.randint(2, 9)
    s = rng.choice((1, 2, 4))
    n = w + s * (along - 1)
    inside, whole = (w - k + 1) ** 2, (n - k + 1) ** 2
    answer = along**2 * inside / whole
    slips: list[tuple[Answer, str]] = [
        (float(along**2), "One pass over the whole picture costs more than one window: divide by it."),
        (1 / answer, "The other way round: cropping costs more."),
        (along**2 * w**2 / n**2, "Without padding a convolution has n − k + 1 places along an axis."),
        (along * (w - k + 1) / (n - k + 1), "Count both axes: the factor is the square of this."),
    ]
    text = say(
        "A detector's first layer is a convolution {k} × {k} (stride 1, no padding). In a picture of {n} × {n} there "
        "are {along} × {along} windows of {w} × {w} pixels, each {s} further than the one before. How many times more "
        "multiply-adds does this layer take when it runs on every window by itself, instead of once on the picture?",
        k=k, n=n, along=along, w=w, s=s,
    )  # fmt: skip
    working = say(
        "One window takes ${w} - {k} + 1 = {inside}$ places along an axis, the picture "
        "${n} - {k} + 1 = {whole}$. So ${along} \\cdot {along} \\cdot {inside} \\cdot "
        "{inside} = "
        "{separate}$ places against ${whole} \\cdot {whole} = {shared}$: "
        "${separate} / {shared} = {answer:.4g}$.",
        w=w, k=k, inside=w - k + 1, n=n, whole=n - k + 1, along=along,
        separate=grouped(along**2 * inside), shared=grouped(whole), answer=answer,
    )  # fmt: skip
    given = {"k": k, "w": w, "along": along, "s": s, "n": n}
    return ask(text, answer, working, slips, difficulty=3, given=given)


GENERATORS = (windows_in_a_picture, map_of_one_pass, saved_by_sharing)
