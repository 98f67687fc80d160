"""What lessons 2.7, 2.8, 2.11 and 2.12 measure, and the controls that only they have."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import healthy

Open = Callable[..., AppTest]


def verdict(app: AppTest, slug: str) -> str:
    """What the claim's box says once the student has predicted that it holds."""
    app.segmented_control(key=f"{slug}-guess").set_value("holds")
    healthy(app.run())
    boxes = [*app.success, *app.warning]
    return next(box.value for box in boxes if box.value.startswith("**It "))


@pytest.mark.parametrize(
    ("slug", "query", "holds"),
    [
        ("filter-bank", {}, True),
        ("filter-bank", {"bank_kind": "random", "bank_size": "11"}, True),
        ("filter-bank", {"bank_stride": "2"}, False),
        ("filter-bank", {"bank_padding": "same"}, False),
        ("one-by-one", {}, True),
        ("one-by-one", {"mix": "1 2 3; -4 5 -6; 0.1 0.2 0.3; 7 8 9"}, True),
        ("activations", {}, True),
        ("activations", {"act_kind": "convolution", "act_depth": "12"}, True),
        ("activations", {"act_depth": "1"}, False),
        ("activations", {"act_init": "normal", "act_sigma": "0.01"}, True),
        ("whole-layer", {}, True),
        ("whole-layer", {"layer_kind": "random", "layer_stride": "3", "layer_padding": "valid"}, True),
        ("whole-layer", {"layer_has_bias": "without"}, False),
    ],
)
def test_a_claim_is_measured_on_the_settings(open_lesson: Open, slug: str, query: dict[str, str], holds: bool) -> None:
    said = verdict(open_lesson(slug, **query), slug)
    assert said.startswith("**It holds here.**" if holds else "**It does not hold here.**")


@pytest.mark.parametrize(("query", "holds"), [({}, True), ({"act_init": "normal", "act_sigma": "0.01"}, False)])
def test_whether_relu_lasts_depends_on_how_the_weights_begin(
    open_lesson: Open, query: dict[str, str], holds: bool
) -> None:
    said = verdict(open_lesson("activations", experiment="relu-lasts", **query), "activations-relu-lasts")
    assert said.startswith("**It holds here.**" if holds else "**It does not hold here.**")


def test_every_tick_comes_from_a_comparison_that_succeeded(open_lesson: Open) -> None:
    for slug in ("filter-bank", "one-by-one", "activations", "whole-layer"):
        app = open_lesson(slug)
        assert any("torch.nn." in box.value for box in app.success)


def test_filters_change_their_order_and_the_chosen_one_stays(open_lesson: Open) -> None:
    app = open_lesson("filter-bank")
    names = list(app.multiselect(key="bank-filters").value)
    healthy(app.button(key="bank-Later").click().run())
    assert app.multiselect(key="bank-filters").value == [names[1], names[0], *names[2:]]
    assert app.query_params["bank-wall-map"] in ("1", ["1"])
    assert any(f"Filter 1, {names[0]}" in text.value for text in app.markdown)
    healthy(app.button(key="bank-Strongest first").click().run())
    assert sorted(app.multiselect(key="bank-filters").value) == sorted(names)
    assert app.multiselect(key="bank-filters").value[-1] == "laplacian 4"  # fine texture only: the weakest of the six


def test_an_empty_bank_gets_a_sentence(open_lesson: Open) -> None:
    app = open_lesson("filter-bank")
    app.multiselect(key="bank-filters").set_value([])
    healthy(app.run())
    assert any("The bank has no filter" in error.value for error in app.error)


@pytest.mark.parametrize("slug", ["filter-bank", "one-by-one", "activations", "whole-layer"])
def test_a_matrix_can_be_the_picture(open_lesson: Open, slug: str) -> None:
    app = open_lesson(slug, picture="matrix", matrix="0 1 2 3 4; 5 6 7 8 9; 1 2 3 4 5; 6 7 8 9 0; 1 1 1 2 2")
    assert not app.error
    assert any("torch.tensor" in block.value for block in app.code)


@pytest.mark.parametrize("preset", ["luma", "swap", "negative", "opponent", "PCA of this photo"])
def test_every_mix_can_be_chosen_and_is_found_again(open_lesson: Open, preset: str) -> None:
    app = open_lesson("one-by-one")
    app.selectbox(key="mix-preset").set_value(preset)
    healthy(app.run())
    assert app.selectbox(key="mix-preset").value == preset
    assert not app.error


def test_the_course_example_of_a_reduction(open_lesson: Open) -> None:
    app = open_lesson("one-by-one")
    assert any("**28 × 28 × 192** with 32 filters 1×1 gives **28 × 28 × 32**" in text.value for text in app.markdown)


def test_a_bias_for_each_filter_is_asked_for(open_lesson: Open) -> None:
    app = open_lesson("whole-layer")
    app.text_input(key="layer-bias-4").set_value("1 2 3")
    healthy(app.run())
    assert any("3 biases for 4 filters" in error.value for error in app.error)
