"""Small networks to train live, each written as a text for `cnnviz.networks.stack.text`, so that the student can
rebuild it.

LeNet-5 (modern and classic), a tiny VGG, a small residual network, a plain perceptron to compare, and any network of
the layer-stack builder. The settings of a recipe that shape a network (activation, pooling, batch norm, dropout,
depth) are honoured where they make sense; `ignored` names the others. Torch is imported where a network is built.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Protocol

from cnnviz.words import say, several

if TYPE_CHECKING:
    from torch import nn
from collections import Counter, OrderedDict
from typing import TYPE_CHECKING

from cnnviz.networks import scene_networks
from cnnviz.networks.stack.layers import KINDS, Layer, Network
from cnnviz.networks.stack.summary import Summary, summarize
from cnnviz.networks.stack.text import format_network, parse_network

if TYPE_CHECKING:
    from torch import nn

STACK = "stack:"
"""Networks of the layer-stack builder are called stack:<its text>."""


class Settings(Protocol):
    """What shapes a small network: a `Design`, or a recipe of training, which has these settings and more."""

    @property
    def network(self) -> str: ...
    @property
    def activation(self) -> str: ...
    @property
    def pooling(self) -> str: ...
    @property
    def batch_norm(self) -> bool: ...
    @property
    def dropout(self) -> float: ...
    @property
    def depth(self) -> int: ...
    @property
    def initialization(self) -> str: ...
    @property
    def seed(self) -> int: ...


@dataclass(frozen=True)
class Design:
    """The settings of a small network by themselves; what is left out is as in a recipe that says nothing of it."""

    network: str = "lenet5"
    activation: str = "relu"
    pooling: str = "max"
    batch_norm: bool = False
    dropout: float = 0.0
    depth: int = 0
    initialization: str = "default"
    seed: int = 0


MOST_PARAMETERS = 5_000_000
MOST_MULTIPLY_ADDS = 200_000_000
"""Multiply-adds for one picture: more would take a processor minutes per epoch."""
LARGEST_SIDE, SMALLEST_SIDE = 64, 16
"""Pictures are scaled to lie between these sides, except for LeNet-5, the perceptron and networks of the builder."""

NETWORKS = {
    "lenet5": "LeNet-5 as it would be written today: two convolutions, two poolings, three dense layers.",
    "lenet5_classic": "LeNet-5 of 1998: tanh and average pooling.",
    "tiny_vgg": "Stages of two 3 × 3 convolutions and a pooling; every stage has more channels and fewer pixels.",
    "small_resnet": "Residual blocks: each adds what it has learnt to its own input.",
    "mlp": "Dense layers only: it knows nothing of which pixels are neighbours.",
}
_IGNORED = {
    "lenet5": ("depth",),
    "lenet5_classic": ("activation", "pooling", "depth"),
    "tiny_vgg": (),
    "small_resnet": ("pooling",),
    "mlp": ("pooling",),
    STACK: ("activation", "pooling", "batch_norm", "dropout", "depth"),
    **dict.fromkeys(scene_networks.NETWORKS, ("pooling", "dropout", "depth")),
}
_WORD = {name: KINDS[name].word for name in ("relu", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh")}


def input_size(recipe: Settings, size: tuple[int, int]) -> tuple[int, int]:
    """Height and width to which pictures of this size are scaled for the network.

    LeNet-5 reads 32 × 32 pixels as in 1998, or 28 × 28 with zeros around them if the pictures are smaller than 32.
    What finds objects in scenes reads these as they are.

    >>> input_size(Design(network="lenet5"), (8, 8))
    (28, 28)
    """
    if recipe.network.startswith(STACK):
        return parse_network(recipe.network.removeprefix(STACK)).shape[1:]
    if recipe.network in scene_networks.NETWORKS:
        return size
    if recipe.network in ("lenet5", "lenet5_classic"):
        return (32, 32) if min(size) >= 32 else (28, 28)
    low = 1 if recipe.network == "mlp" else SMALLEST_SIDE
    if recipe.network == "tiny_vgg":
        low = max(low, 2**recipe.depth)
    height, width = (min(max(side, low), LARGEST_SIDE) for side in size)
    return height, width


def ignored(recipe: Settings) -> tuple[str, ...]:
    """Settings that differ from their default but change nothing in this network."""
    network = STACK if recipe.network.startswith(STACK) else recipe.network
    plain = Design()
    return tuple(name for name in _IGNORED[network] if getattr(recipe, name) != getattr(plain, name))


def notes(recipe: Settings) -> tuple[str, ...]:
    """Sentences for the student on what the network does with the recipe."""
    sentences = []
    if names := ignored(recipe):
        listed = " and ".join(filter(None, (", ".join(names[:-1]).replace("_", " "), names[-1].replace("_", " "))))
        network = "The layer stack" if recipe.network.startswith(STACK) else recipe.network
        sentences.append(
            several(
                "{network} is built without the setting {names}.",
                "{network} is built without the settings {names}.",
                len(names), network=network, names=listed,
            )
        )  # fmt: skip
    if recipe.network.startswith(STACK) and _ends_in_softmax(parse_network(recipe.network.removeprefix(STACK))):
        sentences.append("The softmax at the end is left out while training, because the loss contains it.")
    return tuple(sentences)


# The networks as text


def stack(recipe: Settings, channels: int, size: tuple[int, int], classes: int) -> Network:
    """The network of a recipe for pictures (channels, *size), in the terms of the layer-stack builder.

    size is that of `input_size`. Raises ValueError with a sentence if the network does not fit the pictures and
    classes, or is too large to train live.
    """
    if recipe.network.startswith(STACK):
        network = _from_builder(recipe.network.removeprefix(STACK), channels)
    elif recipe.network in scene_networks.NETWORKS:
        network = parse_network(scene_networks.text(recipe, channels, size, classes))
    else:
        height, width = size
        layers = _LAYERS[recipe.network](recipe, size)
        network = parse_network(f"{channels}x{height}x{width}-{layers}-d{classes}")
    summary = summarize(network, fields=False)
    if summary.error:
        raise summary.error
    if recipe.network not in scene_networks.NETWORKS:
        _check_classes(summary, classes)
    _check_size(summary)
    return network


def text(recipe: Settings, channels: int, size: tuple[int, int], classes: int) -> str:
    """The same as text, to open it in the builder.

    >>> text(Design(network="lenet5"), 1, (28, 28), 10)
    '1x28-c6k5p2-relu-max2-c16k5-relu-max2-flat-d120-relu-d84-relu-d10'
    """
    return format_network(stack(recipe, channels, size, classes))


def _lenet(recipe: Settings, size: tuple[int, int]) -> str:
    padding = "p2" if size == (28, 28) else ""
    first, second = _convolution(f"c6k5{padding}", recipe, shrink=True), _convolution("c16k5", recipe, shrink=True)
    return "-".join([first, second, "flat", _dense(120, recipe), _dense(84, recipe)])


def _classic_lenet(recipe: Settings, size: tuple[int, int]) -> str:
    return _lenet(replace(_design(recipe), activation="tanh", pooling="average"), size)


def _vgg(recipe: Settings, size: tuple[int, int]) -> str:
    stages = [min(16 * 2**stage, 64) for stage in range(recipe.depth or 3)]
    parts = [
        part
        for width in stages
        for part in (_convolution(f"c{width}k3p1", recipe), _convolution(f"c{width}k3p1", recipe, shrink=True))
    ]
    return "-".join([*parts, "flat", _dense(64, recipe)])


def _resnet(recipe: Settings, size: tuple[int, int]) -> str:
    norm, activation = ("-bn" if recipe.batch_norm else ""), _WORD[recipe.activation]
    parts, before = [_convolution("c16k3p1", recipe)], 16
    for block in range(recipe.depth or 3):
        width = min(16 * 2**block, 64)
        stride = "s2" if width > before else ""
        shortcut = f"|c{width}k1{stride}{norm}" if stride else ""
        parts.append(f"res[c{width}k3{stride}p1{norm}-{activation}-c{width}k3p1{norm}{shortcut}]-{activation}")
        before = width
    return "-".join([*parts, "gap-flat", *_dropped(recipe)])


def _perceptron(recipe: Settings, size: tuple[int, int]) -> str:
    return "-".join(["flat", *(_dense(128, recipe) for _ in range(recipe.depth or 2))])


_LAYERS: dict[str, Callable[[Settings, tuple[int, int]], str]] = {
    "lenet5": _lenet,
    "lenet5_classic": _classic_lenet,
    "tiny_vgg": _vgg,
    "small_resnet": _resnet,
    "mlp": _perceptron,
}


def _design(recipe: Settings) -> Design:
    return Design(**{setting.name: getattr(recipe, setting.name) for setting in fields(Design)})


def _convolution(layer: str, recipe: Settings, *, shrink: bool = False) -> str:
    """A convolution, its batch norm and activation; with shrink also what halves the map."""
    pool = {"max": "-max2", "average": "-avg2", "stride": ""}[recipe.pooling] if shrink else ""
    stride = "s2" if shrink and recipe.pooling == "stride" else ""
    return f"{layer}{stride}{'-bn' if recipe.batch_norm else ''}-{_WORD[recipe.activation]}{pool}"


def _dense(units: int, recipe: Settings) -> str:
    norm = "-bn" if recipe.batch_norm else ""
    return "-".join([f"d{units}{norm}-{_WORD[recipe.activation]}", *_dropped(recipe)])


def _dropped(recipe: Settings) -> list[str]:
    return [f"drop{round(recipe.dropout * 100)}"] if recipe.dropout else []


def _ends_in_softmax(network: Network) -> bool:
    return bool(network.layers) and network.layers[-1].kind == "softmax"


def _from_builder(given: str, channels: int) -> Network:
    network = parse_network(given)
    if network.shape[0] != channels:
        size = "x".join(map(str, network.shape[1:]))
        raise ValueError(
            say(
                "The layer stack begins with {begins} channels but the pictures have {have}: "
                "begin it with {channels}x{size}.",
                begins=network.shape[0], have=several("{n} channel", "{n} channels", channels), channels=channels,
                size=size,
            )
        )  # fmt: skip
    return Network(network.shape, network.layers[:-1]) if _ends_in_softmax(network) else network


def _check_classes(summary: Summary, classes: int) -> None:
    if summary.shape != (classes,):
        given = " × ".join(map(str, summary.shape))
        last = f"d{classes}" if len(summary.shape) == 1 else f"flat-d{classes}"
        raise ValueError(
            say(
                "The network gives {given} numbers but there are {classes} classes: put {last} at its end, "
                "so that each class gets one number.",
                given=given, classes=classes, last=last,
            )
        )  # fmt: skip


def _check_size(summary: Summary) -> None:
    for name, most in (("parameters", MOST_PARAMETERS), ("multiply_adds", MOST_MULTIPLY_ADDS)):
        if (count := summary.total(name)) > most:
            raise ValueError(
                say(
                    "The network has {count:,} {name}, too many to train live: use fewer channels or "
                    "smaller pictures, at most {most:,}.",
                    count=count, name=name.replace("_", "-"), most=most,
                )
            )  # fmt: skip
    if not summary.total("parameters"):
        raise ValueError("The network has no weights to learn: add a convolution or a dense layer.")


# The networks as modules


def build(recipe: Settings, in_channels: int, size: tuple[int, int], classes: int) -> "nn.Module":
    """The network (N, in_channels, *size) -> scores (N, classes), with the first weights of the recipe's seed.

    Those of `scene_networks` give (N, *output_shape) instead.

    Layers have names: conv1, bn1, relu1, pool1, …, and output for the last one. The random numbers of the caller stay
    as they are. Raises ValueError as `stack` does.
    """
    from cnnviz.draws import seeded
    from cnnviz.networks.stack import modules as stack_modules

    network = stack(recipe, in_channels, size, classes)
    with seeded(recipe.seed):
        module = stack_modules.build(network)
        initialize(module, recipe.initialization)
    return _named(module, network.layers)


def initialize(network: "nn.Module", name: str) -> None:
    """First weights of convolutions and dense layers by a name of the recipe; the biases begin at zero.

    "default" leaves PyTorch's: uniform in ±1/√(inputs), the biases too. "normal" has a standard deviation of 0.05.
    Sources: K. He et al. 2015; X. Glorot, Y. Bengio 2010.
    """
    from torch import nn

    if name == "default":
        return
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            if name == "he":
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            elif name == "xavier":
                nn.init.xavier_uniform_(module.weight)
            elif name == "normal":
                nn.init.normal_(module.weight, std=0.05)
            else:
                nn.init.zeros_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


_NAMES = {"convolution": "conv", "depthwise": "conv", "transposed_convolution": "conv", "max_pool": "pool"}
_NAMES |= {"avg_pool": "pool", "global_avg_pool": "pool", "batch_norm": "bn", "residual": "block"}
_NAMES |= {"concatenation": "block"}


def layer_names(layers: tuple[Layer, ...]) -> list[str]:
    """A name for each layer: its kind, and which of this kind it is; the last dense layer is called output.

    >>> layer_names(parse_network("c6k5-relu-max2-flat-d10").layers)
    ['conv1', 'relu1', 'pool1', 'flatten1', 'output']
    """
    count: Counter[str] = Counter()
    names = []
    for index, layer in enumerate(layers):
        kind = _NAMES.get(layer.kind, layer.kind)
        count[kind] += 1
        last = layer.kind == "dense" and index == len(layers) - 1
        names.append("output" if last else f"{kind}{count[kind]}")
    return names


def _named(module: "nn.Module", layers: tuple[Layer, ...]) -> "nn.Module":
    from torch import nn

    named: OrderedDict[str, nn.Module] = OrderedDict()
    for name, layer, child in zip(layer_names(layers), layers, module.children(), strict=True):
        if layer.branches:
            branches = child.get_submodule("branches")
            assert isinstance(branches, nn.ModuleList)
            for number, branch in enumerate(layer.branches):
                branches[number] = _named(branches[number], branch)
        named[name] = child
    return nn.Sequential(named)


def of_layers(text: str, classes: int) -> "nn.Module":
    """The layers, in the terms of the layer-stack builder, and a dense one that gives the scores."""

    text = f"{text}-d{classes}"
    channels, height, width = parse_network(text).shape
    return build(Design(network=STACK + text), channels, (height, width), classes)


EDGES_SIDE = 9
"""Pixels of a side of the filters of the first layer of "edges"."""


EDGES = f"3x64x64-c64k{EDGES_SIDE}p4s2-relu-max2-c32k3p1-relu-max2-c64k3p1-relu-max2-flat"
