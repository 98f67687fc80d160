"""6.6 in a browser: both thresholds move without the server, and precision and recall are the engine's."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cnnviz.detection.precision import INTERPOLATIONS, area, precision_recall
from cnnviz.ui.labs.average_precision.pictures import LEVELS, _detections, _scenes

Open = Callable[..., Page]
ROOT = ".ap[data-shown]"


def engine(level: float) -> tuple[list[float], list[bool], int, dict[str, float]]:
    scenes = _scenes(5, 0.1, 2, 10)
    truth = [{"boxes": scene.truth, "labels": scene.classes} for scene in scenes]
    curve = precision_recall([_detections(scene) for scene in scenes], truth, 0, iou_threshold=level)
    areas = {kind: area(curve, kind) for kind in INTERPOLATIONS}
    return curve.scores.tolist(), curve.right.tolist(), curve.truth, areas


def test_both_thresholds_move_without_the_server(open_page: Open) -> None:
    page = open_page("/average-precision")
    root = page.locator(ROOT)
    root.wait_for()
    page.wait_for_function("() => !traffic.due && performance.now() - traffic.at > 300")
    sent = page.evaluate("() => traffic.sent")
    score, iou = (page.locator(".ap input").nth(place) for place in (0, 1))
    for level in (3, 9, 14):
        iou.evaluate("(node, value) => { node.value = value; node.dispatchEvent(new Event('input')); }", level)
        expect(root).to_have_attribute("data-iou", f"{LEVELS[level]:g}")
        scores, right, objects, areas = engine(LEVELS[level])
        for least in (0.0, 0.4, 0.7, 1.0):
            score.evaluate("(node, value) => { node.value = value; node.dispatchEvent(new Event('input')); }", least)
            shown = sum(one >= least - 1e-9 for one in scores)
            expect(root).to_have_attribute("data-shown", str(shown))
            expect(root).to_have_attribute("data-right", str(sum(right[:shown])))
            expect(root).to_have_attribute("data-objects", str(objects))
            expect(page.locator(".ap .cell .right")).to_have_count(sum(right[:shown]))
            expect(page.locator(".ap .cell .wrong")).to_have_count(shown - sum(right[:shown]))
            expect(page.locator(".ap .cell .missed")).to_have_count(objects - sum(right[:shown]))
        cells = page.locator(".ap .areas tbody tr td:nth-child(2)").all_inner_texts()
        assert [float(text) for text in cells] == pytest.approx([areas[kind] for kind in INTERPOLATIONS], abs=6e-5)
    assert page.evaluate("() => traffic.sent") == sent


def test_letting_go_puts_the_thresholds_into_the_address(open_page: Open) -> None:
    page = open_page("/average-precision")
    page.locator(ROOT).wait_for()
    page.locator(".ap input").nth(1).press("ArrowRight")
    page.wait_for_function("() => decodeURIComponent(location.search).includes('ap-at=0.5,0.55')")
    expect(page.locator(".ap .areas thead")).to_contain_text("0.55")


def test_the_curve_takes_pointer_and_keys(open_page: Open) -> None:
    page = open_page("/average-precision")
    root = page.locator(ROOT)
    root.wait_for()
    scores, *_ = engine(0.5)
    page.locator(".ap .curve").focus()
    before = int(root.get_attribute("data-shown") or 0)
    page.keyboard.press("ArrowRight")
    lower = max(score for score in scores if score < scores[before - 1])
    expect(root).to_have_attribute("data-shown", str(sum(one >= lower for one in scores)))
    place = page.locator(".ap .points circle").first.bounding_box()
    assert place
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(root).to_have_attribute("data-score", f"{scores[0]:g}")
