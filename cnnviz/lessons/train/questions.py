"""Questions of lesson 5.1, training live: steps, accuracy, the loss of one picture, and two steps with momentum."""

import math
import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.small_matrices import displayed, latex
from cnnviz.words import say
from cnnviz.writing.tex import bracketed


def steps_of_a_run(rng: random.Random) -> Question:
    """How many steps of the optimiser a run takes."""
    batch, epochs = rng.choice((16, 20, 32, 50, 64)), rng.randint(2, 12)
    examples = batch * rng.randint(5, 30) + rng.randint(2, batch - 1)
    whole = examples // batch
    answer = (whole + 1) * epochs
    slips: list[tuple[Answer, str]] = [
        (whole * epochs, "The last batch of an epoch is smaller, and it is a step, too: round up."),
        (whole + 1, "That is one epoch: multiply by the number of epochs."),
        (
            math.ceil(examples * epochs / batch),
            "Every epoch ends with a batch of its own: round up before multiplying.",
        ),
        (examples * epochs, "That is how many pictures are seen: a whole batch of them is one step."),
        (batch * epochs, "The batch size says how many pictures make one step: divide by it."),
        (answer + 1, "Work it out once more: batches of an epoch, rounded up, times epochs."),
    ]
    text = say(
        "A network is trained on {examples} pictures with a batch size of {batch} for {epochs} epochs. The last batch "
        "of an epoch may be smaller. How many steps does the optimiser take?",
        examples=examples, batch=batch, epochs=epochs,
    )  # fmt: skip
    working = say(
        "An epoch has $\\left\\lceil \\frac{{{examples}}}{{{batch}}} \\right\\rceil = {batches}$ batches, and "
        "each "
        "is one step: ${batches} \\cdot {epochs} = {answer}$.",
        examples=examples, batch=batch, batches=whole + 1, epochs=epochs, answer=answer,
    )  # fmt: skip
    given = {"examples": examples, "batch": batch, "epochs": epochs}
    return ask(text, answer, working, slips, unit="steps", given=given)


def accuracy_of_a_confusion_matrix(rng: random.Random) -> Question:
    """The accuracy in per cent that a confusion matrix shows."""
    while True:
        matrix = tuple(tuple(rng.randint(5, 20) if r == c else rng.randint(0, 5) for c in range(3)) for r in range(3))
        total = sum(map(sum, matrix))
        right = sum(matrix[place][place] for place in range(3))
        if total in (40, 50, 80) and right < total:
            break
    answer = 100 * right / total
    slips: list[tuple[Answer, str]] = [
        (100 - answer, "That is the share of mistakes: the right answers stand on the diagonal."),
        (100 * matrix[0][0] / sum(matrix[0]), "That is the accuracy of the first class alone: use the whole diagonal."),
        (float(right), "That is how many are right: divide by the number of all pictures."),
        (100 * matrix[0][0] / total, "Add up the whole diagonal, not only its first number."),
        (answer / 100, "That is the share itself: give it in per cent."),
        (answer + 1, "Add the diagonal and all nine numbers once more."),
    ]
    text = say(
        "A network has been asked about all validation pictures; true class down, predicted class across:"
        "{matrix}What is its accuracy in per cent?",
        matrix=displayed(latex(matrix)),
    )
    diagonal = " + ".join(str(matrix[place][place]) for place in range(3))
    working = say(
        "Right are those on the diagonal: ${diagonal} = {right}$. All nine numbers add up to {total}: "
        "$100 \\cdot {right} / {total} = {answer:g}$.",
        diagonal=diagonal, right=right, total=total, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="%", difficulty=2, given={"matrix": matrix})


def loss_of_a_picture(rng: random.Random) -> Question:
    """The cross-entropy of one picture, from the network's probabilities."""
    parts = rng.sample(range(5, 60, 5), 3)
    while sum(parts) >= 100 or 100 - sum(parts) in parts:
        parts = rng.sample(range(5, 60, 5), 3)
    percents = (*parts, 100 - sum(parts))
    true = rng.randint(1, 4)
    share = percents[true - 1] / 100
    answer = -math.log(share)
    largest = max(percents) / 100
    slips: list[tuple[Answer, str]] = [
        (-math.log(largest), "The loss asks for the probability of the true class, not for the largest one."),
        (-math.log2(share), "Take the natural logarithm, as PyTorch does; this is the one to base 2."),
        (-math.log10(share), "Take the natural logarithm, as PyTorch does; this is the one to base 10."),
        (math.log(share), "The loss is minus the logarithm, so that it is never negative."),
        (1 - share, "The loss is minus the natural logarithm of the probability of the true class."),
        (answer + 1, "Work it out once more: minus the natural logarithm of the probability of the true class."),
    ]
    listed = ", ".join(f"{percent} %" for percent in percents)
    text = say(
        "A network gives the four classes 1, 2, 3 and 4 the probabilities {listed}. The picture shows class {true}. "
        "What is the cross-entropy loss of this picture?",
        listed=listed,
        true=true,
    )
    working = say(
        "The network gives the true class ${percents} / 100 = {share:g}$, and the loss is "
        "$-\\ln {share:g} = {answer:.4g}$.",
        percents=percents[true - 1], share=share, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=2, given={"percents": percents, "true": true})


def two_steps_with_momentum(rng: random.Random) -> Question:
    """One weight after two steps of gradient descent with momentum 0.9."""
    parts = rng.choice((10, 20))
    first, second = rng.sample([g for g in range(-9, 10) if abs(g) > 1], 2)
    weight = rng.randint(-3, 3)
    velocity = 0.9 * first + second
    middle = weight - first / parts
    answer = middle - velocity / parts
    slips: list[tuple[Answer, str]] = [
        (middle - second / parts, "Momentum adds 0.9 times the last step's direction to the second gradient."),
        (weight - velocity / parts, "That is the second step alone: the first one has been done before it."),
        (middle + velocity / parts, "Each step goes against its direction: subtract."),
        (middle - 0.9 * (first + second) / parts, "Only the old direction is multiplied by 0.9, the gradient is not."),
        (weight - (first + velocity), "Multiply each step by the learning rate."),
        (answer + 1, "Work it out once more, one step after the other."),
    ]
    text = say(
        "A weight is $w_0 = {weight}$. Gradient descent with momentum 0.9 (in PyTorch's way, beginning at rest) and "
        "the learning rate $\\frac{{1}}{{{parts}}}$ meets the gradient {first} in the first step and {second} in the "
        "second. What is the weight after both steps?",
        weight=weight, parts=parts, first=first, second=second,
    )  # fmt: skip
    working = say(
        "First step: $w_1 = {weight} - {first} / {parts} = {middle:g}$\n\n"
        "Second step: $v = 0.9 \\cdot {first} + {second} = {velocity:g}$ and "
        "$w_2 = {middle:g} - {step} / {parts} = {answer:g}$",
        weight=weight, first=bracketed(first), parts=parts, middle=middle, second=bracketed(second),
        velocity=velocity, step=bracketed(f"{velocity:g}"), answer=answer,
    )  # fmt: skip
    given = {"w": weight, "gradients": (first, second), "parts": parts}
    slips = [(round(float(value), 9), sentence) for value, sentence in slips]  # type: ignore[arg-type]
    return ask(text, round(answer, 9), working, slips, difficulty=3, given=given)


GENERATORS = (steps_of_a_run, accuracy_of_a_confusion_matrix, loss_of_a_picture, two_steps_with_momentum)
