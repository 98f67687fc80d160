"""Scripts that pages show: each runs as it is, and what is shown for its own settings does the same."""

import ast
import contextlib
import io
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from cnnviz.writing import listings
from cnnviz.writing.listings import listing, variants
from cnnviz.writing.literals import Code, literal, rows

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "cnnviz").rglob("*script.py"))
COMPARED = ("result", "results", "image", "sizes", "losses", "interior", "shape", "times", "mean", "val_loss")

EXAMPLE = '''"""What it is."""

import math

import numpy as np
import torch
from torch import nn

from shared_script import x

DEPTH = 2
KIND = "deep"
TABLE = [1.0]
NAME = "ReLU"
OTHERS = {"bias": True}
LIST = [1]


def helper(value):
    return math.sqrt(value)


def unused(value):
    """Nobody calls it."""
    return np.sqrt(value)


# how deep it is
depth = DEPTH
if KIND == "deep":
    # many layers
    layers = [helper(DEPTH) for _ in range(DEPTH)]
elif KIND == "flat":
    layers = []
else:
    layers = [1.0]  # one

for layer in layers:
    if KIND == "deep":
        print(f"layer {layer}", DEPTH)
    if depth > 1:
        x = x + 1
table = torch.tensor(TABLE)
activation = getattr(nn, NAME)()
dense = nn.Linear(1, 1, **OTHERS)
values = LIST
'''
SHARED = '''"""Shared."""

import torch

SIZE = 3

x = torch.zeros(SIZE)  # shared
'''


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    (tmp_path / "example_script.py").write_text(EXAMPLE)
    (tmp_path / "shared_script.py").write_text(SHARED)
    monkeypatch.setattr(listings, "ROOT", tmp_path)
    for cached in (listings._parsed, listings._defaults):
        cached.cache_clear()
    yield "example_script"
    for cached in (listings._parsed, listings._defaults):
        cached.cache_clear()


def test_settings_are_put_in_and_what_they_leave_out_is_gone(example: str) -> None:
    text = listing(example, DEPTH=3, TABLE=np.array([[0.1, 2], [3, 4]], np.float32), OTHERS={}, SIZE=5)
    assert (
        text
        == """import math

import torch
from torch import nn

x = torch.zeros(5)  # shared


def helper(value):
    return math.sqrt(value)


# how deep it is
depth = 3
# many layers
layers = [helper(3) for _ in range(3)]

for layer in layers:
    print(f"layer {layer}", 3)
    if depth > 1:
        x = x + 1
table = torch.tensor([
    [0.1, 2],
    [3, 4],
])
activation = nn.ReLU()
dense = nn.Linear(1, 1)
values = [1]
"""
    )


def test_another_branch_needs_other_imports_and_functions(example: str) -> None:
    text = listing(example, KIND="single", NAME="Tanh", OTHERS={"bias": False, "dtype": Code("torch.float64")})
    assert text.startswith("import torch\nfrom torch import nn\n\nx = ")
    assert "\nlayers = [1.0]  # one\n\nfor layer in layers:\n    if depth > 1:\n" in text
    assert "nn.Tanh()" in text
    assert "nn.Linear(1, 1, bias=False, dtype=torch.float64)" in text
    assert "helper" not in text


def test_where_variants_differ_the_variable_decides(example: str) -> None:
    text = variants(
        example,
        {"a": {"KIND": "deep", "DEPTH": 2}, "b": {"KIND": "flat", "DEPTH": 5}},
        variable="which",
    )
    assert 'if which == "a":\n    depth = 2\nelse:\n    depth = 5\n' in text
    assert (
        'if which == "a":\n    # many layers\n    layers = [helper(2) for _ in range(2)]\nelse:\n    layers = []'
        in text
    )
    assert '    if which == "a":\n        print(f"layer {layer}", 2)\n' in text
    own = variants(example, {2: {"DEPTH": 2}, 5: {"DEPTH": 5}}, variable="depth_of_it", setting="DEPTH")
    assert "depth = depth_of_it\n" in own
    assert "if depth_of_it" not in own


def test_a_setting_that_the_script_does_not_have_is_refused(example: str) -> None:
    with pytest.raises(ValueError, match="has no setting WIDTH: choose one that it has"):
        listing(example, WIDTH=3)


def test_a_setting_inside_an_f_string_is_a_mistake_of_the_script(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wrong_script.py").write_text('SIZE = 1\n\nprint(f"{SIZE}")\n')
    with pytest.raises(AssertionError, match="f-string"):
        listing("wrong_script")


@pytest.mark.parametrize(
    "value", ["it's", 'say "hi"', "a\nb\\", (1,), (), [1.5, None, True], {"a": (1, 2)}, 1e-9, np.float64(0.1), "é😀"]
)
def test_a_value_is_written_as_python_reads_it(value: Any) -> None:
    assert ast.literal_eval(literal(value)) == value


def test_numbers_of_an_array_are_exact() -> None:
    table = np.random.default_rng(0).standard_normal((4, 5)).astype(np.float32)
    np.testing.assert_array_equal(np.array(ast.literal_eval(literal(table)), np.float32), table)
    assert ast.literal_eval(rows([(1, "a"), (2, "b")], ["one"]).text) == [(1, "a"), (2, "b")]


def test_there_are_scripts() -> None:
    assert len(SCRIPTS) >= 19


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imported(path: Path) -> set[str]:
    return {
        node.module or "" for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)
    }


SHARED_PARTS = {name for path in SCRIPTS for name in imported(path)}  # whoever imports them has something to compare


def same(left: Any, right: Any) -> bool:
    if isinstance(left, torch.Tensor):
        return left.shape == right.shape and (left.is_meta or torch.equal(left, right))
    if isinstance(left, np.ndarray):
        return np.array_equal(left, right)
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    return bool(left == right)


@pytest.mark.parametrize("path", SCRIPTS, ids=module)
def test_a_script_runs_as_it_is_and_so_does_what_a_page_shows(
    path: Path, monkeypatch: pytest.MonkeyPatch, one_thread: None
) -> None:
    monkeypatch.chdir(ROOT)
    for name in [name for name in sys.modules if name.endswith("script") and name.startswith("cnnviz.")]:
        monkeypatch.delitem(sys.modules, name)  # what it shares with others is run again
    shown: dict[str, Any] = {"__name__": "__main__"}
    state = torch.get_rng_state()
    with contextlib.redirect_stdout(io.StringIO()), torch.random.fork_rng():
        torch.set_rng_state(state)
        itself = runpy.run_path(str(path))
        torch.set_rng_state(state)
        exec(compile(listing(module(path)), path.name, "exec"), shown)
    compared = [name for name in COMPARED if name in itself]
    assert compared or module(path) in SHARED_PARTS
    for name in compared:
        assert same(itself[name], shown[name]), name


def test_what_pages_show_passes_the_linter(tmp_path: Path) -> None:
    for path in SCRIPTS:
        (tmp_path / f"{module(path)}.py").write_text(listing(module(path)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length=120", "--select=E,F,W,I", tmp_path],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_nobody_but_scripts_imports_a_script() -> None:
    """It would run."""
    scripts = {module(path) for path in SCRIPTS}
    assert scripts & SHARED_PARTS
    for path in {*(ROOT / "cnnviz").rglob("*.py"), *(ROOT / "pages").rglob("*.py")} - {*SCRIPTS}:
        assert not imported(path) & scripts, path


# No listing is a string in Python code

STATEMENTS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.For, ast.With, ast.Assert)


def written(tree: ast.AST) -> Iterator[str]:
    """The strings of a program but for its docstrings; what an f-string puts in is `_x`."""
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            skipped |= {id(one.value) for one in node.body[:1] if isinstance(one, ast.Expr)}
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(value) for value in ast.walk(node) if value is not node}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value
        elif isinstance(node, ast.JoinedStr) and id(node) not in skipped:
            yield "".join(str(one.value) if isinstance(one, ast.Constant) else "_x" for one in node.values)


def is_code(line: str) -> bool:
    """Whether it is a statement of Python that imports, defines, repeats, asserts, prints or computes."""
    for text in (line.strip(), f"{line.strip()}\n    pass"):
        try:
            (statement,) = ast.parse(text).body
        except (SyntaxError, ValueError):
            continue
        if isinstance(statement, ast.ImportFrom | ast.Import):
            return "_x" not in line
        if isinstance(statement, ast.Assign | ast.AugAssign):
            return (
                any(isinstance(node, ast.Call | ast.Attribute) for node in ast.walk(statement.value))
                and ";" not in line
            )
        is_print = isinstance(statement, ast.Expr) and ast.unparse(statement).startswith("print(")
        return is_print or isinstance(statement, STATEMENTS)
    return False


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('lines = ["import torch", "", "result = F.conv2d(x, kernel)"]', 2),
        ('text = f"""for layer in range({n}):\n    print(layer)\n"""', 2),
        ("lines += [f\"layer = nn.{name}({', '.join(arguments)})\", 'assert result']", 2),
        ('"""import torch"""\nsaid = "The stride is 2: use 1."\nterm = f"r = {n}"', 0),
    ],
)
def test_a_listing_in_strings_would_be_seen(source: str, count: int) -> None:
    lines = [line for text in written(ast.parse(source)) for line in text.splitlines()]
    assert sum(map(is_code, lines)) == count


def test_no_line_of_a_listing_is_a_string_in_python_code() -> None:
    found = [
        (str(path.relative_to(ROOT)), line)
        for path in sorted({*(ROOT / "cnnviz").rglob("*.py"), *(ROOT / "pages").rglob("*.py")} - {*SCRIPTS})
        for text in written(ast.parse(path.read_text(encoding="utf-8")))
        for line in text.splitlines()
        if is_code(line)
    ]
    assert not found
