"""Questions of lesson 1.4, top-5 errors."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.small_matrices import displayed, latex
from cnnviz.networks.history import relative_reduction
from cnnviz.words import joined, say


def images_wrong(rng: random.Random) -> Question:
    """How many images a top-5 error stands for."""
    percent, images = rng.randint(2, 30), rng.choice((1000, 5000, 20000, 50000, 100000, 150000))
    answer = percent * images // 100
    slips: list[tuple[Answer, str]] = [
        (images - answer, "That is how many it gets right: the error counts the others."),
        (5 * answer, "The five guesses are for the same image: it counts once."),
        (answer // 5, "The five guesses are for the same image: it counts once, whole."),
        (percent * images, "A percent is a hundredth: divide by 100."),
        (answer * 10, "Ten times too many: a percent is a hundredth."),
    ]
    text = say(
        "A network has a top-5 error of {percent} % on {images} test images. For how many of them is the right "
        "class not "
        "among its five best guesses?",
        percent=percent,
        images=images,
    )
    working = say(
        "An error of {percent} % is ${percent} / 100$ of the images: ${images} \\cdot {percent} / 100 = {answer}$.",
        percent=percent, images=images, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="images", given={"percent": percent, "images": images})


def top_k_by_hand(rng: random.Random) -> Question:
    """The number of images counted as errors, from a table of logits."""
    classes, images, k = 6, 5, rng.randint(2, 3)
    while True:
        logits = tuple(tuple(rng.sample(range(-9, 10), classes)) for _ in range(images))
        targets = tuple(rng.randrange(classes) for _ in range(images))
        places = [sorted(row, reverse=True).index(row[target]) for row, target in zip(logits, targets, strict=True)]
        answer = sum(place >= k for place in places)
        if 0 < answer < images and sum(place >= 1 for place in places) != answer:
            break
    slips: list[tuple[Answer, str]] = [
        (images - answer, "You counted the hits: an error is an image whose class is missing among the guesses."),
        (sum(place >= 1 for place in places), say("That is the top-1 error: {k} guesses are allowed.", k=k)),
        (sum(place >= k + 1 for place in places), say("You allowed {allowed} guesses, not {k}.", allowed=k + 1, k=k)),
        (
            sum(row[target] < 0 for row, target in zip(logits, targets, strict=True)),
            "The sign of a logit does not matter: its place among the others does.",
        ),
        (images, "Sort each row: some of the right classes are among the guesses."),
    ]
    text = say(
        "The rows are the logits of {images} images for {classes} classes, numbered 0 to {last}:"
        "{scores}The right classes are {targets}, from the first row to "
        "the last. "
        "For how many images does the right class miss the {k} best guesses (a top-$k$ error with k = {k})?",
        images=images, classes=classes, last=classes - 1, scores=displayed(latex(logits)),
        targets=", ".join(map(str, targets)), k=k,
    )  # fmt: skip
    rows = [
        say(
            "Row {number}: class {target} has {logit} and is in place ${before} + 1 = {place}$, {verdict}.",
            number=number, target=target, logit=row[target], before=place, place=place + 1,
            verdict="a hit" if place < k else "an error",
        )
        for number, (row, target, place) in enumerate(zip(logits, targets, places, strict=True), 1)
    ]  # fmt: skip
    given = {"logits": logits, "targets": targets, "k": k, "images": images}
    return ask(text, answer, joined(rows, "\n\n"), slips, unit="images", difficulty=2, given=given)


def error_reduction(rng: random.Random) -> Question:
    """By how many percent the errors went down."""
    while True:
        before = rng.randint(8, 40)
        after = rng.randint(before // 5 + 1, before - 2)
        answer = 100 * relative_reduction(before, after)
        rounds_well = abs(answer - round(answer, 1)) < 0.045  # three digits must be near enough for the check
        if rounds_well and abs(answer - (before - after)) > 1 and abs(answer - 100 * after / before) > 1:
            break
    slips: list[tuple[Answer, str]] = [
        (before - after, "Those are percentage points: divide by the error before."),
        (round(100 * after / before, 1), "That is the part of the errors that is left."),
        (round(100 * (before - after) / after, 1), "Divide by the error before, not by the one after."),
        (round(answer / 100, 3), "That is the share: in percent it is a hundred times as much."),
        (
            round(100 * (before - after) / (100 - before), 1),
            "That is how much the hits grew: the errors are asked for.",
        ),
    ]
    text = say(
        "From one year to the next the winner's top-5 error falls from {before} % to {after} %. By how many "
        "percent did "
        "the number of errors go down? Three significant digits will do.",
        before=before,
        after=after,
    )
    working = say(
        "$({before} - {after}) / {before} = {share:.4g}$, which is $100 \\cdot ({before} - "
        "{after}) / "
        "{before} = {answer:.4g}$ percent.",
        before=before, after=after, share=(before - after) / before, answer=answer,
    )  # fmt: skip
    return ask(text, float(answer), working, slips, unit="%", difficulty=3, given={"before": before, "after": after})


GENERATORS = (images_wrong, top_k_by_hand, error_reduction)
