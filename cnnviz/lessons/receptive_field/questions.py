"""Questions of lesson 3.7, the receptive field."""

import random

from cnnviz.geometry import Layer, receptive_field
from cnnviz.geometry.worked_fields import work_out
from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.lessons.receptive_field.formulas import explain
from cnnviz.lessons.small_matrices import displayed, stacked
from cnnviz.words import listed, say


def stack_of_convolutions(rng: random.Random) -> Question:
    """Convolutions with stride 1: every one adds k - 1."""
    kernels = [rng.choice((3, 3, 5, 7)) for _ in range(rng.randint(3, 5))]
    layers = [Layer(k) for k in kernels]
    answer = receptive_field(layers)[-1].size
    slips: list[tuple[Answer, str]] = [
        (sum(kernels), "You added up the kernels: each layer adds k − 1 pixels, since its window shares one of them."),
        (answer - 1, "You forgot the + 1: without any layer a unit already sees one pixel."),
        (max(kernels), "You took the largest kernel: every layer makes the field larger."),
        (_product(kernels), "You multiplied the kernels: with stride 1 their reaches add up."),
    ]
    text = say(
        "Convolutions with kernels of {sizes} pixels follow one another, all with "
        "stride 1. How many pixels wide is the receptive field of a unit behind the last one?",
        sizes=listed([f"{k} × {k}" for k in kernels]),
    )
    return ask(text, answer, _working(layers), slips, unit="pixels", given={"kernels": tuple(kernels)})


def with_strides(rng: random.Random) -> Question:
    """Strides multiply what the layers behind them add."""
    layers = [Layer(rng.randint(3, 7), 2), Layer(rng.randint(2, 4), rng.randint(2, 3)), Layer(rng.randint(3, 5), 1)]
    if rng.random() < 0.5:
        layers.insert(0, Layer(3, 1))
    answer = receptive_field(layers)[-1].size
    after = 1 + sum((layer.kernel - 1) * step for layer, step in zip(layers, _jumps(layers)[1:], strict=True))
    slips: list[tuple[Answer, str]] = [
        (
            1 + sum(layer.kernel - 1 for layer in layers),
            "You forgot the strides: behind stride 2 neighbouring units are 2 pixels apart, and k − 1 counts double.",
        ),
        (after, "You let a layer's own stride count for it: only the strides of the layers before it do."),
        (answer - 1, "You forgot the + 1: without any layer a unit already sees one pixel."),
        (
            1 + sum(layer.kernel * step for layer, step in zip(layers, _jumps(layers)[:-1], strict=True)),
            "You took k for what a layer adds: its window of k units is k − 1 steps wide.",
        ),
    ]
    text = say(
        "Layers follow one another, with kernels of {kernels} and strides of "
        "{strides}. How many pixels wide is the receptive field of a unit "
        "behind the last one?",
        kernels=listed([str(layer.kernel) for layer in layers]),
        strides=listed([str(layer.stride) for layer in layers]),
    )
    given = {"kernels": tuple(layer.kernel for layer in layers), "strides": tuple(layer.stride for layer in layers)}
    return ask(text, answer, _working(layers), slips, unit="pixels", difficulty=2, given=given)


def jump_and_position(rng: random.Random) -> Question:
    """The first pixel that a unit sees, from jump and padding."""
    k1, k2, s = rng.choice((3, 5, 7)), rng.choice((3, 5)), rng.choice((2, 3, 4))
    p1, unit = (k1 - 1) // 2, rng.randint(5, 20)
    layers = [Layer(k1, s, p1), Layer(k2, 1, (k2 - 1) // 2)]
    field = receptive_field(layers)[-1]
    answer = field.pixels(unit)[0]
    slips: list[tuple[Answer, str]] = [
        (unit * s, "That is the centre of the field: its first pixel lies half of the field further left."),
        (
            unit - (field.size - 1) // 2,
            say("You forgot the jump: unit {unit} lies {unit} · {s} pixels from unit 0.", unit=unit, s=s),
        ),
        (
            unit * s - (field.size - 1) // 2 + p1,
            "You forgot the padding of the first layer: it moves all windows to the left.",
        ),
        (field.pixels(unit)[-1], "That is the last pixel of the field."),
    ]
    text = say(
        "A {first_kernel} × {first_kernel} convolution with stride {s} and padding {first_padding} is followed "
        "by a {second_kernel} × {second_kernel} convolution with "
        "stride 1 and padding {padding}. Units and pixels count from 0. Which is the first pixel, from the "
        "left, that unit {unit} of the output sees?",
        first_kernel=k1, s=s, first_padding=p1, second_kernel=k2, padding=layers[1].padding, unit=unit,
    )  # fmt: skip
    working = say(
        "The field is $1 + ({first_kernel} - 1) \\cdot 1 + ({second_kernel} - 1) \\cdot {s} = {size}$ pixels wide. "
        "Unit 0 begins "
        "${first_padding} \\cdot 1 + {padding} \\cdot {s} = {first}$ pixels left of the picture, and each "
        "unit is {s} pixels further on: ${unit} \\cdot {s} - {first} = {answer}$.",
        first_kernel=k1, second_kernel=k2, s=s, size=field.size, first_padding=p1, padding=layers[1].padding,
        first=-field.first, unit=unit,
        answer=answer,
    )  # fmt: skip
    given = {"kernels": (k1, k2), "stride": s, "paddings": (p1, (k2 - 1) // 2), "unit": unit}
    return ask(text, answer, working, slips, difficulty=3, given=given)


def dilated_stack(rng: random.Random) -> Question:
    """Dilations that grow from layer to layer."""
    k, count = rng.choice((2, 3, 5)), rng.randint(3, 5)
    dilations = sorted(rng.sample(range(1, 13), count))
    layers = [Layer(k, 1, 0, d) for d in dilations]
    answer = receptive_field(layers)[-1].size
    slips: list[tuple[Answer, str]] = [
        (1 + count * (k - 1), "You forgot the dilations: entries that are d pixels apart reach d(k − 1) pixels."),
        (answer - 1, "You forgot the + 1: without any layer a unit already sees one pixel."),
        (1 + sum(d * k for d in dilations), "You took d · k for what a layer adds: between k entries lie k − 1 gaps."),
        (1 + dilations[-1] * (k - 1), "That is the reach of the last layer alone: those before it add theirs."),
    ]
    text = say(
        "{count} convolutions with {k} × {k} kernels and stride 1 follow one another, with dilations of "
        "{dilations}. How many pixels wide is the receptive field of a unit behind the "
        "last one?",
        count=count, k=k, dilations=listed(list(map(str, dilations))),
    )  # fmt: skip
    given = {"count": count, "k": k, "dilations": tuple(dilations)}
    return ask(text, answer, _working(layers), slips, unit="pixels", difficulty=3, given=given)


def _working(layers: list[Layer]) -> str:
    steps = work_out([(str(number), layer) for number, layer in enumerate(layers, start=1)])
    dilated = any(layer.dilation > 1 for layer in layers)
    terms = [
        (rf"{step.layer.dilation} \cdot " if dilated else "") + rf"({step.layer.kernel} - 1) \cdot {step.jump}"
        for step in steps
    ]
    rows = [" + ".join(terms[i : i + 3]) for i in range(0, len(terms), 3)]
    lines = [f"r = {rows[0]}", *(f"{{}} + {row}" for row in rows[1:])]
    lines[-1] += " + 1"
    lines += [f"= {' + '.join(str(step.adds) for step in steps)} + 1", f"= {steps[-1].size}"]
    return displayed(explain(steps)[0]) + displayed(stacked(lines))


def _jumps(layers: list[Layer]) -> list[int]:
    """Jump before the first layer, before the second, …, behind the last."""
    jumps = [1]
    for layer in layers:
        jumps.append(jumps[-1] * layer.stride)
    return jumps


def _product(numbers: list[int]) -> int:
    result = 1
    for number in numbers:
        result *= number
    return result


GENERATORS = (stack_of_convolutions, with_strides, dilated_stack, jump_and_position)
