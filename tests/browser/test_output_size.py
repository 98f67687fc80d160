"""The output-size calculator: forwards, backwards, and its windows drawn cell by cell, all against torch."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Page, expect
from torch import Tensor, nn

from tests.browser.controls import choose, type_into
from tests.browser.window import Explorer


def test_224_with_kernel_7_stride_2_padding_3_gives_112(open_page: Callable[..., Page]) -> None:
    page = open_page("/output-size?n=32&k=5&s=1&p=0")
    lab = page.locator(".st-key-step-lab")
    expect(lab).to_contain_text("28 × 28")
    for label, value in (("Input n", 224), ("Kernel k", 7), ("Stride s", 2), ("Padding p", 3)):
        type_into(page, label, value)
    expect(lab).to_contain_text("112 × 112")
    parameters = sum(p.numel() for p in nn.Conv2d(3, 64, 7).parameters())
    expect(lab).to_contain_text(f"{parameters:,}")
    expect(page.locator(".st-key-step-numbers")).to_contain_text("(64, 112, 112)")


@pytest.mark.parametrize(
    "query",
    [
        "n=3&k=9&p=0",
        "s=0",
        "n=-1",
        "k=0",
        "d=-2",
        "groups=2",
        "layer=max+pooling&k=3&p=2",
        "layer=transposed+convolution&o=5",
    ],
)
def test_impossible_settings_get_a_sentence_and_keep_the_controls(open_page: Callable[..., Page], query: str) -> None:
    page = open_page(f"/output-size?{query}")
    alert = page.get_by_test_id("stMain").get_by_role("alert")
    expect(alert).to_have_count(1)
    assert re.search(r"\d", alert.inner_text())
    assert "Error" not in alert.inner_text()
    assert page.get_by_label("Input n", exact=True).is_visible()
    assert page.get_by_role("heading", name="Sources").is_visible()


def test_settings_can_be_repaired_after_a_mistake(open_page: Callable[..., Page]) -> None:
    page = open_page("/output-size?n=3&k=9&p=0&s=1")
    assert page.get_by_test_id("stMain").get_by_role("alert").count() == 1
    type_into(page, "Kernel k", 3)
    expect(page.locator(".st-key-step-lab")).to_contain_text("1 × 1")
    assert Explorer(page).shape("out") == (1, 1)


def test_the_other_way_round_lists_paddings_that_torch_confirms(open_page: Callable[..., Page]) -> None:
    page = open_page("/output-size")
    step = page.locator(".st-key-step-reverse")
    field = step.get_by_role("spinbutton")
    assert field.get_attribute("placeholder") == "112"
    for wanted in (112, 115):
        field.fill(str(wanted))
        field.press("Enter")
        expect(step).to_contain_text(f"that give {wanted} from 224")
        listed = step.inner_text().split("d = 1: ")[1].split(". ")[0].split(" and ")[0]
        pairs = [(int(a), int(b)) for a, b in re.findall(r"\((\d+), (\d+)\)", listed)]
        pairs += [(int(a), int(a)) for a in re.findall(r"\d+", re.sub(r"\(.*?\)", "", listed))]
        assert len(pairs) == len(set(pairs)) > 5
        for before, after in pairs:
            padded = F.pad(torch.zeros(1, 1, 224), (before, after))
            assert F.conv1d(padded, torch.zeros(1, 1, 7), stride=2).shape[-1] == wanted, (before, after)


def drawn(explorer: Explorer) -> np.ndarray:
    """The values the explorer shows, cell by cell."""
    rows, columns = explorer.shape("out")
    return np.array([[explorer.hover(r, q) for q in range(columns)] for r in range(rows)])


def counted(size: int) -> Tensor:
    return torch.arange(size * size, dtype=torch.float32).reshape(1, 1, size, size)


ONES = torch.ones(1, 1, 3, 3)
DRAWN: dict[str, tuple[dict[str, object], Callable[[], Tensor]]] = {
    "convolution": (
        {"n": 6, "k": 3, "s": 2, "p": 1, "d": 2},
        lambda: F.conv2d(counted(6), ONES, stride=2, padding=1, dilation=2),
    ),
    "convolution, padded before and after": (
        {"n": 5, "k": 3, "s": 2, "padding": "before and after", "before": 0, "after": 3},
        lambda: F.conv2d(F.pad(counted(5), (0, 3, 0, 3)), ONES, stride=2),
    ),
    "max pooling": (
        {"layer": "max pooling", "n": 6, "k": 3, "s": 2, "p": 1},
        lambda: F.max_pool2d(counted(6), 3, 2, 1),
    ),
    "max pooling in ceil mode": (
        {"layer": "max pooling", "n": 6, "k": 3, "s": 2, "p": 0, "ceil": "true"},
        lambda: F.max_pool2d(counted(6), 3, 2, ceil_mode=True),
    ),
    "average pooling": (
        {"layer": "average pooling", "n": 6, "k": 3, "s": 2, "p": 1},
        lambda: F.avg_pool2d(counted(6), 3, 2, 1),
    ),
    "transposed convolution": (
        {"layer": "transposed convolution", "n": 3, "k": 3, "s": 2, "p": 1, "o": 1},
        lambda: F.conv_transpose2d(counted(3), ONES, stride=2, padding=1, output_padding=1),
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_drawn_windows_show_what_torch_computes(open_page: Callable[..., Page], name: str) -> None:
    query, by_torch = DRAWN[name]
    page = open_page(f"/output-size?{urlencode(query)}")
    expected = by_torch()[0, 0].numpy()
    height, width = expected.shape
    expect(page.locator(".st-key-step-lab")).to_contain_text(f"{height} × {width}")
    assert drawn(Explorer(page)) == pytest.approx(expected)


def test_sentences_of_pooling_and_transposed_convolution(open_page: Callable[..., Page]) -> None:
    page = open_page("/output-size?layer=max+pooling&n=4&k=2&s=2&p=0")
    explorer = Explorer(page)
    explorer.hover(1, 0)
    assert explorer.sentence == "output[1, 0] = max(8, 9, 12, 13) = 13"
    choose(page, "Layer", "average pooling")
    explorer = Explorer(page)
    explorer.hover(1, 0)
    assert explorer.sentence == "output[1, 0] = mean(8, 9, 12, 13) = 10.5"
    choose(page, "Layer", "transposed convolution")
    explorer = Explorer(page)
    explorer.hover(2, 2)
    assert explorer.sentence == "output[2, 2] = 5·1 = 5"


def test_pooling_has_no_weights_to_talk_about(open_page: Callable[..., Page]) -> None:
    explorer = Explorer(open_page("/output-size?layer=max+pooling&n=4&k=2&s=2&p=0"))
    assert "Weight" not in explorer.point("k", 1, 1)


def test_weight_of_a_transposed_convolution_says_how_many_outputs_it_reaches(open_page: Callable[..., Page]) -> None:
    page = open_page("/output-size?layer=transposed+convolution&n=3&k=3&s=2&p=1")
    explorer = Explorer(page)
    for i in range(3):
        reached = [2 * y + i - 1 for y in range(3)]
        count = sum(0 <= r < 5 for r in reached)
        said = explorer.point("k", i, 1)
        assert f"Weight [{i}, 1] = 1" in said
        assert f"{3 * count} input values" in said


def test_reload_of_uneven_axes(open_page: Callable[..., Page]) -> None:
    query = "each=true&n=5&n2=7&k=3&k2=2&s=1&s2=3&p=0&p2=1&d=2&d2=1"
    page = open_page(f"/output-size?{query}")
    image = torch.arange(35, dtype=torch.float32).reshape(1, 1, 5, 7)
    expected = F.conv2d(image, torch.ones(1, 1, 3, 2), stride=(1, 3), padding=(0, 1), dilation=(2, 1))[0, 0]
    assert drawn(Explorer(page)).tolist() == expected.tolist()
