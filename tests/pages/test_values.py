"""Whatever a link asks of a control, the page answers: the default takes the place of what cannot be and says so."""

from collections.abc import Callable

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from cnnviz.plain import markdown
from tests.pages.conftest import healthy, tester
from tests.pages.fuzzing import Session, hash_of

Open = Callable[..., AppTest]


def sentences(app: AppTest) -> list[str]:
    return [toast.value for toast in app.toast]


@pytest.mark.parametrize("value", ["1e309", "-1e309", "nan", "9" * 400, "", "2.5", "0", "x", "2\x00", "99999999"])
def test_a_number_that_cannot_be_gives_way_to_the_default(open_lesson: Open, value: str) -> None:
    app = open_lesson("pooling-shifts", shift_k=value)
    assert app.number_input(key="shift-k").value == 2
    (said,) = sentences(app)
    assert "“Window k”" in said
    assert "a whole number from 2 to 8" in said
    assert said.endswith(": 2 is used.")


def test_a_number_that_can_be_is_taken_without_a_word(open_lesson: Open) -> None:
    app = open_lesson("pooling-shifts", shift_k="3", shift="4")
    assert app.number_input(key="shift-k").value == 3
    assert app.slider(key="shift").value == 4
    assert not sentences(app)


@pytest.mark.parametrize("value", ["1e309", "nan", "10.5", "9", "x"])
def test_a_slider_takes_what_lies_on_its_steps(open_lesson: Open, value: str) -> None:
    app = open_lesson("activations", act_width=value)
    assert app.slider(key="act-width").value == 64
    assert "steps of 8" in sentences(app)[0]


def test_an_option_that_is_not_offered_is_named_with_those_that_are(open_lesson: Open) -> None:
    app = open_lesson("effective-receptive-field", erf_k="4", erf_networks="many")
    assert app.selectbox(key="erf-k").value == 3
    assert sentences(app)[0] == "The link’s “Kernel k” was 4; it has to be one of 3, 5, 7: 3 is used."
    assert "one of 20, 5, 1: 20 is used." in sentences(app)[1]


def test_a_switch_is_true_or_false(open_lesson: Open) -> None:
    app = open_lesson("alexnet", alex_lrn="maybe", alex_drop="true")
    assert app.toggle(key="alex-lrn").value is True
    assert app.toggle(key="alex-drop").value is True
    (said,) = sentences(app)
    assert said == "The link’s “local response normalisation” was maybe; it has to be true or false: true is used."


def test_what_the_link_says_is_never_markdown(open_lesson: Open) -> None:
    said = sentences(open_lesson("pooling-shifts", shift_k="![x](http://example.org)"))[0]
    assert "![x]" not in said
    assert "\\[x\\]" in said


PINS = [
    ("one-value", "one_cell", "3,4", "3;4"),
    ("filter-bank", "bank_wall_map", "1", "last"),
    ("connections", "connections_unit", "0,4", "0,4,4"),
    ("receptive-field", "rf_unit", "3,4,5", "1e9,0,0"),
    ("learn-kernel", "learn_at", "30,0,2", "30,0"),
    ("one-dimensional", "one_at", "2.5", "nan"),
    ("dimensions", "dims_voxel", "20,30,10", "-1,0,0"),
    ("trace-number", "trace_at", "conv1:0,3,4", "conv1"),
    ("targets", "targets_at", "0", "1"),
    ("targets", "targets_said", "0.9,0.5,0.5,0.4,0.4,0.3,0.3,0.3", "0.9,0.5,0.5,0.4,0.4,0.3,0.3,1"),
    ("anchors", "anchors_at", "0", "9"),
    ("iou", "iou_boxes", "2,3,7,8,5,1.5,12,6", "4,0,2,2,0,0,1,1"),
    ("average-precision", "ap_at", "0.3,0.75", "0.3,0.77"),
    ("suppression", "nms_boxes", "2,3,7,8,0.9,0", "2,3,7,8,0.9,9"),
]


@pytest.mark.parametrize(("slug", "name", "good", "bad"), PINS)
def test_what_a_link_has_pinned_is_named_once_if_it_cannot_be(
    open_lesson: Open, slug: str, name: str, good: str, bad: str
) -> None:
    # where a voxel can be pinned, and boxes be drawn; no other lesson reads these
    lab = {"dims_input": "CT (3-D)", "nms_input": "hand"}
    assert not sentences(open_lesson(slug, **lab, **{name: good}))
    app = open_lesson(slug, **lab, **{name: bad})
    (said,) = sentences(app)
    assert f"was {markdown(bad)}; it has to be" in said
    assert markdown(f"such as {good}") in said or name == "bank_wall_map"
    assert said.endswith(" is used.")
    assert not sentences(healthy(app.run()))


def test_runs_that_a_link_names_and_nobody_keeps_are_named_once(open_lesson: Open) -> None:
    (said,) = sentences(open_lesson("lenet", lenet_runs="aaaaaaaaaa,x"))
    assert "addresses of runs that are still kept" in said


def test_a_lecturer_opens_a_page_with_projector_1() -> None:
    app = tester()
    app.query_params["projector"] = "1"
    healthy(app.run())
    assert app.toggle(key="projector").value is True
    assert not sentences(app)


def ones(side: int) -> str:
    return "; ".join([" ".join(["1"] * side)] * side)


def test_kernels_whose_composition_is_too_large_are_told_so(open_lesson: Open) -> None:
    app = open_lesson("kernels", kernels_way="One after the other", kernel=ones(9), kernel_b=ones(8))
    assert any("16 × 16" in info.value for info in app.info)


@pytest.mark.parametrize("query", [("one-by-one", "mix"), ("whole-layer", "layer_bias_4"), ("kernels", "kernel")])
def test_numbers_whose_products_overflow_are_refused(open_lesson: Open, query: tuple[str, str]) -> None:
    app = open_lesson(query[0], **{query[1]: "3e38 3e38 3e38 3e38"})
    assert any("too large for a picture" in error.value for error in app.error)


def test_local_response_needs_an_odd_number_of_channels_whether_it_is_shown_or_not(open_lesson: Open) -> None:
    for shown in ("true", "false"):
        app = open_lesson("alexnet", alex_n="2", alex_lrn=shown)
        assert any("use 1 or 3" in error.value for error in app.error)


def test_a_network_with_too_many_channels_is_refused(open_lesson: Open) -> None:
    open_lesson("layer-stack", stack="3x224x224-dw3m99999-dw3m99999")


def test_a_field_that_the_answer_before_has_replaced_may_still_arrive() -> None:
    session = Session(hash_of("chapter_3/layer_stack.py"))
    assert not session.run()
    height = next(widget for widget in session.widgets() if widget.endswith("stack-in-1-height"))
    text = next(widget for widget in session.widgets() if widget.endswith("-stack"))
    assert not session.run(states=[WidgetState(id=text, string_value="1x9-c4k3")])
    assert not session.run(states=[WidgetState(id=height, double_value=17)])


def test_a_whole_number_is_taken_as_a_browser_sends_it() -> None:
    session = Session(hash_of("chapter_3/output_size.py"))
    assert not session.run()
    size = next(widget for widget in session.widgets() if widget.endswith("-n"))
    assert not session.run(states=[WidgetState(id=size, int_value=32)])
    assert session.state["n"] == 32


@pytest.mark.parametrize(
    "value", ['{"pin":"x"}', "null", '{"pin":[1]}', '{"pin":[1e400,1]}', '{"pin":[-1,0]}', "[1,2]"]
)
def test_what_no_explorer_sends_counts_as_nothing(value: str) -> None:
    session = Session(hash_of("chapter_2/one_value.py"))
    assert not session.run()
    (explorer,) = (
        widget for widget, known in session.widgets().items() if "pin" in (known.callbacks or {}) and "__" not in widget
    )
    assert not session.run(states=[WidgetState(id=explorer, json_value='{"pin":[0,1]}')])
    pinned = {name: text for name, text in session.app.query_params.items() if name.endswith("-cell")}
    assert [*pinned.values()] == ["0,1"]
    assert not session.run(states=[WidgetState(id=explorer, json_value=value)])
    assert not [name for name in session.app.query_params if name.endswith("-cell")]


@pytest.mark.parametrize(
    "sent", [{"string_value": "x"}, {"double_value": float("nan")}, {"bool_value": True}, {"json_value": "{}"}]
)
def test_what_no_browser_sends_counts_as_not_sent(sent: dict) -> None:
    session = Session(hash_of("chapter_3/pooling_shifts.py"))
    assert not session.run()
    field = next(widget for widget in session.widgets() if widget.endswith("shift-k"))
    assert not session.run(states=[WidgetState(id=field, double_value=5)])
    assert not session.run(states=[WidgetState(id=field, **sent)])
    assert session.app.number_input(key="shift-k").value in (2, 5)
