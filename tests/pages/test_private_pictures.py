"""A student's own pictures: the owner's cookie opens them, a run's link does not, and deleted they are gone."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import data, kept
from cnnviz.data import own, own_zip
from cnnviz.data.packing import example_zip
from cnnviz.private import mark
from cnnviz.training import Recipe, Run, from_weights, pictures, start
from cnnviz.training.runs import rights
from cnnviz.ui.frame.owner import NAME
from cnnviz.ui.runs import datasets, probe
from tests.engine.training.kept_runs import kept_run
from tests.pages.conftest import healthy
from tests.pages.test_run_data import ask
from tests.pages.test_training_lessons import texts

WORD, OTHER = "0123456789abcdef" * 2, "f" * 32
MINE = {"cookie": f"{NAME}={WORD}"}
STRANGERS: list[dict[str, str]] = [{}, {"cookie": f"{NAME}={OTHER}"}, {"cookie": f"{NAME}={mark(WORD)}"}]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(tmp_path_factory.mktemp("home")))
        name = f"own:{own.save_own(own_zip.read_zip(example_zip(), size=8), 'Secret walls', WORD)}"
        yield kept_run(Recipe(dataset=name, network="mlp", batch_size=64, epochs=1), 1, (0,), owner=mark(WORD))


def hidden_addresses(run: Run) -> list[str]:
    return [f"/runs/{run.id}/{path}" for path in ("pictures?index=0", "cell/0/0/1", "maps/0?layer=dense1&picture=3")]


def test_the_owner_is_shown_everything_and_nothing_of_it_is_cached(run: Run) -> None:
    dataset = data.load(run.recipe.dataset)
    shown = ask(f"/runs/{run.id}/pictures?index=0,5&v=1", headers=MINE)
    np.testing.assert_array_equal(shown["pictures"], dataset.images[[0, 5]].numpy())
    assert shown.headers["cache-control"] == "no-store"
    assert [ask(path, headers=MINE).status for path in hidden_addresses(run)] == [200] * 3
    assert ask(f"/runs/{run.id}/snapshot/0", headers=MINE).header["maps"]
    assert json.loads(ask(f"/runs/{run.id}/about", headers=MINE).body)["private"] == ""


@pytest.mark.parametrize("headers", STRANGERS)
def test_a_stranger_with_the_link_sees_how_the_run_goes_and_no_picture(run: Run, headers: dict[str, str]) -> None:
    for path in hidden_addresses(run):
        answer = ask(path, headers=headers)
        assert (answer.status, answer.sentence) == (403, datasets.PRIVATE)
    for picture in ("", "?picture=7"):
        snapshot = ask(f"/runs/{run.id}/snapshot/0{picture}", headers=headers)
        assert (snapshot.header["maps"], snapshot.header["wrong"]) == ([], [])
        names = {entry["name"] for entry in snapshot.header["arrays"]}
        assert "confusion" in names
        assert not any(name.startswith("map ") or name == "probabilities" for name in names)
    about = json.loads(ask(f"/runs/{run.id}/about", headers=headers).body)
    assert (about["private"], about["offered"]) == (datasets.PRIVATE, [])
    assert ask(f"/runs/{run.id}/progress", headers=headers).status == 200


@pytest.mark.parametrize("headers", STRANGERS)
def test_pictures_that_are_shown_with_a_run_are_seen_by_its_link_until_they_are_hidden(
    run: Run, headers: dict[str, str]
) -> None:
    branch = run.rewind(0)
    rights.show_pictures(run.folder)
    try:
        for path in hidden_addresses(run):
            assert ask(path, headers=headers).body == ask(path, headers=MINE).body
            assert ask(path, headers=headers).headers["cache-control"] == "no-store"
        assert ask(f"/runs/{run.id}/snapshot/0", headers=headers).header["maps"]
        assert json.loads(ask(f"/runs/{run.id}/about", headers=headers).body)["private"] == ""
        assert [ask(path, headers=headers).status for path in hidden_addresses(branch)] == [403] * 3
        with pytest.raises(ValueError, match="These pictures are private"):
            start(run.recipe, owner=OTHER)
    finally:
        rights.hide_pictures(run.folder)
    assert [ask(path, headers=headers).status for path in hidden_addresses(run)] == [403] * 3
    branch.delete()


def test_whoever_has_a_run_of_somebody_elses_pictures_cannot_show_them(run: Run) -> None:
    foreign = kept_run(run.recipe, 1, (0,), owner=mark(OTHER))
    rights.show_pictures(foreign.folder)
    for headers in STRANGERS:
        assert [ask(path, headers=headers).status for path in hidden_addresses(foreign)] == [403] * 3
    foreign.delete()


def test_the_owner_shows_and_hides_the_pictures_beside_the_link_to_steer(
    run: Run, open_lesson: Callable[..., AppTest]
) -> None:
    def buttons(app: AppTest) -> set[str]:
        return {button.label for button in app.button} & {"Show my pictures", "Hide my pictures again"}

    def examples(app: AppTest) -> bool:
        return "Example" in app.segmented_control(key="own-ask-about").options

    stranger, mine = (open_lesson("own-pictures", run=run.id) for _ in range(2))
    mine.session_state["owner"] = mark(WORD)
    healthy(mine.run())
    assert (buttons(stranger), buttons(mine)) == (set(), {"Show my pictures"})
    healthy(mine.button(key="own-show").click().run())
    assert buttons(mine) == {"Hide my pictures again"}
    assert examples(healthy(stranger.run()))
    assert "private" not in texts(stranger) and not buttons(stranger)
    healthy(mine.button(key="own-hide").click().run())
    assert buttons(mine) == {"Show my pictures"}
    assert not examples(healthy(stranger.run()))


def test_a_run_on_everybodys_pictures_has_no_such_switch(run: Run) -> None:
    assert datasets.can_be_shown(run)
    digits = kept_run(Recipe(network="mlp", epochs=1, examples=200), 1, (0,), owner=mark(WORD))
    assert not datasets.can_be_shown(digits)
    digits.delete()


def test_a_strangers_page_shows_no_picture_and_offers_no_set(run: Run, open_lesson: Callable[..., AppTest]) -> None:
    identity = run.recipe.dataset.removeprefix("own:")
    app = open_lesson("own-pictures", run=run.id, own_dataset=f"Secret walls · {identity}")
    assert "These pictures are private" in texts(app)
    assert "Secret walls" not in texts(app)
    assert not any(identity in option for option in app.selectbox(key="own-dataset").options)
    assert "Example" not in app.segmented_control(key="own-ask-about").options
    assert "own-deleting" not in {getattr(element, "key", "") for element in app}
    app.session_state["owner"] = mark(WORD)
    healthy(app.run())
    assert any(identity in option for option in app.selectbox(key="own-dataset").options)
    assert "Example" in app.segmented_control(key="own-ask-about").options


def test_a_stranger_trains_nothing_on_them(run: Run) -> None:
    weights = run.weights(0)
    attempts: list[Callable[[], Run]] = [
        lambda: start(run.recipe, owner=OTHER),
        lambda: run.rewind(0, owner=OTHER),
        lambda: from_weights(run.recipe, weights, owner=OTHER),
    ]
    for attempt in attempts:
        with pytest.raises(ValueError, match="These pictures are private"):
            attempt()
    assert run.rewind(0, owner=WORD).owner == mark(WORD)


def test_nothing_names_the_owner_and_nobody_else_on_the_computer_reads_it(run: Run) -> None:
    home = run.folder.parents[1]
    assert not any(WORD.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert {oct(path.stat().st_mode)[-3:] for path in (run.folder.parent, run.folder)} == {"700"}
    assert oct((run.folder / "about.json").stat().st_mode)[-3:] == "600"


def test_deleted_pictures_are_gone_everywhere_at_once(run: Run) -> None:
    from cnnviz.ui.labs.own_pictures.own_pictures import _forget_everywhere

    branch = run.rewind(0)
    before = probe.probe(run.recipe).dataset
    pictures.forget(run.recipe.dataset)
    _forget_everywhere()
    assert kept.count(probe.probe) == 0
    for folder in (run.folder, branch.folder):
        assert not folder.exists()
        for path in (*hidden_addresses(Run(folder)), f"/runs/{folder.name}/snapshot/0"):
            assert ask(path, headers=MINE).status == 404
    with pytest.raises(data.DataError, match="not kept here any more"):
        datasets.load(before.name)
    home: Path = run.folder.parents[1]
    assert not any(path.is_file() for path in (home / "data").rglob("*"))
