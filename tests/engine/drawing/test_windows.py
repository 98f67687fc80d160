"""The cells below a sliding kernel against torch's unfold, the positions shown, and the sum in words."""

import numpy as np
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.drawing.windows import places, sentence, step_between, window_cells

KERNEL = np.array([[0.0, 1.0], [2.0, 3.0]])


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_window_cells_are_the_columns_of_unfold(data: st.DataObject) -> None:
    kernel = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4)), "kernel")
    stride = data.draw(st.tuples(st.integers(1, 3), st.integers(1, 3)), "stride")
    dilation = data.draw(st.tuples(st.integers(1, 3), st.integers(1, 3)), "dilation")
    height, width = (d * (k - 1) + 1 + data.draw(st.integers(0, 5)) for k, d in zip(kernel, dilation, strict=True))
    numbered = torch.arange(height * width, dtype=torch.float64).reshape(1, 1, height, width)
    columns = F.unfold(numbered, kernel, dilation=dilation, stride=stride)[0].T.long()
    across = (width - dilation[1] * (kernel[1] - 1) - 1) // stride[1] + 1
    for place, expected in enumerate(columns.tolist()):
        cells = window_cells(*divmod(place, across), kernel, stride=stride, dilation=dilation)
        assert (cells[..., 0] * width + cells[..., 1]).ravel().tolist() == expected


@settings(max_examples=200, deadline=None)
@given(count=st.integers(1, 3000), most=st.integers(1, 200))
def test_places_are_evenly_spaced_and_end_with_the_last(count: int, most: int) -> None:
    chosen = places(count, most)
    assert len(chosen) <= most
    assert chosen[-1] == count - 1
    assert set(np.diff(chosen[:-1]).tolist()) <= {step_between(count, most)}
    if most > 1:
        assert chosen[0] == 0
    if count <= most:
        assert chosen == list(range(count))


def test_the_sum_in_words() -> None:
    values = np.array([0.0, 1, 3, 4])
    assert sentence(values, KERNEL, 19.0) == "0·0 + 1·1 + 3·2 + 4·3 = 19"
    assert sentence(values, -KERNEL, -18.5, 0.5) == "0·0 + 1·(−1) + 3·(−2) + 4·(−3) + bias 0.5 = −18.5"
    assert sentence(np.ones((1, 5, 5)), np.ones((1, 5, 5)), 25.0) == "Σ of 25 products = 25"
    assert sentence(np.ones((5, 5)), np.ones((5, 5)), 23.0, -2.0) == "Σ of 25 products + bias (−2) = 23"
    # 0.333 * 0.333 = 0.110889 is not 0.111, and 1/3 in 10 products is not exactly the number written either
    assert sentence(np.array([1 / 3]), np.array([1 / 3]), 1 / 9) == "0.333·0.333 ≈ 0.111"
    assert sentence(np.ones(10), np.full(10, 1 / 30), 1 / 3) == "Σ of 10 products ≈ 0.333"
    assert sentence(np.array([0.5]), np.array([0.25]), 0.125) == "0.5·0.25 = 0.125"
