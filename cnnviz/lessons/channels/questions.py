"""Questions of lesson 2.6, channels."""

import random
from collections.abc import Sequence

from cnnviz.geometry import output_size
from cnnviz.geometry.layer import convolution_multiply_adds, convolution_parameters
from cnnviz.lessons.question import Answer, Matrix, Question, ask
from cnnviz.lessons.small_matrices import draw, draw_kernel, named, sum_of_products
from cnnviz.words import joined, say, several
from cnnviz.writing.tex import bracketed, grouped


def sum_with_bias(rng: random.Random) -> Question:
    """One output value over two or three channels."""
    count, bias = rng.randint(2, 3), rng.choice((-4, -3, -2, 2, 3, 4, 5))
    pixels = tuple(draw(rng, 2, 2, 0, 6) for _ in range(count))
    kernel = tuple(draw_kernel(rng, 2, 2) for _ in range(count))
    parts, reused = _partial_results(pixels, kernel), _partial_results(pixels, kernel[:1] * count)
    answer = sum(parts) + bias
    slips: list[tuple[Answer, str]] = [
        (sum(parts), say("You forgot the bias {bias}.", bias=bias)),
        (
            sum(parts) + count * bias,
            "You added the bias once per channel: it is added once, to the whole sum.",
        ),
        (sum(parts) - bias, "You subtracted the bias: it is added."),
        (parts[0] + bias, "That is channel 0 only: the partial results of all channels are added."),
        (
            sum(reused) + bias,
            "You used the slice of channel 0 on every channel: each channel has its own slice.",
        ),
    ]
    shown = "".join(named(**{f"X_{c}": pixels[c], f"K_{c}": kernel[c]}) for c in range(count))
    text = say(
        "A kernel lies on a window of an image with {count} channels, not turned, as in a CNN layer. "
        "The window $X_c$ and the kernel slice $K_c$ of each channel:{shown}"
        "The bias is ${bias}$. What is the output value (before any activation)?",
        count=count, shown=shown, bias=bias,
    )  # fmt: skip
    lines = [
        say("Channel {c}: ${products}$", c=c, products=sum_of_products(pixels[c], kernel[c], parts[c]))
        for c in range(count)
    ]
    added = " + ".join(map(bracketed, [*parts, bias]))
    working = joined(
        [*lines, say("Channels and bias together: ${added} = {answer}$", added=added, answer=answer)], "\n\n"
    )
    given = {"pixels": pixels, "kernel": kernel, "bias": bias}
    return ask(text, answer, working, slips, given=given)


def output_shape(rng: random.Random) -> Question:
    """The shape of the output of a convolutional layer."""
    channels, filters = rng.sample((1, 2, 3, 4, 6, 8, 16, 32), 2)
    k = rng.randint(2, 7)
    h, w = rng.sample(range(k + 2, 40), 2)
    out_h, out_w = output_size((h, w), (k, k))
    slips: list[tuple[Answer, str]] = [
        (
            (channels, out_h, out_w),
            "You kept the channels of the input: a filter adds up over all of them, and gives one channel.",
        ),
        (
            (filters * channels, out_h, out_w),
            "You counted a feature map per filter and channel: a filter adds its channels up to one.",
        ),
        ((filters, h, w), say("You forgot that without padding a {k} × {k} kernel shrinks height and width.", k=k)),
        ((filters, h - k, w - k), "Off by one: the kernel has n − k + 1 places along an axis, not n − k."),
        ((filters, k, k), "That is the size of the kernel, not the number of places it has on the image."),
        ((out_h, out_w, filters), "Those are the right numbers, but PyTorch writes the channels first."),
    ]
    text = say(
        "An image with {channels}, {h} pixels high and {w} pixels wide, goes "
        "through a convolutional layer with {filters} of size {k} × {k}, "
        "stride 1, no padding. What is the shape of the output? Type channels × height × width.",
        channels=several("{n} channel", "{n} channels", channels), h=h, w=w,
        filters=several("{n} filter", "{n} filters", filters), k=k,
    )  # fmt: skip
    working = say(
        "One feature map per filter makes {channels}. Height and width: "
        "${h} - {k} + 1 = {out_h}$ and ${w} - {k} + 1 = {out_w}$.",
        channels=several("{n} channel", "{n} channels", filters), h=h, k=k, out_h=out_h, w=w, out_w=out_w,
    )  # fmt: skip
    given = {"in_channels": channels, "out_channels": filters, "size": (h, w), "kernel": k}
    return ask(text, (filters, out_h, out_w), working, slips, says_how=True, given=given)


def parameters(rng: random.Random) -> Question:
    """How many parameters a convolutional layer has."""
    c_in, c_out = rng.sample((2, 3, 4, 6, 8, 10, 16, 20, 32, 64), 2)
    k, n = rng.choice((1, 2, 3, 5, 7)), rng.randint(16, 64)
    out = output_size(n, k)
    weights = k * k * c_in * c_out
    answer = convolution_parameters((k, k), c_in, c_out)
    slips: list[tuple[Answer, str]] = [
        (weights, "You forgot the biases: there is one for each filter."),
        (
            (k * k + 1) * c_out,
            say("You forgot the channels: each filter has one {k} × {k} slice for each of {c_in}.", k=k, c_in=c_in),
        ),
        (k * k * c_in + 1, say("That is one filter: the layer has {c_out}.", c_out=c_out)),
        (weights + 1, "You counted one bias for the whole layer: there is one for each filter."),
        (
            weights + c_out * out * out,
            "You counted the bias once per output pixel: all of a feature map share one.",
        ),
        ((k * k + 1) * c_in * c_out, "You counted one bias per kernel slice: there is one for each filter."),
        (weights + c_in, "You counted one bias per input channel: there is one for each filter."),
    ]
    text = say(
        "A convolutional layer has {c_in} input channels and {c_out} filters of size {k} × {k}, with "
        "biases. It runs on images of {n} × {n} pixels, stride 1, no padding. How many parameters does it "
        "learn?",
        c_in=c_in, c_out=c_out, k=k, n=n,
    )  # fmt: skip
    working = say(
        "Each filter has ${k} \\cdot {k} \\cdot {c_in} = {weights}$ weights and one bias, "
        "whatever the size of the image. All filters: $({weights} + 1) \\cdot {c_out} = "
        "{answer}$.",
        k=k, c_in=c_in, weights=grouped(k * k * c_in), c_out=c_out, answer=grouped(answer),
    )  # fmt: skip
    given = {"in_channels": c_in, "out_channels": c_out, "kernel": k, "size": n}
    return ask(text, answer, working, slips, unit="parameters", difficulty=2, given=given)


def multiply_adds(rng: random.Random) -> Question:
    """How many multiply-adds a convolutional layer takes."""
    c_in, c_out = rng.sample((2, 3, 4, 5, 6, 8, 10), 2)
    k = rng.randint(2, 5)
    n = rng.randint(k + 3, 20)
    out = output_size(n, k)
    answer = convolution_multiply_adds((n, n), (k, k), in_channels=c_in, out_channels=c_out)
    per_value, values = k * k * c_in, c_out * out * out
    slips: list[tuple[Answer, str]] = [
        (k * k * values, say("You forgot the input channels: each output value adds up over all {c_in}.", c_in=c_in)),
        (per_value * out * out, say("That is one filter: the layer has {c_out}.", c_out=c_out)),
        (
            per_value * c_out * n * n,
            say("Without padding the output has {out} × {out} places, not {n} × {n}.", out=out, n=n),
        ),
        (
            per_value * c_out * (n - k) ** 2,
            "Off by one: the kernel has n − k + 1 places along an axis, not n − k.",
        ),
        (
            per_value * c_out,
            "That is the number of weights: each is used once for every place of the kernel.",
        ),
        (
            values,
            say("That is the number of output values; each takes {k} · {k} · {c_in} multiply-adds.", k=k, c_in=c_in),
        ),
    ]
    text = say(
        "An image with {c_in} channels of {n} × {n} pixels goes through a convolutional layer with {c_out} "
        "filters of size {k} × {k}, stride 1, no padding, no bias. How many multiply-adds does that take? "
        "(A product and its addition count as one.)",
        c_in=c_in, n=n, c_out=c_out, k=k,
    )  # fmt: skip
    working = say(
        "The output has ${c_out} \\cdot {out} \\cdot {out} = {values}$ values, and each takes "
        "${k} \\cdot {k} \\cdot {c_in} = {per_value}$ multiply-adds: "
        "${values} \\cdot {per_value} = {answer}$.",
        c_out=c_out, out=out, values=grouped(values), k=k, c_in=c_in, per_value=per_value, answer=grouped(answer),
    )  # fmt: skip
    given = {"in_channels": c_in, "out_channels": c_out, "kernel": k, "size": n}
    return ask(text, answer, working, slips, unit="multiply-adds", difficulty=3, given=given)


def _partial_results(pixels: Sequence[Matrix], kernel: Sequence[Matrix]) -> list[int]:
    """What each kernel slice gives on the window of its channel."""
    from cnnviz.convolution import channel_responses  # here because it imports torch

    return [round(value) for value in channel_responses(pixels, kernel).flatten().tolist()]


GENERATORS = (sum_with_bias, output_shape, parameters, multiply_adds)
