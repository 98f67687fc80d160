"""The frame of a lesson: question, idea, lab, in your numbers, experiments, check yourself, PyTorch, sources."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.lessons import course
from cnnviz.ui.frame import control, idea, questions, shell, stage
from cnnviz.ui.frame import experiments as predict
from cnnviz.words import joined, say


def begin(slug: str) -> None:
    """Title, question and idea of the lesson with this address; on a projector the lecturer says the idea."""
    lesson = course.BY_SLUG[slug]
    with step("question"):
        st.title(say("{number} {title}", number=lesson.number, title=lesson.title), anchor=False)
        with st.container(key="question"):
            st.markdown(say("**{question}**", question=lesson.question))
        if not stage.is_set():
            idea.show(lesson.stem)


@contextmanager
def step(name: str, title: str = "", *, screen: bool = False) -> Iterator[None]:
    """One step of the lesson; in projector mode the arrow keys walk from step to step.

    screen: the lab is one screen on a wide window, too, with its controls in a strip beside the figure.
    """
    with st.container(key=f"step-{name}"):
        if name == "lab" and (screen or stage.is_set()):
            with stage.opened(title, name):
                yield
            return
        if title:
            st.subheader(title, anchor=name)
        yield


def controls() -> DeltaGenerator:
    """The row of controls above the picture; on a stage in the strip."""
    return (stage.rows() or st).container(horizontal=True, vertical_alignment="bottom")


def beside() -> tuple[DeltaGenerator, DeltaGenerator]:
    """A narrow column of controls and a wide one for the picture; on a phone the controls come first."""
    if strip := stage.strip():
        return strip.container(key="tools"), st.container()
    left, right = st.columns([1, 3.6], gap="medium")
    return left, right


def start() -> DeltaGenerator:
    """What a lab begins with, side by side where it is drawn; on a stage at the head of the strip."""
    if strip := stage.strip():
        return strip.container(horizontal=True, key="tools")
    return st.container(horizontal=True, vertical_alignment="bottom")


def row() -> DeltaGenerator:
    """What can be done with a figure, side by side below it; on a stage in the strip."""
    return (stage.margin() or st).container(horizontal=True, vertical_alignment="center")


def results() -> DeltaGenerator:
    """Numbers that a lab comes to, in a framed row; on a stage in the strip."""
    return (stage.margin() or st).container(horizontal=True, border=True)


def exact() -> AbstractContextManager[object]:
    """The table behind a figure, below it; on a stage folded away in the strip."""
    margin = stage.margin()
    return margin.popover("The exact numbers", icon=":material/table_rows:") if margin else nullcontext()


def folded(label: str) -> AbstractContextManager[object]:
    """What a figure is prepared with, above it; on a stage behind a button in the strip."""
    strip = stage.strip()
    return strip.popover(label) if strip else nullcontext()


def scenes(*names: str, beside: Sequence[float] = ()) -> Sequence[DeltaGenerator]:
    """Places for figures of one lab, below each other, or beside each other in columns of these widths; on a stage each
    has it to itself, and the keys walk them."""
    if stage.strip():
        return st.tabs(names)
    return st.columns(beside, gap="medium") if beside else [st.container() for _ in names]


def tools() -> AbstractContextManager[object]:
    """Controls that need more than a row, where they stand; on a stage in the strip."""
    return stage.aside()


def note(text: str) -> None:
    """A caption of the figure; on a stage in the strip."""
    with stage.aside():
        st.caption(text)


def choice(label: str, options: Sequence[str] | Mapping[str, str], key: str, help: str | None = None) -> str:
    """The id of one of a few options, all in sight; the first is the default. It stands in the address under `key`.

    options: from ids to what is shown; a sequence where both are the same, as for terms of the field.
    """
    first = next(iter(options))
    picked = control.segmented_control(
        label, options, default=first, key=key, bind="query-params", required=True, help=help
    )
    return picked or first


def opening(prefix: str, **values: object) -> None:
    """What the controls of a lab open with where the address says nothing about it.

    They then stand in the address, and are no defaults: a link that says less, as older ones do, means what it meant.
    """
    keys = {f"{prefix}-{name}": value for name, value in values.items()}
    said = any(name == "picture" or name.startswith(f"{prefix}-") for name in st.query_params)
    if not said and not any(key in st.session_state for key in keys):
        for key, value in keys.items():
            st.session_state[key] = value
            st.query_params[key] = str(value)


def numbers(lines: Sequence[str], *, agrees: bool | None = None, beside: str = "") -> None:
    """The formula in LaTeX, line by line, and beside it what PyTorch gives, with a tick when they agree."""
    with step("numbers", "In your numbers"):
        left, right = st.columns([3, 2], vertical_alignment="center")
        with left, st.container(key="numbers"):
            for line in lines:
                st.latex(line)
        if agrees is not None:
            (right.success if agrees else right.error)(
                beside, icon=":material/check_circle:" if agrees else ":material/cancel:"
            )


def experiments(slug: str, /, *, about: str = "", **values: object) -> None:
    """The lesson's experiments: the student predicts, then the student's own settings are measured.

    values: what their measures and sentences may ask for by name; about: what else their sentences depend on.
    """
    with step("experiments", "Experiments"):
        predict.show(slug, about, values)


@st.fragment
def check_yourself(slug: str, view: str = "") -> None:
    """Questions with fresh numbers, checked at once, with the worked solution; easy ones come first.

    view: what the page shows now: questions on it come before the others.
    """
    from cnnviz.lessons import exercises

    with step("check", "Check yourself"):
        order = exercises.kinds(slug, view)
        asked = questions.linked()
        if asked is None or asked.slug != slug:
            asked = exercises.Named(slug, order[0], questions.FIRST_SEED)
        st.caption(
            say(
                "Kind {place} of {all}, {level}",
                place=order.index(asked.kind) + 1, all=len(order), level=exercises.LEVELS[exercises.level(asked)],
            )
        )  # fmt: skip
        verdict = questions.ask(asked, another=lambda: questions.put(questions.following(asked, order)))
        if verdict and verdict.correct:
            shell.answered(slug, f"{asked.kind}.{asked.seed}")
        st.page_link(
            "practice.py", label="Practise this lesson, and keep score", query_params={"practice-lessons": slug}
        )


def same_in_pytorch(script: str, name: str) -> None:
    """A script for the current settings that runs as it is."""
    with step("pytorch", "The same in PyTorch"):
        st.code(script, language="python")
        st.download_button(
            "Download the script",
            script,
            file_name=f"{name}.py",
            mime="text/x-python",
            on_click="ignore",
            icon=":material/code:",
            key=f"{name}-script",
        )


def end(slug: str, sources: Sequence[str]) -> None:
    """Sources, and the way to the neighbouring lessons."""
    with step("sources", "Sources"):
        st.markdown(joined([say("- {source}", source=source) for source in sources], "\n"))
    before, after = course.neighbours(slug)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        for lesson, way in ((before, "back"), (after, "forward")):
            with st.container(key="next-lesson" if way == "forward" else "last-lesson", width="content"):
                if lesson:
                    st.page_link(
                        lesson.file,
                        label=say("{number} {title}", number=lesson.number, title=lesson.title),
                        icon=f":material/arrow_{way}:",
                    )
                else:
                    st.page_link("home.py", label="All lessons", icon=":material/home:")
