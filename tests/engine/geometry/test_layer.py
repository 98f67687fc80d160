"""Whole layers against PyTorch's own: the same shapes, the same refusals, the same costs."""

import re
import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnviz.geometry import GeometryError
from cnnviz.geometry.layer import KINDS, convolution_multiply_adds, convolution_parameters, layer_output, torch_padding

NAMES = {
    "convolution": "Conv",
    "max_pool": "MaxPool",
    "avg_pool": "AvgPool",
    "transposed_convolution": "ConvTranspose",
}
POOLS = ("max_pool", "avg_pool")
REFUSED = (RuntimeError, ValueError, TypeError)


def per_axis(entry: st.SearchStrategy[Any], axes: int) -> st.SearchStrategy[Any]:
    return entry | st.tuples(*[entry] * axes)


@st.composite
def layers(draw: st.DrawFn, kind: str, sides: st.SearchStrategy[Any], wrong: bool) -> dict[str, Any]:
    """Settings of one layer; `wrong` adds zeros and negative numbers to the settings."""
    axes = draw(st.integers(1, 3))
    bad = [0] if wrong else []
    sizes = draw(st.tuples(*[st.sampled_from([1, 2, 3, 4, 5, 7, 9, *bad])] * axes))
    options = {
        "size": sizes,
        "kernel": draw(per_axis(st.sampled_from([1, 2, 2, 3, 3, 4, *bad]), axes)),
        "stride": draw(per_axis(st.sampled_from([1, 1, 2, 3, *bad]), axes)),
        "padding": draw(per_axis(sides, axes)),
        "dilation": 1 if kind == "avg_pool" else draw(per_axis(st.sampled_from([1, 1, 1, 2, 3, *bad]), axes)),
        "in_channels": draw(st.sampled_from([1, 2, 4, 6])),
    }
    if kind in POOLS:
        return options | {"ceil_mode": draw(st.booleans())}
    options |= {
        "out_channels": draw(st.sampled_from([1, 2, 4, 6])),
        "groups": draw(st.sampled_from([1, 1, 1, 2, 3, *bad])),
    }
    if kind == "transposed_convolution":
        options["output_padding"] = draw(per_axis(st.sampled_from([0, 0, 1, 2, *([-1] if wrong else [])]), axes))
    return options


PLAIN = st.sampled_from([0, 0, 1, 1, 2, 3, -1])
NAMED = st.sampled_from(["same", "valid"])


def build(kind: str, options: dict[str, Any], padding: Any) -> nn.Module:
    """The torch.nn layer for our settings."""
    named = dict(options)
    axes, named["kernel_size"], named["padding"] = len(named.pop("size")), named.pop("kernel"), padding
    if kind in POOLS:
        del named["in_channels"]
    if kind == "avg_pool":
        del named["dilation"]
    layer: nn.Module = getattr(nn, f"{NAMES[kind]}{axes}d")(**named)
    return layer


def by_torch(kind: str, options: dict[str, Any], pad: tuple[int, ...] = (), padding: Any = None) -> Any:
    """The shape PyTorch gives, or None if it refuses.

    Some of its transposed convolutions refuse an output of 0 pixels, some return an empty tensor: both None.
    """
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        try:
            x = torch.ones(1, options["in_channels"], *options["size"])
            x = F.pad(x, pad) if pad else x
            layer = build(kind, options, options["padding"] if padding is None else padding)
            shape = tuple(layer(x).shape[1:])
            return shape if all(shape) else None
        except REFUSED:
            return None


def ours(kind: str, options: dict[str, Any]) -> Any:
    try:
        return layer_output(kind, **options)
    except GeometryError:
        return None


@pytest.mark.parametrize("wrong", [False, True])
@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_shapes_and_refusals_are_torchs(kind: str, wrong: bool, data: st.DataObject) -> None:
    options = data.draw(layers(kind, PLAIN if wrong else st.sampled_from([0, 1, 1, 2]), wrong))
    assert ours(kind, options) == by_torch(kind, options)


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_named_padding_is_torchs(data: st.DataObject) -> None:
    options = data.draw(layers("convolution", st.just(0), False)) | {"padding": data.draw(NAMED)}
    assert ours("convolution", options) == by_torch("convolution", options)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "convolution"])
def test_padding_by_name_is_for_convolution_only(kind: str) -> None:
    options = {"size": (5, 5), "kernel": 3, "stride": 1, "padding": "same", "dilation": 1, "in_channels": 1}
    channels = {} if kind in POOLS else {"out_channels": 1}
    assert ours(kind, options) is None
    assert by_torch(kind, options | channels) is None


@pytest.mark.parametrize("kind", ["convolution", "max_pool", "avg_pool"])
@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_different_sides_are_padded_before_the_layer(kind: str, data: st.DataObject) -> None:
    """torch_padding's arguments give PyTorch the shape that we predict."""
    sides = st.sampled_from([0, 1, 2]) | st.tuples(st.integers(0, 3), st.integers(0, 3))
    options = data.draw(layers(kind, st.just(0), False))
    options["padding"] = data.draw(st.tuples(*[sides] * len(options["size"])))
    split = torch_padding(
        kind,
        options["size"],
        kernel=options["kernel"],
        padding=options["padding"],
        dilation=options["dilation"],
    )
    assert ours(kind, options) == by_torch(kind, options, split.pad, split.padding)
    x = torch.ones(1, 1, *options["size"])
    padded = F.pad(x, split.pad) if split.pad else x
    pairs = [(side, side) if isinstance(side, int) else side for side in options["padding"]]
    assert isinstance(split.padding, tuple)
    by_layer = [2 * side for side in split.padding]
    assert [n + more for n, more in zip(padded.shape[2:], by_layer, strict=True)] == [
        n + before + after for n, (before, after) in zip(options["size"], pairs, strict=True)
    ]


@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_full_padding_is_a_number_for_the_layer(data: st.DataObject) -> None:
    options = data.draw(layers("convolution", st.just(0), False)) | {"padding": "full"}
    split = torch_padding(
        "convolution", options["size"], kernel=options["kernel"], padding="full", dilation=options["dilation"]
    )
    assert split.pad == ()
    assert ours("convolution", options) == by_torch("convolution", options, padding=split.padding)


def test_padding_of_max_pooling_never_wins() -> None:
    split = torch_padding("max_pool", 3, kernel=2, padding=(0, 1))
    x = F.pad(torch.tensor([[[-3.0, -2.0, -1.0]]]), split.pad, value=split.value)
    assert F.max_pool1d(x, 2).tolist() == [[[-2.0, -1.0]]]
    assert layer_output("max_pool", 3, kernel=2, padding=(0, 1)) == (1, 2)


def test_padding_that_torch_takes_as_it_is() -> None:
    assert torch_padding("convolution", (8, 8), kernel=4, padding="same") == ((), 0.0, "same")
    assert torch_padding("convolution", (8, 8), kernel=3, padding="full", dilation=2) == ((), 0.0, (4, 4))
    assert torch_padding("transposed_convolution", 8, kernel=3, padding=1) == ((), 0.0, (1,))


def test_pooling_strides_by_its_kernel() -> None:
    assert layer_output("max_pool", (8, 9), kernel=2, in_channels=3) == tuple(
        nn.MaxPool2d(2)(torch.ones(3, 8, 9)).shape
    )
    assert layer_output("avg_pool", (8, 9), kernel=(2, 3)) == tuple(nn.AvgPool2d((2, 3))(torch.ones(1, 8, 9)).shape)


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_the_advice_works_in_torch(kind: str, data: st.DataObject) -> None:
    """After the change PyTorch takes the layer; over several axes at least the axis named is mended."""
    options = data.draw(layers(kind, st.sampled_from([0, 1, 2, 3]), False))
    options |= {} if kind in POOLS else {"groups": 1}
    if data.draw(st.booleans()) and kind in POOLS:
        options["stride"] = None
    try:
        layer_output(kind, **options)
    except GeometryError as error:
        assert error.fixes
        for fix in error.fixes:
            assert [int(number) for number in re.findall(r"\d+", fix.text)] == list(fix.settings.values())
            changed = options | {
                name: at_axis(options, name, value, error.axis) for name, value in fix.settings.items()
            }
            try:
                assert layer_output(kind, **changed) == by_torch(kind, changed)
            except GeometryError as next_error:
                assert next_error.axis != error.axis


def test_the_advice_knows_that_the_stride_follows_the_kernel() -> None:
    """A kernel of 2 would fit with stride 3, but brings stride 2 with it."""
    options: Any = {"size": (1,), "kernel": 3, "dilation": 2, "ceil_mode": True}
    with pytest.raises(GeometryError) as caught:
        layer_output("max_pool", **options)
    assert [fix.settings for fix in caught.value.fixes] == [{"padding": 1}, {"dilation": 1}, {"size": 3}]
    assert by_torch("max_pool", options | {"in_channels": 1, "kernel": 2, "stride": 3}, padding=0) == (1, 1)
    assert by_torch("max_pool", options | {"in_channels": 1, "kernel": 2}, padding=0) is None


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 12))
def test_the_advice_on_groups_works_in_torch(in_channels: int, out_channels: int, groups: int) -> None:
    options: Any = {"in_channels": in_channels, "out_channels": out_channels, "groups": groups}
    try:
        layer_output("convolution", 4, kernel=2, **options)
    except GeometryError as error:
        assert len(error.fixes) == 2
        for fix in error.fixes:
            changed = options | fix.settings
            assert nn.Conv1d(kernel_size=2, **changed)(torch.ones(1, changed["in_channels"], 4)).shape[-1] == 3
            assert [int(number) for number in re.findall(r"\d+", fix.text)] == list(fix.settings.values())


def at_axis(options: dict[str, Any], name: str, value: int, axis: int | None) -> Any:
    """The setting with one axis changed; settings of the whole layer, and of a single axis, are replaced."""
    if axis is None:
        return (value,) * len(options["size"]) if name == "size" else value
    old = options[name]
    entries = list(old) if isinstance(old, tuple) else [old] * len(options["size"])
    entries[axis] = value
    return tuple(entries)


WRONG: dict[str, Callable[[], Any]] = {
    "kind": lambda: layer_output("pool", 4, kernel=2),
    "axes": lambda: layer_output("convolution", (4, 4, 4, 4), kernel=2),
    "half the kernel": lambda: layer_output("max_pool", 4, kernel=2, padding=2),
    "small input": lambda: layer_output("avg_pool", (2, 4, 4), kernel=3, padding=1),
    "average with dilation": lambda: layer_output("avg_pool", 4, kernel=2, dilation=2),
    "pooling same": lambda: layer_output("max_pool", 4, kernel=2, padding="same"),
    "pooling groups": lambda: layer_output("max_pool", 4, kernel=2, in_channels=2, groups=2),
    "pooling channels": lambda: layer_output("max_pool", 4, kernel=2, out_channels=2),
    "groups": lambda: layer_output("convolution", 4, kernel=2, in_channels=4, out_channels=6, groups=3),
    "out groups": lambda: layer_output("convolution", 4, kernel=2, in_channels=6, out_channels=4, groups=3),
    "ceil": lambda: layer_output("convolution", 4, kernel=2, ceil_mode=True),
    "output padding": lambda: layer_output("convolution", 4, kernel=2, output_padding=1),
    "no channels": lambda: layer_output("convolution", 4, kernel=2, in_channels=0),
    "different sides": lambda: layer_output("transposed_convolution", 4, kernel=2, padding=(0, 1)),
}


def test_every_refusal_has_its_own_sentence() -> None:
    sentences = set()
    for call in WRONG.values():
        with pytest.raises(ValueError) as caught:
            call()
        sentences.add(str(caught.value))
        assert re.search(r": .*\buse ", str(caught.value))
    assert len(sentences) == len(WRONG)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "half the kernel",
            "PyTorch's pooling refuses padding 2, more than half of the kernel 2: use padding 1 or a kernel of 4.",
        ),
        ("groups", "4 in_channels cannot be shared out among 3 groups: use groups=1 or 6 in_channels."),
        (
            "small input",
            "Depth: PyTorch's average pooling over three axes refuses a kernel 3 larger than the input 2, "
            "whatever the layer's padding: use a kernel of 2 or an input of at least 3.",
        ),
    ],
)
def test_sentences(name: str, sentence: str) -> None:
    with pytest.raises(GeometryError) as caught:
        WRONG[name]()
    assert str(caught.value) == sentence


def test_course_numbers() -> None:
    assert layer_output("convolution", (14, 14, 14), kernel=5, in_channels=1, out_channels=16) == (
        16,
        10,
        10,
        10,
    )
    assert layer_output("convolution", (6, 6), kernel=3, in_channels=3, out_channels=1) == (1, 4, 4)
    assert layer_output("convolution", (28, 28), kernel=1, in_channels=192, out_channels=32) == (32, 28, 28)
    sizes: Any = {"size": (28, 28), "padding": "same", "out_channels": 32}
    wide = convolution_multiply_adds(kernel=5, in_channels=192, **sizes)
    narrow = convolution_multiply_adds((28, 28), 1, in_channels=192, out_channels=16)
    narrow += convolution_multiply_adds(kernel=5, in_channels=16, **sizes)
    assert (wide, narrow) == (120_422_400, 2_408_448 + 10_035_200)


@pytest.mark.parametrize("kind", ["convolution", "transposed_convolution"])
@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_costs_are_torchs(kind: str, data: st.DataObject) -> None:
    """Parameters of the layer, and half of PyTorch's own count of operations."""
    options = data.draw(layers(kind, st.sampled_from([0, 1, 2]), False))
    if ours(kind, options) is None:
        return
    layer = build(kind, options, options["padding"])
    x = torch.ones(1, options["in_channels"], *options["size"])
    with FlopCounterMode(display=False) as counter:
        layer(x)
    transposed = kind == "transposed_convolution"
    assert 2 * convolution_multiply_adds(**options, transposed=transposed) == counter.get_total_flops()
    kernel = options["kernel"] if isinstance(options["kernel"], tuple) else (options["kernel"],) * len(options["size"])
    channels = {name: options[name] for name in ("in_channels", "out_channels", "groups")}
    assert convolution_parameters(kernel, **channels) == sum(p.numel() for p in layer.parameters())
    assert convolution_parameters(kernel, bias=False, **channels) == layer.get_parameter("weight").numel()
