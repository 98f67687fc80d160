"""cnnviz.detection.proposals against a slow one in plain Python, on drawn scenes and a photo."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from skimage import data
from skimage.measure import regionprops
from skimage.segmentation import felzenszwalb
from torch import Tensor

from cnnviz.data.shapes import draw_scene
from cnnviz.detection import box_iou
from cnnviz.detection.proposals import SIMILARITIES, over_segment, selective_search, slopes

coffee: Any = data.coffee
props: Any = regionprops


def scene(seed: int, size: int = 48) -> Tensor:
    return draw_scene(seed, size=size, objects=3, noise=0.03).image.float() / 255


def histogram(values: np.ndarray, bins: int) -> np.ndarray:
    found, _ = np.histogram(values, bins=bins, range=(0, 1))
    return found / len(values)


def slowly(image: Tensor, labels: np.ndarray, similarities: tuple[str, ...]) -> list[tuple[frozenset, frozenset]]:
    """The joins, as pairs of sets of first regions, everything worked out anew from the pixels before every join."""
    steep = slopes(image).flatten(0, 1).numpy()
    pixels = image.double().numpy()

    def describe(parts: frozenset) -> dict:
        inside = np.isin(labels, list(parts))
        rows, columns = inside.nonzero()
        return {
            "colour": np.concatenate([histogram(channel[inside], 25) for channel in pixels]) / 3,
            "texture": np.concatenate([histogram(slope[inside], 10) for slope in steep]) / 24,
            "inside": inside,
            "box": (rows.min(), columns.min(), rows.max() + 1, columns.max() + 1),
        }

    def alike(a: dict, b: dict) -> float:
        both = a["inside"].sum() + b["inside"].sum()
        corners = [min(a["box"][k], b["box"][k]) if k < 2 else max(a["box"][k], b["box"][k]) for k in range(4)]
        around = (corners[2] - corners[0]) * (corners[3] - corners[1])
        terms = {
            "size": 1 - both / labels.size,
            "fill": 1 - (around - both) / labels.size,
            **{name: np.minimum(a[name], b[name]).sum() for name in ("colour", "texture")},
        }
        return float(sum(terms[name] for name in similarities))

    def touch(a: np.ndarray, b: np.ndarray) -> bool:
        grown = a.copy()
        grown[1:] |= a[:-1]
        grown[:-1] |= a[1:]
        grown[:, 1:] |= a[:, :-1]
        grown[:, :-1] |= a[:, 1:]
        return bool((grown & b).any())

    known = {frozenset([one]): describe(frozenset([one])) for one in np.unique(labels).tolist()}
    joins = []
    while len(known) > 1:
        pairs = [
            (alike(known[a], known[b]), a, b)
            for a, b in itertools.combinations(known, 2)
            if touch(known[a]["inside"], known[b]["inside"])
        ]
        _, a, b = max(pairs, key=lambda pair: pair[0])
        joins.append((a, b))
        del known[a], known[b]
        known[a | b] = describe(a | b)
    return joins


@pytest.mark.parametrize("similarities", [SIMILARITIES, ("colour",), ("texture", "size"), ("fill",)])
def test_the_joins_are_those_of_plain_counting(similarities: tuple[str, ...]) -> None:
    image = scene(4)
    found = selective_search(image, scale=30, least=30, similarities=similarities)
    parts = [frozenset([one]) for one in range(int(found.labels.max()) + 1)]
    assert len(parts) > 4
    joins = []
    for a, b in found.parents.tolist():
        joins.append({parts[a], parts[b]})
        parts.append(parts[a] | parts[b])
    expected = [set(pair) for pair in slowly(image, found.labels.numpy(), similarities)]
    assert joins == expected


def test_boxes_are_tight_around_every_region_that_ever_was() -> None:
    found = selective_search(scene(5, 64), scale=20, least=10)
    count = len(found.parents) + 1
    for joins in (0, 1, count // 2, count - 1):
        labels = found.regions_after(joins).numpy()
        assert len(np.unique(labels)) == count - joins
        for region in props(labels + 1):
            y0, x0, y1, x1 = region.bbox
            assert found.boxes[region.label - 1].tolist() == [x0, y0, x1, y1]
    assert found.proposals()[0].tolist() == [0, 0, 64, 64]
    assert len({tuple(box) for box in found.proposals().tolist()}) == len(found.proposals())


def test_first_regions_are_those_of_scikit_image() -> None:
    image = scene(6)
    theirs = felzenszwalb(image.double().numpy(), scale=50, sigma=0.5, min_size=15, channel_axis=0)
    ours = over_segment(image, scale=50, smoothing=0.5, least=15).numpy()
    assert len({(a, b) for a, b in zip(ours.ravel(), theirs.ravel(), strict=True)}) == len(np.unique(theirs))


def test_the_objects_of_scenes_are_among_the_proposals() -> None:
    found = 0
    for seed in range(10):
        made = draw_scene(seed, size=96, objects=3, noise=0.03)
        boxes = torch.tensor([shape.box for shape in made.objects]).float()
        proposals = selective_search(made.image.float() / 255).proposals().float()
        found += int((box_iou(boxes, proposals).max(1).values > 0.7).sum())
    assert found >= 27


def test_a_photo_has_one_region_in_the_end() -> None:
    image = torch.from_numpy(coffee()[:200, :200] / 255).permute(2, 0, 1).float()
    found = selective_search(image)
    assert len(torch.unique(found.regions_after(len(found.parents)))) == 1
    assert 50 < len(found.proposals()) < 2 * len(found.parents) + 2


def test_slopes_of_a_ramp_point_where_it_rises() -> None:
    ramp = (torch.arange(20.0) / 20).expand(3, 12, 20)
    steep = slopes(ramp)
    assert steep.shape == (3, 8, 12, 20)
    assert torch.allclose(steep[0, 0, 3:-3, 4:-4], torch.ones(1, dtype=torch.float64))
    assert steep[0, 2, 3:-3, 4:-4].abs().max() < 1e-9
    assert steep[0, 4].max() < 1e-9


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: selective_search(torch.zeros(1, 5, 5)), r"shape \(1, 5, 5\)"),
        (lambda: selective_search(torch.full((3, 5, 5), torch.nan)), "no finite number"),
        (lambda: selective_search(torch.zeros(3, 5, 5), similarities=("taste",)), "no similarity 'taste'"),
        (lambda: selective_search(torch.zeros(3, 5, 5), similarities=()), "no similarity ''"),
        (lambda: selective_search(torch.zeros(3, 5, 5), scale=0), "scale must be above 0"),
        (lambda: selective_search(torch.zeros(3, 1, 1).expand(3, 4000, 4000)), "lower its size"),
    ],
)
def test_what_cannot_be_searched_is_refused_with_what_to_change(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()


def test_a_picture_of_one_colour_is_one_region() -> None:
    found = selective_search(torch.full((3, 9, 7), 0.5))
    assert found.boxes.tolist() == [[0, 0, 7, 9]]
    assert found.parents.shape == (0, 2)
