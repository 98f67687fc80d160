"""What the page on average precision shows for its settings."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.detection.precision import INTERPOLATIONS

Open = Callable[..., AppTest]


@pytest.mark.parametrize("kind", INTERPOLATIONS)
@pytest.mark.parametrize("ties", ["order", "reversed", "together"])
def test_the_definition_in_torch_agrees(open_lesson: Open, kind: str, ties: str) -> None:
    app = open_lesson("average-precision", ap_kind=kind, ap_ties=ties)
    assert [box.value for box in app.success if "AP is the same" in box.value]
    assert not app.error


def test_thresholds_of_a_link_are_used(open_lesson: Open) -> None:
    app = open_lesson("average-precision", ap_at="0.3,0.75")
    assert any("at IoU 0.75" in caption.value for caption in app.caption)


@pytest.mark.parametrize("at", ["0.3", "0.3,0.77", "2,0.5", "nan,0.5", "a,b", "0.5,0.5,0.5"])
def test_thresholds_that_cannot_be_give_way_with_a_sentence(open_lesson: Open, at: str) -> None:
    app = open_lesson("average-precision", ap_at=at)
    assert any("two thresholds" in toast.value for toast in app.toast)


@pytest.mark.parametrize("seed", [str(seed) for seed in range(5)])
def test_any_pictures_can_be_evaluated(open_lesson: Open, seed: str) -> None:
    for name in ("circle", "square", "triangle"):
        assert not open_lesson("average-precision", ap_seed=seed, ap_class=name, ap_strays="0", ap_spread="0.0").error
