"""The drawings of the ideas: their numbers against an oracle, and that everybody can read them."""

import re
from collections.abc import Callable
from xml.etree import ElementTree as Tree

import numpy as np
import pytest
import scipy.signal
import torch
from sklearn.metrics import precision_score, recall_score
from torchvision import ops

from cnnviz.drawing import svg
from cnnviz.lessons import course, idea
from cnnviz.lessons.average_precision import drawing as ranking
from cnnviz.lessons.suppression import drawing as suppressed
from cnnviz.words import MOCK, translate
from tests.pages.test_language import has_words

DRAWN = {lesson.stem: found for lesson in course.LESSONS if (found := idea.drawing(lesson.stem))}
THEMES = {  # as .streamlit/config.toml has them: background, second background, text
    "light": ("#ffffff", "#f3f2f8", "#1c1a26"),
    "dark": ("#14131a", "#23212d", "#f2f0f8"),
}

each = pytest.mark.parametrize("stem", DRAWN)


def numbers(stem: str) -> list[float]:
    """Every number that stands alone in a drawing, in the order of its marks."""
    shown = [mark.words.replace("\N{MINUS SIGN}", "-").replace(",", "") for mark in DRAWN[stem].marks]
    return [float(text) for text in shown if re.fullmatch(r"-?\d+(\.\d+)?", text)]


def said(stem: str) -> str:
    """Everything that a drawing says, with what it says to whoever does not see it."""
    return " | ".join([DRAWN[stem].alt, *(mark.words for mark in DRAWN[stem].marks if mark.words)])


def flat(*tables: object) -> list[float]:
    return [float(value) for table in tables for value in np.asarray(table, dtype=float).ravel()]


# ------------------------------------------------------------------------------------------------- oracles

ORACLES: dict[str, Callable[[], None]] = {}


def oracle(check: Callable[[], None]) -> Callable[[], None]:
    ORACLES[check.__name__] = check
    return check


@oracle
def one_value() -> None:
    x, k = np.arange(9).reshape(3, 3), np.arange(4).reshape(2, 2)
    assert numbers("one_value") == flat(x, k, scipy.signal.correlate2d(x, k, "valid"))
    assert "3·0 + 4·1 + 6·2 + 7·3 = 37" in said("one_value")


@oracle
def flip() -> None:
    x, k = np.pad([[1]], 1), np.array([[1, 2], [3, 4]])
    both = scipy.signal.correlate2d(x, k, "valid"), scipy.signal.convolve2d(x, k, "valid")
    assert numbers("flip") == flat(x, k, *both)


@oracle
def one_dimensional() -> None:
    f, g = [1, 2, 3, 2], [1, 2, 4]
    assert numbers("one_dimensional") == flat(f, g[::-1], np.convolve(f, g))
    assert f"= {np.convolve(f, g)[2]}" in said("one_dimensional")


@oracle
def channels() -> None:
    found = np.array(numbers("channels"))
    rows, total = found[:-1].reshape(3, 9), found[-1]
    assert (rows[:, :4] * rows[:, 4:8]).sum(axis=1).tolist() == rows[:, 8].tolist()
    x, k = (torch.tensor(rows[:, part]).reshape(1, 3, 2, 2) for part in (slice(0, 4), slice(4, 8)))
    assert torch.nn.functional.conv2d(x, k).item() == total


@oracle
def one_by_one() -> None:
    found = torch.tensor(numbers("one_by_one"))
    image, weights, output = found[:12].reshape(3, 2, 2), found[12:15], found[15:].reshape(2, 2)
    assert torch.equal(torch.einsum("c,chw->hw", weights, image), output)
    assert f"= {output[0, 1]:.0f}" in said("one_by_one")


def touched(layers: "list[torch.nn.Module]", side: int) -> int:
    """Pixels of a row that have a gradient from the unit in the middle of what these layers give."""
    x = torch.ones(1, 1, side, requires_grad=True)
    y = torch.nn.Sequential(*layers)(x)
    y[0, 0, y.shape[-1] // 2].backward()
    assert x.grad is not None
    return int((x.grad != 0).sum())


def layer(kernel: int) -> torch.nn.Module:
    made = torch.nn.Conv1d(1, 1, kernel, bias=False)
    torch.nn.init.ones_(made.weight)
    return made


def weights(kernel: int, channels: int, groups: int = 1) -> int:
    return torch.nn.Conv2d(channels, channels, kernel, groups=groups, bias=False).weight.numel()


@oracle
def dense_or_convolution() -> None:
    dense = sum(p.numel() for p in torch.nn.Linear(6 * 6 * 3, 1).parameters())
    shared = sum(p.numel() for p in torch.nn.Conv2d(3, 1, 3).parameters())
    assert f"6 × 6 × 3 = {6 * 6 * 3} | " in said("dense_or_convolution")
    assert f"| {dense} parameters |" in said("dense_or_convolution")
    assert f"| {shared} parameters |" in said("dense_or_convolution")
    assert sum(mark.tag == "rect" for mark in DRAWN["dense_or_convolution"].marks) == 6 * 6 * 3 + 2


@oracle
def connections() -> None:
    seen = torch.autograd.functional.jacobian(layer(3), torch.ones(1, 1, 6))  # type: ignore[no-untyped-call]
    text = said("connections")
    assert f"| {6 * 4} lines | {torch.nn.Linear(6, 4).weight.numel()} weights |" in text
    assert text.endswith(f"{int((seen != 0).sum())} lines | 3 weights")
    assert sum(mark.tag == "path" for mark in DRAWN["connections"].marks) == 24 + 12


@oracle
def equivariance() -> None:
    x = np.array([0, 1, 3, 0, 0, 0])
    moved = np.concatenate([[0], x[:-1]])
    found, after = (np.correlate(np.pad(row, 1), [-1, 0, 1], "valid") for row in (x, moved))
    assert numbers("equivariance") == flat(x, moved, found, after)
    assert after[1:].tolist() == found[:-1].tolist()


@oracle
def kernels() -> None:
    found = numbers("kernels")
    answers = [5 * sum(found[place : place + 9]) for place in (0, 9, 18)]
    assert [answer / 5 for answer in answers] == [1, 0, 0]
    assert said("kernels").startswith(
        f"Where all pixels are 5, a kernel answers 5 times the sum of its weights: {answers[0]:.0f}, 0, 0."
    )
    assert found[9:18] == flat(np.outer([1, 2, 1], [-1, 0, 1]))


@oracle
def learn_kernel() -> None:
    weight = torch.tensor(0.5, requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=0.2)
    for _ in range(4):
        optimiser.zero_grad()
        ((weight - 3) ** 2).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert f"4 steps: {weight.item():.2f}" in said("learn_kernel")
    dots = [float(mark.attributes["cx"]) for mark in DRAWN["learn_kernel"].marks if mark.tag == "circle"]
    assert len(dots) == 5
    assert np.allclose((dots[-1] - dots[0]) / (weight.item() - 0.5), 52, atol=0.1)


@oracle
def output_size() -> None:
    places = torch.nn.Conv1d(1, 1, 3, stride=2, padding=1)(torch.zeros(1, 1, 6)).shape[-1]
    assert f"it fits {places} times" in said("output_size")
    assert [f"output {place}" in said("output_size") for place in range(places + 1)] == [True] * places + [False]


@oracle
def border() -> None:
    ones = np.ones((3, 3))
    without = scipy.signal.convolve2d(ones, ones)
    full = scipy.signal.correlate2d(np.ones((7, 7)), ones, "valid")
    assert numbers("border") == flat(without, full)


@oracle
def padding() -> None:
    row = torch.arange(1.0, 5)
    modes = ("constant", "replicate", "reflect", "circular")
    assert numbers("padding") == flat(*(torch.nn.functional.pad(row[None], (2, 2), mode) for mode in modes))


@oracle
def stride_dilation() -> None:
    every, strided = (torch.nn.Conv1d(1, 1, 3, stride=stride)(torch.zeros(1, 1, 9)).shape[-1] for stride in (1, 2))
    dilated = torch.nn.Conv1d(1, 1, 3, dilation=2, bias=False)
    seen = torch.autograd.functional.jacobian(dilated, torch.zeros(1, 1, 9))  # type: ignore[no-untyped-call]
    one = seen[0, 0, 0].flatten().nonzero().flatten()
    assert f"| {strided} of {every} outputs are computed |" in said("stride_dilation")
    assert said("stride_dilation").endswith(f"3 weights cover {int(one[-1]) + 1} pixels")
    lit = [mark.attributes["x"] for mark in DRAWN["stride_dilation"].marks if mark.attributes["class"] == "lit"]
    assert [(float(x) - 84) / 28 for x in lit] == one.tolist()


@oracle
def pooling() -> None:
    found = torch.tensor(numbers("pooling"))
    windows, largest, mean = found[:16].reshape(4, 4), found[16:20], found[20:]
    assert torch.equal(windows.amax(1), largest)
    assert torch.equal(windows.mean(1), mean)


@oracle
def pooling_shifts() -> None:
    rows = torch.tensor(numbers("pooling_shifts")).reshape(2, 9)
    assert torch.equal(rows[0, :5], rows[1, 1:6])
    pooled = torch.nn.functional.max_pool1d(rows[:, None, :6], 2)[:, 0]
    assert torch.equal(pooled, rows[:, 6:])
    assert f"{int((pooled[0] != pooled[1]).sum())} of 3 change" in said("pooling_shifts")


@oracle
def receptive_field() -> None:
    stack = [layer(3), torch.nn.AvgPool1d(2), layer(3)]
    sizes = [touched(stack[:depth], 24) for depth in (1, 2, 3)]
    first, second, third = sizes
    assert f"sees {third} pixels along an axis, behind the second {second}, behind the first {first}." in said(
        "receptive_field"
    )
    assert said("receptive_field").endswith(f"it sees {third} pixels")
    lowest = max(float(mark.attributes["cy"]) for mark in DRAWN["receptive_field"].marks if mark.tag == "circle")
    assert sum(mark.attributes.get("cy") == f"{lowest:g}" for mark in DRAWN["receptive_field"].marks) == third


@oracle
def effective_receptive_field() -> None:
    x = torch.ones(1, 1, 7, requires_grad=True)
    torch.nn.Sequential(layer(3), layer(3), layer(3))(x).sum().backward()
    assert x.grad is not None
    assert numbers("effective_receptive_field") == flat(x.grad)


@oracle
def vgg() -> None:
    assert touched([layer(3), layer(3)], 9) == touched([layer(5)], 9) == 5
    assert said("vgg").count("sees 5 × 5 pixels") == 2
    assert f"2 · 3 · 3 = {2 * weights(3, 1)} weights | 5 · 5 = {weights(5, 1)} weights" in said("vgg")


@oracle
def network_in_network() -> None:
    found = np.array(numbers("network_in_network")).reshape(3, 5)
    assert found[:, :4].mean(axis=1).tolist() == found[:, 4].tolist()
    assert said("network_in_network").endswith(f"class {found[:, 4].argmax()}")


@oracle
def inception() -> None:
    from torchvision.models.googlenet import Inception

    block = Inception(192, 64, 96, 128, 16, 32, 32)
    shown = numbers("inception")
    maps = block(torch.zeros(1, 192, 4, 4)).shape[1]
    assert f"| {maps} maps" in said("inception")
    assert shown == [192, 64, 128, 32, 32]
    assert sum(shown[1:]) == maps


@oracle
def residual() -> None:
    enters, learnt, again, leaves = torch.tensor(numbers("residual")).reshape(4, 3)
    assert torch.equal(enters, again)
    assert torch.equal(torch.nn.ReLU()(learnt + enters), leaves)


@oracle
def resnext() -> None:
    assert f"| {weights(3, 6)} weights | {weights(3, 6, 3)} weights" in said("resnext")
    reads = torch.nn.Conv2d(6, 6, 1, groups=3).weight.shape[1]
    assert sum(mark.tag == "path" for mark in DRAWN["resnext"].marks) == 36 + 6 * reads


@oracle
def densenet() -> None:
    maps, totals = torch.zeros(1, 64, 2, 2), [64]
    for _ in range(3):
        maps = torch.cat([maps, torch.nn.Conv2d(maps.shape[1], 32, 1)(maps)], 1)
        totals.append(maps.shape[1])
    assert said("densenet").startswith(
        f"Each layer reads all channels so far and adds 32 beside them: {', '.join(map(str, totals))}."
    )
    assert numbers("densenet") == flat(*([64, *[32] * row, total] for row, total in enumerate(totals)))


@oracle
def mobilenet() -> None:
    assert said("mobilenet").endswith(f"| {weights(3, 5)} weights | {weights(3, 5, 5) + weights(1, 5)} weights")


@oracle
def efficientnet() -> None:
    from torch.utils.flop_counter import FlopCounterMode

    def flops(depth: int, width: int, side: int) -> int:
        layers = [torch.nn.Conv2d(width, width, 3, padding=1) for _ in range(depth)]
        with FlopCounterMode(display=False) as counted:
            torch.nn.Sequential(*layers)(torch.zeros(1, width, side, side))
        return counted.get_total_flops()

    base = flops(2, 34, 14)
    times = [flops(*design) // base for design in ((2, 34, 14), (4, 34, 14), (2, 68, 14), (2, 34, 28))]
    assert re.findall(r"\| × (\d+)", said("efficientnet")) == list(map(str, times))


@oracle
def sliding_window() -> None:
    windows = torch.zeros(1, 1, 8, 8).unfold(2, 6, 2).unfold(3, 6, 2).shape[2:4]
    assert f"has {windows[0]} × {windows[1]} windows" in said("sliding_window")
    assert numbers("sliding_window") == [1, 2, 3, 4]
    assert said("sliding_window").endswith(f"(8 − 6) / 2 + 1 = {windows[0]}")


@oracle
def train() -> None:
    weight = torch.tensor(0.5, requires_grad=True)
    answer = weight * 2
    loss = torch.nn.functional.mse_loss(answer, torch.tensor(3.0))
    loss.backward()  # type: ignore[no-untyped-call]
    assert weight.grad is not None
    new = weight.item() - 0.1 * weight.grad.item()
    shown = said("train").replace("−", "-")
    assert f"0.5 · 2 = {answer.item():g} | (1 - 3)² = {loss.item():g}" in shown
    assert f"2 · (1 - 3) · 2 = {weight.grad.item():g} | 0.5 - 0.1 · (-8) = {new:.3g}" in shown


@oracle
def two_recipes() -> None:
    import scipy.stats

    found = scipy.stats.ttest_rel([96.9, 97.4, 96.6], [96.1, 97.0, 96.4]).confidence_interval(0.95)
    mean = (0.8 + 0.4 + 0.2) / 3
    assert f"mean {mean:.3g}, interval {found.low:.3g} to {found.high:.3g}".replace("-", "−") in said("two_recipes")
    assert found.low < 0 < found.high


@oracle
def overfitting() -> None:
    learnt = np.array([[0, 1, 2, 3, 4, 5], [1, 1.9, 1.6, 3.1, 2.6, 3.8]])
    new = np.array([[0.5, 2.5, 4.5], [1.1, 2.3, 3.2]])
    for degree in (1, 5):
        solved = np.linalg.lstsq(np.vander(learnt[0], degree + 1), learnt[1], rcond=None)[0]
        away = [np.abs(np.vander(x, degree + 1) @ solved - y).mean() for x, y in (learnt, new)]
        shown = re.search(rf"{degree + 1} parameters: learnt ([\d.]+), new ([\d.]+) away", said("overfitting"))
        assert shown
        assert np.allclose([float(number) for number in shown.groups()], away, atol=0.005)
    assert "| an example |" in said("overfitting")


@oracle
def history() -> None:
    errors = [28.2, 25.8, 16.4, 11.7, 6.7, 3.57, 2.99, 2.25]  # Russakovsky et al. 2015 and the papers of the winners
    shown = numbers("history")
    assert shown[::2] == errors
    assert shown[1::2] == list(range(2010, 2018))
    assert f"25.8 − 16.4 = {25.8 - 16.4:.1f} points: {(25.8 - 16.4) / 25.8:.0%} of the errors" in said("history")
    assert "from 2015 on they are below a person's 5.1" in said("history")
    tops = [float(mark.attributes["height"]) for mark in DRAWN["history"].marks if mark.tag == "rect"][: len(errors)]
    assert np.allclose(np.array(tops) / errors, tops[0] / errors[0], rtol=0.02)


@oracle
def algebra() -> None:
    x, g = np.array([1, 2, 3]), np.array([1, 4])
    shown = numbers("algebra")
    turned = np.correlate(x, g, "full"), np.correlate(g, x, "full")
    assert shown == flat(x, g, np.convolve(x, g), np.convolve(g, x), *turned)
    assert turned[0].tolist() == turned[1][::-1].tolist() != turned[1].tolist()
    assert said("algebra").endswith("cross-correlation | turned round")
    assert "convolution | equal | " in said("algebra")


@oracle
def filter_bank() -> None:
    maps, high, wide = torch.nn.Conv2d(3, 4, 3)(torch.zeros(1, 3, 6, 6)).shape[1:]
    assert f"| {maps} × {high} × {wide} |" in said("filter_bank")
    assert sum(mark.tag == "rect" for mark in DRAWN["filter_bank"].marks) == 3 * 36 + 4 * 3 * 9 + maps * high * wide


@oracle
def dimensions() -> None:
    kinds = torch.nn.Conv1d, torch.nn.Conv2d, torch.nn.Conv3d
    counts = [kind(1, 1, 3, bias=False).weight.numel() for kind in kinds]
    assert said("dimensions").endswith(" | ".join(f"{count} weights" for count in counts))
    lit = sum(mark.attributes["class"] == "lit" for mark in DRAWN["dimensions"].marks)
    assert lit == sum(counts)


@oracle
def activations() -> None:
    z = torch.zeros(1, requires_grad=True)
    z.sigmoid().backward()  # type: ignore[no-untyped-call]
    assert z.grad is not None
    assert numbers("activations") == [1, z.grad.item()]
    assert f"= 1/{1 / z.grad.item() ** 4:.0f}" in said("activations")
    curves = [mark for mark in DRAWN["activations"].marks if mark.attributes.get("d", "").count("L") == 160]
    names = ("relu", "sigmoid")
    places = torch.linspace(-4, 4, 161, requires_grad=True)
    for curve, (slopes, name) in zip(curves, [(s, n) for s in (False, True) for n in names], strict=True):
        heights = getattr(torch, name)(places)
        (given,) = torch.autograd.grad(heights.sum(), places)
        ours = [float(point.split()[1]) for point in curve.attributes["d"][1:].split(" L")]
        assert np.allclose((112 - np.array(ours)) / 22, (given if slopes else heights.detach()).numpy(), atol=0.01)


@oracle
def whole_layer() -> None:
    found = torch.tensor(numbers("whole_layer")).reshape(5, 4)
    shares, summed, biased, output = found[:2], *found[2:]
    assert torch.equal(shares.sum(0), summed)
    assert torch.equal(summed - 1, biased)
    assert torch.equal(biased.relu(), output)
    assert 0 < int((biased < 0).sum()) < 4
    image = torch.tensor([[[[1, 0, 2], [3, 1, 0], [0, 2, 1]], [[0, 1, 1], [2, 0, 1], [1, 3, 0]]]]).float()
    filters = torch.tensor([[[[1, 0], [0, 1]], [[-1, 0], [0, 0]]]]).float()
    assert torch.equal(torch.nn.functional.conv2d(image, filters, torch.tensor([-1.0])).flatten(), biased)


@oracle
def layer_stack() -> None:
    layers = [torch.nn.Conv2d(1, 6, 5, padding=2), torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(1176, 10)]
    x, shown = torch.zeros(1, 1, 28, 28), said("layer_stack")
    for layer in layers:
        x = layer(x)
        shape = " × ".join(f"{n:,}" for n in x.shape[1:])
        assert f"| {shape} |" in shown
        assert f"| {sum(p.numel() for p in layer.parameters()):,}" in shown


@oracle
def lenet() -> None:
    convolutions = [torch.nn.Conv2d(1, 6, 5, padding=2), torch.nn.Conv2d(6, 16, 5)]
    dense = [torch.nn.Linear(400, 120), torch.nn.Linear(120, 84), torch.nn.Linear(84, 10)]
    few, many = (sum(p.numel() for layer in part for p in layer.parameters()) for part in (convolutions, dense))
    text = said("lenet")
    assert f"dense layers: {many:,} parameters | convolutions: {few:,} | {few + many:,} in all" in text
    assert numbers("lenet") == [120, 84, 10]
    assert "| 1 × 28 × 28 | 6 × 14 × 14 | 16 × 5 × 5 |" in text
    bars = [float(mark.attributes["width"]) for mark in DRAWN["lenet"].marks if mark.tag == "rect"][-2:]
    assert np.isclose(bars[1] / sum(bars), many / (few + many), atol=0.001)


@oracle
def alexnet() -> None:
    from torch.utils.flop_counter import FlopCounterMode
    from torchvision.models import alexnet as build

    pixel = torch.tensor([0.0, 0, 8, 0, 0, 0, 8, 8, 8])
    after = torch.nn.LocalResponseNorm(5, alpha=0.5, beta=0.75, k=2)(pixel[None, :, None, None]).flatten()
    assert np.allclose(numbers("alexnet"), flat(pixel, after), atol=0.005)
    with torch.device("meta"):
        network = build()
        with FlopCounterMode(display=False) as counted:
            network(torch.zeros(1, 3, 224, 224))
    dense = sum(p.numel() for p in network.classifier.parameters())
    work = counted.flop_counts["Global"]
    inner = sum(count for kind, count in work.items() if "mm" in str(kind))
    shares = dense / sum(p.numel() for p in network.parameters()), inner / counted.get_total_flops()
    wide = [float(mark.attributes["width"]) for mark in DRAWN["alexnet"].marks if mark.tag == "rect"][-4:]
    assert np.allclose([wide[1] / sum(wide[:2]), wide[3] / sum(wide[2:])], shares, atol=0.002)
    assert f"have {shares[0]:.0%} of the parameters and {shares[1]:.0%} of the multiply-adds" in said("alexnet")


@oracle
def open_network() -> None:
    scores = torch.tensor([1.0, -1, 0, 6, 2, -2], dtype=torch.float64)
    assert numbers("open_network") == scores.tolist()
    shares = torch.softmax(scores, 0).tolist()
    assert re.findall(r"\| (\d+\.\d%)", said("open_network")) == [f"{share:.1%}" for share in shares]
    wide = [float(mark.attributes["width"]) for mark in DRAWN["open_network"].marks if mark.tag == "rect"]
    assert np.isclose(wide[3], 120 * shares[3], atol=0.1)
    assert "an example" in said("open_network")


@oracle
def trace_number() -> None:
    found = torch.tensor(numbers("trace_number"))
    output, below, pixels = found[:3], found[3:8], found[8:]
    first, second = torch.tensor([[[1.0, 2, 0]]]), torch.tensor([[[0.0, 2, 1]]])
    assert torch.equal(torch.nn.functional.conv1d(pixels[None, None], first).flatten(), below)
    assert torch.equal(torch.nn.functional.conv1d(below[None, None], second).flatten(), output)
    assert f"= {output[1]:.0f}" in said("trace_number")
    assert f"= {below[2]:.0f}" in said("trace_number")


@oracle
def ensembles() -> None:
    shown = [int(part) for part in re.findall(r"\| (\d+)%", said("ensembles"))]
    answers, mean = np.array(shown[:9]).reshape(3, 3), shown[9:]
    assert (answers.sum(axis=1) == 100).all()
    assert mean == np.round(answers.mean(axis=0)).tolist()
    assert [int(row.argmax()) for row in answers] == [0, 2, 0]
    assert "the mean of the answers gives the right one, circle, 50%" in said("ensembles")


@oracle
def own_pictures() -> None:
    import scipy.stats

    for count in (10, 100, 1000):
        error = 100 * scipy.stats.binom(count, 0.8).std() / count
        assert f"n = {count:,} | ± {error:.1f}" in said("own_pictures")
    ends = [mark.attributes["d"] for mark in DRAWN["own_pictures"].marks if "two" in mark.attributes["class"]][::3]
    lengths = [np.ptp([float(point.split()[0]) for point in end[1:].split(" L")]) for end in ends]
    assert np.allclose(np.array(lengths) / lengths[0], [1, 10**-0.5, 0.1], atol=0.01)
    assert "an example" in said("own_pictures")


@oracle
def iou() -> None:
    a, b = {(x, y) for x in range(6) for y in range(4)}, {(x, y) for x in range(2, 8) for y in range(1, 5)}
    shared, both = len(a & b), len(a | b)
    assert f"{shared} / {both} = {shared / both:.3g}" in said("iou")
    assert numbers("iou") == [shared, shared]
    assert f"| {len(a)} + {len(b)} − {shared} = {both} |" in said("iou")


@oracle
def suppression() -> None:
    boxes, scores = torch.tensor(suppressed.BOXES).double(), torch.tensor(suppressed.SCORES).double()
    kept = ops.nms(boxes, scores, suppressed.THRESHOLD)
    assert sorted(kept.tolist()) == list(suppressed.KEPT)
    shown = numbers("suppression")
    assert sorted(shown) == sorted([*suppressed.SCORES, *(suppressed.SCORES[place] for place in kept)])
    for place in suppressed.KEPT:
        iou = ops.box_iou(boxes[place : place + 1], boxes[place + 1 : place + 2]).item()
        assert iou > suppressed.THRESHOLD and f"IoU {iou:.2f}" in said("suppression")


@oracle
def anchors() -> None:
    from torchvision.models.detection._utils import BoxCoder

    from cnnviz.lessons.anchors.drawing import ANCHOR, OBJECT

    both = torch.tensor([OBJECT, ANCHOR], dtype=torch.float64)
    offsets = BoxCoder((1.0, 1.0, 1.0, 1.0)).encode_single(both[:1], both[1:])[0]
    shown = said("anchors")
    assert f"| IoU {ops.box_iou(both[:1], both[1:]).item():.2f} |" in shown
    assert f"| offset of x {offsets[0]:.2f} | of width {offsets[2]:.2f}" in shown


@oracle
def targets() -> None:
    from cnnviz.lessons.targets.drawing import BOX, HEIGHT, WIDTH

    mask = np.zeros((HEIGHT, WIDTH), dtype=bool)
    mask[int(BOX[1]) : int(BOX[3]), int(BOX[0]) : int(BOX[2])] = True
    y, x = np.nonzero(mask)
    box = [(x.mean() + 0.5) / WIDTH, (y.mean() + 0.5) / HEIGHT, len({*y}) / HEIGHT, len({*x}) / WIDTH]
    assert np.allclose(numbers("targets"), [1, *box, 0, 1, 0])


@oracle
def yolo() -> None:
    """The box of 32 × 30 pixels with its centre at (38, 55), in cells of 20."""
    column, row = 38 // 20, 55 // 20
    text = said("yolo")
    assert f"row {row + 1}, column {column + 1}" in text
    assert f"x = {38 / 20 - column:g} |" in text and f"y = {55 / 20 - row:g} |" in text
    assert f"width = {32 / 20:g} cells" in text and f"height = {30 / 20:g} cells" in text


@oracle
def segmentation() -> None:
    x = torch.zeros(1, 1, 64, 64)
    down, up = torch.nn.Conv2d(1, 1, 3, 2, 1), torch.nn.ConvTranspose2d(1, 1, 2, 2)
    sides = [x.shape[-1]]
    for _ in range(3):
        x = down(x)
        sides.append(x.shape[-1])
    back = [sides[-1]]
    for _ in range(3):
        x = up(x)
        back.append(x.shape[-1])
    assert sorted(numbers("segmentation")) == sorted([*sides, *back[1:]])


@oracle
def average_precision() -> None:
    right, objects = np.array(ranking.RIGHT), ranking.OBJECTS
    shown = np.array(numbers("average_precision")).reshape(len(right), 3)
    assert shown[:, 0].tolist() == list(ranking.SCORES)
    for count, (_, precision, recall) in enumerate(shown, start=1):
        given = [1] * count + [0] * (len(right) - count)
        assert precision == round(precision_score(right, given), 2)
        assert recall == round(recall_score(right, given) * right.sum() / objects, 2)
    assert f"{objects} objects" in said("average_precision")


def test_every_lesson_that_draws_is_checked_and_all_do() -> None:
    assert set(DRAWN) >= {lesson.stem for lesson in course.LESSONS if lesson.chapter <= 5} | {"iou"}
    assert set(ORACLES) == set(DRAWN)


@each
def test_the_numbers_of_a_drawing_are_right(stem: str) -> None:
    ORACLES[stem]()


# ------------------------------------------------------------------------------------------------ reading


@each
def test_a_drawing_is_svg_with_a_sentence_for_whoever_does_not_see_it(stem: str) -> None:
    root = Tree.fromstring(svg.written(DRAWN[stem]))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("aria-label") == DRAWN[stem].alt
    assert len(DRAWN[stem].alt.split()) >= 8
    assert DRAWN[stem].alt.endswith(".") or DRAWN[stem].alt[-1].isdigit()
    assert root.get("viewBox") == f"0 0 {svg.WIDTH} {DRAWN[stem].height:g}"


@each
def test_every_word_of_a_drawing_is_a_message(stem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_MOCK_LANGUAGE", "1")
    texts = [DRAWN[stem].alt, *(mark.words for mark in DRAWN[stem].marks)]
    assert not [text for text in texts if has_words(translate(text, MOCK))]
    assert "⟪" in svg.written(DRAWN[stem], lambda text: translate(text, MOCK))


@each
def test_a_drawing_is_large_enough_to_read_and_not_higher_than_a_text(stem: str) -> None:
    sizes = [float(mark.attributes["font-size"]) for mark in DRAWN[stem].marks if mark.tag == "text"]
    assert min(sizes) >= svg.SMALLEST
    assert DRAWN[stem].height <= 185


@each
@pytest.mark.parametrize("theme", THEMES)
def test_a_drawing_can_be_read_in_both_themes(stem: str, theme: str) -> None:
    page, second, ink = THEMES[theme]
    seen = {"none": page, svg.INK: ink, "var(--st-secondary-background-color)": second}
    texts = {"dark": svg.DARK, "bright": svg.BRIGHT}
    areas: list[tuple[tuple[float, ...], str]] = []
    for mark in DRAWN[stem].marks:
        look, at = mark.attributes["class"].split()[0], mark.attributes
        if mark.tag == "rect":
            fill = at.get("fill") or svg.FILLS[look]
            areas.append((tuple(float(at[name]) for name in ("x", "y", "width", "height")), seen.get(fill, fill)))
        elif mark.tag == "text":
            below = [fill for area, fill in areas if within(float(at["x"]), float(at["y"]), *area)]
            assert contrast(texts.get(look, ink), below[-1] if below else page) >= 4.5, mark
        elif mark.tag == "path":
            assert contrast(seen.get(svg.LINES[look], svg.LINES[look]), page) >= 3, mark


def within(x: float, y: float, left: float, top: float, width: float, height: float) -> bool:
    return left <= x <= left + width and top <= y <= top + height


def contrast(one: str, other: str) -> float:
    """Source: WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
