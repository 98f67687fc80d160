"""Small networks trained beside a lesson: one button for several recipes, their progress, and what came of them."""

from collections.abc import Mapping

import streamlit as st

from cnnviz.training import Recipe, Run, open_run, start
from cnnviz.training.runs.metrics import Row, epoch_losses
from cnnviz.training.runs.run import DONE
from cnnviz.ui.controls import echo
from cnnviz.ui.frame import control, lesson, shell, visitors
from cnnviz.ui.views import stills
from cnnviz.words import joined, say

Rows = list[Row]


def train(recipes: Mapping[str, Recipe], *, key: str, label: str) -> dict[str, Rows]:
    """The button, then the loss of each epoch while they train; returns the metrics of all runs once all are done.

    The runs stand in the address, so that the link brings them back. Runs of other settings are left out.
    """
    runs = known(recipes, key)
    with lesson.row():
        busy = any(run.state not in DONE for run in runs.values())
        refused = None
        if shell.button(label, key=f"{key}-train", icon=":material/play_arrow:", disabled=busy):
            try:
                runs = {name: start(recipe, visitors.starter()) for name, recipe in recipes.items()}
            except ValueError as error:
                refused = error
            echo.put(f"{key}-runs", ",".join(run.id for run in runs.values()))
        shell.copy_link()
    if refused:
        shell.problem(refused)
    if not runs:
        return {}
    watch = st.fragment(_watch, run_every=1.0 if _unfinished(runs) else None)
    watch(runs, key)
    return {} if _unfinished(runs) else {name: run.metrics() for name, run in runs.items()}


def known(recipes: Mapping[str, Recipe], key: str) -> dict[str, Run]:
    """The runs that the address names, if they are of just these recipes."""
    echo.asked(f"{key}-runs")
    says = "the addresses of runs that are still kept, with commas between them"
    found = control.from_link(f"{key}-runs", "runs", _read, says, "none") or []
    if [recipe for recipe, _ in found] != list(recipes.values()):
        return {}
    return {name: run for name, (_, run) in zip(recipes, found, strict=True)}


def _read(text: str) -> list[tuple[Recipe, Run]]:
    return [(run.recipe, run) for run in map(open_run, text.split(","))]


def _unfinished(runs: Mapping[str, Run]) -> bool:
    return any(run.state not in DONE for run in runs.values())


def _watch(runs: Mapping[str, Run], key: str) -> None:
    series = {name: epoch_losses(run.metrics()) for name, run in runs.items()}
    stills.line_chart(
        {name: (list(range(1, len(losses) + 1)), losses) for name, losses in series.items()},
        key=f"{key}-losses",
        x="epoch",
        y="training loss",
        alt=say(
            "Mean training loss per epoch: {last}",
            last=joined([say("{name} {losses}", name=name, losses=losses[-1:]) for name, losses in series.items()]),
        ),
    )
    states = {name: run.progress() for name, run in runs.items()}
    for state in states.values():
        if state.get("message"):
            st.warning(shell.told(state["message"]))
    if _unfinished(runs):
        waiting = [
            say("{name}: {state}, step {step}", name=name, state=state["state"], step=state.get("step", 0))
            for name, state in states.items()
        ]
        st.caption(joined(waiting, " · "))
        st.session_state[f"{key}-watching"] = True
    elif st.session_state.pop(f"{key}-watching", False):
        st.rerun()
