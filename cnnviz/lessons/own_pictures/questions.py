"""Questions of lesson 5.4, one's own pictures: split, largest class, normalising, and how sure an accuracy is."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say


def pictures_to_train_on(rng: random.Random) -> Question:
    """How many pictures are left for training when a fifth of each class is kept back."""
    counts = tuple(5 * rng.randint(2, 20) for _ in range(3))
    total = sum(counts)
    answer = total - total // 5
    slips: list[tuple[Answer, str]] = [
        (total // 5, "Those are kept back for validation: the others are for training."),
        (total, "Those are all of them: a fifth of each class is kept back."),
        (total - total // 20, "Keep back 20 %, not 5 %."),
        (counts[0] - counts[0] // 5, "That is the first class alone: add up all three."),
        (total // 2, "A fifth is kept back, not half."),
        (answer + 1, "Work it out once more for each of the three classes."),
    ]
    text = say(
        "You take {first}, {second} and {third} pictures of three classes. Of each class 20 % are kept "
        "back for validation. How many pictures are left to train on?",
        first=counts[0], second=counts[1], third=counts[2],
    )  # fmt: skip
    parts = " + ".join(str(count - count // 5) for count in counts)
    working = say("Of each class four fifths are left: ${parts} = {answer}$.", parts=parts, answer=answer)
    return ask(text, answer, working, slips, unit="pictures", given={"counts": counts})


def always_the_largest(rng: random.Random) -> Question:
    """The accuracy in per cent of a network that always names the largest class."""
    total = rng.choice((40, 50, 80, 200))
    counts = (0, 0, 0)
    while min(counts) < 3 or len(set(counts)) < 3:
        cuts = sorted(rng.sample(range(1, total), 2))
        counts = (cuts[0], cuts[1] - cuts[0], total - cuts[1])
    answer = 100 * max(counts) / total
    slips: list[tuple[Answer, str]] = [
        (100 / 3, "That is guessing: the classes are not equally large."),
        (100 * min(counts) / total, "That is the smallest class: the network names the largest one."),
        (float(max(counts)), "That is how many it gets right: divide by the number of all pictures."),
        (100 - answer, "That is the share of its mistakes."),
        (answer / 100, "That is the share itself: give it in per cent."),
        (answer + 1, "Work it out once more: the largest class divided by all pictures."),
    ]
    text = say(
        "The validation pictures show three classes: {first}, {second} and {third} of each. What accuracy "
        "in per cent does a network reach that has learnt nothing but to name the largest class always?",
        first=counts[0], second=counts[1], third=counts[2],
    )  # fmt: skip
    sums = " + ".join(map(str, counts))
    working = say(
        "There are ${sums} = {total}$ pictures: $100 \\cdot {counts} / {total} = {answer:g}$.",
        sums=sums, total=total, counts=max(counts), answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="%", difficulty=2, given={"counts": counts})


def normalised_pixel(rng: random.Random) -> Question:
    """A pixel after the training pictures' mean and standard deviation are brought to 0 and 1."""
    grey = 51 * rng.randint(0, 5)
    mean, std = rng.randint(21, 69), rng.choice((16, 20, 25, 40))
    while grey / 255 == mean / 100:
        mean += 10
    value = round(grey / 255, 9)
    answer = round((value - mean / 100) / (std / 100), 9)
    slips: list[tuple[Answer, str]] = [
        (round(value - mean / 100, 9), "Divide by the standard deviation as well."),
        (round(value / (std / 100), 9), "Subtract the mean first."),
        (-answer, "Subtract the mean from the pixel, not the other way round."),
        (round((value - mean / 100) * (std / 100), 9), "Divide by the standard deviation, do not multiply."),
        (answer + 1, "Work it out once more: pixel divided by 255, minus the mean, divided by the deviation."),
    ]
    text = say(
        "The training pictures have the mean 0.{mean} and the standard deviation 0.{std}, where white is 1. A pixel "
        "of a new picture has the value {grey} of 255. What does the network get for it?",
        mean=mean, std=std, grey=grey,
    )  # fmt: skip
    working = say(
        "As a number between 0 and 1 the pixel is ${grey} / 255 = {value:g}$, and "
        "$({value:g} - {mean:g}) / {deviation:g} = {answer:g}$.",
        grey=grey, value=value, mean=mean / 100, deviation=std / 100, answer=answer,
    )  # fmt: skip
    given = {"grey": grey, "mean": mean, "std": std}
    return ask(text, answer, working, slips, difficulty=2, given=given)


def standard_error(rng: random.Random) -> Question:
    """The standard error in per cent of an accuracy on few validation pictures."""
    total = rng.randint(20, 100)
    right = rng.randint(total // 2 + 1, total - 1)
    share = right / total
    error = (share * (1 - share) / total) ** 0.5
    answer = 100 * error
    slips: list[tuple[Answer, str]] = [
        (
            100 * (share * (1 - share)) ** 0.5,
            "That is the spread of single pictures: divide by the root of their number.",
        ),
        (100 * share * (1 - share) / total, "Take the square root."),
        (100 / total**0.5, "Multiply p (1 − p) into the root."),
        (100 * (share / total) ** 0.5, "Under the root stands p (1 − p), not p alone."),
        (error, "That is the error as a share: give it in per cent."),
        (answer + 1, "Work it out once more: the root of p (1 − p) / n."),
    ]
    text = say(
        "A network is right on {right} of {total} validation pictures. What is the standard error of its accuracy "
        "$p$, $\\sqrt{{p\\,(1 - p) / n}}$, in per cent?",
        right=right,
        total=total,
    )
    working = say(
        "$p = {right} / {total} = {share:.4g}$, and $\\sqrt{{{share:.4g} \\cdot {rest:.4g} / {total}}} = "
        "{error:.4g}$.",
        right=right, total=total, share=share, rest=1 - share, error=error,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="%", difficulty=3, given={"right": right, "total": total})


GENERATORS = (pictures_to_train_on, always_the_largest, normalised_pixel, standard_error)
