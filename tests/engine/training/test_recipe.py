"""cnnviz.training.recipe: what a recipe may be, that it survives its JSON, and what is said to anything else."""

import json
import math
import subprocess
import sys
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training.recipe import Recipe, allowed, difference, help_text, limits

ROOT = Path(__file__).parents[3]
NAMES = [setting.name for setting in fields(Recipe)]
WORDS = [name for name in NAMES if allowed(name)]
NUMBERS = [name for name in NAMES if limits(name)]


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    """Any recipe that is allowed."""
    values: dict[str, Any] = {name: draw(st.sampled_from(allowed(name))) for name in WORDS}
    for name in NUMBERS:
        low, high = limits(name) or (0, 0)
        whole = isinstance(getattr(Recipe(), name), int)
        values[name] = draw(st.integers(int(low), int(high)) if whole else st.floats(low, high))
    values["dropout"] = draw(st.integers(0, 95)) / 100
    values["batch_norm"] = draw(st.booleans()) and values["batch_size"] > 1
    if draw(st.booleans()):
        values["dataset"] = "own:" + draw(st.text("abcXYZ019_-", min_size=1, max_size=64))
    if draw(st.booleans()):
        values["network"] = "stack:1x8x8-c4k3-relu-flat-d10"
    return Recipe(**values)


@given(recipes(), recipes())
def test_a_recipe_survives_its_json(a: Recipe, b: Recipe) -> None:
    assert Recipe.from_json(a.to_json()) == a
    assert Recipe.from_json(a.to_json().encode()) == a
    assert hash(replace(a)) == hash(a)
    assert json.loads(a.to_json()) == asdict(a)
    changed = difference(a, b)
    assert replace(a, **{name: new for name, (_, new) in changed.items()}) == b
    assert all(old == getattr(a, name) != new for name, (old, new) in changed.items())


def test_settings_that_are_left_out_keep_their_default() -> None:
    assert Recipe.from_json("{}") == Recipe()
    assert Recipe.from_json('{"epochs": 7}') == Recipe(epochs=7)


def test_every_setting_says_what_it_does() -> None:
    for name in NAMES:
        assert help_text(name).endswith(".")
        assert bool(allowed(name)) + bool(limits(name)) == (name != "batch_norm")
    for name in WORDS:
        assert getattr(Recipe(), name) in allowed(name)


STRANGE: list[Any] = [None, [], {}, "", "Adam", "🙂", math.nan, math.inf, -1, 10**12, True, "1", b"adam", "../x"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_anything_else_is_refused_with_a_sentence(name: str, value: Any) -> None:
    if name == "batch_norm" and value is True:
        assert Recipe(batch_norm=True).batch_norm
        return
    with pytest.raises(ValueError) as error:
        Recipe(**{name: value})
    sentence = str(error.value)
    assert name.replace("_", " ") in sentence
    assert "use " in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 250


@pytest.mark.parametrize("name", NUMBERS)
def test_both_limits_belong_to_what_is_allowed(name: str) -> None:
    for value in limits(name) or ():
        whole = isinstance(getattr(Recipe(), name), int)
        values: dict[str, Any] = {name: int(value) if whole else float(value)}
        assert getattr(Recipe(**values), name) == value


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"dropout": 0.123}, "0.12"),
        ({"batch_norm": True, "batch_size": 1}, "at least 2"),
        ({"epochs": 2.5}, "whole number"),
        ({"dataset": "own:"}, "use one of"),
        ({"dataset": "own:../../etc"}, "use one of"),
        ({"dataset": "own:a/b"}, "use one of"),
        ({"network": "stack:1x8x8-c4q3"}, "c4q3"),
    ],
)
def test_what_does_not_go_together(values: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Recipe(**values)


NO_RECIPES = ["", "nonsense", "[]", "null", "3", '"adam"', "[" * 100_000, "{" * 10, b"\xff\xfe", "\0"]


@pytest.mark.parametrize("text", NO_RECIPES, ids=lambda text: repr(text[:9]))
def test_what_is_no_recipe(text: str | bytes) -> None:
    with pytest.raises(ValueError, match="This is no recipe"):
        Recipe.from_json(text)


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(ValueError, match=r"momentum_decay.*use dataset, network"):
        Recipe.from_json('{"momentum_decay": 1}')


def test_recipes_and_handles_cost_no_torch() -> None:
    check = "import sys, cnnviz.training, cnnviz.training.runs.pool; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], cwd=ROOT).returncode == 0
