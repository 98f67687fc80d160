"""What claims come to where a page seldom gets: losses of trained networks, times that are given or cannot be had."""

from collections.abc import Callable, Mapping

import pytest

from cnnviz.lessons.inception import claim as inception
from cnnviz.lessons.mobilenet import claim as mobilenet
from cnnviz.lessons.residual import claim as residual
from cnnviz.lessons.resnext import claim as resnext
from cnnviz.networks.designs import blocks
from cnnviz.networks.designs.comparison import count

NAMES = ("plain, shallow", "residual, shallow", "plain, deep", "residual, deep")
Times = Callable[[], Mapping[str, float]]


@pytest.mark.parametrize(
    ("last", "worse"),
    [
        ((0.5, 0.5, 0.9, 0.4), "plain"),
        ((0.5, 0.5, 0.4, 0.5), "none"),
        ((0.5, 0.3, 0.9, 0.4), "both"),
        ((0.5, 0.3, 0.4, 0.4), "residual"),
    ],
)
def test_which_deep_networks_are_worse(last: tuple[float, ...], worse: str) -> None:
    rows = {
        name: [{"epoch": 1, "loss": 2.0, "val_accuracy": 0.1}, {"epoch": 2, "loss": loss, "val_accuracy": 0.75}]
        for name, loss in zip(NAMES, last, strict=True)
    }
    said, measured = residual.deeper(rows)
    assert said == worse
    assert f"plain, deep: loss **{last[2]:.3f}**, 75.0% right" in measured
    assert residual.deeper({name: rows[name] for name in NAMES[:2]})[0] is None


def given(*times: float) -> Times:
    return lambda: {str(place): time for place, time in enumerate(times)}


def refused() -> Mapping[str, float]:
    raise ValueError("It is too large: use *fewer* channels.")


def test_times_decide_about_depthwise_convolutions() -> None:
    counted = count(blocks.depthwise_separable(28, 256, 256, 3))  # 8.69 times fewer multiply-adds
    assert mobilenet.as_fast_as_counted(counted, given(9.0, 1.0))[0] is True
    holds, measured = mobilenet.as_fast_as_counted(counted, given(120.0, 60.0))
    assert (holds, "**2** times faster (120 ms, 60 ms)" in measured) == (False, True)
    holds, measured = mobilenet.as_fast_as_counted(counted, refused)
    assert (holds, r"use \*fewer\* channels" in measured) == (None, True)


def test_times_decide_about_groups() -> None:
    counted = count(blocks.grouped(14, 4, 3))
    assert list(counted) == ["1 group", "2 groups", "4 groups"]

    def times(*values: float) -> Times:
        return lambda: dict(zip(counted, values, strict=True))

    assert resnext.as_counted(counted, times(4.0, 2.0, 1.0))[0] is True
    assert resnext.as_counted(counted, times(4.0, 2.0, 2.0))[0] is False
    assert resnext.as_counted(counted, refused)[0] is None
    assert resnext.as_counted(count(blocks.grouped(14, 3, 3)), refused)[0] is None


def test_the_bottleneck_is_judged_by_its_count_and_its_time_is_told() -> None:
    counted = count(blocks.bottleneck(28, 192, 32, 5, 16))
    holds, measured = inception.tenth(counted, given(30.0, 10.0))
    assert holds
    assert "**120.4 M** multiply-adds without, **12.4 M** with bottlenecks" in measured
    assert "they took 30 ms and 10 ms, the second 1/3 of the first" in measured
    assert inception.tenth(count(blocks.bottleneck(28, 192, 32, 1, 16)), refused)[0] is False
