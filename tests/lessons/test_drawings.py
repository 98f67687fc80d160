"""The drawings of the ideas: their numbers against an oracle, and that everybody can read them."""

import re
from collections.abc import Callable
from xml.etree import ElementTree as Tree

import numpy as np
import pytest
import scipy.signal
import torch

from cnnviz.drawing import svg
from cnnviz.lessons import course, idea
from cnnviz.words import MOCK, translate
from tests.pages.test_language import has_words

DRAWN = {lesson.stem: found for lesson in course.LESSONS if (found := idea.drawing(lesson.stem))}
THEMES = {  # as .streamlit/config.toml has them: background, second background, text
    "light": ("#ffffff", "#f3f2f8", "#1c1a26"),
    "dark": ("#14131a", "#23212d", "#f2f0f8"),
}

each = pytest.mark.parametrize("stem", DRAWN)


def numbers(stem: str) -> list[float]:
    """Every number that stands alone in a drawing, in the order of its marks."""
    shown = [mark.words.replace("\N{MINUS SIGN}", "-").replace(",", "") for mark in DRAWN[stem].marks]
    return [float(text) for text in shown if re.fullmatch(r"-?\d+(\.\d+)?", text)]


def said(stem: str) -> str:
    """Everything that a drawing says, with what it says to whoever does not see it."""
    return " | ".join([DRAWN[stem].alt, *(mark.words for mark in DRAWN[stem].marks if mark.words)])


def flat(*tables: object) -> list[float]:
    return [float(value) for table in tables for value in np.asarray(table, dtype=float).ravel()]


# ------------------------------------------------------------------------------------------------- oracles

ORACLES: dict[str, Callable[[], None]] = {}


def oracle(check: Callable[[], None]) -> Callable[[], None]:
    ORACLES[check.__name__] = check
    return check


@oracle
def one_value() -> None:
    x, k = np.arange(9).reshape(3, 3), np.arange(4).reshape(2, 2)
    assert numbers("one_value") == flat(x, k, scipy.signal.correlate2d(x, k, "valid"))
    assert "3·0 + 4·1 + 6·2 + 7·3 = 37" in said("one_value")


@oracle
def flip() -> None:
    x, k = np.pad([[1]], 1), np.array([[1, 2], [3, 4]])
    both = scipy.signal.correlate2d(x, k, "valid"), scipy.signal.convolve2d(x, k, "valid")
    assert numbers("flip") == flat(x, k, *both)


@oracle
def one_dimensional() -> None:
    f, g = [1, 2, 3, 2], [1, 2, 4]
    assert numbers("one_dimensional") == flat(f, g[::-1], np.convolve(f, g))
    assert f"= {np.convolve(f, g)[2]}" in said("one_dimensional")


@oracle
def channels() -> None:
    found = np.array(numbers("channels"))
    rows, total = found[:-1].reshape(3, 9), found[-1]
    assert (rows[:, :4] * rows[:, 4:8]).sum(axis=1).tolist() == rows[:, 8].tolist()
    x, k = (torch.tensor(rows[:, part]).reshape(1, 3, 2, 2) for part in (slice(0, 4), slice(4, 8)))
    assert torch.nn.functional.conv2d(x, k).item() == total


@oracle
def one_by_one() -> None:
    found = torch.tensor(numbers("one_by_one"))
    image, weights, output = found[:12].reshape(3, 2, 2), found[12:15], found[15:].reshape(2, 2)
    assert torch.equal(torch.einsum("c,chw->hw", weights, image), output)
    assert f"= {output[0, 1]:.0f}" in said("one_by_one")


@pytest.mark.parametrize("stem", DRAWN)
def test_the_numbers_of_a_drawing_are_right(stem: str) -> None:
    ORACLES[stem]()


# ------------------------------------------------------------------------------------------------ reading


@each
def test_a_drawing_is_svg_with_a_sentence_for_whoever_does_not_see_it(stem: str) -> None:
    root = Tree.fromstring(svg.written(DRAWN[stem]))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("aria-label") == DRAWN[stem].alt
    assert len(DRAWN[stem].alt.split()) >= 8
    assert DRAWN[stem].alt.endswith(".") or DRAWN[stem].alt[-1].isdigit()
    assert root.get("viewBox") == f"0 0 {svg.WIDTH} {DRAWN[stem].height:g}"


@each
def test_every_word_of_a_drawing_is_a_message(stem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_MOCK_LANGUAGE", "1")
    texts = [DRAWN[stem].alt, *(mark.words for mark in DRAWN[stem].marks)]
    assert not [text for text in texts if has_words(translate(text, MOCK))]
    assert "⟦" in svg.written(DRAWN[stem], lambda text: translate(text, MOCK))


@each
def test_a_drawing_is_large_enough_to_read_and_not_higher_than_a_text(stem: str) -> None:
    sizes = [float(mark.attributes["font-size"]) for mark in DRAWN[stem].marks if mark.tag == "text"]
    assert min(sizes) >= svg.SMALLEST
    assert DRAWN[stem].height <= 185


@each
@pytest.mark.parametrize("theme", THEMES)
def test_a_drawing_can_be_read_in_both_themes(stem: str, theme: str) -> None:
    page, second, ink = THEMES[theme]
    seen = {"none": page, svg.INK: ink, "var(--st-secondary-background-color)": second}
    texts = {"dark": svg.DARK, "bright": svg.BRIGHT}
    areas: list[tuple[tuple[float, ...], str]] = []
    for mark in DRAWN[stem].marks:
        look, at = mark.attributes["class"].split()[0], mark.attributes
        if mark.tag == "rect":
            fill = at.get("fill") or svg.FILLS[look]
            areas.append((tuple(float(at[name]) for name in ("x", "y", "width", "height")), seen.get(fill, fill)))
        elif mark.tag == "text":
            below = [fill for area, fill in areas if within(float(at["x"]), float(at["y"]), *area)]
            assert contrast(texts.get(look, ink), below[-1] if below else page) >= 4.5, mark
        elif mark.tag == "path":
            assert contrast(seen.get(svg.LINES[look], svg.LINES[look]), page) >= 3, mark


def within(x: float, y: float, left: float, top: float, width: float, height: float) -> bool:
    return left <= x <= left + width and top <= y <= top + height


def contrast(one: str, other: str) -> float:
    """Source: WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
