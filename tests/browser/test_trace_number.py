"""A number is traced in the browser: every stop of the way has the value that the engine gives."""

import re
from collections.abc import Callable

import pytest
import torch
from playwright.sync_api import Page, expect

from cnnviz import images, networks
from cnnviz.networks import weights

START = "features.tanh3:5,3,5"


def test_clicking_down_to_a_pixel(open_page: Callable[..., Page]) -> None:
    page = open_page(f"/trace-number?trace-network=LeNet-5&trace-at={START}")
    network = weights.load("lenet5", "shipped")
    image = weights.prepare("lenet5", images.sample_picture("chelsea").pixels)[0]
    with torch.no_grad():
        maps = {"input": image} | networks.feature_maps(network, image)
    root = page.locator(".trace[data-place]")
    place = START
    for _ in range(8):
        expect(root).to_have_attribute("data-place", place)
        layer, index = place.split(":")
        at = tuple(int(number) for number in index.split(","))
        assert float(root.get_attribute("data-value") or "nan") == pytest.approx(float(maps[layer][at]), rel=1e-5)
        if layer == "input":
            break
        term = root.locator(".values button.cell").first
        label = term.get_attribute("aria-label") or ""
        found = re.match(r"(\S+) \[([\d, ]+)\]: ", label)
        assert found
        place = f"{found[1]}:{found[2].replace(' ', '')}"
        term.click()
    assert place.startswith("input:")
    stops = root.locator(".trail li")
    assert stops.count() == 4  # tanh3, s2, tanh1 and the pixel
    expect(page).to_have_url(re.compile("trace-at="))
    root.locator(".trail button").first.click()
    expect(root).to_have_attribute("data-place", START)
