"""Questions of lesson 5.2, two recipes: mean, standard deviation, paired differences, and what they allow to say."""

import math
import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import listed, say
from cnnviz.writing.tex import bracketed

T_95 = {3: 4.303, 4: 3.182, 5: 2.776}
"""Student's t for a two-sided interval of 95 %, by the number of seeds."""
VERDICTS = ("A is better", "B is better", "no difference to be seen")


def mean_of_the_seeds(rng: random.Random) -> Question:
    """The mean accuracy over the seeds."""
    count = rng.choice((4, 5))
    values = [rng.randrange(70, 99) for _ in range(count)]
    total = sum(values)
    slips: list[tuple[Answer, str]] = [
        (float(total), "That is the sum: divide it by the number of seeds."),
        (total / (count - 1), "The mean divides by n; n − 1 belongs to the standard deviation."),
        (float(max(values)), "That is the best seed, which had luck: the mean takes all of them."),
        (float(sorted(values)[count // 2]), "That is the value in the middle, the median: add all and divide."),
        (total / count + 1, "Add the accuracies once more."),
    ]
    text = say(
        "A recipe was trained from {count} seeds and reached {values} % validation accuracy. What is the "
        "mean, in per cent?",
        count=count,
        values=listed(values),
    )
    working = f"$({' + '.join(map(str, values))}) / {count} = {total / count:g}$"
    return ask(text, total / count, working, slips, given={"values": tuple(values)})


def deviation_of_the_seeds(rng: random.Random) -> Question:
    """The standard deviation of a sample of accuracies."""
    gaps = [0, 0, 0]
    while len(set(gaps)) < 2:
        first, second = rng.randrange(-6, 7), rng.randrange(-6, 7)
        gaps = [first, second, -first - second]
    middle = rng.randrange(80, 88)
    values = [middle + gap for gap in gaps]
    squares = sum(gap**2 for gap in gaps)
    answer = math.sqrt(squares / 2)
    slips: list[tuple[Answer, str]] = [
        (math.sqrt(squares / 3), "Three seeds are a sample: divide by n − 1, which is 2, not by n."),
        (squares / 2, "That is the variance: take its square root."),
        (squares / 3, "Divide by n − 1, and take the square root."),
        (float(max(values) - min(values)), "That is the range from the least to the largest value."),
        (sum(map(abs, gaps)) / 3, "That is the mean distance from the mean: square the distances first."),
        (answer + 1, "Work out the three squares once more."),
    ]
    text = say(
        "A recipe reached {values} % validation accuracy from three seeds. What is the standard deviation of "
        "this sample, in points (as `torch.std` gives it)?",
        values=listed(values),
    )
    terms = " + ".join(rf"{bracketed(gap)} \cdot {bracketed(gap)}" for gap in gaps)
    working = say(
        "The mean is ${mean}$, the distances from it are {gaps}.\n\n"
        "${terms} = {squares}$ and ${squares} / 2 = {variance:g}$, whose square root is {answer:.4g}.",
        mean=middle, gaps=", ".join(f"${gap}$" for gap in gaps), terms=terms, squares=squares,
        variance=squares / 2, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=2, given={"values": tuple(values)})


def mean_paired_difference(rng: random.Random) -> Question:
    """The mean of the differences, seed by seed."""
    count = rng.choice((3, 4))
    a = [rng.randrange(70, 90) for _ in range(count)]
    gaps = [rng.randrange(-3, 8) for _ in range(count)]
    while sum(gaps) == 0:
        gaps = [rng.randrange(-3, 8) for _ in range(count)]
    b = [value + gap for value, gap in zip(a, gaps, strict=True)]
    answer = sum(gaps) / count
    slips: list[tuple[Answer, str]] = [
        (-answer, "The sign is that of A − B: the question asks for B − A."),
        (float(sum(gaps)), "That is the sum of the differences: divide it by the number of seeds."),
        (float(max(b) - max(a)), "Those are the best seeds of each: compare seed by seed."),
        (sum(map(abs, gaps)) / count, "Differences keep their sign: some seeds may count against B."),
        (answer + 1, "Work out the differences once more, seed by seed."),
    ]
    text = say(
        "From the same {count} seeds recipe A reached {first} % and recipe B {second} %, in this order. What "
        "is the mean paired difference B − A, in points?",
        count=count, first=listed(a), second=listed(b),
    )  # fmt: skip
    terms = " + ".join(map(bracketed, gaps))
    working = f"$({terms}) / {count} = {answer:.4g}$"
    return ask(text, answer, working, slips, given={"a": tuple(a), "b": tuple(b)})


def what_may_be_said(rng: random.Random) -> Question:
    """Whether the 95 % interval of the mean difference holds 0."""
    count = rng.choice(list(T_95))
    gaps: list[int] = []
    while len(set(gaps)) < 2 or abs(_margin(gaps)) <= 0.1:  # too near to call is no question
        middle = rng.choice((-6, -4, -1, 0, 1, 4, 6))
        gaps = [middle + rng.randrange(-2, 3) for _ in range(count)]
    mean, half = sum(gaps) / count, _half_width(gaps)
    answer = VERDICTS[2] if abs(mean) <= half else VERDICTS[int(mean > 0)]
    named = VERDICTS[int(mean > 0)]
    slips: list[tuple[Answer, str]] = [
        (named, "The mean difference alone does not say it: the interval around it holds 0."),
        (VERDICTS[2], "The interval does not hold 0: such a difference is more than luck of the seeds."),
        *((other, "Look at the sign of the differences B − A.") for other in VERDICTS[:2] if other != named),
    ]
    squares = sum((gap - mean) ** 2 for gap in gaps)
    text = say(
        "Recipe B minus recipe A gives {gaps} points of accuracy for {count} seeds. The 95 % interval of the "
        r"mean is $\bar{{d}} \pm t \cdot s / \sqrt{{n}}$, here with $t = {t}$. What may be said?",
        gaps=listed(gaps), count=count, t=T_95[count],
    )  # fmt: skip
    working = say(
        "$({sum}) / {count} = {mean:.4g}$ on average; the standard deviation is {deviation:.3g}, and the interval "
        "reaches from {low:.3g} to {high:.3g}: it holds 0." if abs(mean) <= half else
        "$({sum}) / {count} = {mean:.4g}$ on average; the standard deviation is {deviation:.3g}, and the interval "
        "reaches from {low:.3g} to {high:.3g}: it does not hold 0.",
        sum=" + ".join(map(bracketed, gaps)), count=count, mean=mean, deviation=math.sqrt(squares / (count - 1)),
        low=mean - half, high=mean + half,
    )  # fmt: skip
    return ask(text, answer, working, slips, choices=VERDICTS, difficulty=3, given={"gaps": tuple(gaps)})


def _half_width(gaps: list[int]) -> float:
    mean = sum(gaps) / len(gaps)
    variance = sum((gap - mean) ** 2 for gap in gaps) / (len(gaps) - 1)
    return T_95[len(gaps)] * math.sqrt(variance / len(gaps))


def _margin(gaps: list[int]) -> float:
    """How far the end of the interval is from 0."""
    return abs(sum(gaps) / len(gaps)) - _half_width(gaps) if len(set(gaps)) > 1 else 0.0


GENERATORS = (mean_of_the_seeds, mean_paired_difference, deviation_of_the_seeds, what_may_be_said)
