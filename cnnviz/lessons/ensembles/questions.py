"""Questions of lesson 4.14, ensembles: where crops lie, what an average says, and how often a vote is right."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import joined, say

CORNERS = ("top left", "top right", "bottom left", "bottom right", "centre")


def crop_corner(rng: random.Random) -> Question:
    """Where one of the five crops begins."""
    size = rng.choice((28, 32, 56, 64, 112, 224))
    height, width = (size + 2 * rng.randint(2, 24) for _ in range(2))
    crop = rng.randint(1, 4)
    name = CORNERS[crop]
    down, right = height - size, width - size
    top = {"top": 0, "bot": down}.get(name[:3], down // 2)
    left = {"ght": right, "eft": 0}.get(name[-3:], right // 2)
    slips: list[tuple[Answer, str]] = [
        ((left, top), "Row first, then column."),
        ((top + size, left + size), "That is where the crop ends: its first pixel is asked for."),
        ((down, right), "That is the bottom right crop: mind which one is asked for."),
        ((down // 2, right // 2), "That is the centre crop: mind which one is asked for."),
        ((height // 2, width // 2), "That is the middle of the picture, not the first pixel of a crop."),
    ]
    order = joined(say("{number} {corner}", number=number, corner=corner) for number, corner in enumerate(CORNERS))
    text = say(
        "Pictures have {height} × {width} pixels (rows × columns), the network reads {size} × {size}. torchvision's "
        "FiveCrop cuts five crops, in this order: {order}. Which row and column, counted from 0, does **crop {crop}** "
        "begin at? Give it as row × column.",
        height=height, width=width, size=size, order=order, crop=crop,
    )  # fmt: skip
    working = say(
        "There are ${height} - {size} = {down}$ rows and ${width} - {size} = {right}$ columns to spare. At the top or "
        "left the crop begins at 0, at the bottom at {down}, at the right at {right}, and in the centre at half of "
        "that. So crop {crop}, {name}: row {top}, column {left}.",
        height=height, size=size, down=down, width=width, right=right, crop=crop, name=name, top=top, left=left,
    )  # fmt: skip
    given = {"height": height, "width": width, "size": size, "crop": crop}
    return ask(text, (top, left), working, slips, given=given)


def averaged_answer(rng: random.Random) -> Question:
    """The class that an average of probabilities chooses, where a vote may choose another."""
    while True:
        rows = []
        for _ in range(3):
            first, second = sorted(rng.sample(range(5, 96, 5), 2))
            rows.append((first, second - first, 100 - second))
        sums = [sum(column) for column in zip(*rows, strict=True)]
        whole = all(total % 3 == 0 for total in sums)
        if whole and sums.count(max(sums)) == 1 and all(row.count(max(row)) == 1 for row in rows):
            break
    names = ("cat", "dog", "fox")
    best = sums.index(max(sums))
    answer = max(sums) // 3
    votes = [row.index(max(row)) for row in rows]
    slips: list[tuple[Answer, str]] = [
        (max(sums), "Divide the sum by the number of networks."),
        (max(map(max, rows)), "That is the answer of the surest network alone: average all three."),
        (100 * max(votes.count(c) for c in range(3)) / 3, "That is the share of votes: average the probabilities."),
        *(
            (value // 3, say("That is the average for {names}, which is not the highest.", names=names[i]))
            for i, value in enumerate(sums)
        ),
    ]
    lines = [
        joined(say("{name} {value} %", name=name, value=value) for name, value in zip(names, row, strict=True))
        for row in rows
    ]
    table = joined((say("- {line}", line=line) for line in lines), "\n")
    text = say(
        "Three networks look at one picture and give these probabilities:\n\n{table}\n\nThe ensemble averages them. "
        "What is the probability of the class that it chooses, in percent?",
        table=table,
    )
    means = [
        say(
            "{name}: ${terms}$",
            name=names[c],
            terms=f"({' + '.join(str(row[c]) for row in rows)}) / 3 = {sums[c] // 3}",
        )
        for c in range(3)
    ]
    working = joined([*means, say("The ensemble says {name}.", name=names[best])], "\n\n")
    return ask(text, answer, working, slips, unit="%", difficulty=2, given={"rows": tuple(rows)})


def majority(rng: random.Random) -> Question:
    """How often a majority of three independent networks is right."""
    right = rng.randint(510, 980)
    p = right / 1000
    answer = p**3 + 3 * p**2 * (1 - p)
    slips: list[tuple[Answer, str]] = [
        (p**3, "That is the case that all three are right: two of three are enough."),
        (3 * p**2 * (1 - p), "That is the case of exactly two: add the case that all three are right."),
        (1 - (1 - p) ** 3, "That is the case that at least one is right: a majority needs two."),
        (p**3 + p**2 * (1 - p), "There are three ways to choose the one that is wrong."),
        (p, "That is one network alone."),
    ]
    text = say(
        "Three networks are each right for {right} of 1,000 pictures, and their mistakes have nothing to do with "
        "each other. There are two classes. How often is the majority right (as a number from 0 to 1)?",
        right=right,
    )
    working = say(
        "All three are right: ${p} \\cdot {p} \\cdot {p} \\approx {all_right:.4f}$. Exactly two are right, in 3 ways: "
        "$3 \\cdot {p} \\cdot {p} \\cdot {wrong:.3f} \\approx {two_right:.4f}$. "
        "In real ensembles the mistakes are alike, and less is gained.",
        p=p, all_right=p**3, wrong=1 - p, two_right=3 * p**2 * (1 - p),
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=3, given={"right": right})


GENERATORS = (crop_corner, averaged_answer, majority)
