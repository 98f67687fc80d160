"""6.5 in a browser: the steps forward and back without the server, and boxes by mouse, touch and keys."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from cnnviz.data.detected import detected_scene
from cnnviz.detection.suppression import Rule, suppress
from cnnviz.lessons.suppression.formulas import numbered
from cnnviz.ui.labs.suppression.sheet import read_boxes

Open = Callable[..., Page]
ROOT = ".suppression[data-step]"
HAND = "/suppression?nms-input=hand"


def numbers(page: Page, name: str) -> list[int]:
    text = page.locator(ROOT).get_attribute(f"data-{name}") or ""
    return sorted(int(number) for number in text.split())


def settled(page: Page) -> None:
    page.locator(ROOT).wait_for()
    page.wait_for_function("() => !traffic.due && performance.now() - traffic.at > 300")


def test_the_steps_are_the_engines_and_ask_nobody(open_page: Open) -> None:
    page = open_page("/suppression?nms-scene=3")
    found = detected_scene(3).found
    names, taken = numbered(found), suppress(found.boxes, found.scores, found.labels, Rule())
    settled(page)
    sent = page.evaluate("() => traffic.sent")
    back, forward = (page.get_by_label(label, exact=True) for label in ("Previous step", "Next step"))
    back.click()
    expect(page.locator(ROOT)).to_have_attribute("data-step", "0")
    kept: list[int] = []
    for place, step in enumerate(taken, start=1):
        forward.click()
        expect(page.locator(ROOT)).to_have_attribute("data-step", str(place))
        kept.append(names[step.kept])
        assert numbers(page, "kept") == sorted(kept)
        gone = [names[other] for other, factor in zip(step.others, step.factor, strict=True) if factor == 0]
        assert numbers(page, "going") == sorted(gone)
        shown = page.locator(".compared tbody tr.going td:nth-child(3)").all_inner_texts()
        overlaps = sorted((o for o, factor in zip(step.overlap, step.factor, strict=True) if factor == 0), reverse=True)
        assert [float(text) for text in shown] == [float(f"{overlap:.4g}") for overlap in overlaps][: len(shown)]
    expect(page.locator(".suppression .says")).to_contain_text(f"{len(taken)} of {len(found.boxes)} stay")
    back.click()
    expect(page.locator(ROOT)).to_have_attribute("data-step", str(len(taken) - 1))
    assert page.evaluate("() => traffic.sent") == sent


def test_a_corner_is_dragged_and_the_steps_come_back(open_page: Open) -> None:
    page = open_page(HAND)
    settled(page)
    before = page.locator(ROOT).get_attribute("data-rows") or ""
    page.locator(".suppression .ground").scroll_into_view_if_needed()
    ground = page.locator(".suppression .body").first.bounding_box()
    assert ground
    unit = ground["width"] / 5
    page.mouse.click(ground["x"] + 2.5 * unit, ground["y"] + 0.5 * unit)  # there it is alone
    corner = page.locator(".suppression .box.chosen .dot").nth(3)
    place = corner.bounding_box()
    assert place
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 2 * unit, y + unit, steps=4)
    expect(page.locator(".suppression .says")).to_contain_text("Let go")
    assert "nms-boxes" not in page.url
    page.mouse.up()
    page.wait_for_function("() => location.search.includes('nms-boxes')")
    expect(page.locator(ROOT)).to_have_attribute("data-step", "1")
    rows = (page.locator(ROOT).get_attribute("data-rows") or "").split(";")
    assert rows[0] == "5 1.5 12 7.5 0.95 0"
    assert rows[1:] == before.split(";")[1:]
    found = read_boxes(",".join(row.replace(" ", ",") for row in rows))
    page.locator(".suppression .scrub").press("End")
    names = numbered(found)
    taken = suppress(found.boxes, found.scores, found.labels, Rule())
    expect(page.locator(ROOT)).to_have_attribute("data-step", str(len(taken)))
    assert numbers(page, "kept") == sorted(names[step.kept] for step in taken)


def test_boxes_come_go_and_change_by_keys_and_buttons(open_page: Open) -> None:
    page = open_page(HAND)
    settled(page)
    page.locator(".suppression .box").nth(1).focus()
    page.keyboard.press("Shift+ArrowRight")
    wider = "5 1.5 10 6.5 0.95 0;5 3 10.25 8 0.9 0;6 3 11 8 0.8 0;4 3 9 8 0.7 0"
    expect(page.locator(ROOT)).to_have_attribute("data-rows", wider)
    page.keyboard.press("Delete")
    expect(page.locator(".suppression .box")).to_have_count(3)
    page.get_by_role("button", name="Add a box").click()
    expect(page.locator(".suppression .box")).to_have_count(4)
    page.wait_for_function("() => decodeURIComponent(location.search).split('nms-boxes=')[1]?.split(',').length === 24")
    page.locator(".suppression .tools select").select_option("2")
    page.wait_for_function("() => decodeURIComponent(location.search).includes(',2')")
    expect(page.locator(".suppression .box.class2")).to_have_count(1)


def test_a_box_is_drawn_on_empty_ground(open_page: Open) -> None:
    page = open_page(HAND)
    settled(page)
    picture = page.locator(".suppression .ground svg")
    picture.scroll_into_view_if_needed()
    place = picture.bounding_box()
    assert place
    page.mouse.move(place["x"] + place["width"] * 0.8, place["y"] + place["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] * 0.95, place["y"] + place["height"] * 0.7, steps=4)
    page.mouse.up()
    expect(page.locator(".suppression .box")).to_have_count(5)
    page.wait_for_function("() => location.search.includes('nms-boxes')")


def test_a_finger_drags_a_box(open_page: Open) -> None:
    page = open_page(HAND, width=390, touch=True)
    settled(page)
    body = page.locator(".suppression .body").first
    body.scroll_into_view_if_needed()
    place = body.bounding_box()
    assert place
    at = {"x": place["x"] + place["width"] / 2, "y": place["y"] + 6}
    client = page.context.new_cdp_session(page)
    for kind, by in (("touchStart", 0), ("touchMove", 30), ("touchMove", 60), ("touchEnd", None)):
        points = [] if by is None else [at | {"x": at["x"] + by}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_function("() => location.search.includes('nms-boxes')")
    rows = (page.locator(ROOT).get_attribute("data-rows") or "").split(";")
    assert float(rows[0].split()[0]) > 5
