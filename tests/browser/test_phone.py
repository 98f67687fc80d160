"""A phone: what belongs together is in sight together."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

WIDTH, HEIGHT = 390, 844


@pytest.mark.parametrize("path", ["/kernels", "/stride-dilation", "/flip"])
def test_the_kernel_and_its_output_are_in_sight_together(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path, width=WIDTH, height=HEIGHT)
    kernel = page.locator(".editor table").last.bounding_box()
    output = page.locator(".explorer figure.out").first.bounding_box()
    assert kernel and output
    assert 0 < output["y"] + output["height"] - kernel["y"] <= HEIGHT - 60
