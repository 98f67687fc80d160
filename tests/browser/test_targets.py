"""The lesson on targets in a browser: boxes drawn and dragged by mouse, touch and keys, and the truth as COCO JSON."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cnnviz.data import scenes
from cnnviz.detection import targets
from tests.browser.conftest import messages_sent

Open = Callable[..., Page]
STAGE = ".targets[data-y]"


def numbers(page: Page, name: str) -> list[float]:
    return [float(text) for text in (page.locator(STAGE).get_attribute(f"data-{name}") or "").split()]


def middle(page: Page, selector: str) -> tuple[float, float]:
    found = page.locator(selector).first
    found.scroll_into_view_if_needed()
    place = found.bounding_box()
    assert place
    return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2


def loss_of_the_engine(page: Page, kind: str) -> float:
    y, said = (targets.prediction(numbers(page, name)) for name in ("y", "said"))
    return float(targets.target_terms(y, said, classes=3, kind=kind).sum())


@pytest.mark.parametrize("kind", targets.KINDS)
def test_the_predicted_box_follows_the_mouse_and_the_loss_is_the_engines(open_page: Open, kind: str) -> None:
    page = open_page(f"/targets?targets-loss={kind}")
    page.locator(STAGE).wait_for()
    before, loss = numbers(page, "said"), float(page.locator(STAGE).get_attribute("data-loss") or "nan")
    assert loss == pytest.approx(loss_of_the_engine(page, kind), abs=1e-9)
    picture = page.locator(".board > svg")
    picture.scroll_into_view_if_needed()
    x, y = middle(page, ".guess .body")
    sent = messages_sent(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 12, steps=4)
    expect(page.locator(STAGE)).not_to_have_attribute("data-loss", str(loss))
    assert messages_sent(page) == sent
    page.mouse.up()
    page.wait_for_function("() => location.search.includes('targets-said')")
    after = numbers(page, "said")
    side = picture.bounding_box()
    assert side
    assert after[1] - before[1] == pytest.approx(30 / side["width"], abs=0.005)
    assert after[2] - before[2] == pytest.approx(12 / side["height"], abs=0.005)
    assert after[3:] == pytest.approx(before[3:], abs=1e-3)
    moved = float(page.locator(STAGE).get_attribute("data-loss") or "nan")
    assert moved == pytest.approx(loss_of_the_engine(page, kind), abs=1e-9)


def test_without_an_object_moving_the_box_changes_nothing(open_page: Open) -> None:
    page = open_page("/targets")
    page.locator(STAGE).wait_for()
    page.get_by_role("button", name="No object").click()
    expect(page.locator(STAGE)).to_have_attribute("data-at", "-1")
    page.wait_for_function("() => location.search.includes('targets-at=-1')")
    loss, said = page.locator(STAGE).get_attribute("data-loss"), numbers(page, "said")
    page.locator(".guess").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => location.search.includes('targets-said')")
    assert numbers(page, "said") != said
    assert page.locator(STAGE).get_attribute("data-loss") == loss
    expect(page.locator(".says")).to_contain_text("only the first number counts")


def test_boxes_are_drawn_named_and_removed_and_stand_in_the_link(open_page: Open) -> None:
    page = open_page("/targets?scene=photo")
    page.locator(STAGE).wait_for()
    expect(page.locator(STAGE)).to_have_attribute("data-at", "-1")
    picture = page.locator(".board > svg")
    picture.scroll_into_view_if_needed()
    place = picture.bounding_box()
    assert place
    page.mouse.move(place["x"] + 0.2 * place["width"], place["y"] + 0.25 * place["height"])
    page.mouse.down()
    page.mouse.move(place["x"] + 0.6 * place["width"], place["y"] + 0.75 * place["height"], steps=4)
    page.mouse.up()
    expect(page.locator(".thing")).to_have_count(1)
    page.wait_for_function("() => location.search.includes('scene-truth')")
    assert numbers(page, "y")[1:5] == pytest.approx([0.4, 0.5, 0.5, 0.4], abs=0.01)
    page.locator(".bar select").select_option("1")
    page.wait_for_function("() => /scene-truth=\\w+%2C1%2C/.test(location.search)")
    expect(page.locator(STAGE)).to_have_attribute("data-y", re.compile(r" 0 1 0$"))  # an older answer may come between
    y = numbers(page, "y")
    again = open_page(page.url[page.url.index("/targets") :])
    again.locator(STAGE).wait_for()
    assert numbers(again, "y") == pytest.approx(y)
    again.locator(".thing").focus()
    again.keyboard.press("Delete")
    expect(again.locator(".thing")).to_have_count(0)


def test_a_box_is_made_and_moved_by_keys(open_page: Open) -> None:
    page = open_page("/targets?scene=photo")
    page.locator(STAGE).wait_for()
    page.get_by_role("button", name="New box").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".thing")).to_have_count(1)
    expect(page.locator(".thing")).to_be_focused()
    y = numbers(page, "y")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(STAGE)).not_to_have_attribute("data-y", " ".join(f"{value:g}" for value in y))
    moved = numbers(page, "y")
    assert moved[1] > y[1] and moved[3] > y[3] and moved[4] == pytest.approx(y[4])


def test_a_finger_draws_when_it_is_told_to_and_scrolls_otherwise(open_page: Open) -> None:
    page = open_page("/targets?scene=photo", width=390, height=800, touch=True)
    page.locator(STAGE).wait_for()
    draw = """(by) => {
      const host = [...document.querySelectorAll('[data-testid^=stBidiComponent]')]
        .find((one) => one.shadowRoot?.querySelector('.targets'));
      const picture = host.shadowRoot.querySelector('.board > svg');
      const { left, top, width, height } = picture.getBoundingClientRect();
      picture.setPointerCapture = () => {};
      const send = (kind, x, y) => picture.dispatchEvent(new PointerEvent(kind, {
        bubbles: true, pointerId: 7, pointerType: 'touch', isPrimary: true,
        clientX: left + x * width, clientY: top + y * height }));
      send('pointerdown', 0.2, 0.2); send('pointermove', 0.5, 0.6); send('pointerup', 0.5, 0.6);
    }"""
    page.evaluate(draw)
    expect(page.locator(".thing")).to_have_count(0)
    page.get_by_role("button", name="New box").tap()
    page.evaluate(draw)
    expect(page.locator(".thing")).to_have_count(1)
    assert numbers(page, "y")[1:5] == pytest.approx([0.35, 0.4, 0.4, 0.3], abs=0.01)


def test_the_truth_leaves_as_coco_json_and_comes_back(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/targets?scene-objects=2&scene-seed=3")
    page.locator(STAGE).wait_for()
    page.get_by_role("button", name="Boxes as COCO JSON").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()
    saved = tmp_path / "boxes.json"
    download.value.save_as(saved)
    content = json.loads(saved.read_text())
    objects = scenes.drawn(3, objects=2).truth.objects
    edges = [[x, y, x + w, y + h] for x, y, w, h in (one["bbox"] for one in content["annotations"])]
    assert edges == [list(one.box) for one in objects]
    content["annotations"][0]["bbox"] = [1, 2, 30, 40]
    saved.write_text(json.dumps(content))
    page.locator("input[type=file]").set_input_files(saved)
    page.wait_for_function("() => location.search.includes('scene-truth')")
    expect(page.locator(STAGE)).to_have_attribute("data-boxes", f"1 2 31 42;{' '.join(map(str, objects[1].box))}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * 100_000, "JSON"),
        ('{"images": 3}', "export it as COCO JSON again"),
        ('{"images": [], "annotations": [], "categories": [{"id": 1, "name": "horse"}]}', "no picture of 128 × 128"),
    ],
)
def test_hostile_json_gets_a_sentence(open_page: Open, tmp_path: Path, text: str, says: str) -> None:
    page = open_page("/targets")
    page.locator(STAGE).wait_for()
    page.get_by_role("button", name="Boxes as COCO JSON").click()
    bad = tmp_path / "bad.json"
    bad.write_text(text)
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_test_id("stAlert").filter(has_text=says)).to_be_visible()
    page.locator(STAGE).wait_for()
