"""The blocks that made architectures: each beside what it replaced, in the student's own numbers.

Every function gives designs for the same input, name -> network, and raises ValueError with a sentence that says which
number to change.
"""

from cnnviz.geometry.axes import whole
from cnnviz.networks.designs.comparison import filters, same, volume
from cnnviz.networks.stack.layers import Layer, Network
from cnnviz.words import say, several

RELU = Layer("relu")
MOST_LAYERS = 7


def as_large(kernel: int, layers: int) -> int:
    """The kernel that sees as much as so many of these one behind another: layers · (kernel - 1) + 1."""
    return layers * (kernel - 1) + 1


def separable_share(out_channels: int, kernel: int) -> float:
    """What a depthwise separable convolution costs of an ordinary one: 1 / out_channels + 1 / kernel².

    Source: Howard et al. 2017, section 3.1.
    """
    return 1 / out_channels + 1 / kernel**2


def dense_widths(in_channels: int, growth: int, layers: int) -> list[int]:
    """Channels before the first layer of a dense block, and behind each: in_channels + growth · layer."""
    return [in_channels + growth * layer for layer in range(layers + 1)]


def stacked_or_large(side: int, in_channels: int, out_channels: int, kernel: int, layers: int) -> dict[str, Network]:
    """Small kernels one behind another, and the one kernel that sees as much: layers · (kernel - 1) + 1.

    Source: Simonyan & Zisserman 2015, section 2.3.
    """
    shape = volume(in_channels, side)
    if not 1 <= layers <= MOST_LAYERS:
        raise ValueError(
            say(
                "{layers} layers cannot be compared here: use 1 to {MOST_LAYERS}.",
                layers=layers,
                MOST_LAYERS=MOST_LAYERS,
            )
        )
    small = same(filters("out_channels", out_channels), kernel)
    large = as_large(kernel, layers)
    return {
        f"{layers} × ({kernel} × {kernel})": Network(
            shape, tuple(layer for _ in range(layers) for layer in (small, RELU))
        ),
        say("one {large} × {large}", large=large): Network(shape, (same(out_channels, large), RELU)),
    }


def bottleneck(side: int, in_channels: int, out_channels: int, kernel: int, between: int) -> dict[str, Network]:
    """A convolution straight away, and behind a 1 × 1 convolution that makes the channels fewer first.

    Source: Szegedy et al. 2015, section 4.
    """
    shape = volume(in_channels, side)
    last = same(filters("out_channels", out_channels), kernel)
    first = same(filters("channels of the bottleneck", between), 1)
    return {
        say("{kernel} × {kernel} directly", kernel=kernel): Network(shape, (last, RELU)),
        "with a bottleneck": Network(shape, (first, RELU, last, RELU)),
    }


def inception_block(side: int, in_channels: int, widths: tuple[int, int, int, int, int, int]) -> dict[str, Network]:
    """Four branches side by side, without and with the 1 × 1 convolutions before the large kernels.

    widths: 1 × 1; before 3 × 3, 3 × 3; before 5 × 5, 5 × 5; behind the pooling. Source: Szegedy et al. 2015, figure 2.
    """
    shape = volume(in_channels, side)
    one, before3, three, before5, five, pooled = (same(filters("filters", width), 1) for width in widths)
    large3, large5 = same(three.out_channels, 3), same(five.out_channels, 5)
    pool = Layer("max_pool", 1, 3, 1, 1)
    return {
        "naive block": Network(
            shape,
            (Layer("concatenation", branches=((one, RELU), (large3, RELU), (large5, RELU), (pool, pooled, RELU))),),
        ),
        "with bottlenecks": Network(
            shape,
            (
                Layer(
                    "concatenation",
                    branches=(
                        (one, RELU),
                        (before3, RELU, large3, RELU),
                        (before5, RELU, large5, RELU),
                        (pool, pooled, RELU),
                    ),
                ),
            ),
        ),
    }


def depthwise_separable(side: int, in_channels: int, out_channels: int, kernel: int) -> dict[str, Network]:
    """An ordinary convolution, and a depthwise one followed by a 1 × 1 convolution; none has a bias.

    Source: Howard et al. 2017, section 3.1.
    """
    shape = volume(in_channels, side)
    ordinary = same(filters("out_channels", out_channels), kernel, bias=False)
    depthwise = Layer("depthwise", 1, kernel, padding=kernel // 2, bias=0)
    return {
        "convolution": Network(shape, (ordinary,)),
        "depthwise separable": Network(shape, (depthwise, same(out_channels, 1, bias=False))),
    }


def grouped(side: int, channels: int, kernel: int) -> dict[str, Network]:
    """One convolution from channels to channels, in 1, 2, 4, … 32 groups and in one per channel.

    Numbers of groups that do not divide the channels are left out.
    """
    shape = volume(channels, side)
    counts = [2**power for power in range(6) if channels % 2**power == 0]
    counts += [channels] if channels > counts[-1] else []
    return {
        say("{groups}", groups=several("{n} group", "{n} groups", count)): Network(
            shape, (same(channels, kernel, bias=False, groups=count),)
        )
        for count in counts
    }


def resnext_block(side: int, channels: int, width: int, groups: int, group_width: int) -> dict[str, Network]:
    """A bottleneck block of ResNet, and one of ResNeXt whose 3 × 3 convolution has groups; batch norm left out.

    Source: Xie et al. 2017, figure 1 and equation 4.
    """
    shape = volume(channels, side)
    wide = filters("channels in the groups together", whole("groups", groups, 1) * whole("group width", group_width, 1))

    def block(inner: int, parts: int) -> Network:
        branch = (
            same(inner, 1, bias=False), RELU, same(inner, 3, bias=False, groups=parts), RELU,
            same(channels, 1, bias=False),
        )  # fmt: skip
        return Network(shape, (Layer("residual", branches=(branch, ())), RELU))

    return {
        say("ResNet, {width} wide", width=width): block(filters("channels of the bottleneck", width), 1),
        say("ResNeXt, {groups} × {group_width}", groups=groups, group_width=group_width): block(wide, groups),
    }


def dense_block(side: int, in_channels: int, growth: int, layers: int) -> dict[str, Network]:
    """A block whose layers see all maps before them, and as many plain layers that are as wide as its output.

    Every layer adds `growth` maps by a 3 × 3 convolution. Source: Huang et al. 2017, section 3.
    """
    shape = volume(in_channels, side)
    if not 1 <= layers <= 32:
        raise ValueError(say("A block of {layers} layers cannot be drawn here: use 1 to 32 layers.", layers=layers))
    new = same(filters("maps that a layer adds", growth), 3, bias=False)
    last = filters("maps at the end", dense_widths(in_channels, growth, layers)[-1])
    return {
        "dense block": Network(shape, tuple(Layer("concatenation", branches=((), (new, RELU))) for _ in range(layers))),
        "plain, as wide": Network(
            shape, tuple(layer for _ in range(layers) for layer in (same(last, 3, bias=False), RELU))
        ),
    }


def classifier_heads(side: int, in_channels: int, classes: int, units: int) -> dict[str, Network]:
    """What turns the last feature maps into scores: dense layers, or a 1 × 1 convolution and global average pooling.

    units: of the hidden dense layer; 0 for none. Source: Lin, Chen & Yan 2014, section 3.2.
    """
    shape = volume(in_channels, side)
    whole("number of units", units + 1, 1)
    hidden = (Layer("dense", filters("units", units)), RELU) if units else ()
    last = same(filters("classes", classes), 1)
    return {
        "dense layers": Network(shape, (Layer("flatten"), *hidden, Layer("dense", classes))),
        "1 × 1 and average": Network(shape, (last, RELU, Layer("global_avg_pool"), Layer("flatten"))),
    }
