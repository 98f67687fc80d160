"""Questions of lesson 1.1, dense layers against convolutions."""

import random

from cnnviz.geometry.cost import convolution_cost, dense_cost, locally_connected_cost
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say, several
from cnnviz.writing.tex import grouped


def dense_parameters(rng: random.Random) -> Question:
    """How many parameters a dense layer on an image has."""
    h, w = rng.sample(range(8, 65), 2)
    c, units = rng.choice((1, 3, 4)), rng.choice((10, 20, 50, 100))
    inputs = h * w * c
    answer = dense_cost(inputs, units).parameters
    slips: list[tuple[Answer, str]] = [
        (inputs * units, "You forgot the biases: every unit has one."),
        (inputs * units + 1, "You counted one bias for the whole layer: every unit has one."),
        ((inputs + 1) * units * c, "You counted the channels twice."),
        ((h * w + 1) * units, say("You forgot the channels: the image has {c} values per pixel.", c=c)),
        (inputs + units, "Every unit is connected to every value, so the numbers are multiplied."),
        (inputs, "That is the number of values in the image: every unit has a weight for each of them."),
    ]
    text = say(
        "An image of {h} × {w} pixels with {channels} goes into a dense (fully connected) layer with "
        "{units} units, with biases. How many parameters does the layer learn?",
        h=h, w=w, channels=several("{n} channel", "{n} channels", c), units=units,
    )  # fmt: skip
    working = say(
        "The image has ${h} \\cdot {w} \\cdot {c} = {values}$ values, "
        "and every unit has a weight for each of "
        "them and one bias: $({values} + 1) \\cdot {units} = {answer}$.",
        h=h, w=w, c=c, values=grouped(inputs), units=units, answer=grouped(answer),
    )  # fmt: skip
    given = {"size": (h, w), "in_channels": c, "units": units}
    return ask(text, answer, working, slips, unit="parameters", given=given)


def memory_of_weights(rng: random.Random) -> Question:
    """How many bytes the parameters of a convolution take."""
    c_in, c_out = rng.sample((3, 4, 8, 10, 16, 20, 32, 64), 2)
    k, n = rng.choice((1, 3, 5, 7)), rng.randint(20, 64)
    cost = convolution_cost((n, n), c_in, c_out, k)
    answer, size, values = cost.parameter_bytes, cost.parameters, f"{k} \\cdot {k} \\cdot {c_in}"
    slips: list[tuple[Answer, str]] = [
        (size, "That is the number of parameters: each takes 4 bytes in float32."),
        (4 * (size - c_out), "You forgot the biases: there is one for each filter."),
        (
            4 * ((k * k + 1) * c_out),
            say("You forgot that every filter has a slice for each of the {c_in} channels.", c_in=c_in),
        ),
        (8 * size, "A float32 has 32 bits, so 4 bytes; 8 bytes are a float64."),
        (32 * size, "That is the number of bits: 8 of them are a byte."),
        (4 * cost.outputs, "That is the memory of the output: the parameters do not depend on the image."),
    ]
    text = say(
        "A convolutional layer has {c_in} input channels and {c_out} filters of size {k} × {k}, with biases, and "
        "runs on images of {n} × {n} pixels. How many bytes do its parameters take in float32?",
        c_in=c_in, c_out=c_out, k=k, n=n,
    )  # fmt: skip
    working = say(
        "It has $({values} + 1) \\cdot {c_out} = {parameters}$ parameters, whatever the size of the image, "
        "and each "
        "takes 4 bytes: ${parameters} \\cdot 4 = {bytes}$.",
        values=values, c_out=c_out, parameters=grouped(size), bytes=grouped(answer),
    )  # fmt: skip
    given = {"in_channels": c_in, "out_channels": c_out, "kernel": k, "n": n}
    return ask(text, answer, working, slips, unit="bytes", difficulty=2, given=given)


def sharing_factor(rng: random.Random) -> Question:
    """By which factor sharing the weights reduces their number."""
    h, w = rng.sample(range(12, 65), 2)
    k, c, filters = rng.choice((3, 5, 7)), rng.choice((1, 3)), rng.choice((4, 8, 16))
    separate = locally_connected_cost((h, w), c, filters, k, bias=False).parameters
    shared = convolution_cost((h, w), c, filters, k, bias=False).parameters
    rows, columns = h - k + 1, w - k + 1
    answer = separate // shared
    slips: list[tuple[Answer, str]] = [
        (
            h * w,
            say(
                "Without padding the window has {rows} × {columns} places, not {h} × {w}.",
                rows=rows, columns=columns, h=h, w=w,
            ),
        ),
        (answer * filters, "Both layers have as many filters, so their number cancels."),
        (answer * c, "Both layers have as many channels, so their number cancels."),
        (k * k * c, "That is the number of weights in a window: both layers have as many per output value."),
        (separate, "That is the number of weights without sharing: divide it by the number with sharing."),
        (shared, "That is the number of weights of the convolution: divide the other layer's by it."),
        ((h - k) * (w - k), "Off by one: the window has n − k + 1 places along an axis, not n − k."),
    ]  # fmt: skip
    text = say(
        "A layer with {filters} filters looks at an image of {h} × {w} pixels with {channels} through "
        "windows of {k} × {k} pixels, stride 1, no padding, no bias. First every output value has weights of its own; "
        "then all outputs of a feature map share them, as in a convolution. How many times fewer weights are there?",
        filters=filters, h=h, w=w, channels=several("{n} channel", "{n} channels", c), k=k,
    )  # fmt: skip
    working = say(
        "The window has ${rows} \\cdot {columns} = {answer}$ places. Each place has weights of its own, or all use "
        "the same: ${separate} / {shared} = {answer}$.",
        rows=rows, columns=columns, answer=answer, separate=grouped(separate), shared=grouped(shared),
    )  # fmt: skip
    given = {"filters": filters, "size": (h, w), "in_channels": c, "kernel": k}
    return ask(text, answer, working, slips, difficulty=3, given=given)


GENERATORS = (dense_parameters, memory_of_weights, sharing_factor)
