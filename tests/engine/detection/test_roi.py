"""cnnviz.detection.roi against torchvision's layers, gradients too."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torchvision import ops

from cnnviz.detection.roi import pool_bins, roi_align, roi_pool
from tests.engine.detection.degenerate import BOXES, random_boxes


def features(seed: int, channels: int = 3, height: int = 9, width: int = 12) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(channels, height, width, generator=generator, dtype=torch.float64)


def same(ours: Callable[[Tensor], Tensor], theirs: Callable[[Tensor], Tensor], maps: Tensor) -> None:
    """Values and gradients."""
    one, other = maps.clone().requires_grad_(), maps.clone().requires_grad_()
    found, expected = ours(one), theirs(other[None])
    torch.testing.assert_close(found, expected)
    weight = torch.linspace(-1, 1, found.numel(), dtype=found.dtype).reshape(found.shape)
    if found.numel():
        (mine,) = torch.autograd.grad((found * weight).sum() + 0 * one.sum(), one)
        (its,) = torch.autograd.grad((expected * weight).sum(), other)
        torch.testing.assert_close(mine, its)


SIZES = st.tuples(st.sampled_from([1, 2, 4]), st.sampled_from([1, 2, 4]))  # whose parts have no rounding


@given(boxes=BOXES, size=SIZES, scale=st.sampled_from([0.25, 0.5, 1.0, 2.0]))
@settings(max_examples=80, deadline=None)
def test_pooling_is_torchvisions_for_every_box(boxes: Tensor, size: tuple[int, int], scale: float) -> None:
    same(
        lambda maps: roi_pool(maps, boxes, size, scale=scale),
        lambda maps: ops.roi_pool(maps, [boxes], size, scale),
        features(1),
    )


@given(boxes=BOXES, size=st.tuples(st.integers(1, 5), st.integers(1, 5)), data=st.data())
@settings(max_examples=120, deadline=None)
def test_align_is_torchvisions_for_every_box(boxes: Tensor, size: tuple[int, int], data: st.DataObject) -> None:
    scale = data.draw(st.sampled_from([0.25, 0.3, 1.0, 1.7]))
    samples, aligned = data.draw(st.integers(0, 3)), data.draw(st.booleans())
    same(
        lambda maps: roi_align(maps, boxes, size, scale=scale, samples=samples, aligned=aligned),
        lambda maps: ops.roi_align(maps, [boxes], size, scale, samples, aligned),
        features(2),
    )


def test_both_on_many_boxes_of_a_real_size() -> None:
    maps, boxes = features(3, 16, 38, 50), random_boxes(40, 4, room=500, size=300)
    same(
        lambda maps: roi_align(maps, boxes, (7, 7), scale=1 / 16),
        lambda maps: ops.roi_align(maps, [boxes], (7, 7), 1 / 16, aligned=True),
        maps,
    )
    same(
        lambda maps: roi_pool(maps, boxes, (7, 7), scale=1 / 16),
        lambda maps: ops.roi_pool(maps, [boxes], (7, 7), 1 / 16),
        maps,
    )


def test_bins_cover_the_box_and_overlap_where_they_do_not_fit() -> None:
    bins = list(pool_bins([0, 0, 6, 0], (1, 3), (9, 9)))  # seven cells in three bins
    assert [(bin.x0, bin.x1) for bin in bins] == [(0, 3), (2, 5), (4, 7)]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: roi_pool(torch.zeros(3, 3), [], (1, 1)), r"shape \(3, 3\): give them \(C, H, W\)"),
        (lambda: roi_align(torch.zeros(1, 3, 3), [], (0, 1)), "must be positive"),
        (lambda: roi_align(torch.zeros(1, 3, 3), [], (1, 1), scale=0), "must be positive"),
        (lambda: roi_align(torch.zeros(1, 3, 3), [], (1, 1), samples=-1), "number of samples is -1"),
        (lambda: roi_pool(torch.zeros(1, 3, 3), [[1, 0, 0, 1]], (1, 1)), "Box 0"),
    ],
)
def test_what_cannot_be_cut_out_is_refused_with_what_to_change(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()


def test_no_boxes_give_nothing() -> None:
    assert roi_pool(features(1), [], (2, 3)).shape == (0, 3, 2, 3)
    assert roi_align(features(1), [], (2, 3)).shape == (0, 3, 2, 3)
