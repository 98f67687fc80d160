"""A comparison as a plain PyTorch script: every recipe from every seed, and what the lesson makes of the results."""

import ast
import difflib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cnnviz.training.comparison.comparison import Plan
from cnnviz.training.script import training_script

if TYPE_CHECKING:
    from cnnviz.data.dataset import Dataset

_ANY = 987_654  # stands for the number of examples until it is a variable


def comparison_script(plan: Plan, datasets: "Sequence[Dataset]") -> str:
    """A script that trains what the comparison trains, and prints mean, deviation and the mean paired difference.

    datasets: that of each value, most often the same one. The script's `results[seed][value]` are the validation
    accuracies. Raises ValueError if a recipe does not fit its data, or for more than two values unless they are numbers
    of examples.
    """
    values = list(plan.values)
    if plan.setting == "examples":
        values = [value or len(datasets[0].train) for value in values]
        script = training_script(replace(plan.base, examples=_ANY), datasets[0])
        script = script.replace(f"Only {_ANY} training", "Only so many training").replace(str(_ANY), "value")
        outside, body = _taken_apart(script)
    elif len(values) == 2:
        first, second = (
            _taken_apart(training_script(plan.recipe(value, 0), data)) for value, data in enumerate(datasets)
        )
        outside = list(dict.fromkeys([*first[0], *second[0]]))
        body = _merged(first[1], second[1], [f"value == {value!r}" for value in values])
    else:
        raise ValueError("A script compares two recipes: choose two values.")
    imports = [block for block in outside if not block.startswith("class ")]
    classes = [f"\n\n{block}" for block in outside if block.startswith("class ")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(body))
    inside = _indented(text.splitlines())
    last = [] if len(values) > 2 else [
        "differences = table[:, 1] - table[:, 0]  # seed by seed",
        'print(f"mean difference {differences.mean().item():+.2%}")',
    ]  # fmt: skip
    return "\n".join(
        [
            *sorted(imports, key=lambda line: line.startswith("from ")),
            *classes,
            "\n",
            "def accuracy_of(SEED, value):",
            f'    """The validation accuracy at the end of one run; value is its {plan.setting.replace("_", " ")}."""',
            *inside,
            "    return val_accuracy",
            "\n",
            f"values = {values!r}",
            f"seeds = range({plan.base.seed}, {plan.base.seed + plan.seeds})",
            "results = [[accuracy_of(seed, value) for value in values] for seed in seeds]",
            "",
            "table = torch.tensor(results, dtype=torch.float64)  # (seeds, values)",
            "for value, accuracies in zip(values, table.T):",
            '    spread = f", standard deviation {accuracies.std().item():.2%}" if len(seeds) > 1 else ""',
            f'    print(f"{plan.setting} {{value}}: mean {{accuracies.mean().item():.2%}}{{spread}}")',
            *last,
            "",
        ]
    )


def _taken_apart(script: str) -> tuple[list[str], list[str]]:
    """Imports and classes, which stay outside of the function; and the statements of its body, with their comments."""
    lines = script.splitlines()
    outside: list[str] = []
    body: list[str] = []
    start = 0
    for node in ast.parse(script).body:
        end = node.end_lineno or node.lineno
        block = "\n".join(lines[start:end])
        start = end
        if isinstance(node, ast.Import | ast.ImportFrom | ast.ClassDef):
            outside.append(block.strip("\n"))
        elif block.lstrip().startswith('print("val_'):
            continue
        else:
            body.append(_without_seed(block.lstrip("\n") if not body else block))
    return outside, body


def _without_seed(block: str) -> str:
    """SEED is an argument of the function."""
    if not block.startswith("SEED, EPOCHS, BATCH_SIZE = "):
        return block
    _, epochs, size = block.partition(" = ")[2].split(", ")
    return f"EPOCHS, BATCH_SIZE = {epochs}, {size}"


def _merged(first: list[str], second: list[str], conditions: list[str]) -> list[str]:
    """The statements of two scripts; where they differ, under a condition."""
    result: list[str] = []
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            result += first[a:b]
            continue
        parts = [(condition, part) for condition, part in zip(conditions, (first[a:b], second[c:d]), strict=True)]
        written = [(condition, part) for condition, part in parts if part]
        for place, (condition, part) in enumerate(written):
            lines = [line for block in part for line in block.strip("\n").splitlines()]
            opening = f"\nif {condition}:" if place == 0 else "else:"
            result.append("\n".join([opening, *_indented(lines)]))
    return result


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" if line else "" for line in lines]
