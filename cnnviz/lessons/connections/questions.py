"""Questions of lesson 1.2, sparse interactions and parameter sharing."""

import random

from cnnviz.geometry import receptive_field
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.operations.connections import convolution_connections, dense_connections, outputs_per_input
from cnnviz.words import say


def fewer_weights(rng: random.Random) -> Question:
    """How many connections a 1-D convolution has."""
    k = rng.randint(2, 6)
    n = rng.randint(k + 4, 60)
    answer, outputs = len(convolution_connections(n, k)), n - k + 1
    slips: list[tuple[Answer, str]] = [
        (k, "That is the number of weights: every output has a connection for each of them."),
        (n * k, say("Without padding there are {outputs} outputs, not {n}.", outputs=outputs, n=n)),
        ((n - k) * k, "Off by one: the kernel has n − k + 1 places, not n − k."),
        (len(dense_connections(n, outputs)), "That is a dense layer: here an output sees only its window."),
        (outputs, say("That is the number of outputs: each is connected to {k} inputs.", k=k)),
    ]
    text = say(
        "A convolution over one axis has {n} inputs and a kernel of width {k}, stride 1, no padding. How many "
        "connections (lines between an input and an output) does its graph have?",
        n=n,
        k=k,
    )
    working = say(
        "There are ${n} - {k} + 1 = {outputs}$ outputs with {k} connections each: ${outputs} \\cdot {k} = {answer}$.",
        n=n, k=k, outputs=outputs, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="connections", given={"n": n, "k": k})


def outputs_of_an_input(rng: random.Random) -> Question:
    """How many outputs one input affects, which depends on the border and on the stride."""
    k, s = rng.randint(2, 6), rng.randint(1, 3)
    n, p = rng.randint(k + 3, 20), rng.randint(0, k // 2)
    unit = rng.choice((0, 1, 2, n // 2, n - 2, n - 1))
    answer = outputs_per_input(convolution_connections(n, k, stride=s, padding=p), n)[unit]
    places = (n + 2 * p - k) // s + 1
    touching = [q for q in range(places) if q * s - p <= unit <= q * s - p + k - 1]
    slips: list[tuple[Answer, str]] = [
        (
            k,
            say(
                "That holds far from the border with stride 1: list the {places} windows and count those with "
                "input {unit}.",
                places=places,
                unit=unit,
            ),
        ),
        (
            -(-k // s),
            say(
                "That is how many there can be at most: near the border some of the {places} windows are missing.",
                places=places,
            ),
        ),
        (k // s, "Count the windows one by one: the kernel need not be a multiple of the stride."),
        (places, "That is the number of outputs: not every window contains this input."),
        (answer + 1, "One too many: check the first and the last window that you counted."),
    ]
    text = say(
        "A convolution over one axis has {n} inputs, numbered from 0, and a kernel of width {k}, stride {s} "
        "and padding {p} (on both sides). How many outputs does input {unit} affect?",
        n=n, k=k, s=s, p=p, unit=unit,
    )  # fmt: skip
    windows = ", ".join(str(q) for q in touching) or "none"
    working = say(
        "There are $({n} + 2 \\cdot {p} - {k}) // {s} + 1 = {places}$ outputs, rounded down. Output $q$ sees "
        "the inputs from $q \\cdot {s} - {p}$ to $q \\cdot {s} - {p} + {k} - 1$. Input {unit} lies in the windows "
        "of the outputs {windows}.",
        n=n, p=p, k=k, s=s, places=places, unit=unit, windows=windows,
    )  # fmt: skip
    return ask(
        text, answer, working, slips, unit="outputs", difficulty=2, given={"n": n, "k": k, "s": s, "p": p, "unit": unit}
    )


def inputs_through_layers(rng: random.Random) -> Question:
    """How many inputs an output sees through several layers."""
    k, layers, d = rng.randint(2, 9), rng.randint(2, 8), rng.randint(1, 5)
    answer = receptive_field([{"kernel": k, "dilation": d}] * layers)[-1].size
    reach = d * (k - 1)
    slips: list[tuple[Answer, str]] = [
        (k * layers, "Windows of neighbouring units overlap: every further layer adds k − 1 inputs, not k."),
        (k**layers, "That would be so if the windows did not overlap: neighbouring units share most of their inputs."),
        (layers * reach, "You forgot the input in the middle: add 1."),
        (1 + layers * (k - 1), say("You forgot the dilation: every layer adds {d} times as much.", d=d)),
        (k, "That is one layer: the units that an output sees have windows themselves."),
        (1 + layers * d * k, "A window of k units has k − 1 gaps, not k."),
    ]
    text = say(
        "{layers} convolutions over one axis follow each other, each with a kernel of width {k}, dilation {d} and "
        "stride 1. How many inputs lie between the first and the last that one output of the last layer sees, both "
        "counted, far from the border?",
        layers=layers, k=k, d=d,
    )  # fmt: skip
    working = say(
        "One layer reaches over ${d} \\cdot ({k} - 1) + 1 = {units}$ units, and each of the {layers} layers "
        "adds "
        "${reach}$: $1 + {layers} \\cdot {reach} = {answer}$.",
        d=d, k=k, units=reach + 1, layers=layers, reach=reach, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="inputs", difficulty=3, given={"k": k, "layers": layers, "d": d})


GENERATORS = (fewer_weights, outputs_of_an_input, inputs_through_layers)
