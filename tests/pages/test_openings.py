"""What lessons open with, and that a link which says less than the opening means what it meant before."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.networks import examples, weights
from cnnviz.ui.labs.open_network import open_wall

Open = Callable[..., AppTest]


def test_the_opened_network_sees_something_that_it_knows_and_says_what_that_is(open_lesson: Open) -> None:
    app = open_lesson("open-network")
    assert app.session_state["open-at"] == "known"
    assert not app.get("popover")  # it would name another picture
    found = examples.example("tiny_vgg", app.session_state["open-example"])
    assert found is not None
    picture, name = found
    network = weights.load("tiny_vgg", "shipped")
    shares = network(weights.normalize("tiny_vgg", picture[None])).softmax(1)[0].tolist()
    classes = weights.categories("tiny_vgg", "shipped")
    [said] = [note.value for note in app.caption if "It can only answer with what it knows" in note.value]
    assert f"it says **{name}**, with {max(shares):.1%}." in said
    assert classes[shares.index(max(shares))] == name
    assert all(known in said for known in classes)


@pytest.mark.parametrize("said", [{"open_network": "Tiny VGG"}, {"picture": "coffee"}, {"open_order": "activity"}])
def test_a_link_to_an_opened_network_still_shows_the_picture(open_lesson: Open, said: dict[str, str]) -> None:
    app = open_lesson("open-network", **said)
    assert app.session_state["open-at"] == "picture"
    [note] = [note.value for note in app.caption if "It can only answer with what it knows" in note.value]
    assert re.search(r"Of \*\*(Cat|.*[Cc]offee.*)\*\* it says", note)


def test_windows_open_with_a_picture_that_one_recognises(open_lesson: Open) -> None:
    app = open_lesson("sliding-window")
    assert [app.session_state[f"sliding-{name}"] for name in ("along", "w", "pool")] == [20, 28, 4]


def test_a_link_to_the_windows_means_what_it_meant(open_lesson: Open) -> None:
    app = open_lesson("sliding-window", sliding_seed="2")
    assert [app.session_state[f"sliding-{name}"] for name in ("along", "w", "pool")] == [14, 14, 2]


def test_the_terms_of_the_addition_add_up_as_they_are_written(open_lesson: Open) -> None:
    [line] = [line.value for line in open_lesson("residual").latex if r"\max(0" in line.value]
    z, a, total = re.search(r"g\(([-\d.]+) \+ \(?([-\d.]+)\)?\) = \\max\(0,\\ ([-\d.]+)\)", line).groups()  # type: ignore[union-attr]
    digits = len(total.split(".")[1])
    assert round(float(z) + float(a), digits) == float(total)


def test_the_headline_of_compared_designs_is_what_the_table_says(open_lesson: Open) -> None:
    app = open_lesson("vgg")
    [line] = [text.value for text in app.markdown if "times** the multiply-adds" in text.value]
    [counts] = [table.value["multiply-adds"].map(lambda text: int(text.replace(",", ""))) for table in app.table]
    times = float(re.search(r"\*\*([\d.]+) times", line)[1])  # type: ignore[index]
    assert times == pytest.approx(max(counts) / min(counts), rel=0.005)


def test_a_stage_shows_fewer_layers_first_those_that_make_new_maps() -> None:
    kinds = {f"{kind}{n}": kind for n in range(9) for kind in ("Conv2d", "ReLU")}
    opened: Any = SimpleNamespace(kind=kinds.__getitem__)
    names = list(kinds)
    assert open_wall.fewer(opened, names[:12]) == names[:12]
    assert open_wall.fewer(opened, names) == [name for name in names if name.startswith("Conv2d")]
    some = open_wall.fewer(opened, names, 5)
    assert len(some) == 5
    assert [some[0], some[-1]] == ["Conv2d0", "Conv2d8"]
