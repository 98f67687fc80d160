"""Lessons 3.7 and 3.8: typed stacks, links, and what the numbers below the lab say."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import healthy

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    return " ".join(element.value for element in [*app.markdown, *app.success, *app.warning, *app.info, *app.latex])


@pytest.mark.parametrize(
    ("network", "size", "published"),
    [("VGG-16", "r = 212", "**212**"), ("ResNet-50", "r = 427", "not the **427**"), ("LeNet-5", "r = 32", "**32**")],
)
def test_networks_have_their_published_field(open_lesson: Open, network: str, size: str, published: str) -> None:
    app = open_lesson("receptive-field", rf_network=network)
    assert size in [line.value.strip("$\n ") for line in app.latex]
    assert published in said(app)
    assert app.success
    assert not app.error


def test_a_link_says_which_unit_is_worked_out(open_lesson: Open) -> None:
    app = open_lesson("receptive-field", rf_network="VGG-16", rf_unit="2,0,111")
    assert "unit [0, 111]" in said(app)
    assert "**4 × 4** pixels" in said(app)  # 2 of the 6 rows and columns are padding
    for nonsense in ("x", "1,2", "9999,9999,9999", "-1,0,0", "1,2,3,4"):
        assert not open_lesson("receptive-field", rf_unit=nonsense).error


@pytest.mark.parametrize("text", ["", "abc", "0 1", "3 1 1 1 1", "3; -1", "999", "1 1 900", "; ;"])
def test_a_stack_that_is_none_gets_a_sentence(open_lesson: Open, text: str) -> None:
    app = open_lesson("receptive-field", rf_network="own stack")
    assert not app.error
    app.text_input(key="rf-stack").set_value(text)
    healthy(app.run())
    assert len(app.error) == 1
    app.text_input(key="rf-stack").set_value("3 2 1; 5 1 2 2")
    healthy(app.run())
    assert not app.error
    assert "r = 19" in said(app)


@pytest.mark.parametrize("network", ["VGG-16", "LeNet-5", "ResNet-50"])
def test_the_claim_is_measured(open_lesson: Open, network: str) -> None:
    app = open_lesson("receptive-field", rf_network=network)
    app.segmented_control(key="receptive-field-guess").set_value("holds")
    healthy(app.run())
    holds = network == "LeNet-5"  # the corner units of the others miss the far side
    assert ("It holds here." in said(app)) == holds


@pytest.mark.parametrize("weights", ["random", "uniform", "trained denoiser"])
def test_the_effective_field_of_all_weights(open_lesson: Open, weights: str) -> None:
    app = open_lesson("effective-receptive-field", erf_weights=weights)
    assert not app.error
    assert app.success  # the exact answer for equal weights is PyTorch's
    metrics = {metric.label: metric.value for metric in app.metric}
    assert metrics["Theoretical field"] == ("21 × 21" if weights == "trained denoiser" else "33 × 33")
    if weights == "uniform":  # sqrt(16 · 8 / 12)
        assert metrics["Standard deviation σ"] == "3.27"
    assert ("Before training" in said(app)) == (weights == "trained denoiser")


def test_a_field_that_is_too_large_gets_a_sentence(open_lesson: Open) -> None:
    app = open_lesson("effective-receptive-field", erf_n="30", erf_k="7", erf_d="4")
    assert "use at most" in app.error[0].value
