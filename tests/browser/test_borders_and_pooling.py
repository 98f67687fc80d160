"""The explorer in lessons 3.2 and 3.5: uses light up both ways, winners and pooled values are said."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from playwright.sync_api import Page

from tests.browser.window import Explorer, result

MATRIX = torch.tensor([[1.0, -3, 2, 1, 5], [4, 6, 5, 2, 0], [3, 1, -1, 0, 2]])
QUERY = "pool-numbers=1+-3+2+1+5;4+6+5+2+0;3+1+-1+0+2&pool-k=2&pool-s=2&pool-ceil=true"


def test_uses_are_counted_by_pointing(open_page: Callable[..., Page]) -> None:
    explorer = Explorer(open_page("/border?border-n=6&border-k=3"))
    uses = np.convolve(np.ones(4), np.ones(3))
    for row, column in ((0, 0), (1, 2), (3, 3), (5, 0)):
        assert explorer.hover(row, column) == uses[row] * uses[column]
        assert result(explorer.sentence) == uses[row] * uses[column]
    assert explorer.point("in", 1, 1) == "Kernel position [1, 1] reaches 9 cells of uses"


@pytest.mark.parametrize(
    ("kind", "layer"),
    [
        ("max", torch.nn.MaxPool2d(2, ceil_mode=True)),
        ("average", torch.nn.AvgPool2d(2, ceil_mode=True)),
        ("L2", torch.nn.LPPool2d(2, 2, ceil_mode=True)),
    ],
)
def test_pooled_values_and_their_sentences(open_page: Callable[..., Page], kind: str, layer: torch.nn.Module) -> None:
    explorer = Explorer(open_page(f"/pooling?pool-kind={kind}&{QUERY}"))
    expected = layer(MATRIX[None, None])[0, 0]
    assert explorer.shape("out") == tuple(expected.shape) == (2, 3)
    for row in range(2):
        for column in range(3):
            assert explorer.hover(row, column) == pytest.approx(float(expected[row, column]), rel=1e-5)
            assert result(explorer.sentence) == pytest.approx(float(expected[row, column]), rel=1e-3)


def test_the_sentence_of_l2_can_be_worked_out(open_page: Callable[..., Page]) -> None:
    explorer = Explorer(open_page(f"/pooling?pool-kind=L2&{QUERY}"))
    explorer.hover(0, 0)
    assert explorer.sentence == "output[0, 0] = √(1² + (−3)² + 4² + 6²) = 7.874"
    explorer.hover(1, 2)
    assert explorer.sentence == "output[1, 2] = √(4/1 · (2²)) = 4"
    assert "Cell [1, 0] of the window meets 6 input values" in explorer.point("k", 1, 0)
