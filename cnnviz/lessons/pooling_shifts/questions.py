"""Questions of lesson 3.6, pooling and small shifts."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.small_matrices import apart
from cnnviz.words import say


def outputs_that_change(rng: random.Random) -> Question:
    """How many outputs of max pooling change when a row moves by one pixel."""
    k, s = 2, rng.choice((1, 2))
    row = [rng.randint(0, 9) for _ in range(8)]
    enters = rng.randint(0, 9)
    moved = [enters, *row[:-1]]

    def pooled(values: list[int]) -> list[int]:
        from cnnviz.operations.pooling import pool  # here because it imports torch

        column = pool([[value] * k for value in values], k, stride=s)
        return [round(value) for value in column[:, 0].tolist()]

    before, after = pooled(row), pooled(moved)
    answer = sum(a != b for a, b in zip(before, after, strict=True))
    slips: list[tuple[Answer, str]] = [
        (len(before) - answer, "Those are the outputs that stay: the question is how many change."),
        (
            sum(a != b for a, b in zip(row, moved, strict=True)),
            "Those are the inputs that change: pool both rows first.",
        ),
        (0, "Max pooling is not invariant here: another pixel has become the largest of some window."),
        (len(before), "Some windows keep their largest value."),
    ]
    text = say(
        "Max pooling with a window of {k} and stride {s} is applied to the row {row}. Then the row moves "
        "one pixel to the right: {enters} enters on the left, and the last pixel leaves. "
        "How many output values change?",
        k=k, s=s, row=_row(row), enters=enters,
    )  # fmt: skip
    working = say(
        "Before: {row_before}. The moved row is {row_moved}, and after pooling: {row_after}. "
        "${values} - {equal} = {answer}$ values differ.",
        row_before=_row(before), row_moved=_row(moved), row_after=_row(after), values=len(before),
        equal=len(before) - answer, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="values", given={"k": k, "s": s, "row": row, "enters": enters})


def relative_change(rng: random.Random) -> Question:
    """The mean absolute change relative to the mean absolute output."""
    still = [rng.randint(2, 9) for _ in range(4)]
    moved = [max(0, value + rng.choice((-3, -2, -1, 0, 0, 1, 2, 3))) for value in still]
    if moved == still:
        moved[0] += 1
    gaps = [abs(b - a) for a, b in zip(still, moved, strict=True)]
    answer = sum(gaps) / sum(still)
    slips: list[tuple[Answer, str]] = [
        (sum(gaps), "That is the sum of the changes: divide it by the sum of the outputs."),
        (sum(gaps) / 4, "That is the mean change: relate it to the mean output."),
        (abs(sum(moved) - sum(still)) / sum(still), "Changes up and down must not cancel: add their absolute values."),
        (sum(gaps) / sum(moved), "Relate the change to the output before the shift."),
        (sum(still) / sum(gaps), "The other way round: the change is divided by the output."),
    ]
    text = say(
        "The outputs of a layer are {still}. When the picture moves by one pixel they become {moved}. "
        "What is the mean absolute change, relative to the mean absolute output before (as a number such as 0.25)?",
        still=_row(still),
        moved=_row(moved),
    )
    working = say(
        "Absolute changes: ${gaps} = {change}$. Outputs: "
        "${outputs} = {sum}$. Both means have 4 values, so that "
        "${change} / {sum} \\approx {answer:.4g}$.",
        gaps=" + ".join(map(str, gaps)), change=sum(gaps), outputs=" + ".join(map(str, still)), sum=sum(still),
        answer=answer,
    )  # fmt: skip
    slips = [slip for slip in slips if slip[0] == 0 or abs(float(slip[0]) - answer) > 0.006 * answer]  # type: ignore[arg-type]
    return ask(text, answer, working, apart(slips), difficulty=2, given={"still": still, "moved": moved})


def cells_of_shift(rng: random.Random) -> Question:
    """By how many cells the output moves when the picture does, behind several strides."""
    first, second = rng.randint(1, 6), rng.randint(2, 6)
    cells = rng.randint(2, 12)
    m = first * second * cells
    slips: list[tuple[Answer, str]] = [
        (m, "One cell of the output stands for several pixels: divide by the strides."),
        (m // first, "Behind the pooling a cell is larger still: divide by its stride, too."),
        (m // second, "The convolution has a stride, too: divide by both."),
        (m // (first + second), "Strides of layers behind one another are multiplied, not added."),
    ]
    text = say(
        "A convolution with stride {first} is followed by pooling with stride {second}. The picture moves {m} pixels "
        "to the right. By how many cells does the output move, away from the border?",
        first=first, second=second, m=m,
    )  # fmt: skip
    working = say(
        "A step of one cell is ${first} \\cdot {second} = {stride}$ pixels, so that the output moves by "
        "${m} / {stride} = {cells}$ cells. Its values stay as they are: the shift is a multiple of "
        "{stride}.",
        first=first, second=second, stride=first * second, m=m, cells=cells,
    )  # fmt: skip
    given = {"strides": (first, second), "m": m}
    return ask(text, cells, working, slips, unit="cells", difficulty=3, given=given)


def _row(values: list[int]) -> str:
    return ", ".join(map(str, values))


GENERATORS = (outputs_that_change, relative_change, cells_of_shift)
