"""The experiments of the lesson 'Effective receptive field'."""

from dataclasses import replace

from cnnviz.lessons.effective_receptive_field import claim
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.networks.fields import effective as engine
from cnnviz.networks.fields.effective import Effective, Stack
from cnnviz.words import say

GROWTH = 4  # times as many layers


def _four_times_the_layers(stack: Stack, squared: bool) -> tuple[float, str]:
    few = max(1, stack.layers // GROWTH)
    ladder = [
        engine.predicted_levels(replace(stack, layers=n, halving=0), squared=squared)[-1] for n in (few, GROWTH * few)
    ]
    fields = [n * stack.dilation * (stack.kernel - 1) + 1 for n in (few, GROWTH * few)]
    return ladder[1] / ladder[0], say(
        "From {few} layers to {many} the theoretical field grows from {small} to {large} pixels, the effective one "
        "from σ = {narrow:.3g} to σ = {wide:.3g} expected: **{factor:.3g}** times. Like the sum of dice, it grows "
        "with the root of the number. (Stride 1; for random weights without activation, and nearly so with ReLU.)",
        few=few, many=GROWTH * few, small=fields[0], large=fields[1], narrow=ladder[0], wide=ladder[1],
        factor=ladder[1] / ladder[0],
    )  # fmt: skip


def _share_of_the_area(found: Effective) -> tuple[float, str]:
    size = found.mean.shape[0]
    share = 100 * (4 * found.width / size) ** 2
    return share, say(
        "The effective field is 4 σ = {across:.1f} pixels across, the theoretical one {size}: **{share:.0f} %** of the "
        "area.",
        across=4 * found.width, size=size, share=share,
    )  # fmt: skip


def _corner(found: Effective) -> tuple[bool, str]:
    middle, corner = float(found.mean[found.mean.shape[0] // 2, found.mean.shape[1] // 2]), float(found.mean[0, 0])
    ratio = middle / corner if corner > 0 else float("inf")
    return ratio < 10, say(
        "The pixel in the middle matters **{ratio:.3g}** times as much as the one in the corner of the receptive field "
        "(less than 10 times passes). From the corner a single path leads to the unit, from the middle very many.",
        ratio=ratio,
    )


EXPERIMENTS = (
    Experiment(
        "claim",
        "The effective receptive field has roughly the shape of a Gaussian.",
        claim.gaussian,
    ),
    Experiment(
        "four-times-the-layers",
        "Four times as many layers: how many times as wide does the effective field become?",
        _four_times_the_layers,
        {"erf-weights": "random", "erf-n": "16", "erf-s": "0"},
        number=Number("times", 0.1),
    ),
    Experiment(
        "share-of-the-area",
        "How many percent of the theoretical field's area does the effective one take?",
        _share_of_the_area,
        {"erf-weights": "random", "erf-n": "16", "erf-s": "0"},
        number=Number("%", 0.2),
    ),
    Experiment(
        "corner",
        "All pixels of the receptive field matter about equally: the middle less than ten times as much as a corner.",
        _corner,
        {"erf-weights": "uniform", "erf-n": "4"},
    ),
)
