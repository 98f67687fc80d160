"""Questions of lesson 2.7, several filters."""

import random

from cnnviz.geometry import output_size
from cnnviz.geometry.layer import convolution_parameters
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.small_matrices import (
    AS_A_CNN,
    cross_correlated,
    draw,
    draw_kernel,
    named,
    sum_of_products,
    turned,
    window,
)
from cnnviz.words import joined, say
from cnnviz.writing.tex import grouped


def stack_shape(rng: random.Random) -> Question:
    """The shape of the stack that a bank of filters gives."""
    channels, filters = rng.sample((1, 3, 4, 5, 8, 10, 12, 16, 24, 32), 2)
    m = rng.randint(2, 9)
    n = rng.randint(m + 3, 64)
    out = output_size(n, m)
    slips: list[tuple[Answer, str]] = [
        ((channels, out, out), "The channels of the input are summed up: the output has one map for each filter."),
        (
            (channels * filters, out, out),
            "A filter gives one map, not one for each channel: its slices are added up.",
        ),
        ((filters, n, n), say("Without padding a filter of {m} × {m} shrinks height and width.", m=m)),
        ((filters, n - m, n - m), "Off by one: a filter has n − m + 1 places along an axis, not n − m."),
        ((filters, m, m), "That is the size of a filter, not the number of places it has."),
        ((filters, channels, m, m), "That is the shape of the weights, not of the output."),
    ]
    text = say(
        "A bank of {filters} filters of ${channels} \\times {m} \\times {m}$ runs over an input of "
        "${channels} \\times {n} \\times {n}$, stride 1, no padding. What is the shape of the stack of feature maps? "
        "Type maps × height × width.",
        filters=filters, channels=channels, m=m, n=n,
    )  # fmt: skip
    working = say(
        "One map for each filter: {filters}. Its height and width: $n - m + 1 = {n} - {m} + 1 = {out}$.",
        filters=filters, n=n, m=m, out=out,
    )  # fmt: skip
    given = {"in_channels": channels, "out_channels": filters, "size": (n, n), "kernel": m}
    return ask(text, (filters, out, out), working, slips, says_how=True, given=given)


def weight_shape(rng: random.Random) -> Question:
    """The shape of the weights of a layer in PyTorch."""
    channels, filters = rng.sample((2, 3, 4, 6, 8, 16, 32, 64), 2)
    h, w = rng.sample((1, 3, 5, 7, 9), 2)
    slips: list[tuple[Answer, str]] = [
        ((channels, filters, h, w), "PyTorch lists the filters first, then the channels of the input."),
        ((filters, channels, w, h), "Height comes before width."),
        ((h, w, channels, filters), "Those are the right numbers, but PyTorch lists height and width last."),
        ((filters, h, w), "Each filter has a slice for every channel of the input."),
        ((filters, 1, h, w), "Each filter has a slice for every channel of the input, not one for all."),
    ]
    text = say(
        "`layer = torch.nn.Conv2d({channels}, {filters}, ({h}, {w}))`. What is `layer.weight.shape`? "
        "Type the four numbers with a × between them.",
        channels=channels, filters=filters, h=h, w=w,
    )  # fmt: skip
    working = say(
        "{filters} filters, each with one slice of {h} × {w} for each of {channels} input channels: "
        "in all ${filters} \\cdot {channels} \\cdot {h} \\cdot {w} = {product}$ weights.",
        filters=filters, h=h, w=w, channels=channels, product=grouped(filters * channels * h * w),
    )  # fmt: skip
    given = {"in_channels": channels, "out_channels": filters, "kernel": (h, w)}
    return ask(text, (filters, channels, h, w), working, slips, says_how=True, given=given)


def whole_stack(rng: random.Random) -> Question:
    """All values of a small stack: one row of two values for each filter."""
    count = rng.randint(2, 3)
    pixels = draw(rng, 2, 3, 0, 6)
    bank = tuple(draw_kernel(rng, 2, 2) for _ in range(count))
    answer = tuple(feature_map[0] for feature_map in cross_correlated(pixels, *bank))
    added = tuple(sum(column) for column in zip(*answer, strict=True))
    flipped = tuple(feature_map[0] for feature_map in cross_correlated(pixels, *map(turned, bank)))
    slips: list[tuple[Answer, str]] = [
        ((added,), "The responses of several filters are stacked, not added up: give one row for each filter."),
        (flipped, "You turned the kernels by 180°: a CNN layer does not."),
        ((answer[0],) * count, "You used the first filter for every map: each filter makes its own."),
        (answer[::-1], "Those are the right maps, but in the reverse order of the filters."),
    ]
    shown = named(X=pixels, **{f"K_{f}": kernel for f, kernel in enumerate(bank)})
    text = say(
        "A bank of {count} filters runs over the grey picture $X$, {AS_A_CNN}:{shown}"
        "Each feature map is one row of 2 values. What is the stack? Type the rows of the {count} filters with a "
        "semicolon between them, such as 1 2; 3 4.",
        count=count, AS_A_CNN=AS_A_CNN, shown=shown,
    )  # fmt: skip
    lines = []
    for f, kernel in enumerate(bank):
        sums = [sum_of_products(window(pixels, 0, q, 2, 2), kernel, answer[f][q]) for q in range(2)]
        lines.append(say("Filter {filter}: ${first}$ and ${second}$", filter=f, first=sums[0], second=sums[1]))
    given = {"pixels": pixels, "bank": bank}
    return ask(text, answer, joined(lines, "\n\n"), slips, difficulty=2, says_how=True, given=given)


def filters_from_parameters(rng: random.Random) -> Question:
    """How many filters a layer has, from its number of parameters."""
    channels, filters = rng.sample((2, 3, 4, 6, 8, 12, 16, 20, 24, 32, 48, 64), 2)
    m = rng.choice((1, 3, 5, 7))
    total = convolution_parameters((m, m), channels, filters)
    each = m * m * channels + 1
    slips: list[tuple[Answer, str]] = [
        (total // (each - 1), "You forgot the bias of each filter."),
        (
            total // (m * m),
            say("Each filter has a slice for each of the {channels} channels, and a bias.", channels=channels),
        ),
        (total // (m * m + 1), say("Each filter has a slice for each of the {channels} channels.", channels=channels)),
        (each, "That is the number of parameters of one filter."),
        (total // channels, "That divides by the channels only: each slice has several weights."),
    ]
    text = say(
        "A convolutional layer on an input with {channels} channels has filters of {m} × {m} with biases, and "
        "{total} parameters in all. How many feature maps does it give?",
        channels=channels, m=m, total=total,
    )  # fmt: skip
    working = say(
        "One filter: ${m} \\cdot {m} \\cdot {channels} + 1 = {each}$ parameters. "
        "Filters, and so feature maps: ${total} / {each} = {filters}$.",
        m=m, channels=channels, each=grouped(each), total=grouped(total), filters=filters,
    )  # fmt: skip
    given = {"in_channels": channels, "kernel": m, "total": total}
    return ask(text, filters, working, slips, unit="maps", difficulty=3, given=given)


GENERATORS = (stack_shape, weight_shape, whole_stack, filters_from_parameters)
