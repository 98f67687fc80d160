"""One step of gradient descent in LaTeX."""

from cnnviz.operations.kernel_learning import BETAS, MOMENTUM, Problem, Training
from cnnviz.writing.tex import factor, grouped, number


def explain(problem: Problem, training: Training, step: int, place: tuple[int, int]) -> list[str]:
    """The step that follows `step` for one weight (row, column) in LaTeX: its gradient, then its change."""
    i, j = place
    before, rate, count = float(training.kernels[step][place]), number(training.learning_rate), problem.target.size
    slope = float(problem.gradient(training.kernels[step])[place])
    after = number(float(training.kernels[step + 1][place]))
    mean, previous = float(training.means[step + 1][place]), float(training.means[step][place])
    at = f"[{i}, {j}]"
    old, new = (rf"w_{{{k}}}{at}" for k in (step, step + 1))
    lines = [
        rf"g{at} = \frac{{2}}{{N}} \sum_{{r, q}} \big(y[r, q] - t[r, q]\big)\; x[r + {i}, q + {j}]",
        rf"g{at} = \frac{{2}}{{{grouped(count)}}} \cdot {factor(slope * count / 2)} = {number(slope)}",
    ]
    if training.optimizer == "gradient descent":
        return [*lines, rf"{new} = {old} - \eta\, g{at} = {number(before)} - {rate} \cdot {factor(slope)} = {after}"]
    if training.optimizer == "momentum":
        return [
            *lines,
            rf"v_{{{step + 1}}} = {MOMENTUM}\, v_{{{step}}} + g{at} = {MOMENTUM} \cdot {factor(previous)} + "
            rf"{factor(slope)} = {number(mean)}",
            rf"{new} = {old} - \eta\, v_{{{step + 1}}} = {number(before)} - {rate} \cdot {factor(mean)} = {after}",
        ]
    square, earlier = (float(training.squares[k][place]) for k in (step + 1, step))
    fair = [value / (1 - beta ** (step + 1)) for value, beta in zip((mean, square), BETAS, strict=True)]
    means = zip("mv", ("g", "g^2"), BETAS, (previous, earlier), (slope, slope**2), fair, strict=True)
    for name, what, beta, past, now, corrected in means:
        new_share, count_of = f"{1 - beta:.1g}", step + 1
        lines += [
            rf"\hat {name} = \frac{{{beta}\, {name}_{{{step}}} + {new_share}\, {what}}}{{1 - {beta}^{{{count_of}}}}} = "
            rf"\frac{{{beta} \cdot {factor(past)} + {new_share} \cdot {factor(now)}}}{{{1 - beta**count_of:.4g}}} = "
            rf"{number(corrected)}"
        ]
    return [
        *lines,
        rf"{new} = {old} - \eta\, \frac{{\hat m}}{{\sqrt{{\hat v}} + 10^{{-8}}}} = {number(before)} - {rate} \cdot "
        rf"\frac{{{number(fair[0])}}}{{\sqrt{{{number(fair[1])}}} + 10^{{-8}}}} = {after}",
    ]
