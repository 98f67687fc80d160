"""Questions of lesson 5.3, overfitting: the gap, what one picture weighs, the best epoch, and the parameters to fit."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say


def generalisation_gap(rng: random.Random) -> Question:
    """Training accuracy minus validation accuracy, from counts of right answers."""
    train, validation = rng.choice((50, 100, 200)), rng.choice((25, 50))
    seen = rng.randrange(train * 8 // 10, train + 1)
    new = rng.randrange(validation * 4 // 10, validation * 7 // 10)
    a, b = 100 * seen / train, 100 * new / validation
    slips: list[tuple[Answer, str]] = [
        (b - a, "The gap is training minus validation accuracy: it is positive where a network overfits."),
        (float(seen - new), "The two sets have different sizes: turn the counts into per cent first."),
        (a, "That is the training accuracy: subtract the validation accuracy."),
        (b, "That is the validation accuracy: the gap is how far it lies below the training accuracy."),
        (a - b + 10, "Divide once more: right answers by pictures, times 100."),
    ]
    text = say(
        "A network is right on {seen} of {train} training pictures and on {new} of {validation} validation pictures. "
        "How large is the gap between the two accuracies, in points of per cent?",
        seen=seen, train=train, new=new, validation=validation,
    )  # fmt: skip
    working = say(
        "Training: $100 \\cdot {seen} / {train} = {training:g}$. Validation: $100 \\cdot {new} / {validation} = "
        "{unseen:g}$. Gap: ${training:g} - {unseen:g} = {gap:g}$.",
        seen=seen, train=train, training=a, new=new, validation=validation, unseen=b, gap=a - b,
    )  # fmt: skip
    given = {"seen": seen, "train": train, "new": new, "validation": validation}
    return ask(text, a - b, working, slips, given=given)


def best_epoch(rng: random.Random) -> Question:
    """The epoch with the lowest validation loss, after which the network overfits."""
    count, turn = 6, rng.randrange(1, 5)
    validation = [rng.randrange(40, 60)]
    for epoch in range(1, count):
        validation.append(validation[-1] + rng.randrange(2, 7) * (-1 if epoch <= turn else 1))
    training = [rng.randrange(70, 80)]
    for _ in range(1, count):
        training.append(training[-1] - rng.randrange(5, 12))
    answer = validation.index(min(validation)) + 1
    slips: list[tuple[Answer, str]] = [
        (count, "There the training loss is lowest, which says nothing about new pictures."),
        (answer - 1, "Epochs are counted from 1, and the first value is that of epoch 1."),
        (validation.index(max(validation)) + 1, "There the validation loss is highest."),
        (answer + 1, "There the validation loss has begun to rise."),
    ]
    text = say(
        "After epochs 1 to {count} the training loss is {training}, the validation loss "
        "{validation} (in hundredths). The weights of which epoch should be kept?",
        count=count, training=_listed(training), validation=_listed(validation),
    )  # fmt: skip
    lowest = min(validation)
    working = say(
        "The validation loss decides. It is lowest, ${lowest} / 100 = {loss:g}$, after epoch {answer}; "
        "later "
        "it rises while the training loss still falls: the network overfits.",
        lowest=lowest, loss=lowest / 100, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, given={"training": tuple(training), "validation": tuple(validation)})


def one_picture_weighs(rng: random.Random) -> Question:
    """By how much one validation picture changes the accuracy."""
    pictures, more = rng.randrange(20, 401), rng.choice((2, 3, 4, 5))
    answer = 100 * more / pictures
    slips: list[tuple[Answer, str]] = [
        (more / pictures, "That is the share: times 100 it is per cent."),
        (100 / pictures, say("That is what one picture weighs: there are {more}.", more=more)),
        (float(more), "A picture is not a point of per cent: divide by the number of pictures."),
        (pictures / more, "Divide the other way round, and multiply by 100."),
        (answer + 1, "Divide once more."),
    ]
    text = say(
        "Accuracy is measured on {pictures} validation pictures. By how many points of per cent does it rise if the "
        "network is right on {more} more of them?",
        pictures=pictures,
        more=more,
    )
    working = f"$100 \\cdot {more} / {pictures} = {answer:.5g}$"
    return ask(text, answer, working, slips, given={"pictures": pictures, "more": more})


def parameters_to_fit(rng: random.Random) -> Question:
    """Parameters of a dense network that learns from few pictures."""
    side, units, classes = rng.choice((8, 12, 16)), rng.choice((16, 32, 48, 64, 128)), rng.choice((2, 3, 6, 10))
    inputs = side * side
    examples = classes * rng.choice((2, 5, 10, 20))
    answer = (inputs + 1) * units + (units + 1) * classes
    slips: list[tuple[Answer, str]] = [
        (inputs * units + units * classes, "Each unit has a bias as well."),
        ((inputs + 1) * units, "The output layer has parameters as well."),
        ((side + 1) * units + (units + 1) * classes, "A picture has side times side pixels."),
        (answer * examples, "The examples share the parameters: their number does not count here."),
        (answer + classes, "Add the parameters of both layers once more."),
    ]
    text = say(
        "Pictures of {side} × {side} grey pixels go through a dense layer of {units} units and a dense output layer "
        "of {classes} units, both with biases. How many parameters are fitted to {examples} pictures?",
        side=side, units=units, classes=classes, examples=examples,
    )  # fmt: skip
    working = f"$({side} \\cdot {side} + 1) \\cdot {units} + ({units} + 1) \\cdot {classes} = {answer}$"
    given = {"side": side, "units": units, "classes": classes, "examples": examples}
    return ask(text, answer, working, slips, unit="parameters", difficulty=2, given=given)


def _listed(values: list[int]) -> str:
    return ", ".join(map(str, values))


GENERATORS = (generalisation_gap, one_picture_weighs, best_epoch, parameters_to_fit)
