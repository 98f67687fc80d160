"""The receptive field as a hand meets it: pointing, keys and the slider are look-ups in the browser."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from cnnviz.networks.architectures import ARCHITECTURES, architecture
from cnnviz.networks.fields.receptive_fields import receptive_fields
from cnnviz.ui.labs.receptive_field import receptive
from tests.browser.conftest import messages_sent, settle


def point(page: Page, canvas: Locator, across: float, down: float) -> None:
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])


def test_every_unit_and_layer_is_drawn_where_the_engine_says(open_page: Callable[..., Page]) -> None:
    page = open_page("/receptive-field?rf-network=ResNet-18")
    layers = receptive.drawable(receptive_fields(architecture("ResNet-18"), ARCHITECTURES["ResNet-18"].input_size))
    root, sent = page.locator(".receptive"), messages_sent(page)
    slider, field = root.get_by_label("Layer", exact=True), root.locator("figure.map .stack")

    def expect_unit(layer: int, row: int, column: int) -> None:
        rows, columns = layers[layer].pixels((row, column))
        expect(root).to_have_attribute("data-layer", layers[layer].name)
        expect(root).to_have_attribute("data-box", f"{columns[0]},{rows[0]},{len(columns)},{len(rows)}")
        expect(root).to_have_attribute("data-row", str(row))
        expect(root).to_have_attribute("data-column", str(column))

    last = len(layers) - 1
    expect_unit(last, 3, 3)
    point(page, field.locator("canvas").last, 0.99, 0.01)
    expect_unit(last, 0, 6)
    point(page, root.locator("figure.picture canvas").last, 0.01, 0.99)  # the field with the nearest centre
    expect_unit(last, 6, 0)
    page.mouse.move(0, 0)
    expect_unit(last, 3, 3)
    slider.fill("2")
    height, width = layers[2].units
    expect(root).to_have_attribute("data-layer", layers[2].name)
    row, column = (int(root.get_attribute(f"data-{name}") or -1) for name in ("row", "column"))
    field.focus()
    for _ in range(height):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect_unit(2, 0, min(width - 1, column + 1))
    assert row > 0
    assert messages_sent(page) == sent
    page.keyboard.press("Enter")
    settle(page)
    assert messages_sent(page) > sent
    assert f"rf-unit=2%2C0%2C{column + 1}" in page.url
    expect(page.get_by_text(f"PyTorch's gradient of unit [0, {column + 1}] reaches")).to_be_visible()
    page.reload()
    settle(page)
    expect_unit(2, 0, column + 1)


def test_the_field_grows_when_it_plays(open_page: Callable[..., Page]) -> None:
    page = open_page("/receptive-field?rf-network=LeNet-5")
    root = page.locator(".receptive")
    root.get_by_role("button", name="Let the field grow").click()
    expect(root).to_have_attribute("data-layer", "features.c1")
    expect(root).to_have_attribute("data-layer", "features.c5")
    expect(root).to_have_attribute("data-box", "0,0,32,32")
    expect(root.get_by_role("button", name="Let the field grow")).to_be_visible()


def test_pointing_at_the_effective_field_reads_its_values(open_page: Callable[..., Page]) -> None:
    page = open_page("/effective-receptive-field?erf-weights=uniform&erf-a=none&erf-n=2")
    root, sent = page.locator(".receptive"), messages_sent(page)
    paths = [1, 2, 3, 2, 1]  # of 9, along each axis
    field = root.locator("figure.map .stack")
    for row, column in ((2, 2), (0, 0), (1, 3)):
        point(page, field.locator("canvas").last, (column + 0.5) / 5, (row + 0.5) / 5)
        expect(root).to_have_attribute("data-row", str(row))
        expect(root).to_have_attribute("data-column", str(column))
        value = float(root.get_attribute("data-value") or "nan")
        # one channel of the picture, eight in between, each weight divided by its fan-in
        assert abs(value - paths[row] * paths[column] / 81) < 1e-6
    field.focus()
    page.keyboard.press("ArrowDown")
    expect(root).to_have_attribute("data-row", "2")
    assert messages_sent(page) == sent
