"""The student's runs: what each is and how far it came, and several on one chart."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz import plain as marks
from cnnviz.networks.small import STACK
from cnnviz.training.recipe import OWN, differing, title
from cnnviz.training.runs import room
from cnnviz.ui.frame import control, language, lesson, shell
from cnnviz.ui.frame.owner import owner
from cnnviz.ui.runs import dataset_panel, run_panel
from cnnviz.ui.views import charts, curves
from cnnviz.words import joined, say, several

if TYPE_CHECKING:
    from cnnviz.training import Run

MOST = 6  # on one chart
SHOWN = 30
REFUSED = "runs-refused"  # the key of the sentence that says why a run is not deleted
WHAT = {
    "validation accuracy": ("val_accuracy", "accuracy"),
    "validation loss": ("val_loss", "loss"),
    "training loss": ("loss", "loss"),
}
COLOURS = {"running": "violet", "queued": "gray", "paused": "orange", "finished": "green", "failed": "red"}


def mine() -> "list[Run]":
    """The runs of this browser, the newest first."""
    from cnnviz.training import list_runs

    return list_runs(owner())


def damaged() -> "list[Run]":
    """Those of them that cannot be read, the newest first."""
    from cnnviz.training.runs.finding import list_damaged

    return list_damaged(owner())


def any_live(runs: "Sequence[Run]") -> bool:
    """Whether a run may change by itself."""
    return any(run.state in ("queued", "running") for run in runs)


def rows(runs: "Sequence[Run]") -> "list[Run]":
    """A row for each run; returns those that are ticked for the chart."""
    ticked = []
    for run in runs[:SHOWN]:
        try:
            if _row(run):
                ticked.append(run)
        except ValueError as error:  # deleted in another window meanwhile
            shell.problem(error)
    if len(runs) > SHOWN:
        st.caption(
            say(
                "These are the newest {SHOWN} of {runs} runs: delete some to see the others.",
                SHOWN=SHOWN,
                runs=len(runs),
            )
        )
    return ticked


def _row(run: "Run") -> bool:
    recipe, progress = run.recipe, run.progress()
    state, accuracy = str(progress["state"]), progress.get("val_accuracy")
    scenes = recipe.task != "classification"
    data = None if scenes else dataset_panel.describe(recipe.dataset)
    gone = title(recipe.dataset) if scenes else "pictures that are gone or private"
    with st.container(border=True, key=f"runs-row-{run.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            chosen = control.checkbox(
                say("Compare {name}", name=shell.told(run.name)),
                key=f"runs-compare-{run.id}",
                label_visibility="collapsed",
                width="content",
            )
            page = "chapter_5/own_pictures.py" if recipe.dataset.startswith(OWN) else run_panel.PAGES[recipe.task]
            st.page_link(
                page, label=say("**{name}**", name=shell.told(run.name)), query_params={run_panel.ADDRESS: run.id}
            )
            st.badge(state, color=COLOURS.get(state, "gray"))  # type: ignore[arg-type]
            if accuracy is not None:
                st.markdown(f"**{accuracy:.1%}**")
            with st.popover("Rename, delete", icon=":material/edit:"):
                run_panel.rename(run, "runs")
                st.button("Delete for good", key=f"runs-delete-{run.id}", on_click=_delete, args=(run,))
        step = say(
            "step {step:,} of {total_steps:,}",
            step=progress.get("step") or 0,
            total_steps=progress.get("total_steps") or 0,
        )
        st.caption(
            say(
                "{network} on {dataset}, {optimizer}, {step}, begun {age} ago, {size:.1f} MB. {message}",
                network=title(recipe.network.partition(":")[0]),
                dataset=shell.plain(data.title if data else gone),
                optimizer=title(recipe.optimizer), step=step, age=age(time.time() - run.created),
                size=room.size(run.folder) / 1e6,
                message=shell.told(progress.get("message") or ""),
            )
        )  # fmt: skip
    return chosen


def refused() -> None:
    """Say why a run was not deleted."""
    if sentence := st.session_state.pop(REFUSED, ""):
        shell.problem(ValueError(sentence))


def leftovers(runs: "Sequence[Run]") -> None:
    """A row for each run that cannot be read: what it is, and the button that deletes it."""
    for run in runs[:SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"runs-damaged-{run.id}"):
            name = shell.told(run.about["name"] or run.id)
            st.markdown(
                say(
                    "**{name}**, begun {age} ago, cannot be read, because the file of its "
                    "settings is damaged or missing: delete it to free {size:.1f} MB.",
                    name=name, age=age(time.time() - run.created), size=room.size(run.folder) / 1e6,
                )
            )  # fmt: skip
            st.button("Delete for good", key=f"runs-delete-{run.id}", on_click=_delete, args=(run,))
    if len(runs) > SHOWN:
        st.caption(
            say(
                "These are the newest {SHOWN} of {runs} damaged runs: delete some to see the others.",
                SHOWN=SHOWN,
                runs=len(runs),
            )
        )


def _delete(run: "Run") -> None:
    try:
        run.delete()
    except ValueError as error:
        st.session_state[REFUSED] = str(error)


def age(seconds: float) -> str:
    """A span of time in its largest unit.

    >>> age(90), age(7300), age(200_000)
    ('1 minute', '2 hours', '2 days')
    """
    if seconds >= 86_400:
        return several("{n} day", "{n} days", int(seconds // 86_400))
    if seconds >= 3600:
        return several("{n} hour", "{n} hours", int(seconds // 3600))
    if seconds >= 60:
        return several("{n} minute", "{n} minutes", int(seconds // 60))
    return "less than a minute"


def compare(runs: "Sequence[Run]") -> None:
    """Two to six runs on one chart, and the settings in which they differ."""
    st.subheader("Compared", anchor="compared")
    if not 2 <= len(runs) <= MOST:
        ticked = several("{n} is ticked", "{n} are ticked", len(runs))
        st.info(say("Tick 2 to {MOST} runs to see them on one chart: {ticked}.", MOST=MOST, ticked=ticked))
        return
    what = lesson.choice("Show", list(WHAT), "runs-show")
    column, up = WHAT[what]
    traces = [_curve(run, column, place) for place, run in enumerate(runs)]
    charts.draw(
        traces,
        key="runs-chart",
        alt=say("{what} of {runs} by step", what=what, runs=joined([run.name for run in runs])),
        height=420,
        showlegend=True,
        legend=charts.legend(y=1.02),
        dragmode=False,
        xaxis=charts.axis("step"),
        yaxis=charts.axis(up, tickformat=".0%" if column == "val_accuracy" else ""),
    )
    st.markdown(table(runs))


def _curve(run: "Run", column: str, place: int) -> charts.Trace:
    shown = run.points(column)
    return {
        "x": [step for step, _ in shown],
        "y": [value for _, value in shown],
        "name": marks.html(language.shown(run.name)),
        "mode": "lines+markers" if len(shown) < 60 else "lines",
        "line": {"width": 3, "color": curves.COLOURS[place % len(curves.COLOURS)]},
    }


def table(runs: "Sequence[Run]") -> str:
    """The settings in which runs differ, as a table in Markdown with a column for each run."""
    recipes = [run.recipe for run in runs]
    names = differing(recipes)
    if not names:
        return "They have the same settings."
    head = ["", *(shell.told(run.name) for run in runs)]
    lines = [head, ["---"] * len(head)]
    lines += [[title(name), *(_written(getattr(recipe, name)) for recipe in recipes)] for name in names]
    accuracies = [run.progress().get("val_accuracy") for run in runs]
    lines += [["validation accuracy", *("–" if share is None else f"{share:.1%}" for share in accuracies)]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _written(value: Any) -> str:
    text = title(value.partition(":")[0] if value.startswith(STACK) else value) if isinstance(
        value, str) else str(value)  # fmt: skip
    return shell.plain(text)
