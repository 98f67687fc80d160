"""The experiments of the lesson 'Several filters'."""

from torch import Tensor

from cnnviz.geometry.layer import convolution_parameters
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.filter_bank import claim
from cnnviz.operations import properties
from cnnviz.words import say, several


def _edges_win(bank: Tensor, maps: Tensor) -> tuple[bool, str]:
    answers, sums = maps.abs().mean((1, 2)), bank.sum((1, 2, 3))
    strongest = int(answers.argmax())
    total = float(sums[strongest])
    return abs(total) < properties.CLOSE, say(
        "Filter {strongest} answers most strongly, with **{best:.4g}** on the average (without signs); its weights "
        "add up to **{total:.4g}**. Weights that add up to 0 cancel wherever neighbouring pixels are alike, which is "
        "nearly everywhere. All others answer to the brightness itself: a large mean says little about what a filter "
        "finds.",
        strongest=strongest, best=float(answers[strongest]), total=total,
    )  # fmt: skip


def _number_of_maps(image: Tensor, maps: Tensor) -> tuple[int, str]:
    return len(maps), say(
        "The input has {channels}, and there are **{maps}** maps: one for each filter. A filter has a slice "
        "for each channel, and adds up what they give.",
        channels=several("{n} channel", "{n} channels", len(image)), maps=len(maps),
    )  # fmt: skip


def _numbers_to_learn(bank: Tensor) -> tuple[int, str]:
    filters, channels, height, width = bank.shape
    count = convolution_parameters((height, width), channels, filters)
    return count, say(
        "{filters} filters of {height} · {width} · {channels} weights and a bias each: **{count:,}**. With three times "
        "the channels there are nearly three times the weights, but not one more map.",
        filters=filters, height=height, width=width, channels=channels, count=count,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "C × n × n with F filters C × m × m gives F × (n − m + 1) × (n − m + 1).",
        claim.one_map_per_filter,
    ),
    Experiment(
        "edges-win",
        "The filter that answers most strongly looks for edges: its weights add up to 0.",
        _edges_win,
        {"bank-kind": "presets", "bank-scale": "common", "bank-input": "colour"},
    ),
    Experiment(
        "number-of-maps",
        "How many feature maps come out of this layer?",
        _number_of_maps,
        {"bank-input": "grey"},
        number=Number("maps"),
    ),
    Experiment(
        "numbers-to-learn",
        "How many numbers does this layer learn, biases included?",
        _numbers_to_learn,
        {"bank-input": "colour"},
        number=Number("numbers"),
    ),
)
