"""A whole training and its first step in LaTeX."""

from cnnviz.training.first_step import FirstStep, by_formula
from cnnviz.training.recipe import Recipe, rounds_down, steps_per_epoch
from cnnviz.words import joined
from cnnviz.writing.tex import factor, grouped, number


def explain_run(recipe: Recipe, examples: int) -> list[str]:
    """How many steps the run takes, in LaTeX."""
    each = steps_per_epoch(examples, recipe.batch_size)
    rounded = (r"\lfloor", r"\rfloor") if rounds_down(examples, recipe.batch_size) else (r"\lceil", r"\rceil")
    return [
        rf"\text{{steps}} = \left{rounded[0]} \frac{{N}}{{\text{{batch size}}}} \right{rounded[1]} \cdot "
        rf"\text{{epochs}} = \left{rounded[0]} \frac{{{grouped(examples)}}}{{{recipe.batch_size}}} "
        rf"\right{rounded[1]} \cdot {recipe.epochs} = {each} \cdot {recipe.epochs} = {grouped(each * recipe.epochs)}"
    ]


def letters(recipe: Recipe) -> str:
    """What the letters of the first step stand for, in words."""
    said = [
        "Letters: L is the loss of the batch, w₀ the weight before the step and w₁ behind it, g the derivative of L by "
        "the weight, η the learning rate."
    ]
    if recipe.weight_decay:
        said.append("λ is the weight decay, which pulls the weight towards 0.")
    if recipe.weight_decay and recipe.optimizer != "adamw":
        said.append("g′ is the gradient with this pull.")
    if recipe.optimizer in ("adam", "adamw"):
        said.append(
            "m̂ is Adam's running mean of the gradients and v̂ that of their squares, both corrected because they begin "
            "at 0: in the first step they are the gradient and its square. ε = 10⁻⁸ keeps the division possible where "
            "the gradient is 0."
        )
    return joined(said, " ")


def explain_step(recipe: Recipe, step: FirstStep) -> list[str]:
    """What the first step does to the weight, in LaTeX: the update of its optimiser, in symbols and in numbers."""
    decay, rate, slope = recipe.weight_decay, number(step.rate), step.gradient
    coupled = decay > 0 and recipe.optimizer != "adamw"
    letter = "g'" if coupled else "g"
    lines = [rf"g = \frac{{\partial L}}{{\partial w}} = {number(slope)}"]
    if coupled:
        slope += decay * step.before
        lines += [
            rf"g' = g + \lambda w_0 = {factor(step.gradient)} + {number(decay)} \cdot {factor(step.before)} = "
            rf"{number(slope)}"
        ]
    old, before = "w_0", number(step.before)
    if decay and recipe.optimizer == "adamw":
        old, before = r"(1 - \eta \lambda)\, w_0", rf"(1 - {rate} \cdot {number(decay)}) \cdot {factor(step.before)}"
    after = number(by_formula(recipe, step))
    if recipe.optimizer in ("sgd", "momentum"):
        return [*lines, rf"w_1 = {old} - \eta\, {letter} = {before} - {rate} \cdot {factor(slope)} = {after}"]
    return [
        *lines,
        rf"w_1 = {old} - \eta\, \frac{{\hat m}}{{\sqrt{{\hat v}} + \epsilon}} = {old} - \eta\, "
        rf"\frac{{{letter}}}{{|{letter}| + \epsilon}}",
        rf"w_1 = {before} - {rate} \cdot \frac{{{number(slope)}}}{{{number(abs(slope))} + 10^{{-8}}}} = {after}",
    ]
