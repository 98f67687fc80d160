"""The experiments of the lesson 'Receptive field'."""

from collections.abc import Sequence
from math import prod

from cnnviz.geometry.worked_fields import Step
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.receptive_field import claim
from cnnviz.networks.fields.receptive_fields import Row
from cnnviz.words import say


def _how_large(last: Row) -> tuple[int, str]:
    field = last.fields[0]
    return field.size, say(
        "A unit of the last feature map ({layer}) has a receptive field of **{size}** pixels along an axis; the next "
        "unit's lies {stride:g} pixels on. Each layer adds (k − 1) times the product of all strides before it, so "
        "most of it comes from the layers behind the last strides.",
        layer=f"`{last.name}`", size=field.size, stride=field.stride,
    )  # fmt: skip


def _size_times_depth(last: Row, steps: Sequence[Step]) -> tuple[bool, str]:
    size, said = last.fields[0].size, sum(step.layer.kernel for step in steps)
    return size == said, say(
        "The kernels on the way add up to {said}, the receptive field is **{size}**. Windows overlap, so that a layer "
        "with stride 1 before it adds k − 1 and not k; and behind strides a step is worth several pixels.",
        said=said, size=size,
    )  # fmt: skip


def _without_strides(last: Row, steps: Sequence[Step]) -> tuple[float, str]:
    plain = 1 + sum(step.layer.dilation * (step.layer.kernel - 1) for step in steps)
    jump = prod(step.layer.stride for step in steps)
    return plain, say(
        "With stride 1 everywhere the same kernels would see **{plain}** pixels instead of {size}. The strides, "
        "{jump} in all, stretch the steps of the layers behind them: they do most of the work.",
        plain=plain, size=last.fields[0].size, jump=jump,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "Every unit of the last feature map sees the whole picture.",
        claim.whole_picture,
    ),
    Experiment(
        "how-large",
        "How large is the receptive field of the last feature map, in pixels along one axis?",
        _how_large,
        {"rf-network": "vgg-16"},
        number=Number("pixels"),
    ),
    Experiment(
        "size-times-depth",
        "The receptive field is the sum of the kernel sizes: three layers of 3 × 3 see 9 pixels.",
        _size_times_depth,
        {"rf-network": "own-stack", "rf-stack": "3; 3; 3"},
    ),
    Experiment(
        "without-strides",
        "How large would it be if all strides were 1?",
        _without_strides,
        {"rf-network": "vgg-16"},
        number=Number("pixels"),
    ),
)
