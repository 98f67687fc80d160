"""Questions of lesson 3.9, the layer-stack builder."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.networks.stack.layers import Layer, Network
from cnnviz.networks.stack.summary import summarize
from cnnviz.words import say


def flattened_numbers(rng: random.Random) -> Question:
    """How many numbers flatten makes behind one convolution and one pooling."""
    network, given = _classifier(rng)
    c, n, k, p, f = (given[name] for name in ("channels", "n", "k", "p", "filters"))
    rows = summarize(network).rows
    wide, half = rows[0].shape[1], rows[1].shape[1]
    answer = rows[2].shape[0]
    slips: list[tuple[Answer, str]] = [
        (f * half, "You counted one side of the feature map only: it has height times width numbers per channel."),
        (half * half, say("You forgot the channels: there are {f} feature maps.", f=f)),
        (f * wide * wide, "You forgot the pooling: it halves height and width."),
        (
            f * (n // 2) ** 2,
            say("You left the convolution out: {n} pixels become {wide} before the pooling.", n=n, wide=wide),
        ),
        (c * half * half, say("Those are the channels of the input: the convolution gives {f}.", f=f)),
    ]
    text = say("{described} Flatten then puts all numbers in a row. How many are they?", described=_described(given))
    working = say(
        "The convolution gives $({n} + 2 \\cdot {p} - {k}) + 1 = {wide}$ pixels a side, the pooling "
        "$\\left\\lfloor \\frac{{{wide}}}{{2}} \\right\\rfloor = {half}$, in {f} channels: "
        "${f} \\cdot {half} \\cdot {half} = {answer}$.",
        n=n, p=p, k=k, wide=wide, half=half, f=f, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="numbers", given=given)


def side_by_side(rng: random.Random) -> Question:
    """The output of an inception block."""
    c, n = rng.choice([16, 32, 64, 96, 192]), rng.choice([7, 14, 28, 35])
    a, b, d = (rng.choice([8, 16, 24, 32, 48, 64]) for _ in range(3))
    branches = (
        (Layer("convolution", a),),
        (Layer("convolution", b, 3, padding=1),),
        (Layer("max_pool", 1, 3, 1, 1), Layer("convolution", d)),
    )
    answer = summarize(Network((c, n, n), (Layer("concatenation", branches=branches),))).shape
    given = {"channels": c, "n": n, "filters": (a, b, d)}
    slips: list[tuple[Answer, str]] = [
        ((a + b + d + c, n, n), "The input itself is not put beside the branches: only their outputs are."),
        ((max(a, b, d), n, n), "Nothing is added value by value here: the channels stand side by side."),
        ((d, n, n), "That is the last branch alone: the channels of all three stand side by side."),
        (
            (a + b + c, n, n),
            say("Behind the pooling comes a convolution with {d} filters, so {d} channels leave that branch.", d=d),
        ),
        ((a + b + d, 3 * n, n), "Only the channels add up: height and width stay as they are."),
    ]
    text = say(
        "An inception block gets {c} × {n} × {n} (channels × height × width). Its three branches: {a} filters of "
        "size 1 × 1; {b} filters of size 3 × 3 with padding 1; max pooling 3 × 3 with stride 1 and padding 1, then "
        "{d} filters of size 1 × 1. Their outputs are concatenated. What is the shape of the result?",
        c=c, n=n, a=a, b=b, d=d,
    )  # fmt: skip
    working = say(
        "Every branch keeps {n} × {n}, and the channels stand side by side: ${a} + {b} + {d} = {channels}$.",
        n=n, a=a, b=b, d=d, channels=a + b + d,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=2, given=given)


def first_dense_layer(rng: random.Random) -> Question:
    """The parameters of the dense layer behind flatten."""
    network, given = _classifier(rng)
    units = rng.choice([10, 20, 32, 50, 64, 100])
    network = Network(network.shape, (*network.layers, Layer("dense", units)))
    given |= {"units": units}
    rows = summarize(network).rows
    inputs, answer = rows[2].shape[0], rows[3].parameters
    f, half = given["filters"], rows[1].shape[1]
    slips: list[tuple[Answer, str]] = [
        (inputs * units, say("You forgot the biases: every one of the {units} units has one.", units=units)),
        (inputs * units + 1, "Every unit has a bias of its own, not all of them one together."),
        (
            (f + 1) * units,
            say("A dense layer weighs every number, {inputs} of them, not every channel.", inputs=inputs),
        ),
        ((half * half + 1) * units, say("You forgot the channels: flatten puts all {f} feature maps in a row.", f=f)),
        (inputs + units, "Every unit has a weight for every number: multiply, do not add."),
    ]
    text = say(
        "{described} Flatten puts all numbers in a row, and a dense layer with {units} units (and biases) "
        "follows. How many parameters does the dense layer have?",
        described=_described(given),
        units=units,
    )
    working = say(
        "Flatten gives ${f} \\cdot {half} \\cdot {half} = {inputs}$ numbers. Every unit has a weight for each and a "
        "bias: $({inputs} + 1) \\cdot {units} = {answer}$.",
        f=f, half=half, inputs=inputs, units=units, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="parameters", difficulty=2, given=given)


def seen_pixels(rng: random.Random) -> Question:
    """The receptive field behind convolution, pooling, convolution."""
    k1, k2 = rng.randint(2, 7), rng.randint(2, 7)
    s1, s2 = rng.randint(1, 3), rng.randint(2, 4)
    layers = (Layer("convolution", 1, k1, s1), Layer("max_pool", 1, s2, s2), Layer("convolution", 1, k2))
    answer = summarize(Network((1, 200, 200), layers)).field[0]
    given = {"k": (k1, s2, k2), "s": (s1, s2)}
    slips: list[tuple[Answer, str]] = [
        (k1 + s2 + k2 - 2, "You left the strides out: a step of a later layer is many pixels of the input."),
        (1 + k1 + s2 * s1 + k2 * s1 * s2, "Use k − 1, not k: a window of k places spans k − 1 steps."),
        (answer - 1, "You forgot the 1 at the start: without any layer a unit sees one pixel."),
        (k2 + (s2 - 1) * k2 + (k1 - 1), "Go on from the input: add (k − 1) times the product of all strides before."),
        (
            1 + (k1 - 1) * s1 + (s2 - 1) * s1 * s2 + (k2 - 1) * s1 * s2,
            "A layer's own stride does not widen what it sees itself: only strides of the layers before it count.",
        ),
        (k1 * s2 * k2, "The windows do not multiply: they overlap. Add up (k − 1) times the strides before."),
    ]
    text = say(
        "A convolution {first_kernel} × {first_kernel} with stride {first_stride}, then max pooling {pool} × {pool} "
        "with stride {pool}, then a convolution {second_kernel} × {second_kernel} with stride 1. How many pixels of "
        "the input, from the first to the last in one row, "
        "does a unit of the last layer see?",
        first_kernel=k1, first_stride=s1, pool=s2, second_kernel=k2,
    )  # fmt: skip
    working = say(
        "Add $(k - 1)$ times the strides of all layers before: "
        "$1 + ({first_kernel} - 1) + ({pool} - 1) \\cdot {first_stride} "
        "+ ({second_kernel} - 1) \\cdot {first_stride} \\cdot {pool} = {answer}$.",
        first_kernel=k1, pool=s2, first_stride=s1, second_kernel=k2, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="pixels", difficulty=3, given=given)


def parameters_of_a_block(rng: random.Random) -> Question:
    """The parameters of a residual block whose shortcut is a 1 × 1 convolution."""
    c, f, k = 4 * rng.randint(1, 16), 8 * rng.randint(9, 20), rng.choice([3, 5])
    main = (Layer("convolution", f, k, 2, k // 2), Layer("convolution", f, k, 1, k // 2))
    block = Layer("residual", branches=(main, (Layer("convolution", f, 1, 2),)))
    answer = summarize(Network((c, 32, 32), (block,))).total("parameters")
    first, second, shortcut = (k * k * c + 1) * f, (k * k * f + 1) * f, (c + 1) * f
    slips: list[tuple[Answer, str]] = [
        (first + second, "You left the shortcut out: its 1 × 1 convolution learns, too."),
        (answer - 3 * f, "You forgot the biases: every filter of all three convolutions has one."),
        (2 * first + shortcut, say("The second convolution gets {f} channels, not {c}.", f=f, c=c)),
        (2 * second + shortcut, say("The first convolution gets {c} channels, not {f}.", c=c, f=f)),
        (answer + f, "Adding two feature maps costs no parameters."),
    ]
    text = say(
        "A residual block gets {c} channels. Its main branch: a convolution {k} × {k} with {f} filters and stride 2, "
        "then a convolution {k} × {k} with {f} filters. Its shortcut: a convolution 1 × 1 with {f} filters and stride "
        "2. All have biases. How many parameters does the block have?",
        c=c, k=k, f=f,
    )  # fmt: skip
    working = say(
        "First: $({k} \\cdot {k} \\cdot {c} + 1) \\cdot {f} = {first}$. "
        "Second: $({k} \\cdot {k} \\cdot {f} + 1) \\cdot {f} = {second}$. "
        "Shortcut: $({c} + 1) \\cdot {f} = {shortcut}$. "
        "In all: ${first} + {second} + {shortcut} = {answer}$. The addition itself has none.",
        k=k, c=c, f=f, first=first, second=second, shortcut=shortcut, answer=answer,
    )  # fmt: skip
    given = {"channels": c, "filters": f, "k": k}
    return ask(text, answer, working, slips, unit="parameters", difficulty=3, given=given)


def _classifier(rng: random.Random) -> tuple[Network, dict[str, int]]:
    """Convolution, pooling, flatten, and their numbers."""
    c, k, p, f = rng.choice([1, 3]), rng.choice([3, 5, 7]), rng.randint(0, 2), rng.choice([4, 6, 8, 12, 16, 20])
    n = rng.randint(k + 5, 36)
    layers = (Layer("convolution", f, k, padding=p), Layer("max_pool", 1, 2, 2), Layer("flatten"))
    return Network((c, n, n), layers), {"channels": c, "n": n, "k": k, "p": p, "filters": f}


def _described(given: dict[str, int]) -> str:
    c, n, k, p, f = (given[name] for name in ("channels", "n", "k", "p", "filters"))
    return say(
        "A picture of {c} × {n} × {n} (channels × height × width) goes through a convolution with {f} filters of size "
        "{k} × {k}, stride 1 and padding {p}, then through max pooling 2 × 2 with stride 2.",
        c=c, n=n, f=f, k=k, p=p,
    )  # fmt: skip


GENERATORS = (flattened_numbers, side_by_side, first_dense_layer, seen_pixels, parameters_of_a_block)
