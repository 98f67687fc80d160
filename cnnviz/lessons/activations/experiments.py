"""The experiments of the lesson 'Activation functions'."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from torch import Tensor

from cnnviz.lessons.activations import claim
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.operations import deep_gradients
from cnnviz.operations.activations import ACTIVATIONS, share_of_zeros
from cnnviz.operations.deep_gradients import Stack
from cnnviz.words import joined, say

RIVALS = {"Sigmoid": "Sigmoid", "Tanh": "Tanh", "ReLU": "ReLU"}
DEEP = {"act-init": "he", "act-depth": "20", "act-kind": "dense"}


def _sigmoid_vanishes(stack: Stack, norms: Callable[[], Mapping[str, Tensor]]) -> tuple[bool, str]:
    return claim.vanishing(stack, norms(), "Sigmoid")


def _relu_lasts(stack: Stack, norms: Callable[[], Mapping[str, Tensor]]) -> tuple[bool, str]:
    vanishes, said = claim.vanishing(stack, norms(), "ReLU")
    return not vanishes, said


def _lasts_longest(stack: Stack, seed: int) -> tuple[str, str]:
    left = {}
    for name in RIVALS:
        means = deep_gradients.average(
            deep_gradients.over_seeds(replace(stack, activation=name), range(seed, seed + deep_gradients.SEEDS))
        )
        left[name] = float(means[0] / means[-1])
    best = max(left, key=lambda name: min(left[name], 1 / left[name]) if left[name] else 0.0)
    parts = [say("{name} **{share:.2g}**", name=name, share=share) for name, share in left.items()]
    return best, say(
        "Of a gradient of size 1 there come back, through {depth} layers: {parts}. Best is what stays nearest to 1: "
        "neither vanished nor exploded. He's rule is made for ReLU, which kills half of the values; Xavier's for "
        "functions such as tanh, whose slope is 1 at 0. The sigmoid's is at most 1/4, whatever the rule.",
        depth=stack.depth, parts=joined(parts),
    )  # fmt: skip


def _slope(name: str) -> str:
    return say("How large is the slope of {name} at this x?", name=name)


def _slope_here(name: str, x: float) -> tuple[float, str]:
    value, slope = ACTIVATIONS[name].at(x)
    return slope, say(
        "{name} has the value {value:.4g} at {x:g} and the slope **{slope:.4g}**: by this factor a gradient is "
        "multiplied on its way back. The sigmoid's is largest at 0, and there it is 1/4.",
        name=name, value=value, x=x, slope=slope,
    )  # fmt: skip


def _silent(before: Tensor) -> tuple[float, str]:
    share = 100 * share_of_zeros(before.relu())
    return share, say(
        "ReLU sets **{share:.1f} %** of this feature map to zero, all that was negative or zero. On the average it is "
        "half for a kernel whose weights add up to 0. A negative bias makes it more, a positive one less.",
        share=share,
    )


EXPERIMENTS = (
    Experiment(
        "claim",
        "With sigmoids the gradient vanishes on its way back through all layers.",
        _sigmoid_vanishes,
        DEEP,
    ),
    Experiment("relu-lasts", "With ReLU the gradient does not vanish.", _relu_lasts, DEEP),
    Experiment(
        "lasts-longest",
        "Whose gradient is best preserved on its way through all layers?",
        _lasts_longest,
        {"act-init": "xavier", "act-depth": "20", "act-kind": "dense"},
        RIVALS,
    ),
    Experiment(
        "slope",
        _slope,
        _slope_here,
        {"act-names": "sigmoid", "act-x": "0"},
        number=Number(tolerance=0.02),
    ),
    Experiment(
        "silent",
        "How many percent of this feature map does ReLU set to zero?",
        _silent,
        {"act-names": "relu", "act-bias": "0.0", "act-kernel": "-1 0 1; -2 0 2; -1 0 1"},
        number=Number("%", 0.1),
    ),
)
