"""What the browser computes while boxes are dragged is what the engine computes with autograd."""

import json
from pathlib import Path

import numpy as np
import torch

from cnnviz.detection.boxes import LOSSES, MEASURES, box_iou, box_loss, descent, pairs, walk
from tests.assets.node import run
from tests.engine.detection.degenerate import random_boxes

RATE, STEPS = 1.5, 60
COINCIDING = [  # edges that coincide, one inside the other, the same, side by side
    ([0, 0, 4, 4], [0, 0, 4, 4]),
    ([0, 0, 4, 4], [4, 0, 8, 4]),
    ([0, 0, 4, 4], [0, 0, 8, 4]),
    ([2, 2, 4, 4], [0, 0, 8, 8]),
    ([0, 0, 8, 8], [2, 2, 4, 4]),
    ([1, 1, 3, 2], [9, 7, 12, 9]),
    ([3, 3, 3, 5], [1, 1, 4, 6]),
]


def test_losses_pushes_and_walks_are_the_engines(tmp_path: Path) -> None:
    some = random_boxes(60, 1, room=12, size=6), random_boxes(60, 2, room=12, size=6)
    given = [(one.tolist(), other.tolist()) for one, other in zip(*some, strict=True)] + COINCIDING
    file = tmp_path / "pairs.json"
    file.write_text(json.dumps({"pairs": given, "rate": RATE, "steps": STEPS}))
    answer = run("tests/assets/compare_boxes.mjs", file, quiet=True)
    assert answer.returncode == 0, answer.stderr
    answers = json.loads(answer.stdout)
    assert len(answers) == len(given)
    for (box, target), found in zip(given, answers, strict=True):
        a, b = (torch.tensor([edges], dtype=torch.float64) for edges in (box, target))
        assert found["pixels"] == box_iou(a, b, pixels=True).item()
        for kind in LOSSES:
            its = found["losses"][kind]
            np.testing.assert_allclose(its["loss"], box_loss(a, b, kind).item(), atol=1e-12)
            np.testing.assert_allclose(its["push"], descent(a, b, kind)[0], atol=1e-9, err_msg=f"{kind} {box} {target}")
            if kind in MEASURES:
                np.testing.assert_allclose(its["value"], pairs(a, b, kind).item(), atol=1e-12)
        for kind in ("iou", "giou", "diou", "l1"):
            path = walk(a, b, kind, rate=RATE, steps=STEPS)
            np.testing.assert_allclose(found["walks"][kind][1], path[1], atol=1e-9) if len(path) > 1 else None
            if (box, target) not in COINCIDING:  # there the last bits decide which way it goes
                assert len(found["walks"][kind]) == len(path)
                np.testing.assert_allclose(found["walks"][kind], path, atol=1e-4)
