"""The live view of a run: a browser component that reads the run by itself, so that the page never reruns for it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz.drawing import colour
from cnnviz.training import pace, recipe
from cnnviz.ui.frame import browser, shell
from cnnviz.ui.runs import rights, run_words
from cnnviz.ui.views import scenes as views_scenes

if TYPE_CHECKING:
    from cnnviz.training import Run

_view = browser.component("run", "views/run/run.js", "views/run/run.css", run_words.WORDS | views_scenes.WORDS)


def show(
    run: "Run",
    *,
    key: str,
    on_branch: "Callable[[Run], None]",
    on_pace: "Callable[[str], None] | None" = None,
    begun: bool = False,
    owner: str | None = None,
    scenes: "Mapping[str, Any] | None" = None,
) -> None:
    """State, controls, curves, filters, maps, histograms and mistakes of a run, while it trains and afterwards.

    on_branch is called with the new run when somebody rewinds to an earlier step, before the page runs again; it
    should make the page open that run. on_pace is called with the pace that was chosen for it.
    begun: whether it was started a moment ago, so that the view comes into sight.
    owner: whose the new run is; by default whose this one is.
    scenes: how what is found in scenes is shown, see `views.scenes`, where the run is one that finds objects.
    Who only looks sees no controls of the run, but may rewind: that makes a run of their own.
    """
    problem = f"{key}-problem"

    def rewound() -> None:
        step = browser.sent(key, "rewind", browser.whole_number)
        if step is None:
            return
        try:
            branch = run.rewind(step, owner=owner)
        except ValueError as error:
            st.session_state[problem] = str(error)
        else:
            on_branch(branch)

    def paced() -> None:
        chosen = browser.sent(key, "pace", pace.check)
        if chosen and on_pace:
            on_pace(chosen)

    try:
        name, task = run.name, run.recipe.task
    except ValueError as error:
        shell.problem(error)
        return
    if sentence := st.session_state.pop(problem, None):
        shell.problem(ValueError(sentence))
    header = {
        "run": run.id,
        "name": name,
        "base": f"{browser.base()}/runs/{run.id}",
        "header": rights.HEADER,
        "token": rights.token(run.folder, run.owner),
        "accent": colour.ACCENT,
        "begun": begun,
        "task": task,
        "terms": recipe.TERMS[task],
        "scenes": scenes or {},
        "rates": {"limits": recipe.limits("learning_rate"), "wanted": recipe.wanted("learning_rate")},
    }
    tables = {"diverging": colour.DIVERGING, "sequential": colour.SEQUENTIAL}
    _view(key=key, data=browser.pack(header, tables), on_rewind_change=rewound, on_pace_change=paced)
