"""Starting a run, and the run that the address names: opened again after a refresh, or from another browser."""

import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz import data
from cnnviz.networks import small
from cnnviz.networks.stack.summary import Summary, summarize
from cnnviz.training.recipe import Recipe, difference, title
from cnnviz.ui.controls import echo
from cnnviz.ui.frame import control, language, lesson, shell, stage, visitors
from cnnviz.ui.runs import before, datasets, recipe_form, rights, run_view
from cnnviz.words import joined, say

if TYPE_CHECKING:
    from cnnviz.data import Dataset
    from cnnviz.training import Run

ADDRESS = "run"  # the query parameter
PAGES = {
    "classification": "chapter_5/train.py",
    "detection": "chapter_6/yolo.py",
    "segmentation": "chapter_6/segmentation.py",
}
"""Where a run is shown, by what it learns."""
BEGUN = "run-begun"  # the run that was started here last
FAST, HALL = "as fast as it can", "so a hall can watch"


def network(recipe: Recipe, dataset: "Dataset") -> Summary | None:
    """What the recipe's network is made of, in a row of numbers; None where a sentence says what is wrong."""
    channels, height, width = dataset.shape
    size = small.input_size(recipe, (height, width))
    try:
        built = small.stack(recipe, channels, size, len(dataset.classes))
    except ValueError as error:
        shell.problem(error)
        return None
    summary = summarize(built, fields=False)
    if size != (height, width):
        lesson.note(
            say(
                "The pictures have {height} × {width} pixels and this network reads {rows} × {columns}: each is "
                "scaled to that first, which adds pixels between its own and no detail."
                if size[0] >= height else
                "The pictures have {height} × {width} pixels and this network reads {rows} × {columns}: each is "
                "scaled to that first, and loses detail.",
                height=height, width=width, rows=size[0], columns=size[1],
            )
        )  # fmt: skip
    learning = sum(row.parameters > 0 for row in summary.rows)
    with lesson.results():
        st.metric("Input", f"{channels} × {size[0]} × {size[1]}", help="Pictures are scaled to this size.")
        st.metric("Layers with weights", learning)
        st.metric("Parameters", f"{summary.total('parameters'):,}")
        st.metric("Multiply-adds for a picture", f"{summary.total('multiply_adds'):,}")
        st.page_link(
            "chapter_3/layer_stack.py",
            label="Layer by layer",
            icon=":material/layers:",
            query_params={"stack": small.text(recipe, channels, size, len(dataset.classes))},
        )
    return summary


def trained(recipe: Recipe | None, dataset: "Dataset | None", key: str) -> "tuple[Run | None, Recipe | None]":
    """Network, Start button and the run of the address, with its view; the recipe that the rest of the page is about.

    That is the run's, or that of the controls while none is open; None where its network cannot be trained.
    """
    fits = recipe and dataset and network(recipe, dataset)
    start_button(recipe if fits else None, key)
    run = opened(key)
    if run is None:
        if recipe and dataset and fits:
            before.show({"": recipe}, dataset, f"{key}-before")
        return None, recipe if fits else None
    show(run, recipe, key)
    return run, run.recipe if _can_be_built(run.recipe) else None


def _can_be_built(recipe: Recipe) -> bool:
    """Whether the recipe's network fits its data, which a damaged one may not; a sentence says why."""
    if recipe.dataset in data.CATALOGUE and not data.available(recipe.dataset):
        return True
    try:
        dataset = datasets.load(recipe.dataset)
    except ValueError:  # the page says that the data are missing
        return True
    try:
        channels, *shape = dataset.shape
        small.stack(recipe, channels, small.input_size(recipe, (shape[0], shape[1])), len(dataset.classes))
        return True
    except ValueError as error:
        shell.problem(error)
        return False


def warm_up() -> None:
    """Start the training processes, so that they are ready when somebody presses Start."""
    from cnnviz.training.runs import pool

    try:
        pool.pool()
    except OSError as error:
        shell.problem(
            ValueError(
                say("Runs cannot be kept on this server ({reason}): tell whoever runs it.", reason=error.strerror)
            )
        )


def start_button(recipe: Recipe | None, key: str) -> None:
    """Start a run of the recipe, which is from then on the one of the address."""
    from cnnviz.training import start

    refused, row = None, lesson.start()
    with row:
        pressed = shell.button(
            "Start", type="primary", icon=":material/play_arrow:", key=f"{key}-start", disabled=recipe is None
        )
        pace = _pace(key)
        if pressed and recipe:
            try:
                _open(start(recipe, owner=visitors.starter(), pace=pace))
            except ValueError as error:
                refused = error
    with lesson.row() if stage.strip() else row:
        shell.copy_link(soon="views/run/run.js")
        st.page_link("my_runs.py", label="My runs", icon=":material/list:")
    if refused:
        shell.problem(refused)


def _pace(key: str) -> str:
    """The control of the pace, on a projector at first that for a hall; the run that is open follows."""

    def changed() -> None:
        from cnnviz.training import open_run

        with contextlib.suppress(ValueError):  # the page says what is wrong with the run
            run = open_run(echo.asked(ADDRESS))
            if rights.may_change(run.folder, run.owner):
                run.set_pace(st.session_state[f"{key}-pace"], patience=0)

    picked: str = control.selectbox(
        "Pace",
        {"hall": HALL, "fast": FAST} if stage.projector() else {"fast": FAST, "hall": HALL},
        key=f"{key}-pace",
        bind="query-params",
        on_change=changed,
        width=shell.px(210),
        help="How long a run takes: its numbers stay the same. Before a hall it takes about 45 seconds.",
    )
    return picked


def opened(key: str, task: str = "classification") -> "Run | None":
    """The run of the address; None where there is none, or a sentence says what happened to it.

    task: what this page shows: a run that learns something else is opened on its own page.
    """
    from cnnviz.training import open_run

    identity = echo.asked(ADDRESS)
    if not identity:
        return None
    try:
        run = open_run(identity)
        its = run.recipe.task  # raises if it is damaged
        if its == task:
            return run
        st.info("This run has learnt something else: its own lesson shows it.")
        st.page_link(PAGES[its], label="Open it there", icon=":material/open_in_new:", query_params={ADDRESS: run.id})
        return None
    except ValueError as error:
        shell.problem(error)
        st.button("Close it", key=f"{key}-close", on_click=_close)
        return None


def _open(run: "Run") -> None:
    echo.put(ADDRESS, run.id)
    echo.put(rights.ADDRESS, "")
    st.session_state[BEGUN] = run.id


def _close() -> None:
    echo.put(ADDRESS, "")
    echo.put(rights.ADDRESS, "")


def show(
    run: "Run",
    recipe: Recipe | None,
    key: str,
    *,
    fill: Callable[[str, Recipe], None] = recipe_form.fill,
    scenes: Mapping[str, Any] | None = None,
) -> None:
    """The run: what it is, how it goes, and how its settings differ from those of the form.

    fill: sets the controls to a recipe; scenes: as in `run_view.show`.
    """
    with lesson.row():
        st.markdown(say("#### {name}", name=shell.told(run.name)))
        with st.popover("This run", icon=":material/more_horiz:"):
            if rights.may_change(run.folder, run.owner):
                rename(run, key)
                rights.lending(run.folder, run.owner, {ADDRESS: run.id}, key)
                if datasets.can_be_shown(run):
                    rights.showing(run.folder, run.owner, key)
            st.button(
                "Set the controls to its settings",
                key=f"{key}-take",
                on_click=fill,
                args=(key, run.recipe),
                icon=":material/tune:",
            )
            if run.recipe.task == "classification":
                st.page_link(
                    "chapter_4/open_network.py", label="Look inside", icon=":material/search:",
                    query_params={"open-run": run.id},
                )  # fmt: skip
                st.page_link(
                    "chapter_4/trace_number.py", label="Trace one of its numbers", icon=":material/account_tree:",
                    query_params={"trace-run": run.id},
                )  # fmt: skip
            st.button("Close it", key=f"{key}-close", on_click=_close, icon=":material/close:")
    changed = difference(run.recipe, recipe) if recipe else {}
    if changed:
        lesson.note(
            say(
                "The controls above differ from this run: {settings}. Press Start to train with them.",
                settings=named(changed),
            )
        )

    begun = st.session_state.get(BEGUN) == run.id

    def paced(pace: str) -> None:
        st.session_state[f"{key}-pace"] = pace

    run_view.show(
        run, key=f"{key}-view", on_branch=_open, on_pace=paced, begun=begun, owner=visitors.starter(), scenes=scenes
    )


def ask(run: "Run", key: str) -> None:
    """Ask the network, take it home; the rest of the page follows as soon as the run has begun."""
    from cnnviz.ui.runs import ask

    waiting = run.state in ("queued", "running") and not run.snapshots()

    @st.fragment(run_every=0.5 if waiting else None)
    def panel() -> None:
        if waiting and run.snapshots():
            st.rerun()
        ask.panel(run, key=f"{key}-ask", on_branch=_open, owner=visitors.starter())

    panel()


def named(changed: "dict[str, tuple[object, object]]") -> str:
    """The settings in which two recipes differ, as a sentence tells them."""

    def word(value: object) -> str:
        text = title(value) if isinstance(value, str) else f"{value}"
        return shell.plain(text if len(text) <= 40 else text[:39] + "…")

    return joined(
        [
            say("{setting} {old} → {new}", setting=title(name), old=word(old), new=word(new))
            for name, (old, new) in changed.items()
        ]
    )


def rename(run: "Run", key: str) -> None:
    """A field for the run's name, for whoever may change it."""
    field, refused = f"{key}-name-typed-{run.id}", f"{key}-name-refused-{run.id}"

    def renamed() -> None:
        try:
            if not rights.may_change(run.folder, run.owner):
                raise ValueError("The link to steer this run was taken back: ask for another one.")
            run.rename(st.session_state[field])
        except ValueError as error:
            st.session_state[refused] = str(error)

    control.text_input("Name", language.shown(run.name), key=field, on_change=renamed, autocomplete="off", max_chars=80)
    if sentence := st.session_state.pop(refused, ""):
        shell.problem(ValueError(sentence))
