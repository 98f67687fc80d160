"""What the browser makes of a detector's boxes is what the engine and torchvision make of them."""

import json
from pathlib import Path

import torch
from torchvision import ops

from cnnviz.detection import precision_recall
from tests.assets.node import run
from tests.engine.detection.degenerate import random_boxes


def test_boxes_that_stay_and_what_they_find(tmp_path: Path) -> None:
    given, expected = [], []
    for seed in range(12):
        generator = torch.Generator().manual_seed(seed)
        boxes = random_boxes(40, seed, room=30, size=16).double()
        scores = torch.rand(40, dtype=torch.float64, generator=generator)
        labels = torch.randint(0, 3, (40,), generator=generator)
        truth = torch.cat([boxes[:5] + 0.7, labels[:5, None].double()], 1)
        least, most = 0.1 + 0.03 * seed, (0.0, 0.3, 0.45, 1.0)[seed % 4]
        one = {"boxes": boxes.tolist(), "scores": scores.tolist(), "labels": labels.tolist(), "truth": truth.tolist()}
        given.append({**one, "least": least, "most": most})
        likely = (scores >= least).nonzero()[:, 0]
        kept = likely[ops.batched_nms(boxes[likely], scores[likely], labels[likely], most)]
        found = {"boxes": boxes[kept], "scores": scores[kept], "labels": labels[kept]}
        there = {"boxes": truth[:, :4], "labels": truth[:, 4].long()}
        right = sum(int(precision_recall([found], [there], label).right.sum()) for label in range(3))
        expected.append((kept.tolist(), right))
    file = tmp_path / "boxes.json"
    file.write_text(json.dumps(given))
    answer = run("tests/assets/compare_found.mjs", file, quiet=True)
    assert answer.returncode == 0, answer.stderr
    for said, (stay, right) in zip(json.loads(answer.stdout), expected, strict=True):
        assert said["kept"] == stay
        assert sum(place >= 0 for place in said["found"]) == right
    assert any(right for _, right in expected)
