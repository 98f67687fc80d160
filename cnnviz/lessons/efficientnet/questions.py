"""Questions of lesson 4.10, scaling a network."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say
from cnnviz.writing.tex import grouped


def factor_of_scaling(rng: random.Random) -> Question:
    """Depth, width and resolution by whole factors."""
    d, w, r = rng.randint(2, 5), rng.randint(2, 5), rng.randint(2, 5)
    layers = rng.randint(2, 9)
    answer = d * w * w * r * r
    slips: list[tuple[Answer, str]] = [
        (d * w * r, "Width counts for in_channels and out_channels, resolution for height and width: both squared."),
        (d * w * r * r, "Wider layers get more channels and give more: the width counts twice."),
        (d * w * w * r, "The resolution counts for height and for width."),
        (d * d * w * w * r * r, "Twice as many layers cost twice as much: the depth is not squared."),
        (d + w * w + r * r, "The factors are multiplied, not added."),
    ]
    text = say(
        "A stack of {layers} equal convolutions, each with as many channels in as out, gets {d} times as many layers, "
        "{w} times as many channels everywhere, and maps {r} times as high and wide. How many times as many "
        "multiply-adds does it take?",
        layers=layers, d=d, w=w, r=r,
    )  # fmt: skip
    working = f"$d \\cdot w^2 \\cdot r^2$: ${d} \\cdot {w} \\cdot {w} \\cdot {r} \\cdot {r} = {answer}$."
    return ask(text, answer, working, slips, given={"d": d, "w": w, "r": r, "layers": layers})


def compound_factor(rng: random.Random) -> Question:
    """The same for percentages."""
    d, w, r = (rng.randint(2, 8) * 5 for _ in range(3))
    answer = (1 + d / 100) * (1 + w / 100) ** 2 * (1 + r / 100) ** 2
    slips: list[tuple[Answer, str]] = [
        ((1 + d / 100) * (1 + w / 100) * (1 + r / 100), "Width and resolution count twice each."),
        (1 + (d + 2 * w + 2 * r) / 100, "Growth is multiplied: 10 % and 10 % are 21 %."),
        ((1 + d / 100) ** 2 * (1 + w / 100) ** 2 * (1 + r / 100) ** 2, "The depth counts once."),
        (answer - 1, "That is the growth; the factor is one more."),
    ]
    text = say(
        "A network becomes {d} % deeper and {w} % wider, and its pictures get {r} % more pixels in height and in "
        "width. By which factor do its multiply-adds grow, apart from rounding?",
        d=d, w=w, r=r,
    )  # fmt: skip
    working = (
        f"$\\alpha \\cdot \\beta^2 \\cdot \\gamma^2$: $(1 + {d} / 100) \\cdot (1 + {w} / 100) \\cdot (1 + {w} / 100) "
        f"\\cdot (1 + {r} / 100) \\cdot (1 + {r} / 100) = {answer:.4g}$."
    )
    return ask(text, answer, working, slips, difficulty=2, given={"d": d, "w": w, "r": r})


def largest_phi(rng: random.Random) -> Question:
    """How far a budget goes if the cost doubles with every step."""
    base, phi = rng.randint(20, 90) * 10, rng.randint(2, 7)
    budget = base * 2**phi + rng.randint(1, base * 2**phi // 2)
    answer = phi
    slips: list[tuple[Answer, str]] = [
        (phi + 1, say("That would take {base:,} M, more than there is.", base=base * 2 ** (phi + 1))),
        (phi - 1, "One step more still fits."),
        (budget // base, "That is how many times the first network fits: every step doubles the cost."),
        (budget // (2 * base), "Every step doubles what the step before costs: take the logarithm to base 2."),
    ]
    text = say(
        "A network takes {base} M multiply-adds. Its α, β and γ are chosen so that every step of φ doubles them. A "
        "phone can do {budget} M in time. What is the largest whole φ?",
        base=base,
        budget=budget,
    )
    doubled = " \\cdot ".join([str(base), *["2"] * phi])
    working = say(
        "${doubled} = {product}$ fits, one step more would be {base:,}.",
        doubled=doubled, product=grouped(base * 2**phi), base=base * 2 ** (phi + 1),
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=3, given={"base": base, "budget": budget})


GENERATORS = (factor_of_scaling, compound_factor, largest_phi)
