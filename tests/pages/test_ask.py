"""The panel that asks a run: what it says is what the engine says, for every source of pictures and every snapshot."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from cnnviz import images
from cnnviz.data import load
from cnnviz.data.drawn import layout, place, rasterise
from cnnviz.training import Recipe, Run, list_runs, open_run
from cnnviz.training.answers import answer, ask
from tests.engine.training.drawn_digits import DRAWN
from tests.engine.training.kept_runs import kept_run
from tests.pages.conftest import healthy

DIGITS = load("digits")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(tmp_path_factory.mktemp("home")))
        yield kept_run(Recipe(network="mlp", epochs=2, seed=1), 1, (0, 5), owner="me")


def page() -> None:
    """What Streamlit's tester runs."""
    import streamlit as st

    from cnnviz.training import Run
    from cnnviz.training.runs import store
    from cnnviz.ui.runs import ask

    ask.panel(Run(store.runs_folder() / st.query_params["run"]), key="ask")


def opened(run_id: str, **query: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params["run"] = run_id
    for name, value in query.items():
        app.query_params[name.replace("_", "-")] = value
    return healthy(app.run())


def headline(app: AppTest) -> str:
    """The class and its probability."""
    return next(line.value for line in app.markdown if line.value.startswith("#### "))


def expected(run: Run, picture: torch.Tensor, step: int | None = None) -> str:
    probabilities = run.model(step)(_prepared(run, picture)).softmax(1)[0]
    label = int(probabilities.argmax())
    return f"#### {label}, {probabilities[label].item():.1%}"


def _prepared(run: Run, picture: torch.Tensor) -> torch.Tensor:
    pictures = DIGITS.images[DIGITS.train].float() / 255
    given = picture.float() / 255 if picture.dtype == torch.uint8 else picture
    return (given[None] - pictures.mean()) / pictures.std(correction=0)


def test_nothing_is_said_before_something_is_drawn(run: Run) -> None:
    app = opened(run.id)
    assert "Draw on the black sheet" in app.info[0].value
    assert not [line for line in app.markdown if line.value.startswith("#### ")]


def test_a_drawing_gets_the_answer_of_the_engine_and_outlives_another_source(run: Run) -> None:
    like = layout(DIGITS)
    assert like is not None
    app = opened(run.id)
    strokes = [[0.13, *line] for line in DRAWN[7]]
    app.session_state["ask-draw"] = {"strokes": strokes}
    healthy(app.run())
    wanted = expected(run, place(rasterise(strokes), like))
    assert headline(app) == wanted
    assert "to be sure is not to be right" in app.caption[0].value
    del app.session_state["ask-draw"]  # as Streamlit does when the sheet is not on the page
    assert headline(healthy(app.run())) == wanted
    app.session_state["ask-draw"] = {"strokes": [["x"]]}
    assert headline(healthy(app.run())) == wanted  # no sheet sends this: what was drawn stays, and it is said
    assert "cannot be read" in app.toast[0].value


@pytest.mark.parametrize("step", ["newest", "0", "5"])
def test_a_validation_example_is_asked_at_every_snapshot(run: Run, step: str) -> None:
    app = opened(run.id, ask_about="Example", ask_step=step)
    index = int(DIGITS.validation[2])
    app.number_input(key="ask-example").set_value(3)
    healthy(app.run())
    assert headline(app) == expected(run, DIGITS.images[index], None if step == "newest" else int(step))
    right = headline(app).startswith(f"#### {DIGITS.labels[index]},")
    assert f"this is {DIGITS.labels[index]}." in (app.success if right else app.error)[0].value


def test_the_worst_mistake_comes_first(run: Run) -> None:
    app = opened(run.id, ask_about="Example", ask_wrong="true")
    kept = run.snapshot()
    labels = DIGITS.labels[DIGITS.validation]
    losses = kept["validation.loss"] * (kept["validation.predicted"] != labels)
    worst = int(losses.argmax())
    assert headline(app) == expected(run, DIGITS.images[DIGITS.validation[worst]])
    wrong = int((kept["validation.predicted"] != labels).sum())
    assert f"{wrong} of {len(labels)}" in app.caption[0].value


@pytest.mark.parametrize("marks", ["gradient × input", "occlusion"])
def test_noise_is_called_noise(run: Run, marks: str) -> None:
    app = opened(run.id, ask_about="Noise", ask_noise="3", ask_marks=marks)
    noise = torch.rand(1, 8, 8, generator=torch.Generator().manual_seed(3))
    assert headline(app) == expected(run, noise)
    assert "none of the 10 classes" in app.warning[0].value


def test_any_picture_can_be_asked_about(run: Run) -> None:
    app = opened(run.id, ask_about="Picture", picture="coffee")
    assert any("No ink on plain paper" in line.value for line in app.caption)
    app.toggle(key="ask-ink").set_value(False)
    photo = images.sample_picture("coffee").pixels
    middle = photo[:, :, (photo.shape[2] - photo.shape[1]) // 2 :][:, :, : photo.shape[1]]
    said = answer(run, middle)
    found = headline(healthy(app.run()))
    assert found.startswith(f"#### {said.label}, ")  # the panel works at 512 pixels
    assert float(found.split()[2].rstrip("%")) == pytest.approx(100 * said.probabilities.max().item(), abs=2)
    assert headline(opened(run.id, ask_about="Picture", picture="matrix", matrix="0 9 0; 0 9 0; 0 9 0"))


def test_uploaded_weights_are_asked_and_trained_on(run: Run) -> None:
    other = kept_run(Recipe(network="mlp", seed=5), 0)
    app = opened(run.id, ask_about="Example")
    key = f"ask-file-{run.id}"
    app.file_uploader(key=key).set_value([("other.safetensors", other.weights(), "")])
    healthy(app.run())
    picture = DIGITS.images[DIGITS.validation[0]]
    said = answer(ask(run, weights=other.weights()), picture)
    assert (
        headline(app) == f"#### {said.label}, {said.probabilities[said.label].item():.1%}" == expected(other, picture)
    )
    before = {kept.id for kept in list_runs("me")}
    app.button(key="ask-go-on").click()
    healthy(app.run())
    (new,) = {kept.id for kept in list_runs("me")} - before
    assert app.query_params["run"] == new
    branch = open_run(new)
    assert (branch.state, branch.parent, branch.recipe) == ("paused", run.id, run.recipe)
    assert branch.weights() == other.weights()
    assert "weights from a file" in "".join(line.value for line in app.caption)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("weights.pt", b"PK\x03\x04 anything", "can run any program"),
        ("weights.safetensors", b"nothing of the kind", "no safetensors file"),
    ],
)
def test_a_file_that_does_not_fit_gets_a_sentence(run: Run, name: str, content: bytes, words: str) -> None:
    app = opened(run.id, ask_about="Example")
    wanted = headline(app)
    app.file_uploader(key=f"ask-file-{run.id}").set_value([(name, content, "")])
    healthy(app.run())
    assert words in app.error[-1].value
    assert headline(app) == wanted


def test_a_run_that_has_not_begun_or_is_gone_gets_a_sentence(run: Run, tmp_path: Path) -> None:
    waiting = kept_run(Recipe(network="mlp"), 0)
    for path in (waiting.folder / "snapshots").iterdir():
        path.unlink()
    assert "as soon as its run has begun" in opened(waiting.id).info[0].value
    waiting.delete()
    assert "There is no run" in opened(waiting.id).error[0].value


def test_probabilities_of_the_chart_are_those_of_the_engine(run: Run) -> None:
    app = opened(run.id, ask_about="Example")
    chart = app.get("plotly_chart")[0]
    spec = chart.proto.spec
    said = answer(run, DIGITS.images[DIGITS.validation[0]]).probabilities
    bars = json.loads(spec)["data"][0]
    np.testing.assert_allclose(bars["x"], said.numpy(), rtol=1e-6)
    assert bars["y"] == list("0123456789")
