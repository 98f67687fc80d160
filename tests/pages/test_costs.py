"""No link and no control makes the server work without bound: a sentence instead, and work that nobody wants ends."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import SLUGS, healthy

Open = Callable[..., AppTest]
MOST = 1_000  # megabytes that one click may take while it works; training runs in processes of its own


@contextmanager
def little_memory(most: int = MOST) -> Iterator[None]:
    """What runs inside takes at most so many megabytes more than there were, at its peak."""
    if sys.platform != "linux":
        yield
        return
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _peak()
    yield
    assert _peak() - before < most


def _peak() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


@pytest.mark.parametrize("slug", SLUGS)
def test_the_largest_settings_of_every_lesson_have_a_bounded_cost(open_lesson: Open, slug: str) -> None:
    app = open_lesson(slug)
    for field in [*app.number_input, *app.slider]:
        field.set_value(10**9 if field.max is None else field.max)
    with little_memory():
        healthy(app.run())


def test_a_computation_ends_when_its_own_control_is_moved() -> None:
    def script() -> None:
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx
        from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
        from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

        from cnnviz import limits
        from cnnviz.ui.frame import unwanted

        limits.at_checkpoints(unwanted.end)
        state, context = st.session_state, get_script_run_ctx()
        requests = context.script_requests if context else None
        assert context and requests

        @st.fragment
        def laboratory() -> None:
            state["runs"] = state.get("runs", 0) + 1
            if state["runs"] == 1:
                limits.checkpoint()  # nothing has happened
                for fragment in ("another", ThreadState.get().fragment_id):
                    request = RerunData(fragment_id=fragment, page_script_hash=context.page_script_hash)
                    requests.request_rerun(request)
                    state["last"] = fragment
                    limits.checkpoint()
                state["last"] = "went on"
            st.write("laboratory")

        laboratory()
        st.write("the rest of the page")

    app = AppTest.from_function(script).run()
    assert app.session_state["runs"] == 2
    assert app.session_state["last"] not in ("another", "went on")
    assert [element.value for element in app.markdown] == ["laboratory", "the rest of the page"]


def test_a_computation_ends_when_its_tab_is_gone() -> None:
    def script() -> None:
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        from cnnviz import limits
        from cnnviz.ui.frame import unwanted

        limits.at_checkpoints(unwanted.end)
        context = get_script_run_ctx()
        assert context and context.script_requests
        st.write("before")
        context.script_requests.request_stop()
        limits.checkpoint()
        print("went on")

    app = AppTest.from_function(script).run()
    assert [element.value for element in app.markdown] == ["before"]


def test_reverse_questions_with_a_thousand_million_answers(open_lesson: Open) -> None:
    huge = str(10**9)
    with little_memory():
        app = open_lesson("output-size", n=huge, k="1", s=huge, p="0")
    assert any("and 999,999,988 more" in element.value for element in app.markdown)
    open_lesson("output-size", n=huge, k="1", s=huge, p="0", layer="transposed convolution")
    one = open_lesson("output-size", n="1", k="999999999", s="1", p="499999999", layer="transposed convolution")
    assert any(metric.value == "1 × 1" for metric in one.metric)
    assert any("the windows are drawn here" in caption.value for caption in one.caption)


def test_a_typed_stack_with_a_large_kernel_is_measured_axis_by_axis(open_lesson: Open) -> None:
    own = {"rf_network": "own stack"}
    with little_memory():
        app = open_lesson("receptive-field", **own, rf_stack="199 1 99")
    assert any("**149 × 199** pixels" in element.value for element in app.success)
    for stack, wrong in (
        ("3 1 1; 9999 1 5100", "Layer 2 makes 1,495,110,474 products at once"),
        ("; ".join(["2 999 999"] * 6), "Layer 4 reaches"),
        ("3" * 9_000, "The text of these layers has 9,000 characters"),
    ):
        app = open_lesson("receptive-field", **own, rf_stack=stack)
        assert any(wrong in error.value and "lower" in error.value for error in app.error), [e.value for e in app.error]


def test_a_text_of_ten_thousand_digits_is_not_read(open_lesson: Open) -> None:
    app = open_lesson("kernels", kernel="1" * 10_000)
    assert any("The text has 10,000 characters" in error.value for error in app.error)
    app = open_lesson("kernels", kernel=f"1 {'1' * 7_900}x")
    assert any("is not a number" in error.value for error in app.error)


def test_thirty_of_the_largest_transposed_layers_get_a_sentence(open_lesson: Open) -> None:
    app = open_lesson("layer-stack", stack="-".join(["1x28", *["t1k99999s16"] * 30]))
    assert any("Layer 4 does not fit" in error.value and "smaller stride" in error.value for error in app.error)


def test_the_effective_field_of_thirty_layers_takes_little_memory(open_lesson: Open) -> None:
    deep = {"erf_n": "30", "erf_a": "tanh"}
    open_lesson("effective-receptive-field")  # what every visit needs is there
    with little_memory(110):  # all 20 networks at once would take 140
        app = open_lesson("effective-receptive-field", **deep, erf_k="3", erf_c="16")
    assert not app.error
    app = open_lesson("effective-receptive-field", **deep, erf_k="7", erf_c="16")
    assert any("multiply-adds" in error.value and "lower the number of networks" in error.value for error in app.error)
