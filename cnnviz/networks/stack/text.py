"""A whole network as one short line of text, and back.

The grammar, layer by layer, joined by hyphens (blanks and commas do as well; capitals do not matter):

    3x224x200 or 3x224      first of all, and only there: channels x height x width of the input (or a square one);
                            1x28 if it is left out
    c64k3s2p1d1g1b0         convolution: 64 out_channels, kernel, stride, padding, dilation, groups; b0: no bias
    dw3s1p1d1m1b0           depthwise convolution with a 3 x 3 kernel; m out_channels for each of its in_channels
    t64k2s2p0o0d1g1b0       transposed convolution; o is the output padding
    max2s2p0d1c1 avg2s2p0c1 pooling with a 2 x 2 window; the stride is the kernel if it is left out; c1: ceil mode
    gap                     global average pooling
    relu lrelu elu gelu silu sigmoid tanh softmax
    bn drop50 flat d120b0   batch norm, dropout of 50 %, flatten, a dense layer with 120 units
    res[a-b|c]              residual block: branch a-b and branch c on the same input, added; with one branch only
                            (res[a-b]) the other is the identity
    cat[a|b-c|d]            concatenation (an inception block): the branches' channels side by side

A setting that is left out has the value 1; padding and output padding are then 0, and ceil mode is off. The kernel and
the number behind a layer's name cannot be left out. Blocks may stand in one another; round brackets do as well.
"""

import difflib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cnnviz.limits import short
from cnnviz.networks.stack.layers import (
    BLOCKS,
    KIND_OF,
    KINDS,
    LARGEST,
    POOLS,
    Layer,
    Network,
    Path,
    default,
    label,
    limits,
    paths,
    settings,
)
from cnnviz.words import joined, say

INPUT = "1x28"
MOST_LAYERS = 200
DEEPEST = 4


def format_network(network: Network) -> str:
    """The text of a network; `parse_network` gives the same network back.

    >>> format_network(Network((1, 28, 28), (Layer("convolution", 6, 5, padding=2), Layer("relu"))))
    '1x28-c6k5p2-relu'
    """
    channels, height, width = network.shape
    size = f"{channels}x{height}" if height == width else f"{channels}x{height}x{width}"
    return "-".join([size, *map(format_layer, network.layers)])


def format_layer(layer: Layer) -> str:
    """The text of one layer, blocks with everything in them."""
    known = KINDS[layer.kind]
    if layer.kind in BLOCKS:
        branches = layer.branches
        if layer.kind == "residual" and len(branches) == 2 and not branches[1]:
            branches = branches[:1]
        return f"{known.word}[{'|'.join('-'.join(map(format_layer, branch)) for branch in branches)}]"
    text = known.word + (str(getattr(layer, known.number)) if known.number else "")
    for letter, name in known.letters.items():
        value = getattr(layer, name)
        if name == "kernel" or value != default(layer, name):
            text += f"{letter}{value}"
    return text


# From the text to the network


@lru_cache(maxsize=256)  # a page reads the same text many times for one control
def parse_network(text: str) -> Network:
    """The network of a text in the grammar above.

    Raises ValueError that names the layer and says what to change.

    >>> parse_network("1x28-c6k5-max2").layers[1]
    Layer(kind='max_pool', out_channels=1, kernel=2, stride=2, padding=0, dilation=1, output_padding=0, groups=1, \
multiplier=1, bias=1, ceil_mode=0, percent=50, branches=())
    """
    short(text, "The network as text")
    tokens = re.findall(r"[\[\]|]|[^\s\[\]|,\-]+", text.lower().translate({ord("("): "[", ord(")"): "]"}))
    if not tokens:
        raise ValueError("There is no network yet: type its input and its layers, for example 1x28-c6k5p2-relu-max2.")
    shape = _read_input(tokens.pop(0) if tokens[0][0].isdigit() else INPUT)
    layers, rest = _read_branch(tokens, 0, ())
    if rest < len(tokens):
        raise ValueError(
            say(
                "Behind layer {layer} stands a {sign} outside any block: remove it, or open a block with res[ or cat[ "
                "before it." if layers else
                "Before the first layer stands a {sign} outside any block: remove it, or open a block with res[ or "
                "cat[ before it.",
                layer=len(layers), sign=tokens[rest],
            )
        )  # fmt: skip
    if (count := sum(1 for _ in paths(layers))) > MOST_LAYERS:
        raise ValueError(
            say(
                "The network has {count} layers, too many to draw: use at most {MOST_LAYERS}.",
                count=count,
                MOST_LAYERS=MOST_LAYERS,
            )
        )
    return Network(shape, layers)


def _read_input(token: str) -> tuple[int, int, int]:
    if not re.fullmatch(r"\d+(x\d+){1,2}", token):
        raise ValueError(
            say(
                "The input cannot be {short}: write channels x height x width, for example 1x28 for a grey "
                "picture of 28 × 28 pixels or 3x224x320 for a colour one.",
                short=_short(token),
            )
        )
    numbers = [int(number[:9]) for number in token.split("x")]
    for name, number in zip(("channels", "height", "width"), numbers, strict=False):
        if not 1 <= number <= LARGEST:
            raise ValueError(
                say(
                    "The input's {name}: {number} is not possible, use 1 to {LARGEST}.",
                    name=name, number=number, LARGEST=LARGEST,
                )
            )  # fmt: skip
    return numbers[0], numbers[1], numbers[-1]


def _read_branch(tokens: Sequence[str], place: int, path: Path) -> tuple[tuple[Layer, ...], int]:
    """Layers up to the end of the text or of the branch, and the place of what ends it."""
    layers: list[Layer] = []
    while place < len(tokens) and tokens[place] not in "]|":
        here = (*path, len(layers))
        if place + 1 < len(tokens) and tokens[place + 1] == "[":
            layer, place = _read_block(tokens, place, here)
        else:
            layer, place = _read_layer(tokens[place], here), place + 1
        layers.append(layer)
    return tuple(layers), place


def _read_block(tokens: Sequence[str], place: int, path: Path) -> tuple[Layer, int]:
    word, where = tokens[place], say("Layer {label}", label=label(path))
    kind = KIND_OF.get(word, "")
    if kind not in BLOCKS:
        raise ValueError(
            say(
                "{where}: only res[…] and cat[…] have branches, not {word}: write res or cat.",
                where=where,
                word=_short(word),
            )
        )
    if len(path) // 2 >= DEEPEST:
        raise ValueError(
            say(
                "{where} is the {depth}th block inside another: use at most {most}.",
                where=where, depth=DEEPEST + 1, most=DEEPEST,
            )
        )  # fmt: skip
    branches: list[tuple[Layer, ...]] = []
    place += 1
    while place < len(tokens) and tokens[place] != "]":
        branch, place = _read_branch(tokens, place + 1, (*path, len(branches)))
        branches.append(branch)
    if place == len(tokens):
        raise ValueError(
            say("{where}: the block {word}[ is never closed, put a ] behind its last layer.", where=where, word=word)
        )
    if len(branches) > 26:
        raise ValueError(
            say("{where}: the block has {branches} branches, use at most 26.", where=where, branches=len(branches))
        )
    if kind == "residual" and len(branches) == 1:
        branches.append(())
    return Layer(kind, branches=tuple(branches)), place + 1


def _read_layer(token: str, path: Path) -> Layer:
    where = say("Layer {label}, {short}", label=label(path), short=_short(token))
    match = re.fullmatch(r"([a-z]+)(\d*)((?:[a-z]\d+)*)", token)
    word = match[1] if match else re.split(r"[^a-z]", token)[0]
    if word not in KIND_OF:
        raise ValueError(f"{where}: {_unknown(word)}.")
    kind = KIND_OF[word]
    if kind in BLOCKS:
        raise ValueError(
            say(
                "{where}: a {title} needs its branches, write for example {word}[c8k3p1-relu].",
                where=where, title=KINDS[kind].title, word=word,
            )
        )  # fmt: skip
    if not match:
        raise ValueError(
            say("{where}: behind {word} come {expected}.", where=where, word=word, expected=_expected(kind))
        )
    values = _read_values(kind, match[2], re.findall(r"([a-z])(\d+)", match[3]), where)
    if kind in POOLS:
        values.setdefault("stride", values["kernel"])
    return Layer(kind, **values)


def _read_values(kind: str, number: str, pairs: list[tuple[str, str]], where: str) -> dict[str, Any]:
    known, values = KINDS[kind], dict[str, int]()
    if bool(number) != bool(known.number):
        wanted = (
            say("needs its {number} right behind its name", number=known.number) if known.number else "has no number"
        )
        raise ValueError(
            say(
                "{where}: a {title} {wanted}, write for example {example}.",
                where=where, title=known.title, wanted=wanted, example=example(kind),
            )
        )  # fmt: skip
    given = [(known.number, number)] if number else []
    for letter, digits in pairs:
        if letter not in known.letters:
            raise ValueError(
                say(
                    "{where}: there is no setting {letter}, behind {word} come {expected}.",
                    where=where, letter=letter, word=known.word, expected=_expected(kind),
                )
            )  # fmt: skip
        given.append((known.letters[letter], digits))
    for name, digits in given:
        low, high = limits(name)
        value = int(digits[:9])
        if name in values:
            raise ValueError(say("{where}: the {name} stands there twice, remove one.", where=where, name=name))
        if not low <= value <= high:
            raise ValueError(
                say(
                    "{where}: the {name} cannot be {value}, use {low} to {high}.",
                    where=where, name=name, value=value, low=low, high=high,
                )
            )  # fmt: skip
        values[name] = value
    if "kernel" in settings(kind) and "kernel" not in values:
        raise ValueError(
            say("{where}: the kernel is missing, write for example {example}.", where=where, example=example(kind))
        )
    return values


def example(kind: str) -> str:
    """A plain layer of this kind, as text."""
    plain = {"convolution": "c16k3p1", "depthwise": "dw3p1", "transposed_convolution": "t16k2s2", "dropout": "drop50"}
    plain |= {"max_pool": "max2", "avg_pool": "avg2", "dense": "d10", "residual": "res[c16k3p1]"}
    return (plain | {"concatenation": "cat[c8k1|c8k3p1]"}).get(kind, KINDS[kind].word)


def _expected(kind: str) -> str:
    known = KINDS[kind]
    letters = [f"{letter} ({name})" for letter, name in known.letters.items()]
    if not letters:
        return say("no settings, write {example}", example=example(kind))
    return say(
        "{letters}, each with a whole number: write for example {example}",
        letters=joined(letters),
        example=example(kind),
    )


def _unknown(word: str) -> str:
    near = difflib.get_close_matches(word, KIND_OF, 1, 0.5)
    if near:
        return say(
            "there is no layer called {short}, write {near} ({title}) instead",
            short=_short(word), near=near[0], title=KINDS[KIND_OF[near[0]]].title,
        )  # fmt: skip
    return say("a layer begins with its name, use one of {KIND_OF}", KIND_OF=joined(KIND_OF))


def _short(token: str) -> str:
    return f"“{token if len(token) <= 20 else token[:20] + '…'}”"
