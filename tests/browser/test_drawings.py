"""The drawings of the ideas in a browser: every word stands inside, none on another, and large enough on a phone."""

import json

import pytest
from playwright.sync_api import Browser

from cnnviz.drawing import svg
from cnnviz.lessons import course, idea

DRAWN = [lesson.stem for lesson in course.LESSONS if idea.drawing(lesson.stem)]
PHONE = 326  # what a phone of 390 pixels leaves between the borders of the idea
MEASURED = """() => {
  const texts = [...document.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
  const sheet = document.querySelector("svg").getBoundingClientRect();
  const within = ([, box]) => box.left >= sheet.left - 1 && box.right <= sheet.right + 1
    && box.top >= sheet.top - 3 && box.bottom <= sheet.bottom + 3;
  const meet = ([, one], [, other]) => one.left < other.right - 1 && other.left < one.right - 1
    && one.top + 4 < other.bottom - 4 && other.top + 4 < one.bottom - 4;
  return {
    outside: texts.filter((text) => !within(text)).map(([words]) => words),
    meeting: texts.flatMap((one, at) => texts.slice(at + 1).filter((other) => meet(one, other))
      .map((other) => [one[0], other[0]])),
    scale: sheet.width / document.querySelector("svg").viewBox.baseVal.width,
  };
}"""


@pytest.mark.parametrize("stem", DRAWN)
def test_the_words_of_a_drawing_stand_inside_and_beside_each_other(browser: Browser, stem: str) -> None:
    drawing = idea.drawing(stem)
    assert drawing
    style = svg.STYLE.replace(":host", ".host").replace("var(--st-font)", "system-ui, 'DejaVu Sans', sans-serif")
    page = browser.new_page()
    page.set_content(f'<style>{style}</style><div class="host" style="width: {PHONE}px">{svg.written(drawing)}</div>')
    found = page.evaluate(MEASURED)
    page.close()
    assert not found["outside"] and not found["meeting"], json.dumps(found)
    assert found["scale"] * svg.SMALLEST >= 11.5
