"""What the browser tells every anchor while an object is dragged is what the engine and torchvision tell it."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torchvision.models.detection._utils import BoxCoder, Matcher

from cnnviz.detection import anchor_boxes, boxes
from tests.assets.node import run

THRESHOLDS = ((0.5, 0.4), (0.7, 0.3), (0.5, 0.5), (0.2, 0.0), (1.0, 1.0))
SETTINGS = [
    {"foreground": foreground, "background": background, "forced": forced}
    for foreground, background in THRESHOLDS
    for forced in anchor_boxes.FORCED
]


def cases() -> list[dict[str, Any]]:
    """Objects of a picture of 128 × 96; whole coordinates, so that some lie as well for two anchors."""
    rng = random.Random(5)
    found = []
    for case in range(30):
        rows, columns = rng.randint(1, 5), rng.randint(1, 5)
        things = []
        for _ in range(rng.randint(1, 5)):
            x, y = rng.randint(0, 100), rng.randint(0, 70)
            side = 2 * rng.randint(2, 12)
            box = [x, y, x + side, y + side] if case % 3 else [x, y, x + rng.uniform(2, 28), y + rng.uniform(2, 26)]
            things.append({"box": [float(edge) for edge in box], "label": rng.randrange(3)})
        cell = (96 / rows, 128 / columns)
        made = anchor_boxes.anchors((rows, columns), stride=cell, sizes=[30.0, 16.0], ratios=[2.0, 0.5], places=16)
        sides = (made[:4, 2:] - made[:4, :2]).tolist()
        shapes = [(high / cell[0], wide / cell[1]) for wide, high in sides]
        grid = {"classes": 3, "room": [128, 96], "grid": [rows, columns], "shapes": shapes}
        found.append({"things": things, "anchors": made.double().tolist(), "by": SETTINGS, "grid": grid})
    return found


def answers(given: list[dict[str, Any]], tmp_path: Path) -> list[dict[str, Any]]:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(given))
    answer = run("tests/assets/compare_anchors.mjs", file, quiet=True)
    assert answer.returncode == 0, answer.stderr
    found: list[dict[str, Any]] = json.loads(answer.stdout)
    return found


def test_matches_offsets_and_tensors_are_the_engines_and_torchvisions(tmp_path: Path) -> None:
    given = cases()
    for one, found in zip(given, answers(given, tmp_path), strict=True):
        objects = torch.tensor([thing["box"] for thing in one["things"]], dtype=torch.float64)
        made = torch.tensor(one["anchors"], dtype=torch.float64)
        iou = boxes.box_iou(objects, made)
        np.testing.assert_array_equal(found["iou"], iou)
        assert found["best"] == iou.argmax(1).tolist()
        for settings, its in zip(SETTINGS, found["matches"], strict=True):
            ours = anchor_boxes.match_anchors(objects, made, **settings)  # type: ignore[arg-type]
            assert its["told"] == ours.box.tolist(), settings
            assert its["forced"] == ours.forced.tolist()
            if settings["forced"] != "own":
                shared = settings["forced"] == "shared"
                theirs = Matcher(settings["foreground"], settings["background"], allow_low_quality_matches=shared)
                if not shared or (iou.max(1).values > 0).all():  # it forces an object without overlap upon all anchors
                    assert its["told"] == theirs(iou.clone()).tolist()
        anchors = made[iou.argmax(1)]
        coder = BoxCoder((1.0, 1.0, 1.0, 1.0))
        np.testing.assert_allclose(found["offsets"], boxes.encode(objects, anchors), atol=1e-12)
        np.testing.assert_allclose(found["offsets"], coder.encode_single(objects, anchors), atol=1e-12)
        np.testing.assert_allclose(found["decoded"], objects, atol=1e-9)
        back = coder.decode_single(torch.tensor(found["offsets"], dtype=torch.float64), anchors)
        np.testing.assert_allclose(back, objects, atol=1e-9)
        grid = one["grid"]
        labels = [thing["label"] for thing in one["things"]]
        target = anchor_boxes.grid_target(
            objects, labels, classes=3, image=(96, 128), grid=tuple(grid["grid"]), shapes=grid["shapes"]
        )
        np.testing.assert_allclose(found["grid"]["target"], target.target, atol=1e-6)
        assert [place and tuple(place) for place in found["grid"]["places"]] == list(target.places)


def test_without_objects_everything_is_background(tmp_path: Path) -> None:
    (one,) = [cases()[0] | {"things": []}]
    (found,) = answers([one], tmp_path)
    assert all(set(its["told"]) == {-1} and not any(its["forced"]) for its in found["matches"])
    assert not np.any(found["grid"]["target"])
