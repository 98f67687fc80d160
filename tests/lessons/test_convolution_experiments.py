"""Experiments of chapters 1 to 3: each measurement at its own settings and at two others, beside another way to it."""

import ast
import inspect
import itertools
import math
import statistics
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.signal import convolve2d, correlate2d
from torch import Tensor, nn

from cnnviz import kernels
from cnnviz.convolution import convolve, cross_correlate
from cnnviz.geometry import fields, worked_fields
from cnnviz.geometry.cost import convolution_cost, dense_cost, locally_connected_cost
from cnnviz.lessons import course, experiment
from cnnviz.lessons.experiment import Experiment
from cnnviz.networks.fields import effective
from cnnviz.networks.fields.receptive_fields import receptive_fields
from cnnviz.networks.stack.modules import measure as run_stack
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.summary import summarize
from cnnviz.networks.stack.text import parse_network
from cnnviz.operations import (
    border,
    deep_gradients,
    equivariance,
    filter_bank,
    kernel_learning,
    pointwise,
    shifts,
    strides,
    whole_layer,
)
from cnnviz.operations.equivariance import Transformation
from cnnviz.signals import sliding
from cnnviz.signals.volumes import Layer

PAGES = Path(__file__).parents[2] / "pages"
LESSONS = [lesson for lesson in course.LESSONS if lesson.chapter <= 3]
SOBEL = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
LAPLACIAN = torch.tensor([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])
BLUR = torch.full((3, 3), 1 / 9)
EMBOSS = torch.tensor([[-2.0, -1, 0], [-1, 1, 1], [0, 1, 2]])
COPY = torch.tensor([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
WINDOW = {"stride": 1, "padding": 0, "dilation": 1, "padding_mode": "zeros"}


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed))


def named(stem: str, name: str) -> Experiment:
    return next(one for one in experiment.of(stem) if one.id == name)


def answer(stem: str, which: str, /, **values: Any) -> Any:
    """What the measurement gives, a number or the id of a choice; its sentences can be read."""
    one = named(stem, which)
    assert experiment.sentence(one, values)
    found, said = experiment.measure(one, values)
    assert said and "{" not in said.replace("{,}", "")
    assert found is None or one.number or found in one.choices
    return found


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_a_lesson_has_three_to_five_experiments_and_its_page_hands_over_what_they_ask_for(lesson: Any) -> None:
    known = experiment.of(lesson.stem)
    assert 3 <= len(known) <= 5
    assert len({one.id for one in known}) == len(known)
    assert known[0].id == "claim"
    assert all(one.settings for one in known[1:])
    page = ast.parse((PAGES / lesson.file).read_text())
    calls = [node for node in ast.walk(page) if isinstance(node, ast.Call)]
    (call,) = [node for node in calls if ast.unparse(node.func) == "lesson.experiments"]
    given = {word.arg for word in call.keywords}
    if None in given:  # **window.arguments()
        given |= {"stride", "padding", "dilation", "kernel", "inputs"}
    for one in known:
        for function in (one.measure, one.sentence):
            if callable(function):
                needed = inspect.signature(function).parameters.values()
                assert {p.name for p in needed if p.default is p.empty and p.kind is not p.VAR_KEYWORD} <= given


# ------------------------------------------------------------------------------------------------ 1


@pytest.mark.parametrize("size", [(32, 32), (1080, 1920), (1, 1)])
def test_what_a_convolution_saves(size: tuple[int, int]) -> None:
    layer: dict[str, Any] = {
        "size": size,
        "in_channels": 3,
        "filters": 64,
        "kernel": 3,
        "stride": 1,
        "padding": 1,
        "bias": True,
    }
    inputs, convolution = 3 * math.prod(size), convolution_cost(**layer)
    values = {
        "dense": dense_cost(inputs, 1000), "convolution": convolution,
        "as_many": dense_cost(inputs, convolution.outputs),
        "separate": locally_connected_cost(**layer), "layer": layer, "units": 1000, "bias": True,
    }  # fmt: skip

    def count(module: nn.Module) -> int:
        return sum(p.numel() for p in module.parameters())

    dense = count(nn.Linear(inputs, 1000, device="meta"))
    assert answer("dense_or_convolution", "gigabytes", **values) == pytest.approx(4 * dense / 1e9)
    assert answer("dense_or_convolution", "claim", statement="It holds.", **values) == "fails"
    assert count(nn.Linear(4 * inputs, 1000, device="meta")) > dense
    assert answer("dense_or_convolution", "twice-as-large", **values) == "dense"
    positions = math.prod(size)
    window, shared = (3 * positions + 1) / (27 + 1), positions
    which = "window" if window > shared else "sharing"
    assert answer("dense_or_convolution", "window-or-sharing", **values) == which


@pytest.mark.parametrize(
    ("inputs", "kernel", "stride", "padding", "dilation", "layers"),
    [(12, 3, 2, "valid", 1, 1), (16, 3, 1, "valid", 1, 3), (8, 3, 1, "same", 1, 1), (15, 2, 1, 1, 2, 2)],
)
def test_what_units_touch(inputs: int, kernel: int, stride: int, padding: Any, dilation: int, layers: int) -> None:
    values = {
        "inputs": inputs, "kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation, "layers": layers
    }  # fmt: skip
    reach = dilation * (kernel - 1)
    before, after = {"valid": (0, 0), "same": (reach // 2, reach - reach // 2)}.get(padding, (padding, padding))

    def touches(n: int) -> Any:
        rows = (n + before + after - reach - 1) // stride + 1
        met = range(0, reach + 1, dilation)
        return np.array([[(i + before - q * stride) in met for i in range(n)] for q in range(rows)])

    one = touches(inputs)
    middle = one.sum(0)[reach : inputs - reach]
    assert answer("connections", "claim", **values) == ("holds" if (one.sum(0) == kernel).all() else "fails")
    assert answer("connections", "alike", **values) == ("holds" if len(set(middle)) == 1 else "fails")
    through = np.eye(inputs, dtype=int)
    for _ in range(layers):
        through = touches(len(through)) @ through
    assert answer("connections", "seen", **values) == (through[len(through) // 2] > 0).sum()
    more = touches(2 * inputs).sum() > one.sum()
    assert answer("connections", "twice-the-inputs", **values) == ("lines" if more else "none")


def both_orders(image: Any, kernel: Any, right: int, stride: int, wrap: bool) -> Any:
    def respond(picture: Any) -> Any:
        edges = "wrap" if wrap else "fill"
        return correlate2d(picture, kernel, mode="same", boundary=edges)[::stride, ::stride]

    def shift(values: Any, by: int) -> Any:
        moved = np.roll(values, by, 1)
        if not wrap:
            moved[:, :by] = 0
        return moved

    return np.abs(respond(shift(image, right)) - shift(respond(image), round(right / stride)))


@pytest.mark.parametrize(("right", "stride", "wrap"), [(1, 2, False), (4, 2, False), (9, 1, True), (5, 1, False)])
def test_which_shifts_a_convolution_follows(right: int, stride: int, wrap: bool) -> None:
    image = noise(32, 32)
    measured = equivariance.measure(
        image, SOBEL, Transformation("shift", 0, right), stride=stride, padding_mode="circular" if wrap else "zeros"
    )
    gap = both_orders(image.double().numpy(), SOBEL.numpy(), right, stride, wrap)
    inside = gap[4:-4, math.ceil(right / stride) + 3 : -4].max() < 1e-5
    values = {"measured": measured, "kind": "shift", "stride": stride}
    assert answer("equivariance", "stride", **values) == ("holds" if inside else "fails")
    assert answer("equivariance", "claim", statement="It holds.", **values) == ("holds" if inside else "fails")
    where = "nowhere" if gap.max() < 1e-5 else "border" if inside else "everywhere"
    assert answer("equivariance", "border", **values) == where
    assert answer("equivariance", "quarter-turn", **values) is None


@pytest.mark.parametrize("kernel", [LAPLACIAN, SOBEL, BLUR], ids=["laplacian", "sobel", "blur"])
def test_which_quarter_turns_a_convolution_follows(kernel: Tensor) -> None:
    image = noise(33, 33)
    measured = equivariance.measure(image, kernel, Transformation("rotate", degrees=90.0))
    one, other = (
        correlate2d(np.rot90(image.numpy()), kernel.numpy(), "valid"),
        np.rot90(correlate2d(image.numpy(), kernel.numpy(), "valid")),
    )
    same = np.allclose(one, other, atol=1e-5)
    found = answer("equivariance", "quarter-turn", measured=measured, kind="rotate")
    assert found == ("fails" if same else "holds")


@pytest.mark.parametrize(
    ("before", "after", "gone", "halved"),
    [("XRCE", "AlexNet", 100 * 9.4 / 25.8, "fails"), ("AlexNet", "GoogLeNet", 100 * 9.7 / 16.4, "holds"),
     ("GoogLeNet", "ResNet", 100 * 3.13 / 6.7, "fails")],
)  # fmt: skip
def test_errors_that_are_gone(before: str, after: str, gone: float, halved: str) -> None:
    assert answer("history", "errors-gone", before=before, after=after) == pytest.approx(gone)
    assert answer("history", "half", before=before, after=after) == halved


@pytest.mark.parametrize(("classes", "k"), [(1000, 5), (10, 1), (100, 10)])
def test_guessing(classes: int, k: int) -> None:
    named_ = math.comb(classes - 1, k) / math.comb(classes, k)  # choices of k that leave the right one out
    assert answer("history", "guessing", classes=classes, k=k) == pytest.approx(100 * named_)


# ------------------------------------------------------------------------------------------------ 2


NUMBERS = torch.arange(9.0).reshape(1, 3, 3)
SPOT = torch.tensor([[[0.0, 1, 0, 0, 0], [2, 3, 0, 0, 0], [0, 0, 0, 9, 9], [0, 0, 0, 9, 9], [0, 0, 0, 0, 0]]])


@pytest.mark.parametrize(
    ("image", "kernel"),
    [(NUMBERS, torch.tensor([[0.0, 1], [2, 3]])), (SPOT, torch.tensor([[0.0, 1], [2, 3]])), (noise(1, 20, 30), SOBEL)],
)
def test_one_value(image: Tensor, kernel: Tensor) -> None:
    output = cross_correlate(image, kernel)
    values = {"image": image, "kernel": kernel, "window": WINDOW, "output": output}
    assert answer("one_value", "brighter", **values) == pytest.approx(float(kernel.sum()), abs=1e-4)
    height, width = (n - k + 1 for n, k in zip(image.shape[1:], kernel.shape, strict=True))
    assert answer("one_value", "multiplications", **values) == height * width * kernel.numel()
    windows = np.lib.stride_tricks.sliding_window_view(image[0].numpy(), tuple(kernel.shape)).reshape(
        height * width, -1
    )
    products = windows @ kernel.numpy().ravel()
    cosine = products / (np.linalg.norm(windows, axis=1) * np.linalg.norm(kernel) + 1e-12)
    same = cosine[products.argmax()] > cosine.max() - 1e-5
    assert answer("one_value", "looks-alike", **values) == ("holds" if same else "fails")


@pytest.mark.parametrize(
    ("kernel", "turned", "impulse", "mirror"),
    [(SOBEL, "sign", "convolution", "holds"), (BLUR, "same", "both", "holds"),
     (EMBOSS, "other", "convolution", "fails"),
     (torch.tensor([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]]), "other", "convolution", "fails")],
)  # fmt: skip
def test_turning_the_kernel(kernel: Tensor, turned: str, impulse: str, mirror: str) -> None:
    image = noise(1, 16, 16)
    plain, other = cross_correlate(image, kernel), convolve(image, kernel)
    np.testing.assert_allclose(other[0], convolve2d(image[0], kernel, "valid"), atol=1e-4)
    values = {"image": image, "kernel": kernel, "plain": plain, "other": other}
    assert answer("flip", "what-turning-does", **values) == turned
    assert answer("flip", "impulse", **values) == impulse
    assert answer("flip", "mirror", **values) == mirror
    assert answer("flip", "claim", **values) == "fails"  # whatever the kernel: the names are the wrong way round


ROWS = [np.array([row], dtype=float) for row in ([1, 2, 0, 3, 1, 2], [1, 2, 3], [1, 0, -1])]
TABLES = [np.array(noise(n, n, seed=n)).astype(float) for n in (9, 3, 2)]


@pytest.mark.parametrize("operands", [ROWS, TABLES, [ROWS[0], ROWS[1][:, ::-1] + ROWS[1], ROWS[2]]])
@pytest.mark.parametrize(
    ("operation", "mode"), [("convolution", "same"), ("convolution", "full"), ("cross-correlation", "full")]
)
def test_laws(operands: list[Any], operation: str, mode: str) -> None:
    by = {"convolution": convolve2d, "cross-correlation": correlate2d}[operation]
    x, g, h = operands
    values = {"x": x, "g": g, "h": h, "operation": operation, "mode": mode}
    one, other = by(x, g), by(g, x)
    turned = np.allclose(one, other[::-1, ::-1])
    expected = "same" if np.allclose(one, other) else "turned" if turned else "other"
    assert answer("algebra", "exchanged", **values) == expected
    left, right = by(by(x, g, mode), h, mode), by(x, by(g, h, mode), mode)
    same = left.shape == right.shape and np.allclose(left, right)
    assert answer("algebra", "brackets", **values) == ("holds" if same else "fails")
    assert answer("algebra", "as-one", **values) == math.prod(a + b - 1 for a, b in zip(g.shape, h.shape, strict=True))


@pytest.mark.parametrize(
    ("f", "g", "operation"),
    [(("box", 2.0), ("box", 1.5), "convolution"), (("box", 3.0), ("box", 2.0), "convolution"),
     (("box", 2.0), ("decay", 1.0), "cross-correlation"), (("Gaussian", 0.2), ("box", 0.5), "cross-correlation")],
)  # fmt: skip
def test_sliding(f: tuple[str, float], g: tuple[str, float], operation: str) -> None:
    first, second = (sliding.sample(*one, 0.05) for one in (f, g))
    result = sliding.slide(first, second, operation)
    values = {"f": first, "g": second, "result": result, "operation": operation}
    area = math.prod(float(np.trapezoid(np.pad(one.values, 1), dx=0.05)) for one in (first, second))
    assert answer("one_dimensional", "area", **values) == pytest.approx(area, rel=1e-6)
    turn = second.values if operation == "convolution" else second.values[::-1]
    whole = np.convolve(first.values, turn) * 0.05
    longer = max(len(first.values), len(second.values))
    found = answer("one_dimensional", "claim", **values, discrete=False)
    assert found == ("holds" if len(whole) == longer else "fails")
    rises = whole.max() > max(first.values.max(), second.values.max()) + 1e-9
    assert answer("one_dimensional", "peak", **values) == ("fails" if rises else "holds")
    symmetric = operation == "convolution" or (np.allclose(whole, whole[::-1]) and f[0] != "decay" != g[0])
    assert answer("one_dimensional", "exchanged", **values) == ("holds" if symmetric else "fails")


@pytest.mark.parametrize(
    ("kernel", "second"),
    [
        (SOBEL, BLUR),
        (torch.tensor([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]), SOBEL),
        (kernels.gaussian(3, 0.85), LAPLACIAN),
    ],
)
def test_kernels(kernel: Tensor, second: Tensor) -> None:
    image = noise(1, 24, 20) * torch.linspace(0, 1, 20)
    response = correlate2d(image[0], kernel, "valid")
    values = {"image": image, "kernel": kernel, "second": second, "response": torch.tensor(response)[None]}
    assert answer("kernels", "on-grey", **values) == pytest.approx(float(kernel.sum()) / 2, abs=1e-5)
    assert answer("kernels", "claim", **values) == ("holds" if abs(float(kernel.sum())) < 1e-4 else "fails")
    assert answer("kernels", "stays-a-picture", **values) == ("holds" if (kernel >= 0).all() else "fails")
    upright, turned = (np.abs(correlate2d(image[0], k, "valid")).mean() for k in (kernel, np.rot90(kernel)))
    near = abs(upright - turned) < 1e-6
    expected = "same" if near else "upright" if upright > turned else "turned"
    assert answer("kernels", "upright-or-turned", **values) == expected
    one, other = (
        correlate2d(correlate2d(image[0], a, "valid"), b, "valid") for a, b in itertools.permutations((kernel, second))
    )
    assert answer("kernels", "either-order", **values) == ("holds" if np.allclose(one, other, atol=1e-4) else "fails")


@pytest.mark.parametrize("slices", [(1, 0, 0), (1, 1, 1), (1, 2, 1)])
def test_channels(slices: tuple[int, ...]) -> None:
    image, kernel = noise(3, 12, 14), torch.stack([scale * SOBEL for scale in slices])
    values = {"image": image, "kernel": kernel, "window": WINDOW, "output": cross_correlate(image, kernel)}
    assert answer("channels", "swapped", **values) == ("holds" if slices[0] == slices[1] else "fails")
    assert answer("channels", "claim", **values) == "fails"
    assert answer("channels", "only-brightness", **values) == ("holds" if len(set(slices)) == 1 else "fails")
    assert answer("channels", "numbers-to-learn", **values) == sum(p.numel() for p in nn.Conv2d(3, 1, 3).parameters())


@pytest.mark.parametrize(("given", "channels"), [((SOBEL, BLUR, EMBOSS), 1), ((SOBEL, LAPLACIAN), 3), ((BLUR,), 3)])
def test_several_filters(given: tuple[Tensor, ...], channels: int) -> None:
    image = noise(channels, 16, 16)
    bank = filter_bank.bank_of(given, channels)
    layer = nn.Conv2d(channels, len(given), 3)
    maps = F.conv2d(image[None], bank)[0]
    values = {"image": image, "bank": bank, "maps": maps}
    sums = [round(float(kernel.sum()), 3) for kernel in given]
    means = [float(np.abs(np.asarray(one)).mean()) for one in maps]
    assert answer("filter_bank", "edges-win", **values) == ("holds" if sums[int(np.argmax(means))] == 0 else "fails")
    assert answer("filter_bank", "number-of-maps", **values) == len(given)
    assert answer("filter_bank", "claim", **values) == "holds"
    assert answer("filter_bank", "claim", **{**values, "maps": maps[..., ::2, ::2]}) == "fails"
    assert answer("filter_bank", "numbers-to-learn", **values) == sum(p.numel() for p in layer.parameters())


@pytest.mark.parametrize(
    ("name", "undone"), [("sepia", "fails"), ("swap", "holds"), ("luma", "fails"), ("opponent", "holds")]
)
def test_mixing_channels(name: str, undone: str) -> None:
    rows = [[float(number) for number in row.split()] for row in pointwise.MIXES[name].rows.split(";")]
    weights, bias = pointwise.split_bias(torch.tensor(rows), 3)
    values = {"image": noise(3, 8, 9), "weights": weights, "bias": bias}
    assert answer("one_by_one", "shuffled", **values) == "holds"
    assert answer("one_by_one", "undone", **values) == undone
    assert answer("one_by_one", "claim", **values) == "holds"
    layer = nn.Conv2d(3, len(rows), 1)
    assert answer("one_by_one", "numbers-to-learn", **values) == sum(p.numel() for p in layer.parameters())


def descend(problem: kernel_learning.Problem, rate: float, steps: int) -> tuple[float, Tensor]:
    """Gradient descent by autograd: the last loss, and the kernel."""
    patch, target = torch.from_numpy(problem.patch)[None, None], torch.from_numpy(problem.target)[None, None]
    kernel = torch.zeros(1, 1, *problem.size, dtype=torch.float64, requires_grad=True)
    for _ in range(steps):
        (slope,) = torch.autograd.grad(F.mse_loss(F.conv2d(patch, kernel), target), kernel)
        kernel = (kernel - rate * slope).detach().requires_grad_()
    return float(F.mse_loss(F.conv2d(patch, kernel), target).detach()), kernel.detach()[0, 0]


@pytest.mark.parametrize(("rate", "noisy", "size"), [(0.1, 0.0, 3), (0.02, 0.2, 3), (0.05, 0.0, 5)])
def test_learning_a_kernel(rate: float, noisy: float, size: int) -> None:
    ramp = np.cumsum(np.array(noise(20, 20)) - 0.5, axis=1)
    problem = kernel_learning.pose(kernel_learning.standardised(ramp), SOBEL.numpy(), size, noise=noisy, seed=1)
    training = kernel_learning.train(problem, optimizer="gradient descent", learning_rate=rate, steps=30)
    values = {"problem": problem, "training": training, "start": "zeros", "seed": 1}
    (once, learnt), (twice, _) = descend(problem, rate, 30), descend(problem, 2 * rate, 30)
    assert answer("learn_kernel", "faster", **values) == ("holds" if twice < once else "fails")
    assert answer("learn_kernel", "down-to-zero", **values) == ("fails" if noisy else "holds")
    hidden = F.pad(SOBEL.double(), ((size - 3) // 2,) * 4)
    gap = float((learnt - hidden).norm() / hidden.norm())
    assert answer("learn_kernel", "distance", **values) == pytest.approx(100 * gap, rel=1e-6)
    found = answer("learn_kernel", "outer-weights", **values)
    if size == 3:
        assert found is None
    else:
        rim = learnt[F.pad(torch.zeros(3, 3), (1,) * 4, value=1.0) > 0].abs().max() / learnt.abs().max()
        assert found == ("holds" if float(rim) < 0.01 else "fails")


@pytest.mark.parametrize(
    "layer", [Layer(), Layer(axes=1, size=20, in_channels=12), Layer(axes=2, size=9, kernel=1, stride=2)]
)
def test_axes(layer: Layer) -> None:
    kind: Any = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
    built = kind[layer.axes](layer.in_channels, layer.filters, layer.kernel)
    counted = sum(p.numel() for p in built.parameters())
    assert answer("dimensions", "numbers-to-learn", layer=layer) == counted
    assert answer("dimensions", "twice-the-channels", layer=layer) == "weights"
    places = (layer.size - layer.kernel) // layer.stride + 1
    plain = layer.size - layer.kernel + 1 == places
    assert answer("dimensions", "claim", layer=layer) == ("holds" if plain else "fails")
    expected = None if layer.axes == 1 else "holds" if places == 1 else "fails"
    assert answer("dimensions", "one-axis-more", layer=layer) == expected


@pytest.mark.parametrize(("init", "depth"), [("Xavier", 20), ("He", 12), ("normal", 6)])
def test_whose_gradient_lasts_longest(init: str, depth: int) -> None:
    stack = deep_gradients.Stack("ReLU", depth=depth, width=32, init=init, sigma=0.05)
    functions = {"Sigmoid": torch.sigmoid, "Tanh": torch.tanh, "ReLU": torch.relu}
    left = {}
    for name, function in functions.items():
        shares = []
        for seed in range(3):
            weights, x, arriving = deep_gradients.draw(stack, seed)
            start = y = x.requires_grad_()
            for weight in weights:
                y = function(F.linear(y, weight))
            (back,) = torch.autograd.grad(y, start, arriving)
            shares.append(float(back.norm()))
        left[name] = math.exp(sum(map(math.log, shares)) / len(shares))
    best = max(left, key=lambda name: -abs(math.log(left[name])))
    assert answer("activations", "lasts-longest", stack=stack, seed=0) == best


@pytest.mark.parametrize(("name", "x"), [("Sigmoid", 0.0), ("Tanh", 1.0), ("ReLU", -2.0)])
def test_slopes_and_silence(name: str, x: float) -> None:
    at = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(getattr(nn, name)()(at), at)
    assert answer("activations", "slope", name=name, x=x) == pytest.approx(float(slope))
    before = noise(10, 10) - 0.3 - x / 10
    share = 100 * np.mean(np.asarray(before) <= 0)
    assert answer("activations", "silent", before=before) == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize(("stride", "padding", "filters"), [(1, "same", 4), (2, 1, 4), (3, "valid", 7)])
def test_a_whole_layer(stride: int, padding: Any, filters: int) -> None:
    image, bank = noise(3, 30, 40), filter_bank.random_bank(filters, 3, 3, 0)
    steps = whole_layer.run(image, bank, torch.zeros(filters), "ReLU", stride=stride, padding=padding)
    values = {
        "image": image, "bank": bank, "bias": None, "stride": stride, "padding": padding, "dilation": 1,
        "biased": steps.biased, "output": steps.output,
    }  # fmt: skip
    pixels = {"same": 1, "valid": 0}.get(padding, padding)
    ones = [torch.zeros(1, 1, scale * 30, scale * 40) for scale in (1, 2)]
    places = [F.conv2d(one, torch.zeros(1, 1, 3, 3), stride=stride, padding=pixels).numel() for one in ones]
    assert answer("whole_layer", "twice-as-large", **values) == pytest.approx(places[1] / places[0])
    assert answer("whole_layer", "stride", **values) == (None if stride == 1 else "work")
    layer = nn.Conv2d(3, filters, 3)
    share = 100 * filters / sum(p.numel() for p in layer.parameters())
    assert answer("whole_layer", "biases", **values) == pytest.approx(share)
    assert answer("whole_layer", "claim", **values) == "fails"  # without biases the + 1 falls away
    assert answer("whole_layer", "claim", **{**values, "bias": torch.zeros(filters)}) == "holds"
    dark = 100 * float((F.conv2d(image[None], bank, stride=stride, padding=pixels) <= 0).double().mean())
    assert answer("whole_layer", "dark", **values) == pytest.approx(dark, abs=1e-3)


# ------------------------------------------------------------------------------------------------ 3


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "dilation"),
    [(4, 3, 2, 0, 1), (224, 3, 2, 0, 1), (224, 7, 2, 3, 1), (224, 3, 2, 1, 1), (32, 3, 1, 0, 2), (31, 1, 3, 0, 4)],
)
def test_sizes(size: int, kernel: int, stride: int, padding: int, dilation: int) -> None:
    def by_torch(n: int, k: int, d: int) -> int:
        one = torch.zeros(1, 1, n)
        try:
            return F.conv1d(one, torch.zeros(1, 1, k), stride=stride, padding=padding, dilation=d).shape[-1]
        except RuntimeError:
            return 0

    output = by_torch(size, kernel, dilation)
    values = {
        "kind": "convolution", "size": size, "kernel": kernel, "stride": stride, "padding": (padding, padding),
        "dilation": dilation, "output": output,
    }  # fmt: skip
    assert answer("output_size", "divided", **values) == ("holds" if size / output == stride else "fails")
    claimed = math.floor((size - kernel + 2 * padding + 1 + stride) / stride)
    assert answer("output_size", "claim", **values) == ("holds" if claimed == output else "fails")
    same = sum(by_torch(n, kernel, dilation) == output for n in range(1, size + 2 * stride))
    assert answer("output_size", "inputs", **values) == same
    back = F.conv_transpose1d(
        torch.zeros(1, 1, output), torch.zeros(1, 1, kernel), stride=stride, padding=padding, dilation=dilation
    ).shape[-1]
    assert answer("output_size", "there-and-back", **values) == ("holds" if back == size else "fails")
    larger = by_torch(size, dilation * kernel, 1)
    assert answer("output_size", "like-a-larger-kernel", **values) == ("holds" if larger == output else "fails")
    for name in ("inputs", "there-and-back", "like-a-larger-kernel"):
        assert answer("output_size", name, **{**values, "kind": "max_pool"}) is None


@pytest.mark.parametrize(
    ("n", "k", "s", "p"), [(10, 3, 1, "same"), (10, 5, 1, "valid"), (10, 3, 3, "valid"), (9, 3, 3, "valid")]
)
def test_uses_of_pixels(n: int, k: int, s: int, p: str) -> None:
    pad, uses = {"same": k // 2, "valid": 0}[p], np.zeros((n, n), int)
    starts = range(-pad, n + pad - k + 1, s)
    for row, column in itertools.product(starts, starts):
        uses[max(row, 0) : max(row + k, 0), max(column, 0) : max(column + k, 0)] += 1
    counts = border.usage_map((n, n), (k, k), stride=s, padding=p)
    values = {"n": n, "k": k, "counts": counts, "found": border.border(counts)}
    assert answer("border", "corner", **values) == uses[0, 0]
    middle = uses[n // 2, n // 2]
    assert answer("border", "claim", **values) == ("holds" if uses[0, 0] < middle else "fails")
    assert answer("border", "share", **values) == pytest.approx(100 * np.mean(uses < uses.max()))
    assert answer("border", "exactly-once", **values) == ("holds" if (uses == 1).all() else "fails")


@pytest.mark.parametrize(
    ("kernel", "how", "first", "second"),
    [
        (BLUR, "same", "zeros", "reflect"),
        (torch.full((2, 2), 0.25), "same", "replicate", "circular"),
        (BLUR, 4, "zeros", "circular"),
    ],
)
def test_padding_strategies(kernel: Tensor, how: Any, first: str, second: str) -> None:
    values = {"image": noise(1, 12, 15), "kernel": kernel, "how": how, "first": first, "second": second}
    assert answer("padding", "claim", **values) == "fails"
    k = len(kernel)
    before = (k - 1) // 2 if how == "same" else how
    after = k - 1 - before if how == "same" else how
    plain = np.asarray(values["image"])[0]
    modes: Any = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    one, other = (
        correlate2d(np.pad(plain, (before, after), mode=modes[mode]), kernel, "valid") for mode in (first, second)
    )
    differ = ~np.isclose(one, other, atol=1e-6)
    inside = differ[before : len(differ) - after, before : differ.shape[1] - after]
    assert differ.any()
    assert answer("padding", "only-the-rim", **values) == ("fails" if inside.any() else "holds")
    seen = np.asarray(kernel)[before:, before:].sum() if first == "zeros" else float(kernel.sum())
    expected = 100 * seen / float(kernel.sum())
    assert answer("padding", "white", **values) == pytest.approx(expected, abs=1e-3)
    assert answer("padding", "equal-sides", **values) == ("holds" if k % 2 else "fails")


@pytest.mark.parametrize(
    ("kernel", "stride", "dilation"),
    [(COPY, 3, 1), (torch.ones(3, 3), 1, 2), (torch.ones(3, 3), 2, 2), (BLUR, 4, 1)],
)
def test_strides_and_dilations(kernel: Tensor, stride: int, dilation: int) -> None:
    image = noise(1, 30, 33)
    found = strides.strided(image[0], kernel, stride=stride, dilation=dilation)
    values = {
        "image": image, "kernel": kernel, "found": found, "stride": stride, "padding": "valid", "dilation": dilation
    }  # fmt: skip
    rows, columns = (np.arange(0, n - 2 * dilation, stride) for n in (30, 33))
    looked, used = np.zeros((30, 33), bool), np.zeros((30, 33), bool)
    for (i, j), weight in np.ndenumerate(np.asarray(kernel)):
        cells = np.ix_(rows + i * dilation, columns + j * dilation)
        used[cells] = True
        looked[cells] |= bool(weight)
    assert answer("stride_dilation", "gaps", **values) == ("fails" if used.all() else "holds")
    only_size = used.all() and found.too_fine < 0.005
    assert answer("stride_dilation", "only-size", **values) == ("holds" if only_size else "fails")
    taps = [(i * dilation, j * dilation, float(weight)) for (i, j), weight in np.ndenumerate(np.asarray(kernel))]
    sums = [[sum(weight * float(image[0, r + i, c + j]) for i, j, weight in taps) for c in columns] for r in rows]
    assert answer("stride_dilation", "claim", **values) == "holds"
    assert np.allclose(found.kept, sums, atol=1e-4)
    moved = found._replace(kept=found.kept + 1)
    assert answer("stride_dilation", "claim", **{**values, "found": moved}) == "fails"
    assert answer("stride_dilation", "without-influence", **values) == pytest.approx(
        100 * (1 - looked.mean()), abs=1e-4
    )
    fine = 0.0 if stride == 1 else found.too_fine
    assert answer("stride_dilation", "too-fine", **values) == ("holds" if fine < 0.01 else "fails")


@pytest.mark.parametrize("period", [24, 3])
def test_what_a_blur_takes_away(period: int) -> None:
    wave = torch.sin(torch.arange(96) * 2 * math.pi / period).expand(96, 96)
    found = strides.strided(wave, kernels.gaussian(3, 0.85), stride=3)
    fine = "fails" if period < 6 else "holds"  # one value in 3 pixels shows waves of 6 pixels and more
    assert answer("stride_dilation", "too-fine", found=found, stride=3) == fine


@pytest.mark.parametrize(
    ("kind", "twice", "relu", "negative"),
    [("max", "holds", "holds", "fails"), ("average", "holds", "fails", "holds"), ("L2", "holds", "fails", "fails"),
     ("weighted", "fails", "fails", "holds")],
)  # fmt: skip
def test_pooling(kind: str, twice: str, relu: str, negative: str) -> None:
    image = noise(2, 16, 13)
    settings = {"stride": 2, "padding": 0, "ceil_mode": False, "sigma": 1.0}
    values = {"kind": kind, "window": 3, "image": image, "settings": settings}
    assert answer("pooling", "twice", **values) == twice
    assert answer("pooling", "claim", **values) == "holds"
    assert answer("pooling", "relu-first", **values) == relu
    assert answer("pooling", "negative", **values) == negative
    largest, mean = F.max_pool2d(image, 3, 2), F.avg_pool2d(image, 3, 2)
    assert (largest >= mean).all()
    assert answer("pooling", "above-average", **values) == "holds"
    padded = {"window": 3, "image": image - 1, "settings": {**settings, "padding": 1}}
    above = bool((F.max_pool2d(image - 1, 3, 2, 1) >= F.avg_pool2d(image - 1, 3, 2, 1)).all())
    assert answer("pooling", "above-average", **padded) == ("holds" if above else "fails")


@pytest.mark.parametrize(("window", "stride", "chosen"), [(2, 2, "max"), (4, 4, "max blur"), (3, 1, "average")])
def test_pooling_and_shifts(window: int, stride: int, chosen: str) -> None:
    picture, bank = noise(40, 40).cumsum(1) / 20, shifts.filter_bank(4, 5, 0)
    found = shifts.curves(picture, bank[None], most=6, window=window, stride=stride)
    values = {"found": found, "pooling": chosen}

    def by_torch(name: str, by: int) -> float:
        """Moved to the right; and down, which is to the right with rows and columns exchanged."""
        ways = ((picture, bank), (picture.T.contiguous(), bank.transpose(1, 2).contiguous()))
        return statistics.mean(shifts.change_by_torch(*way, name, window, stride, by, 6) for way in ways)

    by_name = {name: [by_torch(name, by) for by in (1, 2, 3)] for name in shifts.POOLINGS}
    assert answer("pooling_shifts", "one-pixel", **values) == pytest.approx(100 * by_name[chosen][0], rel=1e-4)
    assert answer("pooling_shifts", "claim", **values) == ("holds" if max(by_name[chosen]) <= 0.05 else "fails")
    less = all(a < b for a, b in zip(by_name[chosen], by_name["none"], strict=True))
    assert answer("pooling_shifts", "less", **values) == ("holds" if less else "fails")
    helps = all(a < b for a, b in zip(by_name["max blur"], by_name["max"], strict=True))
    assert answer("pooling_shifts", "blur-helps", **values) == ("holds" if helps else "fails")
    assert answer("pooling_shifts", "steadiest", **values) == min(by_name, key=lambda name: by_name[name][0])


def _pixels(layer: fields.Layer) -> int:
    assert isinstance(layer.padding, int)
    return layer.padding


@pytest.mark.parametrize(
    ("text", "size", "plain"),
    [("3; 3; 3", 7, 7), ("7 2 3; 3 2 1; 3", 19, 11), ("3 1 1 2; 2 2; 5", 14, 10)],
)  # fmt: skip
def test_receptive_fields(text: str, size: int, plain: int) -> None:
    layers = worked_fields.read_stack(text)
    module = nn.Sequential(
        *(nn.Conv2d(1, 1, one.kernel, one.stride, _pixels(one), one.dilation, bias=False) for one in layers)
    )
    last = receptive_fields(module, (1, 64, 64))[-1]
    steps = worked_fields.work_out([(str(number), layer) for number, layer in enumerate(layers)])
    for parameter in module.parameters():
        nn.init.ones_(parameter)
    picture = torch.zeros(1, 1, 64, 64, requires_grad=True)
    output = module(picture)
    (met,) = torch.autograd.grad(output[0, 0, output.shape[2] // 2, output.shape[3] // 2], picture)
    assert answer("receptive_field", "how-large", last=last) == size == last.fields[0].size
    columns = np.flatnonzero(np.asarray(met[0, 0]).any(0))
    assert answer("receptive_field", "claim", last=last, input_size=(1, 64, 64), name="own") == "fails"
    if not any(one.padding for one in layers):
        single = receptive_fields(module, (1, size, size))[-1]  # one unit, whose field is the picture
        assert answer("receptive_field", "claim", last=single, input_size=(1, size, size), name="own") == "holds"
    assert columns[-1] - columns[0] + 1 == size
    added = sum(one.kernel for one in layers)
    assert answer("receptive_field", "size-times-depth", last=last, steps=steps) == (
        "holds" if added == size else "fails"
    )
    slow = fields.receptive_field([fields.Layer(one.kernel, 1, 0, one.dilation) for one in layers])[-1].size
    assert answer("receptive_field", "without-strides", last=last, steps=steps) == plain == slow


@pytest.mark.parametrize(("layers", "kernel"), [(2, 3), (4, 3), (8, 5)])
def test_effective_receptive_fields(layers: int, kernel: int) -> None:
    stack = effective.Stack(layers=layers, kernel=kernel, weights="uniform", activation="none")
    found = effective.effective_receptive_field(stack, noise(64, 64), squared=False)
    line = np.ones(1)
    for _ in range(layers):
        line = np.convolve(line, np.full(kernel, 1 / kernel))
    place = np.arange(len(line)) - len(line) // 2
    width, size = math.sqrt((line * place**2).sum()), layers * (kernel - 1) + 1
    assert answer("effective_receptive_field", "share-of-the-area", found=found) == pytest.approx(
        100 * (4 * width / size) ** 2, rel=1e-3
    )
    ratio = (line[len(line) // 2] / line[0]) ** 2
    assert answer("effective_receptive_field", "corner", found=found) == ("holds" if ratio < 10 else "fails")
    bell = np.exp(-(place**2) / (2 * width**2))
    ideal = np.outer(bell, bell) / np.outer(bell, bell).sum()
    exact = np.outer(line, line) / np.outer(line, line).sum()
    alike = 1 - ((exact - ideal) ** 2).sum() / ((exact - exact.mean()) ** 2).sum() > 0.75
    assert answer("effective_receptive_field", "claim", found=found) == ("holds" if alike else "fails")
    factor = math.sqrt(4 * max(1, layers // 4) / max(1, layers // 4))
    assert answer("effective_receptive_field", "four-times-the-layers", stack=stack, squared=False) == pytest.approx(
        factor
    )


@pytest.mark.parametrize(
    ("text", "parameters", "work", "same", "larger"),
    [
        (PRESETS["LeNet-5"].text, "dense", "convolutions", "fails", "fails"),
        ("3x32-c8k3p1-max2-c16k3p1-gap-flat-d10", "convolutions", "convolutions", "holds", "holds"),
        ("1x8-flat-d100-d10", "dense", "dense", None, "fails"),
    ],
)
def test_layer_stacks(text: str, parameters: str, work: str, same: str | None, larger: str) -> None:
    network = parse_network(text)
    summary = summarize(network)
    assert run_stack(network).parameters == summary.total("parameters")
    values = {"network": network, "summary": summary}
    assert answer("layer_stack", "parameters", **values) == parameters
    assert answer("layer_stack", "claim", **values) == larger
    assert answer("layer_stack", "work", **values) == work
    assert answer("layer_stack", "without-a-pooling", **values) == same
