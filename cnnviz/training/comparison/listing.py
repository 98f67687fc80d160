"""A comparison as a plain PyTorch script: every recipe from every seed, and what the lesson makes of the results."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cnnviz.training.comparison.comparison import Plan
from cnnviz.training.listing import settings
from cnnviz.writing.listings import variants
from cnnviz.writing.literals import Code

if TYPE_CHECKING:
    from cnnviz.data.dataset import Dataset

_AS_IT_IS = {"examples": "EXAMPLES", "epochs": "EPOCHS", "batch_size": "BATCH_SIZE", "learning_rate": "LEARNING_RATE"}


def comparison_script(plan: Plan, datasets: "Sequence[Dataset]") -> str:
    """A script that trains what the comparison trains, and prints mean, deviation and the mean paired difference.

    datasets: that of each value, most often the same one. The script's `results[seed][value]` are the validation
    accuracies. Raises ValueError if a recipe does not fit its data.
    """
    worlds: dict[Any, dict[str, Any]] = {}
    for number, data in enumerate(datasets):
        recipe = plan.recipe(number, 0)
        if plan.setting == "examples":
            recipe = replace(recipe, examples=recipe.examples or len(data.train))
        worlds[getattr(recipe, plan.setting)] = settings(recipe, data) | {"SEED": Code("seed"), "ALONE": False}
    common = {
        "SETTING": plan.setting,
        "VALUES": list(worlds),
        "FIRST": plan.base.seed,
        "LAST": plan.base.seed + plan.seeds,
        "PAIR": len(worlds) == 2,
    }
    return variants(
        "cnnviz.training.comparison.comparison_script",
        {value: given | common for value, given in worlds.items()},
        variable="value",
        setting=_AS_IT_IS.get(plan.setting, ""),
    )
