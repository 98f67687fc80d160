"""Questions of lesson 2.12, one whole layer."""

import random

from cnnviz.geometry import output_size
from cnnviz.geometry.layer import convolution_multiply_adds, convolution_parameters
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.small_matrices import cross_correlated, draw, draw_kernel, named, sum_of_products
from cnnviz.words import say
from cnnviz.writing.tex import bracketed, grouped


def value_after_relu(rng: random.Random) -> Question:
    """One value of a layer: products, bias, ReLU."""
    pixels, kernel = draw(rng, 2, 2, 0, 6), draw_kernel(rng, 2, 2)
    total = cross_correlated(pixels, kernel)[0][0][0]
    bias = rng.choice([b for b in range(-8, 9) if b not in (0, -total)])
    before = total + bias
    answer = max(0, before)
    slips: list[tuple[Answer, str]] = [
        (before, "That is before the ReLU: a negative value becomes 0."),
        (max(0, total), say("You forgot the bias {bias}.", bias=bias)),
        (max(0, total) + bias, "The bias is added before the activation, not after it."),
        (abs(before), "A ReLU sets negative values to 0; it does not drop their sign."),
        (max(0, total - bias), "You subtracted the bias: it is added."),
        (answer + 1, "Work out the four products once more."),
    ]
    text = say(
        "A layer's kernel $K$ lies on the window $X$, not turned:{matrices}"
        "The bias is ${bias}$, the activation a ReLU. What is the output value?",
        matrices=named(X=pixels, K=kernel),
        bias=bias,
    )
    working = say(
        "Products: ${products}$\n\nBias: ${total} + {bias} = {before}$, which is not negative and stays."
        if before >= 0 else
        "Products: ${products}$\n\nBias: ${total} + {bias} = {before}$, which is negative and becomes 0.",
        products=sum_of_products(pixels, kernel, total), total=total, bias=bracketed(bias), before=before,
    )  # fmt: skip
    given = {"pixels": pixels, "kernel": kernel, "bias": bias}
    return ask(text, answer, working, slips, given=given)


def parameters_whatever_the_size(rng: random.Random) -> Question:
    """Parameters of a layer that runs on images of two sizes."""
    c_in, c_out = rng.sample((2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32), 2)
    f = rng.choice((2, 3, 4, 5, 7, 9))
    small, large = rng.choice(((28, 56), (32, 64), (100, 200), (112, 224), (128, 512)))
    answer = convolution_parameters((f, f), c_in, c_out)
    slips: list[tuple[Answer, str]] = [
        (f * f * c_in * c_out, "You forgot the biases: there is one for each filter."),
        (4 * answer, "The filters are the same whatever the size: the number of parameters does not grow."),
        ((f * f + 1) * c_out, "Each filter has a slice for every input channel."),
        (answer * (large // small) ** 2, "The number of parameters does not grow with the picture."),
        ((f * f * c_in + 1) * c_out * large * large, "The weights are shared by all places of the picture."),
    ]
    text = say(
        "A layer with {c_in} input channels and {c_out} filters of {f} × {f}, with biases, was trained on pictures of "
        "{small} × {small} pixels and now runs on {large} × {large}. How many parameters has it then?",
        c_in=c_in, c_out=c_out, f=f, small=small, large=large,
    )  # fmt: skip
    working = say(
        "The size of the picture does not matter: $({f} \\cdot {f} \\cdot {c_in} + 1) \\cdot {c_out} = "
        "{each} \\cdot {c_out} = {answer}$.",
        f=f, c_in=c_in, c_out=c_out, each=f * f * c_in + 1, answer=grouped(answer),
    )  # fmt: skip
    given = {"in_channels": c_in, "out_channels": c_out, "kernel": f, "small": small, "large": large}
    return ask(text, answer, working, slips, unit="parameters", difficulty=2, given=given)


def output_memory(rng: random.Random) -> Question:
    """Bytes of a layer's output for a batch."""
    filters, batch = rng.choice((8, 16, 32, 64)), rng.choice((2, 5, 10, 20, 50))
    n, f, s = rng.randint(12, 60), rng.choice((3, 5, 7)), rng.choice((1, 2, 3))
    out = output_size(n, f, stride=s)
    answer = 4 * batch * filters * out * out
    slips: list[tuple[Answer, str]] = [
        (batch * filters * out * out, "That is the number of values: each takes 4 bytes."),
        (4 * filters * out * out, say("That is one picture: the batch has {batch}.", batch=batch)),
        (4 * batch * filters * n * n, say("The output has {out} × {out} pixels, not {n} × {n}.", out=out, n=n)),
        (4 * batch * out * out, say("There are {filters} feature maps.", filters=filters)),
        (4 * filters * f * f, "That is the memory of weights, not of the output."),
    ]
    text = say(
        "A batch of {batch} pictures of {n} × {n} pixels goes through a layer with {filters} filters of {f} × {f}, "
        "stride {s}, no padding. How many bytes does its output take as float32 (4 bytes a value)?",
        batch=batch, n=n, filters=filters, f=f, s=s,
    )  # fmt: skip
    working = say(
        "The output has {out} × {out} pixels. Values: ${batch} \\cdot {filters} \\cdot {out} \\cdot {out} = "
        "{values}$. Bytes: "
        "${values} \\cdot 4 = {bytes}$.",
        out=out, batch=batch, filters=filters, values=grouped(batch * filters * out * out), bytes=grouped(answer),
    )  # fmt: skip
    given = {"batch": batch, "filters": filters, "n": n, "k": f, "s": s}
    return ask(text, answer, working, slips, unit="bytes", difficulty=2, given=given)


def layer_multiply_adds(rng: random.Random) -> Question:
    """Multiply-adds of a layer with stride and padding."""
    c_in, c_out = rng.sample((3, 4, 5, 6, 8, 10, 12), 2)
    k, s = rng.choice((3, 5)), 2
    p, n = k // 2, rng.randint(12, 40)
    out = output_size(n, k, stride=s, padding=p)
    answer = convolution_multiply_adds((n, n), (k, k), in_channels=c_in, out_channels=c_out, stride=s, padding=p)
    slips: list[tuple[Answer, str]] = [
        (k * k * c_in * c_out * n * n, say("With stride {s} the output has {out} × {out} pixels.", s=s, out=out)),
        (k * k * c_out * out * out, "Each output value adds up over all input channels."),
        (k * k * c_in * out * out, say("That is one filter: the layer has {c_out}.", c_out=c_out)),
        (c_out * out * out, "That is the number of output values: each takes several multiply-adds."),
        (k * k * c_in * c_out, "That is the number of weights: each is used at every place of the kernel."),
    ]
    text = say(
        "A layer with {c_in} input channels and {c_out} filters of {k} × {k} runs over a picture of {n} × {n} pixels "
        "with stride {s} and {p} pixels of padding on each side. How many multiply-adds does it take, products with "
        "padding counted, the bias not?",
        c_in=c_in, c_out=c_out, k=k, n=n, s=s, p=p,
    )  # fmt: skip
    working = say(
        "The output is {out} pixels high and wide. Values: ${c_out} \\cdot {out} \\cdot {out} = "
        "{values}$; each takes ${k} \\cdot {k} \\cdot {c_in} = {each}$ multiply-adds: "
        "${values} \\cdot {each} = {answer}$.",
        out=out, c_out=c_out, values=grouped(c_out * out * out), k=k, c_in=c_in, each=k * k * c_in,
        answer=grouped(answer),
    )  # fmt: skip
    given = {"c_in": c_in, "c_out": c_out, "k": k, "s": s, "p": p, "n": n}
    return ask(text, answer, working, slips, unit="multiply-adds", difficulty=3, given=given)


GENERATORS = (value_after_relu, parameters_whatever_the_size, output_memory, layer_multiply_adds)
