"""The target vector and its loss in the browser are those of the engine, with autograd's gradients."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cnnviz.detection import targets
from tests.assets.node import run


def cases() -> list[dict[str, Any]]:
    rng = random.Random(3)
    found = []
    for _ in range(60):
        classes, marks = rng.randint(1, 6), rng.randint(0, 3)
        x, y = rng.uniform(0, 60), rng.uniform(0, 60)
        box = [x, y, x + rng.uniform(1, 60), y + rng.uniform(1, 60)]
        said = [rng.uniform(0.01, 0.99) for _ in range(5 + classes + 2 * marks)]
        found.append(
            {
                "object": {"box": box, "label": rng.randrange(classes)} if rng.random() < 0.7 else None,
                "classes": classes,
                "room": [128, 96],
                "shares": [[rng.random(), rng.random()] for _ in range(marks)],
                "said": said,
            }
        )
    return found


def test_vectors_terms_and_slopes_are_the_engines(tmp_path: Path) -> None:
    given = cases()
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(given))
    answer = run("tests/assets/compare_targets.mjs", file, quiet=True)
    assert answer.returncode == 0, answer.stderr
    for one, found in zip(given, json.loads(answer.stdout), strict=True):
        there, classes = one["object"], one["classes"]
        points = targets.points_in(there["box"], one["shares"]) if there else one["shares"]
        box, label = (there["box"], there["label"]) if there else (None, 0)
        y = targets.target_vector(box, label, classes=classes, image=(96, 128), landmarks=points)
        np.testing.assert_allclose(found["y"], y, atol=1e-12)
        again = targets.target_vector(found["box"], 0, classes=1, image=(96, 128))  # the box back to its numbers
        np.testing.assert_allclose(again[1:5], one["said"][1:5], atol=1e-12)
        for kind in targets.KINDS:
            said = torch.tensor(one["said"], dtype=torch.float64, requires_grad=True)
            terms = targets.target_terms(
                torch.tensor(found["y"], dtype=torch.float64), said, classes=classes, kind=kind
            )
            (slope,) = torch.autograd.grad(terms.sum(), said)
            np.testing.assert_allclose([its["term"] for its in found[kind]], terms.detach(), atol=1e-12)
            np.testing.assert_allclose([its["slope"] for its in found[kind]], slope, atol=1e-9)
            assert [its["counts"] for its in found[kind]] == [bool(there) or at == 0 for at in range(len(y))]
