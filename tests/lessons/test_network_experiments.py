"""Experiments of chapter 4: each measured at its own settings and at two others, against torch's layers or by hand."""

from collections.abc import Mapping
from itertools import pairwise, repeat
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models.efficientnet import EfficientNet, MBConvConfig

from cnnviz.counting import parameters
from cnnviz.lessons import experiment
from cnnviz.lessons.residual import experiment as residual
from cnnviz.networks.designs import blocks, fields, scaling, sizes
from cnnviz.networks.designs.comparison import count

Values = dict[str, Any]
Others = tuple[dict[str, int], ...]


def conv(c_in: int, c_out: int, kernel: int, **more: Any) -> nn.Conv2d:
    return nn.Conv2d(c_in, c_out, kernel, padding=kernel // 2, device="meta", **more)


def products(module: nn.Module, side: int) -> int:
    """Multiply-adds of convolutions that keep the size: their weights, once at every pixel."""
    return side**2 * sum(layer.weight.numel() for layer in module.modules() if isinstance(layer, nn.Conv2d))


def find(stem: str, name: str) -> experiment.Experiment:
    return next(one for one in experiment.of(stem) if one.id == name)


def answer(stem: str, name: str, values: Mapping[str, Any]) -> Any:
    found, said = experiment.measure(find(stem, name), values)
    assert said
    return found


def settings(stem: str, name: str, defaults: Mapping[str, int], others: Mapping[str, int]) -> dict[str, int]:
    """The page's numbers with the experiment's own settings, then with others."""
    own = {key.split("-", 1)[1]: value for key, value in find(stem, name).settings.items()}
    return {**defaults, **{key: int(value) for key, value in own.items() if key in defaults}, **others}


VGG = {"layers": 2, "k": 3, "in": 64, "out": 64, "n": 56}


def vgg(name: str, others: Mapping[str, int]) -> tuple[Values, dict[str, int]]:
    at = settings("vgg", name, VGG, others)
    kernel, layers = at["k"], at["layers"]
    seen = fields.seen_by_stack(list(repeat(kernel, layers))), fields.seen_by_stack([blocks.as_large(kernel, layers)])
    counted = count(blocks.stacked_or_large(at["n"], at["in"], at["out"], kernel, layers))
    return {"counted": counted, "seen": seen, "kernel": kernel, "layers": layers}, at


@pytest.mark.parametrize("others", [{}, {"in": 64}, {"layers": 3, "in": 8}])
def test_a_stack_in_a_first_layer(others: dict[str, int]) -> None:
    values, at = vgg("first-layer", others)
    widths = [at["in"], *repeat(at["out"], at["layers"])]
    stack = nn.Sequential(*(conv(a, b, at["k"]) for a, b in pairwise(widths)))
    large = conv(at["in"], at["out"], at["layers"] * (at["k"] - 1) + 1)
    wanted = "holds" if parameters(stack) < parameters(large) else "fails"
    assert answer("vgg", "first-layer", values) == wanted
    assert others or wanted == "fails"


@pytest.mark.parametrize(("others", "wanted"), [({}, 7), ({"layers": 5}, 11), ({"layers": 2, "k": 5}, 9)])
def test_what_a_stack_sees(others: dict[str, int], wanted: int) -> None:
    assert answer("vgg", "seen", vgg("seen", others)[0]) == wanted


@pytest.mark.parametrize(("others", "wanted"), [({}, "fails"), ({"layers": 7}, "fails"), ({"layers": 1}, "fails")])
def test_a_stack_keeps_more_maps(others: dict[str, int], wanted: str) -> None:
    assert answer("vgg", "memory", vgg("memory", others)[0]) == wanted


def nin(name: str, others: Mapping[str, int]) -> tuple[Values, dict[str, int]]:
    at = settings("network_in_network", name, {"in": 512, "n": 7, "classes": 10, "units": 4096, "other": 9}, others)
    compared = blocks.classifier_heads(at["n"], at["in"], at["classes"], at["units"])
    answers = {head: sizes.run_at(network, at["other"]) for head, network in compared.items()}
    return {
        "compared": compared, "counted": count(compared), "answers": answers, "side": at["n"], "other": at["other"],
        "c_in": at["in"], "classes": at["classes"],
    }, at  # fmt: skip


@pytest.mark.parametrize(("others", "wanted"), [({}, "average"), ({"other": 7}, "both"), ({"other": 1}, "average")])
def test_heads_at_another_size(others: dict[str, int], wanted: str) -> None:
    assert answer("network_in_network", "other-size", nin("other-size", others)[0]) == wanted


@pytest.mark.parametrize("name", ["no-hidden", "one-pixel"])
@pytest.mark.parametrize("others", [{}, {"n": 3}, {"n": 1, "classes": 3}])
def test_heads_with_as_many_parameters(name: str, others: dict[str, int]) -> None:
    values, at = nin(name, others)
    dense = nn.Linear(at["in"] * at["n"] ** 2, at["classes"], device="meta")
    same = parameters(dense) == parameters(conv(at["in"], at["classes"], 1))
    assert answer("network_in_network", name, values) == ("holds" if same else "fails")
    assert others or same == (name == "one-pixel")


@pytest.mark.parametrize(("others", "wanted"), [({}, 5130), ({"classes": 1000}, 513000), ({"in": 3, "n": 1}, 40)])
def test_parameters_of_the_pointwise_head(others: dict[str, int], wanted: int) -> None:
    assert answer("network_in_network", "pointwise", nin("pointwise", others)[0]) == wanted


BRANCH = {"n": 28, "in": 192, "out": 32, "k": 5, "between": 16}


@pytest.mark.parametrize("name", ["wide", "one-by-one"])
@pytest.mark.parametrize("others", [{}, {"between": 154}, {"between": 155}])
def test_when_a_bottleneck_pays(name: str, others: dict[str, int]) -> None:
    at = settings("inception", name, BRANCH, others)
    counted = count(blocks.bottleneck(at["n"], at["in"], at["out"], at["k"], at["between"]))
    direct = products(conv(at["in"], at["out"], at["k"]), at["n"])
    both = nn.Sequential(conv(at["in"], at["between"], 1), conv(at["between"], at["out"], at["k"]))
    ratio = products(both, at["n"]) / direct
    wanted = ratio < 1 if name == "wide" else 0.08 <= ratio <= 0.125
    values = {"counted": counted, "measure": lambda: {"": 1.0, " ": 1.0}}
    assert answer("inception", name, values) == ("holds" if wanted else "fails")
    assert others or not wanted


@pytest.mark.parametrize("widths", [(64, 96, 128, 16, 32, 32), (1, 2, 3, 4, 5, 6), (192, 96, 208, 16, 48, 64)])
def test_channels_of_an_inception_block(widths: tuple[int, int, int, int, int, int]) -> None:
    values = {"counted": count(blocks.inception_block(28, 192, widths))}
    assert answer("inception", "channels", values) == widths[0] + widths[2] + widths[4] + widths[5]
    assert answer("inception", "fewer-maps", values) == "fails"


@pytest.mark.parametrize(("channels", "wanted"), [(256, 1), (32, 1), (33, 1)])
def test_channels_that_a_filter_reads(channels: int, wanted: int) -> None:
    counted = count(blocks.grouped(28, channels, 3))
    values = {"what": "groups", "counted": counted, "channels": channels}
    assert (
        answer("resnext", "depthwise", values) == wanted == conv(channels, channels, 3, groups=channels).weight.shape[1]
    )
    assert answer("resnext", "depthwise", values | {"what": "block"}) is None


@pytest.mark.parametrize("name", ["wider", "twice", "middle"])
@pytest.mark.parametrize("others", [{}, {"groups": 1, "each": 64}, {"groups": 2, "each": 80}])
def test_blocks_with_groups(name: str, others: dict[str, int]) -> None:
    at = settings("resnext", name, {"in": 256, "n": 28, "width": 64, "groups": 32, "each": 4}, others)

    def block(inner: int, groups: int) -> nn.Sequential:
        return nn.Sequential(conv(at["in"], inner, 1), conv(inner, inner, 3, groups=groups), conv(inner, at["in"], 1))

    two = block(at["width"], 1), block(at["groups"] * at["each"], at["groups"])
    cost = [products(one, at["n"]) for one in two]
    wanted = abs(cost[1] / cost[0] - 1) < 0.05
    if name == "middle":
        wanted = all(products(one[1], at["n"]) > products(one, at["n"]) / 2 for one in two)
    values = {
        "what": "block",
        "counted": count(blocks.resnext_block(28, at["in"], at["width"], at["groups"], at["each"])),
    }
    assert answer("resnext", name, values) == ("holds" if wanted else "fails")
    assert others or wanted == (name == "wider")
    assert answer("resnext", name, values | {"what": "groups"}) is None


@pytest.mark.parametrize(
    ("others", "channels", "doubles", "equal", "little"),
    [
        ({}, 256, "fails", "fails", "fails"),
        ({"in": 8, "k": 8, "layers": 1}, 16, "holds", "holds", "fails"),
        ({"layers": 32, "k": 1}, 96, "fails", "fails", "fails"),
    ],
)
def test_a_dense_block(others: dict[str, int], channels: int, doubles: str, equal: str, little: str) -> None:
    at = settings("densenet", "channels", {"in": 64, "k": 32, "layers": 6, "n": 28}, others)
    counted = count(blocks.dense_block(at["n"], at["in"], at["k"], at["layers"]))
    given = [at["in"], *(row.shape[0] for row in counted["dense block"].rows if len(row.path) == 1)]
    values = {"counted": counted, "given": given, "growth": at["k"]}
    assert answer("densenet", "channels", values) == channels
    assert answer("densenet", "doubles", values) == doubles
    assert answer("densenet", "equal", values) == equal
    assert answer("densenet", "memory", values) == little


@pytest.mark.parametrize("others", [{}, {"out": 256}, {"k": 5, "in": 7}])
def test_a_depthwise_separable_convolution(others: dict[str, int]) -> None:
    for name in ("eight", "where", "always"):
        at = settings("mobilenet", name, {"k": 3, "in": 256, "out": 256, "n": 28}, others)
        depthwise, pointwise = conv(at["in"], at["in"], at["k"], groups=at["in"]), conv(at["in"], at["out"], 1)
        separable = products(nn.Sequential(depthwise, pointwise), at["n"])
        ordinary = products(conv(at["in"], at["out"], at["k"]), at["n"])
        values = {"counted": count(blocks.depthwise_separable(at["n"], at["in"], at["out"], at["k"]))}
        wanted: Any = {
            "eight": pytest.approx(ordinary / separable),
            "where": "holds" if products(depthwise, at["n"]) > separable / 2 else "fails",
            "always": "holds" if separable < ordinary else "fails",
        }[name]
        assert answer("mobilenet", name, values) == wanted
        assert others or name == "eight" or wanted == "fails"


@pytest.mark.parametrize(
    ("first", "second", "unit", "wanted"), [(12, 16, 120, "once"), (64, 32, 4, "twice"), (8, 16, 4, "some")]
)
def test_twice_the_filters_of_lenet(first: int, second: int, unit: int, wanted: str) -> None:
    from cnnviz.lessons.lenet import experiment as lenet

    def by_torch(filters: int) -> int:
        layers = nn.Conv2d(1, filters, 5), nn.Conv2d(filters, second, 5), nn.Linear(25 * second, unit)
        return sum(map(parameters, (*layers, nn.Linear(unit, 84), nn.Linear(84, 10))))

    summary = count({"": lenet.network(first, second, (unit, 84))})[""]
    assert summary.total("parameters") == by_torch(first)
    factor = by_torch(first) / by_torch(first // 2)
    assert wanted == ("once" if factor < 1.25 else "some" if factor < 1.75 else "twice")
    assert answer("lenet", "twice", {"summary": summary, "sizes": (first, second, unit, 84)}) == wanted
    assert answer("lenet", "pooling", {"summary": summary}) == "fails"


@pytest.mark.parametrize(("first", "second", "units", "wanted"), [
    (6, 16, (120, 84), "fails"), (1, 1, (1024, 1024), "holds"), (64, 64, (10, 10), "fails"),
])  # fmt: skip
def test_the_work_of_lenet(first: int, second: int, units: tuple[int, int], wanted: str) -> None:
    from cnnviz.lessons.lenet import experiment as lenet

    dense = 25 * second * units[0] + units[0] * units[1] + units[1] * 10
    convolutions = 28**2 * 25 * first + 10**2 * 25 * first * second
    assert (dense > convolutions) == (wanted == "holds")
    assert answer("lenet", "work", {"summary": count({"": lenet.network(first, second, units)})[""]}) == wanted


@pytest.mark.parametrize(("best", "wanted"), [(0.11, "chance"), (0.5, "half"), (0.98, "sure")])
def test_how_sure_lenet_is(best: float, wanted: str) -> None:
    shares = torch.full((10,), (1 - best) / 9)
    shares[4] = best
    assert answer("lenet", "sure", {"outputs": {"softmax": shares}, "trained": True}) == wanted


def test_lenet_guesses_before_it_has_learnt() -> None:
    from cnnviz.lessons.lenet import experiment as lenet

    at = settings("lenet", "sure", {"digit": 0}, {})
    picture, _ = lenet.digit(at["digit"])
    outputs = lenet.through(lenet.untrained(lenet.network(), 0), picture)
    assert answer("lenet", "sure", {"outputs": outputs, "trained": False}) == "chance"


@pytest.mark.parametrize(("side", "wanted"), [(448, "some"), (224, "same"), (1024, "four")])
def test_parameters_of_a_larger_alexnet(side: int, wanted: str) -> None:
    from dataclasses import replace

    from cnnviz.networks.stack.presets import PRESETS
    from cnnviz.networks.stack.summary import summarize
    from cnnviz.networks.stack.text import parse_network

    alexnet = parse_network(PRESETS["AlexNet"].text)
    summary = summarize(replace(alexnet, shape=(3, side, side)), fields=False)
    last = [((side - 3) // 4 - 1) // 2]  # 11 × 11 with stride 4, then three poolings of 3 with stride 2
    last.append((last[0] - 1) // 2)
    last.append((last[1] - 1) // 2)
    convolutions = 2_469_696
    total = convolutions + (256 * last[-1] ** 2 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000
    assert summary.total("parameters") == total
    factor = total / 61_100_840
    assert wanted == ("same" if factor == 1 else "some" if factor < 3.5 else "four")
    assert answer("alexnet", "larger", {"summary": summary, "side": side}) == wanted


@pytest.mark.parametrize(("k", "beta", "wanted"), [(2.0, 0.75, "fails"), (1.0, 0.75, "holds"), (2.0, 0.0, "holds")])
def test_normalisation_without_neighbours(k: float, beta: float, wanted: str) -> None:
    from cnnviz.operations import normalisation

    before = torch.rand(8, 5, 5, generator=torch.Generator().manual_seed(0))
    after = normalisation.local_response(before, 5, k, 0.0, beta)
    by_torch = nn.functional.local_response_norm(before[None], 5, alpha=0.0, beta=beta, k=k)[0]
    assert bool(torch.allclose(by_torch, before)) == (wanted == "holds")
    assert answer("alexnet", "no-neighbours", {"before": before, "after": after, "k": k, "beta": beta}) == wanted


@pytest.mark.parametrize(("percent", "scaled", "wanted"), [(50, True, "same"), (80, True, "same"), (50, False, "half")])
def test_the_mean_behind_dropout(percent: int, scaled: bool, wanted: str) -> None:
    from cnnviz.operations import normalisation

    before = torch.rand(8, 60, 60, generator=torch.Generator().manual_seed(1))
    after = normalisation.dropout(before, percent, 0)
    after = after if scaled else after * (1 - percent / 100)
    assert answer("alexnet", "dropout", {"before": before, "after": after, "percent": percent}) == wanted


@pytest.mark.parametrize(
    ("deep", "norm", "vanishes", "even", "larger"),
    [
        (10, True, "fails", "residual", "plain"),
        (20, True, "fails", "residual", "plain"),
        (10, False, "holds", "residual", "residual"),
    ],
)
def test_gradients_of_deep_networks(deep: int, norm: bool, vanishes: str, even: str, larger: str) -> None:
    nets = [*residual.pair(deep, 8, batch_norm=norm).values()]
    ends = []
    for net in nets:
        built = residual.module(net, 0).train()
        pictures, labels = residual.digits()
        nn.CrossEntropyLoss()(built(pictures), labels).backward()
        weights = [layer.weight for layer in built.modules() if isinstance(layer, nn.Conv2d)]
        ends.append([float(weight.grad.norm()) for weight in (weights[0], weights[-1]) if weight.grad is not None])
    uneven = [max(pair) / min(pair) for pair in ends]
    assert vanishes == ("holds" if ends[0][0] < ends[0][1] / 2 else "fails")
    assert even == ("plain" if uneven[0] < uneven[1] else "residual")
    assert larger == ("plain" if ends[0][0] > ends[1][0] else "residual")
    values = {"nets": nets, "sizes": [residual.gradient_sizes(net, 0) for net in nets]}
    assert [answer("residual", name, values) for name in ("vanishes", "even", "without")] == [vanishes, even, larger]
    assert answer("residual", "free", values) == "fails"
    assert parameters(residual.module(nets[0], 0)) == parameters(residual.module(nets[1], 0))


def test_where_no_gradient_arrives() -> None:
    values = {"sizes": [[0.0, 0.5], [0.1, 0.2]]}
    assert answer("residual", "vanishes", values) == "holds"
    assert answer("residual", "even", values) == "residual"
    assert answer("residual", "vanishes", {"sizes": [[0.5, 0.0], [0.0, 0.0]]}) == "fails"


def efficientnet(scale: scaling.Scale) -> nn.Module:
    stages = [MBConvConfig(*stage, width_mult=scale.width, depth_mult=scale.depth) for stage in scaling.STAGES]
    with torch.device("meta"):
        return EfficientNet(stages, dropout=0.2).eval()


def by_torchvision(scale: scaling.Scale) -> int:
    """Parameters of torchvision's EfficientNet."""
    return sum(parameter.numel() for parameter in efficientnet(scale).parameters())


def worked_by_torchvision(scale: scaling.Scale) -> int:
    """What PyTorch itself counts while it runs."""
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        efficientnet(scale)(torch.empty(1, 3, scale.resolution, scale.resolution, device="meta"))
    return counter.get_total_flops()


@pytest.mark.parametrize("factors", [(1.2, 1.1, 1.15, 1.0), (1.2, 1.1, 1.15, 2.0), (2.0, 1.0, 1.0, 1.0)])
def test_scaling(factors: tuple[float, float, float, float]) -> None:
    scale = scaling.compound(*factors)
    ways = {"B0": scaling.PUBLISHED["B0"].scale} | scaling.one_way(scale, scaling.growth(*factors))
    counted = {name: scaling.count(way) for name, way in ways.items()}
    names = "alpha", "beta", "gamma", "phi"
    values = {"counted": counted, **dict(zip(names, factors, strict=True))}
    learnt = {name: by_torchvision(way) for name, way in ways.items()}
    factor = worked_by_torchvision(scale) / worked_by_torchvision(ways["B0"])
    assert answer("efficientnet", "seven", values) == ("holds" if abs(factor / 2 ** factors[3] - 1) < 0.15 else "fails")
    assert answer("efficientnet", "most", values) == max(find("efficientnet", "most").choices, key=learnt.__getitem__)
    alike = learnt["resolution only"] == learnt["B0"]
    assert answer("efficientnet", "free", values) == ("holds" if alike else "fails")
    assert answer("efficientnet", "nothing", values) == "fails"


@pytest.mark.parametrize("factors", [(2.0, 1.5, 1.3), (1.0, 1.0, 1.0), (3.0, 3.0, 1.1)])
def test_no_step_of_scaling_is_b0(factors: tuple[float, float, float]) -> None:
    counted = {
        "B0": scaling.count(scaling.Scale(1, 1, 224)),
        "all three": scaling.count(scaling.compound(*factors, 0.0)),
    }
    assert answer("efficientnet", "nothing", {"counted": counted}) == "holds"


@pytest.mark.parametrize(("along", "pool"), [(14, 2), (20, 5), (3, 1)])
def test_sliding_windows(along: int, pool: int) -> None:
    from cnnviz.networks.designs import windows

    detector = windows.Detector(14, 5, pool)
    image = torch.rand(3, *repeat(detector.picture(along), 2), generator=torch.Generator().manual_seed(0))
    network = windows.classifier(detector, 1)
    cropped = windows.by_cropping(network, image, detector)
    whole = windows.in_one_pass(windows.as_convolutions(network, detector), image)
    values = {"cropped": cropped, "whole": whole, "detector": detector, "along": along}
    assert answer("sliding_window", "equal", values) in ("equal", "rounding")
    assert answer("sliding_window", "equal", values | {"whole": whole + 1}) == "different"
    assert answer("sliding_window", "equal", values | {"whole": cropped}) == "equal"
    assert answer("sliding_window", "windows", values) == len(range(0, image.shape[1] - 14 + 1, pool)) ** 2
    assert answer("sliding_window", "step", values) == pool
    assert answer("sliding_window", "without-pooling", values) == saving(14, 5, pool, along)


def saving(window: int, kernel: int, pool: int, along: int) -> str:
    """What one pass saves with this pooling, against none, by hand."""

    def factor(step: int) -> float:
        side, inside = (window - kernel + 1) // step, window - kernel + 1
        first, behind = 3 * 16 * kernel**2, 16 * side**2 * 100 + 400
        many = along**2 * (inside**2 * first + behind)
        return many / ((inside + step * (along - 1)) ** 2 * first + along**2 * behind)

    return "less" if factor(pool) < factor(1) else "more" if factor(pool) > factor(1) else "as much"


class Row:
    """What the experiment reads of a layer."""

    def __init__(self, *shape: int) -> None:
        self.name, self.output_shape = "x", shape


@pytest.mark.parametrize(
    ("shapes", "wanted"),
    [
        ([(16, 64, 64), (16, 64, 64), (64, 8, 8)], "holds"),
        ([(6, 28, 28), (16, 28, 28)], "fails"),
        ([(4, 4, 4)], "holds"),
    ],
)
def test_numbers_in_the_maps(shapes: list[tuple[int, ...]], wanted: str) -> None:
    assert answer("open_network", "fewer", {"rows": [*(Row(*shape) for shape in shapes), Row(10)]}) == wanted
    assert answer("open_network", "fewer", {"rows": [Row(10)]}) is None


@pytest.mark.parametrize(("best", "wanted"), [(0.997, "high"), (0.7, "middle"), (0.2, "low")])
def test_how_sure_an_opened_network_is(best: float, wanted: str) -> None:
    shares = [best, *repeat((1 - best) / 5, 5)]
    values = {"probabilities": shares, "names": list("abcdef"), "trained": True}
    for name in ("photo", "random"):
        assert answer("open_network", name, values) == wanted


def traced(network: nn.Module, picture: Tensor, layer: str, at: tuple[int, ...]) -> Values:
    from cnnviz.networks.inside import tracing
    from cnnviz.networks.inside.opened import look

    return {"steps": tracing.chain(look(network, picture), layer, at)}


@pytest.mark.parametrize(("channels", "kernel"), [(16, 3), (1, 5), (3, 1)])
def test_a_traced_sum(channels: int, kernel: int) -> None:
    generator = torch.Generator().manual_seed(0)
    layer = nn.Conv2d(channels, 2, kernel)
    weight = torch.randn(layer.weight.shape, generator=generator)
    layer.weight.data = weight
    picture = torch.randn(channels, 9, 9, generator=generator)
    values = traced(nn.Sequential(layer, nn.ReLU()), picture, "0", (1, 2, 3))
    products = (picture[:, 2 : 2 + kernel, 3 : 3 + kernel] * weight[1]).flatten()
    assert answer("trace_number", "count", values) == channels * kernel**2 == len(products)
    largest = products.abs().sort(descending=True).values
    assert answer("trace_number", "few", values) == ("holds" if largest[:3].sum() > largest.sum() / 2 else "fails")
    assert answer("trace_number", "positive", values) == ("holds" if bool((products >= 0).all()) else "fails")


@pytest.mark.parametrize(("members", "crops", "how"), [
    (5, "10 crops", "probabilities"), (3, "2 crops", "votes"), (4, "5 crops", "scores")
])  # fmt: skip
def test_ensembles(members: int, crops: str, how: str) -> None:
    from itertools import combinations

    from cnnviz.networks import ensembles

    generator = torch.Generator().manual_seed(0)
    labels = torch.randint(0, 4, (40,), generator=generator)
    scores = torch.randn(5, 10, 40, 4, generator=generator)
    scores += nn.functional.one_hot(labels, 4)
    trial = ensembles.Trial(scores, labels, torch.empty(0), tuple("abcd"))

    def right(networks: tuple[int, ...], plan: str, combine: str) -> Tensor:
        chosen = scores[list(networks)][:, list(ensembles.PLANS[plan])].flatten(0, 1)
        if combine == "votes":
            votes = torch.stack([(chosen.argmax(-1) == label).sum(0) for label in range(4)], -1)
            return votes.argmax(-1) == labels
        parts = torch.softmax(chosen, -1) if combine == "probabilities" else chosen
        return parts.mean(0).argmax(-1) == labels

    def accuracy(networks: int, plan: str) -> float:
        every = [right(chosen, plan, how) for chosen in combinations(range(5), networks)]
        return float(torch.stack(every).double().mean())

    values = {"trial": lambda: trial, "members": members, "crops": crops, "how": how}
    alone, together = accuracy(1, crops), accuracy(members, "1 crop")
    assert answer("ensembles", "crops", values) == ("holds" if alone > together else "fails")
    first, average = right((0,), "1 crop", "probabilities"), right(tuple(range(members)), crops, how)
    assert answer("ensembles", "broken", values) == ("holds" if not bool((first & ~average).any()) else "fails")
    found = [right(tuple(range(members)), crops, one).double().mean() for one in ("probabilities", "votes")]
    gap = float(found[0] - found[1])
    wanted = "equal" if abs(gap) < 0.005 else "probabilities" if gap > 0 else "votes"
    assert answer("ensembles", "votes", values) == wanted
    one, two, most = (accuracy(n, crops) for n in (1, 2, members))
    assert answer("ensembles", "half", values) == ("holds" if (two - one) / (most - one) > 0.5 else "fails")
    assert answer("ensembles", "half", values | {"members": 2}) is None
