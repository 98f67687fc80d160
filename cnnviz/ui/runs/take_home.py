"""What leaves a run as a file: weights, recipe, metrics, script; and weights that come back from one."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz.ui.controls import uploads
from cnnviz.ui.frame import browser, shell
from cnnviz.ui.runs import datasets
from cnnviz.ui.views import take_away
from cnnviz.words import say

if TYPE_CHECKING:
    from cnnviz.training import Run

LONG = 2**22  # bytes of metrics


def panel(run: "Run", key: str, on_branch: "Callable[[Run], None]", owner: str | None) -> None:
    """Downloads, which are made when somebody asks for them, and weights that come back."""
    from cnnviz.training.runs import metrics

    try:
        recipe, steps = run.recipe, run.snapshots()
    except ValueError as error:
        shell.problem(error)
        return
    name = f"{recipe.dataset.replace(':', '-')}-{run.id}"
    with st.container(horizontal=True, vertical_alignment="center"):
        if steps:
            take_away.download(
                "Weights", partial(_bytes, run.weights), f"{name}.safetensors", "application/octet-stream"
            )
        take_away.download("Recipe", partial(_bytes, recipe.to_json), f"{name}.json", "application/json")
        if metrics.Rows(run.folder).unread() < LONG:
            take_away.download("Metrics", partial(_bytes, run.metrics_csv), f"{name}.csv", "text/csv")
        else:  # sent line by line, never held as a whole
            st.link_button("Metrics", f"{browser.base()}/runs/{run.id}/metrics.csv", icon=":material/download:")
        take_away.download("PyTorch script", partial(_bytes, run.script), f"{name}.py", "text/x-python")
    if run.about["given_weights"]:
        st.caption("This run began with weights from a file; the script begins with those of the recipe's seed.")
    with st.expander("Bring weights back", icon=":material/upload:"):
        _upload(run, key, on_branch, owner)


def _bytes(make: "Callable[[], str | bytes]") -> bytes:
    made = make()
    return made.encode() if isinstance(made, str) else made


def _upload(run: "Run", key: str, on_branch: "Callable[[Run], None]", owner: str | None) -> None:
    """A safetensors file of the same network: it can be asked in place of the run's own, or trained on."""
    from cnnviz.training import from_weights

    weights, refused = _weights(run, key), f"{key}-refused-{run.id}"

    def received() -> None:
        file: Any = st.session_state[f"{key}-file-{run.id}"]
        st.session_state.pop(weights, None)
        st.session_state.pop(refused, None)
        if not hasattr(file, "getvalue"):  # nothing, or a file that has been let go
            return
        try:
            _check(run, file.getvalue())
        except ValueError as error:
            st.session_state[refused] = str(error)
        else:
            st.session_state[weights] = file.getvalue()

    st.file_uploader(
        "Weights as safetensors, of the network above",
        key=f"{key}-file-{run.id}",
        on_change=received,
        max_upload_size=100,
        help="Names, shapes and kinds of numbers must be those of this network. A pickle (.pt, .pth, .pkl) is never "
        "opened: it can hold a program that would run on this server.",
    )
    if sentence := uploads.let_go():
        shell.problem(ValueError(sentence))
    if refused in st.session_state:
        shell.problem(ValueError(st.session_state[refused]))
    if weights not in st.session_state:
        return
    st.success("These weights fit. All answers above are theirs, until the file is removed.")
    if shell.button("Train on from these weights", key=f"{key}-go-on", icon=":material/call_split:"):
        try:
            branch = from_weights(
                run.recipe,
                st.session_state[weights],
                owner=run.owner if owner is None else owner,
                name=say("{name} from a file", name=run.name),
                parent=run.id,
            )
        except ValueError as error:
            shell.problem(error)
            return
        on_branch(branch)
        st.rerun()


def _check(run: "Run", data: bytes) -> None:
    from cnnviz.training import answers

    answers.ask(run, weights=data, dataset=datasets.load(run.recipe.dataset))


def brought(run: "Run", key: str) -> bytes | None:
    """Weights from a file that are asked in place of the run's own; None without them."""
    weights: bytes | None = st.session_state.get(_weights(run, key))
    return weights


def _weights(run: "Run", key: str) -> str:
    return f"{key}-weights-{run.id}"
