"""What a transposed convolution reaches, in closed form, against trying every kernel entry."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.geometry.axes import GeometryError
from cnnviz.networks.stack.fields import Window, seen
from cnnviz.networks.stack.summary import summarize
from cnnviz.networks.stack.text import parse_network


@settings(deadline=None, max_examples=500)
@given(
    kernel=st.integers(1, 9),
    stride=st.integers(1, 12),
    padding=st.integers(0, 6),
    dilation=st.integers(1, 9),
    first=st.integers(-20, 20),
    width=st.integers(0, 12),
)
def test_a_transposed_layer_reaches_what_its_entries_reach(
    kernel: int, stride: int, padding: int, dilation: int, first: int, width: int
) -> None:
    outputs = range(first, first + width + 1)
    reached = [
        place
        for place in range(-200, 200)
        if any(place * stride - padding + dilation * entry in outputs for entry in range(kernel))
    ]
    window = Window(kernel, stride, padding, dilation, transposed=True)
    assert seen([window], (first, first + width)) == ((min(reached), max(reached)) if reached else None)


def test_thirty_of_the_largest_transposed_layers_stop_where_no_machine_goes_on() -> None:
    summary = summarize(parse_network("-".join(["1x28", *["t1k99999s16"] * 30])))
    assert summary.failed == (3,) and isinstance(summary.error, GeometryError)
    assert "192,423,240,430,740,225 values, more than 10¹⁵: use a smaller stride" in str(summary.error)
    assert [row.state for row in summary.rows].count("fits") == 3


def test_the_largest_kernel_takes_a_few_steps() -> None:
    layers = ["t1k99999s2p49999", "max2"] * 20
    summary = summarize(parse_network("-".join(["1x60000", *layers])))
    assert summary.failed is None
    assert summary.rows[0].field == (50_000, 50_000)


def test_a_text_that_is_too_long_is_not_taken_apart() -> None:
    with pytest.raises(ValueError, match="The network as text has 9,000 characters"):
        parse_network("c" * 9_000)
