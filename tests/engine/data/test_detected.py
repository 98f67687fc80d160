"""Made-up detections: what the settings promise, and the same again from the same seed."""

import numpy as np
import pytest
import torch
from torchvision import ops

from cnnviz.data.detected import DOUBTFUL, SMALLEST, SURE, Detector, Found, detected_scene, imitate

TRUTH = ((10.0, 12.0, 40.0, 44.0), (50.0, 50.0, 90.0, 80.0))


def made(**how: float) -> Found:
    return imitate(TRUTH, (0, 2), size=96, kinds=3, seed=4, detector=Detector(**how))  # type: ignore[arg-type]


def test_without_faults_every_object_is_found_exactly() -> None:
    found = made(each=1, spread=0, strays=0, confused=0, noise=0)
    assert found == Found(TRUTH, (0.95, 0.95), (0, 2))


def test_each_fault_can_be_had_alone() -> None:
    assert made(missed=1, strays=0).boxes == ()
    assert len(made(missed=1, strays=7).boxes) == 7
    assert len(made(each=6, strays=0).boxes) == 12
    assert not set(zip(made(confused=1, strays=0, each=1).labels, (0, 2), strict=True)) & {(0, 0), (2, 2)}
    near, far = (ops.box_iou(torch.tensor(made(spread=s, strays=0).boxes), torch.tensor(TRUTH)).max(1)[0].mean()
                 for s in (0.03, 0.2))  # fmt: skip
    assert near > far + 0.1


@pytest.mark.parametrize("seed", range(20))
def test_boxes_lie_in_the_picture_and_scores_are_hundredths(seed: int) -> None:
    scene = detected_scene(seed, detector=Detector(spread=0.4, strays=6))
    boxes, scores = np.array(scene.found.boxes), np.array(scene.found.scores)
    assert (boxes >= 0).all() and (boxes <= 96).all() and (boxes == boxes.round()).all()
    assert (boxes[:, 2:] - boxes[:, :2] >= SMALLEST).all()
    assert ((scores >= DOUBTFUL) & (scores <= SURE)).all()
    np.testing.assert_allclose(scores * 100, np.rint(scores * 100), atol=1e-9)
    assert set(scene.found.labels) <= {0, 1, 2}


def test_a_better_box_has_a_higher_score_on_the_whole() -> None:
    found = imitate(
        TRUTH, (0, 2), size=96, kinds=3, seed=1, detector=Detector(each=200, spread=0.2, strays=0, confused=0)
    )
    iou = ops.box_iou(torch.tensor(found.boxes), torch.tensor(TRUTH)).max(1)[0].numpy()
    assert np.corrcoef(iou, found.scores)[0, 1] > 0.8


def test_a_scene_is_the_same_again() -> None:
    one, other = (detected_scene(3, objects=3) for _ in range(2))
    assert torch.equal(one.image, other.image) and one.found == other.found and one.truth == other.truth
    assert len(one.truth) == len(one.classes) == 3
