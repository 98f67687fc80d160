"""Lessons 2.3, 2.4 and 2.10: what the lab says is what the engine measures."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import healthy

Open = Callable[..., AppTest]


def texts(app: AppTest) -> str:
    return "\n".join(element.value for group in (app.markdown, app.success, app.warning, app.info) for element in group)


def predict(app: AppTest, slug: str, guess: str) -> str:
    app.segmented_control(key=f"{slug}-guess").set_value(guess)
    return texts(healthy(app.run()))


def test_cross_correlation_fails_two_laws(open_lesson: Open) -> None:
    said = predict(open_lesson("algebra"), "algebra", "fails")
    assert "Your prediction was right" in said
    assert "convolution: **commutative ✓ 0, associative ✓ 0, distributive ✓ 0**" in said
    expected = np.abs(np.correlate([1, 2, 0, 3, 1, 2], [1, 2, 3], "full"))
    gap = np.abs(expected - expected[::-1]).max()
    assert f"cross-correlation: **commutative ✗ {gap:g}, associative ✗" in said


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"mode": "valid"}, "finds no place inside"),
        ({"mode": "same"}, "The left side has 6 values, the right side 3"),
        ({"law": "associative", "mode": "valid"}, "The left side has 2 values, the right side 6"),
        ({"operation": "cross-correlation"}, "turns the result by 180°"),
        ({"law": "distributive", "h": "1 2"}, "so g + h does not exist"),
        ({"law": "associative", "input": "Photo"}, "Both sides are equal up to the rounding"),
    ],
)
def test_a_law_says_why(open_lesson: Open, settings: dict[str, str], words: str) -> None:
    app = open_lesson("algebra", **{f"algebra_{name}": value for name, value in settings.items()})
    assert words in texts(app)


def test_the_discrete_example_of_numpy(open_lesson: Open) -> None:
    app = open_lesson("one-dimensional", one_time="discrete", one_f="typed", one_g="typed", one_at="3")
    assert np.convolve([1, 2, 3], [0, 1, 0.5])[3] == 4
    assert "gives **4** at this place" in texts(app)
    assert "f has 3 samples, g has 3, and the result **5**" in predict(app, "one-dimensional", "holds")


def test_two_gaussians_are_compared_with_the_integral(open_lesson: Open) -> None:
    app = open_lesson("one-dimensional", one_f="Gaussian", one_g="Gaussian", one_at="0")
    assert "Worked out by hand" in texts(app)
    middle = 2 * 1 * np.sqrt(2 * np.pi / (2**2 + 1**2))  # widths 2 and 1: their sigmas
    shown = re.search(r"gives \*\*([\d.]+)\*\* at this place", texts(app))
    assert shown
    assert float(shown[1]) == pytest.approx(middle, rel=1e-5)


def test_typing_samples_chooses_them(open_lesson: Open) -> None:
    app = open_lesson("one-dimensional")
    app.text_input(key="one-g-numbers").set_value("1 1 2")
    healthy(app.run())
    assert app.selectbox(key="one-g").value == "typed"


def test_every_beat_is_found_without_noise(open_lesson: Open) -> None:
    app = open_lesson("dimensions", dims_noise="0.0", dims_rate="60")
    assert [metric.value for metric in app.metric] == ["6 of 6", "0", "60.0 / min"]


def test_the_shapes_of_the_lecture(open_lesson: Open) -> None:
    app = open_lesson("dimensions", dims_input="CT (3-D)")
    assert "gives **10 × 10 × 10 × 16**" in texts(app)
    assert "(16, 10, 10, 10)" in texts(app)
    assert "Your prediction was right" in predict(app, "dimensions", "holds")
    app.number_input(key="dims-layer-padding").set_value(2)
    said = texts(healthy(app.run()))
    assert "gives **14 × 14 × 14 × 16**" in said
    assert "Stride and padding are missing from the claim" in said
