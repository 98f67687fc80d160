"""No link and no control makes the server work without bound: a sentence instead, and work that nobody wants ends."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]


def test_a_computation_ends_when_its_own_control_is_moved() -> None:
    def script() -> None:
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx
        from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
        from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

        from cnnviz import limits
        from cnnviz.ui import unwanted

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
        from cnnviz.ui import unwanted

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
    app = open_lesson("output-size", n=huge, k="1", s=huge, p="0")
    assert any("and 999,999,988 more" in element.value for element in app.markdown)
    open_lesson("output-size", n=huge, k="1", s=huge, p="0", layer="transposed convolution")
    one = open_lesson("output-size", n="1", k="999999999", s="1", p="499999999", layer="transposed convolution")
    assert any(metric.value == "1 × 1" for metric in one.metric)
    assert any("the windows are drawn here" in caption.value for caption in one.caption)


def test_a_typed_stack_with_a_large_kernel_is_measured_axis_by_axis(open_lesson: Open) -> None:
    own = {"rf_network": "own stack"}
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
