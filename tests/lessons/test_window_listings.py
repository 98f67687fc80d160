"""Every script runs as it is and computes what the engine computes."""

import contextlib
import io
from typing import Any

import numpy as np
import pytest
import torch

from cnnviz import convolution, images
from cnnviz.kernels import PRESETS
from cnnviz.lessons.border.listing import usage_script
from cnnviz.lessons.padding.listing import padding_script
from cnnviz.lessons.pooling.listing import pooling_script
from cnnviz.lessons.pooling_shifts.listing import shift_script
from cnnviz.lessons.stride_dilation.listing import stride_script
from cnnviz.operations import shifts
from cnnviz.operations.border import usage_map
from cnnviz.operations.pooling import KINDS, pool

TABLE = np.arange(1, 36, dtype=np.float32).reshape(5, 7) % 11
KERNEL = np.array([[1, 0, -1], [2, 0.5, -2], [1, 1 / 9, 0]], np.float32)


def run(script: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(script, "script", "exec"), names)
    assert printed.getvalue().strip()
    return names


def coffee(longest: int) -> torch.Tensor:
    return images.resize(images.sample_picture("coffee").pixels, longest)


@pytest.mark.parametrize(
    ("stride", "padding", "dilation"), [(1, 0, 1), (2, 1, 1), (1, "same", 2), (1, "full", 1), (3, 2, 2)]
)
def test_usage(stride: int, padding: int | str, dilation: int) -> None:
    for kernel in (2, 3):
        result = run(usage_script(9, kernel, stride=stride, padding=padding, dilation=dilation))["result"]
        expected = usage_map((9, 9), (kernel, kernel), stride=stride, padding=padding, dilation=dilation)
        assert result.tolist() == expected.tolist()


@pytest.mark.parametrize("mode", convolution.PADDING_MODES)
@pytest.mark.parametrize("padding", ["valid", "same", "full", 1])
def test_padding(mode: str, padding: int | str) -> None:
    names = run(padding_script(KERNEL, TABLE, padding=padding, padding_mode=mode))
    expected = convolution.cross_correlate(TABLE, KERNEL, padding=padding, padding_mode=mode)
    torch.testing.assert_close(names["result"], expected)
    assert torch.equal(names["padded"], convolution.pad(TABLE, padding, 3, padding_mode=mode))


def test_padding_of_a_photo() -> None:
    names = run(padding_script(KERNEL, "coffee", padding=4, padding_mode="reflect", longest_side=48))
    grey = convolution.grey(coffee(48))
    expected = convolution.cross_correlate(grey, KERNEL, padding=4, padding_mode="reflect")
    torch.testing.assert_close(names["result"], expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(("stride", "padding", "dilation"), [(1, "same", 1), (2, 0, 1), (2, 2, 2), (3, "full", 1)])
@pytest.mark.parametrize("image", ["coffee", None])
def test_stride(stride: int, padding: int | str, dilation: int, image: str | None) -> None:
    source = TABLE if image is None else image
    script = stride_script(KERNEL, source, stride=stride, padding=padding, dilation=dilation, longest_side=48)
    seen = torch.from_numpy(TABLE) if image is None else convolution.grey(coffee(48))
    expected = convolution.cross_correlate(seen, KERNEL, stride=stride, padding=padding, dilation=dilation)
    torch.testing.assert_close(run(script)["result"], expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("window", "stride", "padding", "ceil"), [(2, 2, 0, False), (3, 2, 1, False), (3, 2, 1, True)])
def test_pooling(kind: str, window: int, stride: int, padding: int, ceil: bool) -> None:
    settings: dict[str, Any] = {"stride": stride, "padding": padding, "ceil_mode": ceil and kind != "weighted"}
    result = run(pooling_script(kind, window, TABLE, **settings, sigma=0.7))["result"]
    torch.testing.assert_close(result, pool(TABLE, window, kind=kind, **settings, sigma=0.7))
    result = run(pooling_script(kind, window, "coffee", **settings, longest_side=40))["result"]
    torch.testing.assert_close(result, pool(coffee(40), window, kind=kind, **settings), atol=1e-5, rtol=1e-4)


def test_an_unknown_pooling_gets_a_sentence() -> None:
    with pytest.raises(ValueError, match="no pooling called 'median'"):
        pooling_script("median", 2, TABLE, stride=2)


@pytest.mark.parametrize("kernel", [None, PRESETS["sobel_x"].kernel.numpy()])
def test_shifts(kernel: Any) -> None:
    result = run(shift_script("coffee", shift=2, most=5, window=2, stride=2, kernel=kernel, longest_side=64))["result"]
    bank = shifts.filter_bank(8, 5, 0) if kernel is None else torch.from_numpy(kernel)[None]
    grey = convolution.grey(coffee(64))
    for pooling in shifts.POOLINGS:
        still, moved = (
            shifts.pooled(shifts.features(shifts.moved(grey, by, "right", 5), bank), pooling, 2, 2) for by in (0, 2)
        )
        assert result[pooling] == pytest.approx(float(shifts.change(moved, still)), rel=1e-4)
