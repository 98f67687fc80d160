"""Regions of a map of classes, the soft Dice, and segments of all classes together."""

import numpy as np
import pytest
import torch
from skimage import measure

from cnnviz.data import scene_sets
from cnnviz.segmentation import panoptic_quality, pixels
from cnnviz.segmentation.instances import Segments, regions, with_background
from cnnviz.segmentation.losses import SMOOTH, soft_dice


def test_regions_are_those_of_scikit_image() -> None:
    maps = scene_sets.load_scenes("overlapping_scenes", 1, 8, 1).maps
    for one in maps:
        found = regions(one)
        expected = measure.label(one.numpy(), background=0, connectivity=2)  # type: ignore[no-untyped-call]
        assert len(found.classes) == expected.max()
        for number, label in found.classes.items():
            here = found.map.numpy() == number
            assert len(np.unique(expected[here])) == 1
            assert (here == (expected == expected[here][0])).all()
            assert set(one.numpy()[here].tolist()) == {label}


def test_small_regions_are_background() -> None:
    assert regions([[1, 1, 0], [0, 0, 0], [2, 0, 1]], least=2).classes == {1: 1}


def test_a_map_of_background_alone_has_no_regions() -> None:
    """As a network gives it in its first steps."""
    found = regions(torch.zeros(5, 7, dtype=torch.long))
    assert found.classes == {} and not found.map.any() and found.map.shape == (5, 7)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
def test_regions_that_wind_are_those_of_scikit_image(share: float) -> None:
    for seed in range(20):
        one = np.random.default_rng(seed).choice([0, 1, 2], (17, 23), p=[1 - share, share / 2, share / 2])
        expected = measure.label(one, background=0, connectivity=2)  # type: ignore[no-untyped-call]
        found = regions(one)
        assert len(found.classes) == expected.max()
        pairs = {*zip(found.map.flatten().tolist(), expected.flatten().tolist(), strict=True)}
        assert len(pairs) == expected.max() + (0 in one)  # each of the one is one of the other
    spiral = np.zeros((9, 9), int)
    spiral[[0, 2, 4, 6, 8]] = spiral[[1, 5], 8] = spiral[[3, 7], 0] = 1
    assert regions(spiral).classes == {1: 1}


def test_the_background_becomes_a_segment_of_its_own() -> None:
    whole = with_background(Segments(torch.tensor([[0, 1], [2, 2]]), {1: 4, 2: 5}))
    assert whole.map.tolist() == [[3, 1], [2, 2]] and whole.classes == {1: 4, 2: 5, 3: 0}


def test_soft_dice_of_sure_scores_is_dice_counted() -> None:
    generator = torch.Generator().manual_seed(0)
    truth, given = torch.randint(0, 3, (2, 4, 6, 6), generator=generator)
    scores = 200.0 * torch.nn.functional.one_hot(given, 3).movedim(-1, 1)
    by_class = []
    for label in range(3):
        a, b = (truth == label).numpy(), (given == label).numpy()
        by_class.append((2 * (a & b).sum() + SMOOTH) / (a.sum() + b.sum() + SMOOTH))
    assert soft_dice(scores, truth).item() == pytest.approx(1 - np.mean(by_class), rel=1e-5)


def test_soft_dice_has_the_slope_of_small_differences() -> None:
    scores = torch.randn(2, 3, 3, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(1)).requires_grad_()
    truth = torch.randint(0, 3, (2, 3, 4), generator=torch.Generator().manual_seed(2))
    assert torch.autograd.gradcheck(lambda given: soft_dice(given, truth), scores)


def test_pixels_counted_on_a_device_are_those_of_the_confusion_matrix() -> None:
    truth, given = torch.randint(0, 4, (2, 3, 5, 5), generator=torch.Generator().manual_seed(3))
    assert (pixels.counted(given, truth, 4) == pixels.confusion(given, truth, 4)).all()


def test_all_segments_together_are_the_sums_over_classes() -> None:
    given, truth = torch.tensor([[1, 1, 2], [3, 3, 2]]), torch.tensor([[1, 1, 2], [2, 2, 2]])
    found = panoptic_quality(given, truth, predicted_classes={1: 0, 2: 1, 3: 2}, true_classes={1: 0, 2: 1}).all
    # class 0: the same 2 pixels; class 1: 2 of 4 pixels, not above half; class 2: found for nothing
    assert found == (1.0, 1, 2, 1)
    assert found.panoptic == pytest.approx(1 / (1 + 1.5))
    assert panoptic_quality([[0]], [[0]], predicted_classes={}, true_classes={}).all == (0, 0, 0, 0)
