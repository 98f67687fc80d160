"""What a comparison takes and measures as formulas: in symbols, then in the student's own numbers."""

from collections.abc import Sequence

from cnnviz.training.comparison.comparison import Plan, steps
from cnnviz.training.comparison.results import FEWEST, T_95, difference, spread
from cnnviz.training.recipe import rounds_down
from cnnviz.words import joined, say, several
from cnnviz.writing.percents import finite, in_percent, summed
from cnnviz.writing.tex import grouped, said, shortened


def explain_steps(plan: Plan, train: int) -> list[str]:
    """How many steps the whole comparison takes."""
    counts = steps(plan, train)
    recipe = plan.recipe(0, 0)
    examples = min(recipe.examples or train, train)
    batch = recipe.batch_size
    left, right = (r"\lfloor", r"\rfloor") if rounds_down(examples, batch) else (r"\lceil", r"\rceil")
    least, most = min(counts), max(counts)
    each = f"{least:,}" if least == most else say("{least:,} to {most:,}", least=least, most=most)
    seeds = several("{n} seed", "{n} seeds", plan.seeds)
    return [
        rf"\text{{steps}} = \text{{epochs}} \cdot {left} \text{{examples}} / \text{{batch size}} {right}",
        rf"\text{{steps}} = {recipe.epochs} \cdot {left} {grouped(examples)} / {batch} {right} = {grouped(counts[0])}",
        said(
            say(
                "{recipes} recipes, {seeds}: {each} steps each, {total:,} in all",
                recipes=len(plan.values),
                seeds=seeds,
                each=each,
                total=plan.seeds * sum(counts),
            )
        ),
    ]


def letters(count: int) -> str:
    """What the letters of `explain_spread` stand for, in words; count: how many seeds are measured in both recipes."""
    said = ["Letters: x̄ is the mean of the n accuracies x of a recipe, one for each seed, and s their deviation."]
    if count:
        said.append("d is recipe B's accuracy minus recipe A's with the same seed, and d̄ the mean of these.")
    if count >= FEWEST:
        said.append(
            "t is Student's factor: with it the interval holds the true difference in 95 of 100 such comparisons."
        )
    return joined(said, " ")


def explain_spread(a: Sequence[float], b: Sequence[float]) -> list[str]:
    """Mean and deviation of the second recipe's accuracies, in per cent, and of the differences seed by seed."""
    second, pair = spread(b), difference(a, b)
    lines = [
        r"\bar{x} = \frac{1}{n} \sum x_i \qquad s = \sqrt{\frac{1}{n - 1} \sum (x_i - \bar{x})^2}",
        rf"\bar{{x}}_B = \frac{{{summed(b)}}}{{{second.n}}} = {in_percent(second.mean)}\,\%",
    ]
    if second.n > 1:
        squares = [f"({in_percent(x)} - {in_percent(second.mean)})^2" for x in finite(b)]
        inside = shortened(squares, 2)
        lines.append(rf"s_B = \sqrt{{\frac{{{inside}}}{{{second.n - 1}}}}} = {in_percent(second.std)}\,\%")
    if pair.spread.n:
        lines.append(rf"d_i = b_i - a_i: \quad {shortened(map(in_percent, pair.values), 6, ', ')}")
    if pair.spread.n >= FEWEST:
        count = pair.spread.n
        lines.append(
            rf"\bar{{d}} \pm t \cdot \frac{{s_d}}{{\sqrt{{n}}}} = {in_percent(pair.spread.mean)} \pm "
            rf"{T_95[count - 2]:.4g} \cdot \frac{{{in_percent(pair.spread.std)}}}{{\sqrt{{{count}}}}} = "
            rf"{in_percent(pair.spread.mean)} \pm {in_percent(pair.half_width)}"
        )
    return lines
