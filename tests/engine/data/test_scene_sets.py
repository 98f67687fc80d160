"""Sets of scenes: what is known of every object belongs to its pixels."""

import pytest
import torch

from cnnviz import data
from cnnviz.data import scene_sets
from cnnviz.data.catalogue import SHAPES


@pytest.mark.parametrize("name", scene_sets.SCENES)
def test_boxes_maps_and_segments_are_of_the_same_objects(name: str) -> None:
    few = scene_sets.load_scenes(name, 2, 6, 3)
    assert few.images.shape == (9, 3, 64, 64) and few.classes == SHAPES
    least, most = scene_sets.SCENES[name].objects
    for number in range(9):
        assert least <= len(few.boxes[number]) == len(few.kinds[number]) <= most
        for place, (box, kind) in enumerate(zip(few.boxes[number].tolist(), few.kinds[number], strict=True), start=1):
            here = few.segments[number] == place
            rows, columns = here.any(1).nonzero()[:, 0], here.any(0).nonzero()[:, 0]
            assert box == [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]
            assert (few.maps[number][here] == kind + 1).all()
        assert ((few.segments[number] == 0) == (few.maps[number] == scene_sets.BACKGROUND)).all()
        assert few.labels[number] == few.kinds[number][-1]
    assert few.train.tolist() == list(range(6)) and few.validation.tolist() == [6, 7, 8]


def test_what_is_shown_are_the_first_scenes_that_are_held_back() -> None:
    whole, shown = data.load("scenes"), scene_sets.shown("scenes")
    assert len(whole.images) == scene_sets.TRAINING + scene_sets.HELD_BACK
    assert torch.equal(whole.images[whole.validation[: scene_sets.SHOWN]], shown.images)


def test_a_seed_decides_the_scenes() -> None:
    one, again, other = (scene_sets.load_scenes("scenes", seed, 4, 1).images for seed in (0, 0, 1))
    assert torch.equal(one, again) and not torch.equal(one, other)
