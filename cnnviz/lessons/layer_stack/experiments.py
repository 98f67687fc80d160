"""The experiments of the lesson 'Layer-stack builder'."""

from dataclasses import replace

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.layer_stack import claim
from cnnviz.networks.stack.layers import POOLS, Network
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.summary import Summary, summarize
from cnnviz.words import say

WHERE = {"convolutions": "In the convolutions", "dense": "In the dense layers", "others": "In the others"}


def _where(summary: Summary, what: str) -> tuple[str, dict[str, int]]:
    dense, convolutions = summary.part(what, "dense"), summary.part(what, "convolution")
    parts = {"convolutions": convolutions, "dense": dense, "others": summary.total(what) - dense - convolutions}
    return max(parts, key=lambda name: parts[name]), parts


def _parameters(summary: Summary) -> tuple[str, str]:
    most, parts = _where(summary, "parameters")
    return most, say(
        "The convolutions have {convolutions:,} parameters, the dense layers **{dense:,}**, all others {others:,}. A "
        "dense layer behind flatten has a weight for each value of the map; a convolution shares its weights.",
        **parts,
    )


def _work(summary: Summary) -> tuple[str, str]:
    most, parts = _where(summary, "multiply_adds")
    return most, say(
        "The convolutions take **{convolutions:,}** multiply-adds, the dense layers {dense:,}, all others {others:,}. "
        "A convolution uses each of its few weights at every position, a dense layer each of its many only once.",
        **parts,
    )


def _without_a_pooling(network: Network, summary: Summary) -> tuple[bool | None, str]:
    places = [place for place, layer in enumerate(network.layers) if layer.kind in POOLS]
    if not places:
        return None, "This network has no pooling: choose LeNet-5, or add one."
    last = places[-1]
    without = summarize(replace(network, layers=network.layers[:last] + network.layers[last + 1 :]), fields=False)
    if without.error:
        return None, "Without its last pooling this network cannot be built: choose LeNet-5."
    before, after = summary.total("parameters"), without.total("parameters")
    return before == after, say(
        "Without its last pooling the network has **{after:,}** parameters instead of {before:,}. The pooling itself "
        "has none; but the map behind it is larger without it, and a dense layer needs a weight for each value of it.",
        before=before, after=after,
    )  # fmt: skip


LENET = PRESETS["LeNet-5"].text

EXPERIMENTS = (
    Experiment(
        "claim",
        "The whole network has as many parameters for a picture twice as high and wide.",
        claim.twice_as_large,
        {"stack": LENET},
    ),
    Experiment("parameters", "Where are most of the parameters?", _parameters, {"stack": LENET}, WHERE),
    Experiment("work", "Where are most of the multiply-adds?", _work, {"stack": PRESETS["VGG-16"].text}, WHERE),
    Experiment(
        "without-a-pooling",
        "Without its last pooling the network has as many parameters.",
        _without_a_pooling,
        {"stack": LENET},
    ),
)
