"""A comparison on the screen: started, stopped, opened again by its address, and looked at while it trains."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.ui.controls import echo
from cnnviz.ui.frame import lesson, shell, visitors
from cnnviz.ui.runs import rights
from cnnviz.words import say

if TYPE_CHECKING:
    from cnnviz.training.comparison.comparison import Comparison, Plan

EVERY = 1.0  # seconds between two looks while something trains
ADDRESS = "comparison"


def opened(*, setting: str = "", values: int = 0) -> "Comparison | None":
    """The comparison of the address; None if there is none, after a sentence if it cannot be opened here.

    setting, values: what this page compares, and how many recipes.
    """
    from cnnviz.training.comparison.comparison import open_comparison

    asked = echo.asked(ADDRESS)
    if not asked:
        return None
    try:
        found = open_comparison(asked)
    except ValueError as error:
        shell.problem(error)
        return None
    if (setting and found.plan.setting != setting) or (values and len(found.plan.values) != values):
        shell.problem(ValueError("This comparison belongs to another lesson: open it there, or press Start here."))
        return None
    return found


def buttons(plan: "Plan | None", shown: "Comparison | None", *, key: str) -> None:
    """Start the plan; stop what trains, or go on with it."""
    from cnnviz.training.comparison import comparison

    refused = f"{key}-refused"

    def change(act: "Callable[[Comparison], object]") -> None:
        if shown and rights.may_change(shown.folder, shown.owner):
            try:
                act(shown)
            except ValueError as error:
                st.session_state[refused] = str(error)

    new = plan is not None and (shown is None or shown.plan != plan)
    label = "Start" if new or shown is None else "Start again"
    pressed = shell.button(
        label, key=f"{key}-start", type="primary" if new else "secondary", disabled=plan is None,
        icon=":material/play_arrow:",
    )  # fmt: skip
    problem = None
    if pressed and plan:
        try:
            echo.put(ADDRESS, comparison.start(plan, owner=visitors.starter()).id)
            echo.put(rights.ADDRESS, "")
        except ValueError as error:
            problem = error
        else:
            st.rerun()
    mine = shown is not None and rights.may_change(shown.folder, shown.owner)
    if mine and shown and shown.is_live():
        st.button("Stop", key=f"{key}-stop", on_click=change, args=(comparison.Comparison.stop,),
                  icon=":material/stop:")  # fmt: skip
    elif mine and shown and set(shown.states().values()) != {"finished"}:
        st.button("Go on", key=f"{key}-go-on", on_click=change, args=(comparison.Comparison.go_on,),
                  icon=":material/resume:")  # fmt: skip
    shell.copy_link()
    if shown and rights.is_owner(shown.owner):
        with st.popover("Others", icon=":material/group:"):
            rights.lending(shown.folder, shown.owner, {ADDRESS: shown.id}, key)
    if shown and not mine:
        lesson.note("Somebody else started this comparison: you can look at it, and start one of your own.")
    if sentence := st.session_state.pop(refused, ""):
        problem = ValueError(sentence)
    if problem:
        shell.problem(problem)


def live(shown: "Comparison", draw: Callable[["Comparison"], None]) -> None:
    """Draw a comparison, again every second while it trains, and the whole page once it is done.

    Its next runs begin while somebody looks who may change it.
    """
    running, mine = shown.is_live(), rights.may_change(shown.folder, shown.owner)

    @st.fragment(run_every=EVERY if running else None)
    def look() -> None:
        sentence = shown.advance() if mine else ""
        _status(shown, sentence)
        draw(shown)
        if running and not shown.is_live():
            st.rerun()

    look()


def _status(shown: "Comparison", sentence: str) -> None:
    import numpy as np

    from cnnviz.training.comparison import results

    count = Counter(shown.states().values())
    total = len(shown.plan.cells)
    done = np.isfinite(results.by_epoch(shown)["val_accuracy"])
    parts = [
        say("{count} of {total} runs done", count=count["finished"], total=total),
        say("{count} training", count=count["running"]) if count["running"] else "",
        say("{count} in the queue", count=count["queued"]) if count["queued"] else "",
        say("{count} stopped", count=count["stopped"] + count["paused"]) if count["stopped"] + count["paused"] else "",
        say("{count} deleted", count=count["lost"]) if count["lost"] else "",
    ]
    if count["finished"] < total:
        st.progress(float(done.mean()), text=", ".join(filter(None, parts)))
    if count["failed"]:
        reasons = " ".join(shell.told(reason) for reason in shown.failures())
        st.warning(
            say(
                "{count} of {total} runs failed and are left out. {reasons}",
                count=count["failed"], total=total, reasons=reasons,
            )
        )  # fmt: skip
    if sentence and not (count["queued"] or count["running"]):
        st.info(shell.plain(sentence))
