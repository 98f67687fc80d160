"""Questions of lesson 4.8, DenseNet's growing channels."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say
from cnnviz.writing.tex import grouped


def channels_after_layers(rng: random.Random) -> Question:
    """k0 + k l."""
    k0, k, layers = 8 * rng.randint(2, 20), rng.choice((4, 8, 12, 16, 24, 32, 48)), rng.randint(2, 24)
    answer = k0 + k * layers
    slips: list[tuple[Answer, str]] = [
        (k * layers, say("The {channels} channels that came in are kept beside the new ones.", channels=k0)),
        (k0 + k, say("That is behind one layer: there are {layers}.", layers=layers)),
        (k, "Those are the maps of one layer: all earlier ones stay beside them."),
        (k0, "Nothing is added value by value here: maps are concatenated."),
        (answer - k, "That is what the last layer gets: its own maps come on top."),
    ]
    text = say(
        "A dense block gets {channels} channels; each of its {layers} layers adds {k} maps (the growth rate) and "
        "concatenates them to all before. How many channels does the block give?",
        channels=k0, layers=layers, k=k,
    )  # fmt: skip
    working = f"$k_0 + k \\cdot l$: ${k0} + {k} \\cdot {layers} = {answer}$."
    return ask(text, answer, working, slips, unit="channels", given={"k0": k0, "k": k, "layers": layers})


def weights_of_one_layer(rng: random.Random) -> Question:
    """The weights of layer l of a dense block."""
    k0, k, place = 8 * rng.randint(2, 16), rng.choice((4, 8, 12, 16, 32)), rng.randint(2, 12)
    inputs = k0 + k * (place - 1)
    answer = 9 * inputs * k
    slips: list[tuple[Answer, str]] = [
        (
            9 * (inputs + k) * k,
            say(
                "Layer {place} reads what {before} layers before it have added, not its own maps.",
                place=place,
                before=place - 1,
            ),
        ),
        (9 * k0 * k, "It reads all maps before it, not only those of the block's input."),
        (9 * k * k, "It reads all maps before it, not only those of the layer before."),
        (9 * inputs * inputs, say("A layer gives {k} maps only.", k=k)),
        (inputs * k, "The kernels are 3 × 3."),
    ]
    text = say(
        "A dense block gets {channels} channels, and every layer is a convolution 3 × 3 that adds {k} maps, without "
        "bias and without a bottleneck. How many weights has layer number {place}, counted from 1?",
        channels=k0, k=k, place=place,
    )  # fmt: skip
    working = say(
        "It reads ${channels} + {k} \\cdot ({place} - 1) = {inputs}$ channels: "
        "$9 \\cdot {inputs} \\cdot {k} = {product}$.",
        channels=k0, k=k, place=place, inputs=inputs, product=grouped(answer),
    )  # fmt: skip
    given = {"k0": k0, "k": k, "place": place}
    return ask(text, answer, working, slips, unit="weights", difficulty=2, given=given)


def weights_with_transition(rng: random.Random) -> Question:
    """A whole block and the transition behind it."""
    k0, k, layers = 8 * rng.randint(2, 12), rng.choice((8, 12, 16, 24)), rng.randint(2, 4)
    inputs = [k0 + k * place for place in range(layers)]
    last = k0 + k * layers
    block, half = sum(9 * channels * k for channels in inputs), last // 2
    answer = block + last * half
    slips: list[tuple[Answer, str]] = [
        (block, "The transition's 1 × 1 convolution learns, too."),
        (block + last * last, "The transition halves the channels."),
        (layers * 9 * k0 * k + last * half, "Every layer reads more maps than the one before it."),
        (block + 9 * last * half, "The transition's convolution is 1 × 1."),
        (block + k0 * half, say("The transition reads all {last} channels.", last=last)),
    ]
    text = say(
        "A dense block gets {channels} channels and has {layers} layers, each a convolution 3 × 3 that adds {k} maps. "
        "Behind it a transition halves the number of channels by a convolution 1 × 1. How many weights do all these "
        "convolutions have, without biases?",
        channels=k0, layers=layers, k=k,
    )  # fmt: skip
    parts = " + ".join(f"9 \\cdot {channels} \\cdot {k}" for channels in inputs)
    working = say(
        "Block: ${parts} = {block}$. Transition: ${last} \\cdot {half} = {transition}$. "
        "Together ${block} + {transition} = {answer}$.",
        parts=parts, block=grouped(block), last=last, half=half, transition=grouped(last * half),
        answer=grouped(answer),
    )  # fmt: skip
    given = {"k0": k0, "k": k, "layers": layers}
    return ask(text, answer, working, slips, unit="weights", difficulty=3, given=given)


GENERATORS = (channels_after_layers, weights_of_one_layer, weights_with_transition)
