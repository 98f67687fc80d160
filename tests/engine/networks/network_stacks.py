"""Networks drawn at random for the tests, and PyTorch run on them layer by layer, knowing only the layers' settings."""

from typing import Any

import torch
from hypothesis import strategies as st
from torch import Tensor, nn

from cnnviz.networks.stack.layers import Layer, Network, Path

KERNELS = st.sampled_from([1, 1, 2, 3, 3, 5])
POINTWISE = ["relu", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh", "softmax", "batch_norm", "dropout"]


@st.composite
def stacks(draw: st.DrawFn, most: int = 6) -> Network:
    """A network of small layers, mostly possible ones."""
    shape = draw(st.sampled_from([1, 2, 4])), draw(st.integers(4, 20)), draw(st.integers(4, 20))
    layers = draw(st.lists(picture_layers(), min_size=1, max_size=most))
    tail = draw(st.sampled_from(["", "", "flatten", "gap", "flatten dense"]))
    if "gap" in tail:
        layers.append(Layer("global_avg_pool"))
    if "flatten" in tail:
        layers.append(Layer("flatten"))
    if "dense" in tail:
        layers += [Layer("dense", draw(st.integers(1, 9)), bias=draw(st.integers(0, 1))), Layer("batch_norm")]
    return Network(shape, tuple(layers))


@st.composite
def picture_layers(draw: st.DrawFn, depth: int = 0) -> Layer:
    kinds = ["convolution", "convolution", "depthwise", "transposed_convolution", "max_pool", "avg_pool", "pointwise"]
    kind = draw(st.sampled_from([*kinds, *(["residual", "concatenation"] if depth < 2 else [])]))
    if kind == "pointwise":
        return Layer(draw(st.sampled_from(POINTWISE)))
    if kind == "residual":
        return Layer(kind, branches=(draw(same_size(depth)), ()))
    if kind == "concatenation":
        branches = [draw(same_size(depth)) for _ in range(draw(st.integers(1, 3)))]
        return Layer(kind, branches=tuple(branches))
    return draw(windows(kind))


@st.composite
def windows(draw: st.DrawFn, kind: str) -> Layer:
    kernel, stride = draw(KERNELS), draw(st.sampled_from([1, 1, 2, 3]))
    padding, dilation = draw(st.sampled_from([0, 0, 1, 2])), draw(st.sampled_from([1, 1, 1, 2]))
    named: dict[str, Any] = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    if kind in ("max_pool", "avg_pool"):
        named["ceil_mode"] = draw(st.integers(0, 1))
        named["dilation"] = 1 if kind == "avg_pool" else dilation
    else:
        named["bias"] = draw(st.integers(0, 1))
    if kind == "depthwise":
        named["multiplier"] = draw(st.integers(1, 2))
    if kind in ("convolution", "transposed_convolution"):
        named |= {"out_channels": draw(st.sampled_from([1, 2, 4, 6])), "groups": draw(st.sampled_from([1, 1, 1, 2]))}
    if kind == "transposed_convolution":
        named["output_padding"] = draw(st.sampled_from([0, 0, 0, 1]))
    return Layer(kind, **named)


@st.composite
def same_size(draw: st.DrawFn, depth: int) -> tuple[Layer, ...]:
    """A branch that mostly keeps the size: padded depthwise convolutions, activations, at times anything."""
    layers = []
    for _ in range(draw(st.integers(0, 2))):
        kernel = draw(st.sampled_from([1, 3, 5]))
        kept = Layer("depthwise", 1, kernel, 1, kernel // 2)
        layers.append(draw(st.sampled_from([kept, kept, Layer("relu")]) | picture_layers(depth + 1)))
    return tuple(layers)


class Run:
    """PyTorch's outputs, parameters and modules by address; `failed` is where it raised an error.

    positive: all weights 1, max pooling replaced by sums over the same windows, nothing else but the windows.
    """

    def __init__(self, network: Network, x: Tensor, *, positive: bool = False) -> None:
        self.outputs: dict[Path, Tensor] = {}
        self.parameters: dict[Path, int] = {}
        self.failed: Path | None = None
        self.positive = positive
        try:
            self.output: Tensor | None = self.branch(network.layers, x, ())
        except (RuntimeError, ValueError, AssertionError):
            self.output = None

    def branch(self, layers: tuple[Layer, ...], x: Tensor, path: Path) -> Tensor:
        for index, layer in enumerate(layers):
            here = (*path, index)
            outs = [self.branch(branch, x, (*here, number)) for number, branch in enumerate(layer.branches)]
            try:
                x = self.join(layer, outs) if layer.branches else self.leaf(layer, x, here)
            except (RuntimeError, ValueError, AssertionError):
                self.failed = here
                raise
            self.outputs[here] = x
        return x

    def join(self, layer: Layer, outs: list[Tensor]) -> Tensor:
        if layer.kind == "concatenation":
            return torch.cat(outs, dim=1)
        assert all(out.shape == outs[0].shape for out in outs)  # PyTorch would repeat a single channel
        return torch.stack(outs).sum(0)

    def leaf(self, layer: Layer, x: Tensor, path: Path) -> Tensor:
        module = torch_layer(layer, x.shape[1:], self.positive)
        self.parameters[path] = sum(parameter.numel() for parameter in module.parameters())
        if layer.kind != "flatten" and layer.kind not in POINTWISE:
            assert x.ndim == (2 if layer.kind == "dense" else 4)
        if self.positive:
            module = module.double().eval()
            for parameter in module.parameters():
                nn.init.ones_(parameter)
        with torch.set_grad_enabled(self.positive):
            out: Tensor = module(x)
        assert out.numel() > 0
        return out


def torch_layer(layer: Layer, shape: torch.Size, positive: bool) -> nn.Module:
    """The module of torch.nn for a layer behind this shape, written out kind by kind."""
    c, kind = shape[0], layer.kind
    k, s, p, d = layer.kernel, layer.stride, layer.padding, layer.dilation
    if positive and kind in POINTWISE:
        return nn.Identity()
    if positive and kind in ("max_pool", "avg_pool"):
        return nn.Conv2d(c, c, k, s, p, d, groups=c)
    plain = {
        "relu": nn.ReLU, "leaky_relu": nn.LeakyReLU, "elu": nn.ELU, "gelu": nn.GELU, "silu": nn.SiLU,
        "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "flatten": nn.Flatten, "dropout": nn.Dropout,
    }  # fmt: skip
    if kind in plain:
        module: nn.Module = plain[kind]()
        return module
    match kind:
        case "convolution":
            return nn.Conv2d(c, layer.out_channels, k, s, p, d, layer.groups, bool(layer.bias))
        case "depthwise":
            return nn.Conv2d(c, c * layer.multiplier, k, s, p, d, c, bool(layer.bias))
        case "transposed_convolution":
            extra, groups, bias = layer.output_padding, layer.groups, bool(layer.bias)
            return nn.ConvTranspose2d(c, layer.out_channels, k, s, p, extra, groups, bias, d)
        case "max_pool":
            return nn.MaxPool2d(k, s, p, d, ceil_mode=bool(layer.ceil_mode))
        case "avg_pool":
            return nn.AvgPool2d(k, s, p, bool(layer.ceil_mode))
        case "global_avg_pool":
            return nn.AdaptiveAvgPool2d((1, 1))
        case "softmax":
            return nn.Softmax(1)
        case "batch_norm":
            return nn.BatchNorm2d(c) if len(shape) == 3 else nn.BatchNorm1d(c)
        case "dense":
            return nn.Linear(c, layer.out_channels, bool(layer.bias))
    raise AssertionError(kind)
