"""Questions of lesson 2.8, the 1×1 convolution."""

import random

from cnnviz.geometry.layer import convolution_multiply_adds, convolution_parameters
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say
from cnnviz.writing.tex import bracketed, grouped

COLOURS = ("red", "green", "blue")


def mixed_pixel(rng: random.Random) -> Question:
    """One output value of a 1×1 convolution."""
    pixel = rng.sample(range(1, 10), 3)
    weights = rng.sample((-3, -2, -1, 1, 2, 3), 3)
    bias = rng.choice((-4, -2, 2, 3, 5))
    products = [p * w for p, w in zip(pixel, weights, strict=True)]
    answer = sum(products) + bias
    slips: list[tuple[Answer, str]] = [
        (sum(products), say("You forgot the bias {bias}.", bias=bias)),
        (sum(products) + 3 * bias, "You added the bias once per channel: it is added once, to the sum."),
        (sum(pixel) + sum(weights) + bias, "Each channel is multiplied with its weight, not added to it."),
        (products[0] + bias, "That is the red channel only: the products of all channels are added."),
        (sum(pixel) + bias, "You forgot the weights."),
    ]
    text = say(
        "A pixel has the values red {red}, green {green}, blue {blue}. A 1×1 filter has the weights "
        "{for_red} for red, {for_green} for green, {for_blue} for blue and the bias {bias}. "
        "What is its output at this pixel?",
        red=pixel[0], green=pixel[1], blue=pixel[2], for_red=weights[0], for_green=weights[1],
        for_blue=weights[2], bias=bias,
    )  # fmt: skip
    terms = " + ".join(rf"{p} \cdot {bracketed(w)}" for p, w in zip(pixel, weights, strict=True))
    working = f"${terms} + {bracketed(bias)} = {answer}$"
    given = {"pixel": tuple(pixel), "weights": tuple(weights), "bias": bias}
    return ask(text, answer, working, slips, given=given)


def reduced_shape(rng: random.Random) -> Question:
    """The shape after a 1×1 convolution."""
    c_in = rng.choice((16, 32, 64, 96, 128, 192, 256, 480, 512))
    c_out = rng.choice((8, 12, 24, 48, 80, 100))
    n = rng.choice((7, 13, 14, 20, 27, 28, 35, 55, 56))
    slips: list[tuple[Answer, str]] = [
        ((c_in, n, n), "The number of channels becomes the number of filters."),
        ((c_in * c_out, n, n), "Each filter adds up over all channels: it gives one map."),
        ((c_out, 1, 1), "The filter is 1×1, not its output: it runs over every pixel."),
        ((c_out, n - 1, n - 1), "A 1×1 filter fits at every pixel: n − 1 + 1 = n places."),
        ((n, n, c_out), "Those are the right numbers, but the channels come first here."),
    ]
    text = say(
        "A volume with {c_in} channels of {n} × {n} goes through {c_out} filters of 1 × 1, stride 1, no padding. "
        "What is the shape of the output? Type channels × height × width.",
        c_in=c_in, n=n, c_out=c_out,
    )  # fmt: skip
    working = say(
        "One channel for each filter: {c_out}. Height and width: $n - k + 1 = {n} - 1 + 1 = {n}$.", c_out=c_out, n=n
    )
    given = {"in_channels": c_in, "out_channels": c_out, "size": (n, n), "kernel": 1}
    return ask(text, (c_out, n, n), working, slips, says_how=True, given=given)


def pointwise_parameters(rng: random.Random) -> Question:
    """Parameters of a 1×1 convolution."""
    c_in = rng.choice((16, 24, 32, 64, 96, 128, 192, 256))
    c_out = rng.choice((8, 10, 20, 40, 48, 80, 100))
    n = rng.choice((7, 14, 28, 56))
    answer = convolution_parameters((1, 1), c_in, c_out)
    slips: list[tuple[Answer, str]] = [
        (c_in * c_out, "You forgot the biases: there is one for each filter."),
        (2 * c_out, "Each filter has a weight for every input channel, not one in all."),
        (c_in * c_out + c_in, "There is one bias for each filter, not for each input channel."),
        (c_in * c_out + 1, "There is one bias for each filter, not one in all."),
        (answer * n * n, "The same filter is used at every pixel: the size of the volume does not matter."),
        (c_in * c_out * n * n, "That is the number of multiply-adds."),
    ]
    text = say(
        "How many parameters has a 1×1 convolution with biases that turns a volume of {n} × {n} pixels and {c_in} "
        "channels into one of {c_out} channels?",
        n=n, c_in=c_in, c_out=c_out,
    )  # fmt: skip
    working = say(
        "Each filter has {c_in} weights and a bias: $({c_in} + 1) \\cdot {c_out} = {product}$.",
        c_in=c_in, c_out=c_out, product=grouped(answer),
    )  # fmt: skip
    given = {"in_channels": c_in, "out_channels": c_out, "kernel": 1, "size": n}
    return ask(text, answer, working, slips, unit="parameters", difficulty=2, given=given)


def dense_as_convolution(rng: random.Random) -> Question:
    """The weights of a dense layer that is written as a convolution."""
    channels, units = rng.sample((4, 6, 8, 10, 16, 20, 32), 2)
    h, w = rng.sample((3, 4, 5, 6, 7), 2)
    total = channels * h * w * units
    slips: list[tuple[Answer, str]] = [
        ((units, channels, 1, 1), "A 1×1 kernel sees one pixel; this dense layer sees the whole volume."),
        ((channels, units, h, w), "The units are the filters, which PyTorch lists first."),
        ((units, channels, w, h), "Height comes before width."),
        ((units, 1, h, w), "Each filter has a slice for every channel."),
    ]
    text = say(
        "A dense layer with {units} units sees all values of a volume with {channels} channels of {h} × {w} "
        "(height × width). Which shape has the weight of the `torch.nn.Conv2d` that gives the same {units} numbers? "
        "Type the four numbers with a × between them.",
        units=units, channels=channels, h=h, w=w,
    )  # fmt: skip
    working = say(
        "Each unit becomes a filter that covers the whole volume. As many weights as before: "
        "${units} \\cdot {channels} \\cdot {h} \\cdot {w} = {units} \\cdot {values} = {weights}$.",
        units=units, channels=channels, h=h, w=w, values=channels * h * w, weights=grouped(total),
    )  # fmt: skip
    given = {"channels": channels, "units": units, "height": h, "width": w}
    return ask(text, (units, channels, h, w), working, slips, difficulty=2, says_how=True, given=given)


def bottleneck_multiply_adds(rng: random.Random) -> Question:
    """Multiply-adds of a 1×1 bottleneck and the convolution behind it."""
    n, k = rng.choice((7, 14, 20, 28)), rng.choice((3, 5))
    c_in, between, c_out = rng.choice((64, 100, 128, 192)), rng.choice((8, 10, 16)), rng.choice((20, 32, 40))
    first = convolution_multiply_adds((n, n), (1, 1), in_channels=c_in, out_channels=between)
    second = convolution_multiply_adds((n, n), (k, k), in_channels=between, out_channels=c_out, padding="same")
    direct = convolution_multiply_adds((n, n), (k, k), in_channels=c_in, out_channels=c_out, padding="same")
    answer = first + second
    slips: list[tuple[Answer, str]] = [
        (second, "That is the second layer only: the 1×1 convolution multiplies too."),
        (first, "That is the 1×1 convolution only."),
        (direct, "That is without the bottleneck."),
        (first * second, "The costs of two layers are added, not multiplied."),
        (answer // (n * n), "That is for one pixel."),
        (between * n * n + second, "Each value of the bottleneck adds up over all input channels."),
    ]
    text = say(
        "A volume of {n} × {n} pixels and {c_in} channels is first reduced to {between} channels by a 1×1 "
        "convolution; then {c_out} filters of {k} × {k} run over it with padding that keeps the size. How many "
        "multiply-adds do both layers take? (No bias.)",
        n=n, c_in=c_in, between=between, c_out=c_out, k=k,
    )  # fmt: skip
    working = say(
        "Reduction: ${n} \\cdot {n} \\cdot {c_in} \\cdot {between} = {reduction}$.\n\n"
        "Then: ${n} \\cdot {n} \\cdot {k} \\cdot {k} \\cdot {between} \\cdot {c_out} = {rest}$.\n\n"
        "Both: ${reduction} + {rest} = {answer}$; without the bottleneck it were {direct:,}.",
        n=n, c_in=c_in, between=between, reduction=grouped(first), k=k, c_out=c_out, rest=grouped(second),
        answer=grouped(answer), direct=direct,
    )  # fmt: skip
    given = {"n": n, "c_in": c_in, "between": between, "c_out": c_out, "k": k}
    return ask(text, answer, working, slips, unit="multiply-adds", difficulty=3, given=given)


GENERATORS = (mixed_pixel, reduced_shape, pointwise_parameters, dense_as_convolution, bottleneck_multiply_adds)
