"""Questions of lesson 4.1, LeNet-5."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say
from cnnviz.writing.tex import grouped


def side_of_the_last_maps(rng: random.Random) -> Question:
    """Convolution, pooling, convolution, pooling."""
    k = rng.choice((3, 5, 7))
    last = rng.randint(2, 120)
    n = (2 * last + k - 1) * 2 + k - 1
    first, half = n - k + 1, (n - k + 1) // 2
    second = half - k + 1
    answer = second // 2
    slips: list[tuple[Answer, str]] = [
        (second, "You forgot the second pooling."),
        (n // 4, say("Without padding every convolution takes {lost} pixels away.", lost=k - 1)),
        (half, "That is behind the first pooling: a convolution and a pooling follow."),
        ((first - k + 1) // 2, "You forgot the first pooling."),
        (((n - k) // 2 - k) // 2, "A convolution without padding leaves n − k + 1 pixels, not n − k."),
    ]
    text = say(
        "A picture of {n} × {n} pixels goes through a convolution {k} × {k} without padding, pooling 2 × 2 with "
        "stride 2, and once more through such a convolution and such a pooling. How many pixels a side have the last "
        "maps?",
        n=n,
        k=k,
    )
    working = say(
        "${n} - {k} + 1 = {first}$, halved {half}; ${half} - {k} + 1 = {second}$, halved {answer}.",
        n=n, k=k, first=first, half=half, second=second, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="pixels", given={"n": n, "k": k})


def parameters_of_the_second_convolution(rng: random.Random) -> Question:
    """(k k f1 + 1) f2."""
    k = rng.choice((3, 5))
    f1, f2 = rng.sample(range(4, 33), 2)
    answer = (k * k * f1 + 1) * f2
    slips: list[tuple[Answer, str]] = [
        (k * k * f1 * f2, "You forgot the biases: one for each filter."),
        ((k * k + 1) * f2, say("Every filter reads all {first} maps of the layer before.", first=f1)),
        ((k * k + 1) * f1 * f2, "A filter has one bias, not one for each map it reads."),
        (
            (k * k * f2 + 1) * f1,
            say("The other way round: it reads {first} maps and has {second} filters.", first=f1, second=f2),
        ),
    ]
    text = say(
        "In a network like LeNet-5 the first convolution has {first} filters and the second {second} filters of "
        "size {k} × {k}, each of which reads all maps of the first. How many parameters has the second, with biases?",
        first=f1, second=f2, k=k,
    )  # fmt: skip
    working = f"$({k} \\cdot {k} \\cdot {f1} + 1) \\cdot {f2} = {grouped(answer)}$."
    return ask(text, answer, working, slips, unit="parameters", difficulty=2, given={"k": k, "f1": f1, "f2": f2})


def parameters_of_the_dense_layers(rng: random.Random) -> Question:
    """Three dense layers behind flatten."""
    maps, side = rng.choice((8, 12, 16, 20)), rng.choice((3, 4, 5, 6))
    u1, u2 = 4 * rng.randint(20, 40), 4 * rng.randint(8, 19)
    inputs = maps * side * side
    parts = (inputs + 1) * u1, (u1 + 1) * u2, (u2 + 1) * 10
    answer = sum(parts)
    slips: list[tuple[Answer, str]] = [
        (answer - u1 - u2 - 10, "You forgot the biases."),
        (parts[0], "That is the first of three dense layers."),
        (parts[0] + parts[1], "The last layer, to the 10 scores, learns, too."),
        (
            (maps + 1) * u1 + parts[1] + parts[2],
            say("Flatten gives {inputs} numbers: all pixels of all maps.", inputs=inputs),
        ),
        (answer - 3, "Every unit has its own bias."),
    ]
    text = say(
        "At the end of a network like LeNet-5 {maps} maps of {side} × {side} pixels are flattened. Dense layers with "
        "{first}, {second} and 10 units follow, all with biases. How many parameters do these three have?",
        maps=maps, side=side, first=u1, second=u2,
    )  # fmt: skip
    working = say(
        "Flatten gives ${maps} \\cdot {side} \\cdot {side} = {inputs}$ numbers. "
        "$({inputs} + 1) \\cdot {units} = {first}$, $({units} + 1) \\cdot {more_units} = {second}$, "
        "$({more_units} + 1) \\cdot 10 = {third}$: "
        "${first} + {second} + {third} = {answer}$.",
        maps=maps, side=side, inputs=inputs, units=u1, first=grouped(parts[0]), more_units=u2, second=grouped(parts[1]),
        third=grouped(parts[2]), answer=grouped(answer),
    )  # fmt: skip
    given = {"maps": maps, "side": side, "units": (u1, u2)}
    return ask(text, answer, working, slips, unit="parameters", difficulty=3, given=given)


GENERATORS = (side_of_the_last_maps, parameters_of_the_second_convolution, parameters_of_the_dense_layers)
