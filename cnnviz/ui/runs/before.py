"""What is trained, before Start is pressed: the first batch with its classes, and the first layer's random weights."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnnviz import kept
from cnnviz.networks.stack.summary import written
from cnnviz.ui.frame import shell
from cnnviz.ui.runs import datasets
from cnnviz.ui.views.wall import Tile, wall
from cnnviz.words import joined, say

if TYPE_CHECKING:
    from cnnviz.data import Dataset
    from cnnviz.training import Recipe
    from cnnviz.training.comparison.comparison import Plan
    from cnnviz.training.first_step import Beginning

PICTURES, FILTERS, LAYERS = 24, 16, 7  # shown of a batch, of the first layer, of a network
SIDE = 84  # pixels of a tile where there is no stage


def show(recipes: "Mapping[str, Recipe]", dataset: "Dataset", key: str) -> None:
    """The beginnings of some recipes, by what they are called; "" where there is one alone. What is the same in all
    of them is drawn once."""
    try:
        began = {name: _beginning(recipe, dataset) for name, recipe in recipes.items()}
    except ValueError as error:
        shell.problem(error)
        return
    for way in dict.fromkeys(_way(one) for one in began.values()):
        st.caption(way)
    rows: dict[str, list[Tile]] = {}
    for part in (_batch, _filters):
        parts = {name: part(one, recipes[name], dataset) for name, one in began.items()}
        first, *others = parts.values()
        if all(_equal(first, other) for other in others):
            parts = {"": first}
        rows |= {
            say("{name}: {heading}", name=name, heading=heading) if name else heading: tiles
            for name, (heading, tiles) in parts.items()
        }
    title = "What is trained: pictures of the first batch, and the first weights"
    wall(rows, key=key, title=title, common=True, named=True, tile=SIDE)


def of_plan(plan: "Plan", key: str) -> None:
    """The beginnings of the first two recipes of a comparison, from its first seed."""
    recipes = {label: plan.recipe(value, 0) for value, label in enumerate(plan.labels[:2])}
    show(recipes, datasets.load(plan.base.dataset), key)


def _beginning(recipe: "Recipe", dataset: "Dataset") -> "Beginning":
    from cnnviz.training import first_step

    return _kept(recipe.to_json(), partial(first_step.beginning, recipe, dataset))


@kept.keep
def _kept(recipe: str, _work: "partial[Beginning]") -> "Beginning":
    return _work()


def _way(began: "Beginning") -> str:
    """The shapes on the way through the network."""
    steps = [say("{layer}: {shape}", layer=name, shape=written(shape)) for name, shape in began.shapes.items()]
    if len(steps) > LAYERS:
        steps = [*steps[: LAYERS - 3], "…", *steps[-2:]]
    return joined([say("input: {shape}", shape=written(began.input)), *steps], " → ")


Part = tuple[str, list[Tile]]  # a heading, and what stands below it


def _batch(began: "Beginning", recipe: "Recipe", dataset: "Dataset") -> Part:
    tiles = []
    for index, label in zip(began.batch[:PICTURES].tolist(), began.labels.tolist(), strict=False):
        picture = dataset.images[index].float().numpy() / 255
        grey = len(picture) == 1
        tiles.append(Tile(picture[0] if grey else picture, dataset.classes[label], "picture"))
    heading = say(
        "{n} of the {batch} pictures of the first batch, drawn with seed {seed}"
        if len(tiles) < len(began.batch) else
        "The {batch} pictures of the first batch, drawn with seed {seed}",
        n=len(tiles), batch=len(began.batch), seed=recipe.seed,
    )  # fmt: skip
    return heading, tiles


def _filters(began: "Beginning", recipe: "Recipe", _dataset: "Dataset") -> Part:
    """Filters that read three channels in colour, grey for 0; others channel by channel."""
    units, channels, *size = began.weight.shape
    weights = began.weight[:FILTERS]
    if channels == 3:
        most = float(weights.abs().max()) or 1.0
        tiles = [Tile((weight / (2 * most) + 0.5).numpy(), str(n)) for n, weight in enumerate(weights, 1)]
    else:
        shown = [(n, one) for n, weight in enumerate(weights.numpy(), 1) for one in weight][:FILTERS]
        tiles = [Tile(one, str(n)) for n, one in shown]
    heading = say(
        "First layer, {layer}: {n} of its {units} filters {size} before the first step, drawn with seed {seed}"
        if len(tiles) < units else
        "First layer, {layer}: its {units} filters {size} before the first step, drawn with seed {seed}",
        layer=began.layer, n=len(tiles), units=units, size=written(tuple(size)), seed=recipe.seed,
    )  # fmt: skip
    return heading, tiles


def _equal(part: Part, other: Part) -> bool:
    return part[0] == other[0] and all(
        one.caption == its.caption and np.array_equal(one.values, its.values)
        for one, its in zip(part[1], other[1], strict=True)
    )
