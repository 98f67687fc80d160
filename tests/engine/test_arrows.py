"""Arrows run one way: app → pages → cnnviz.ui → cnnviz.lessons → the topics, and no circle among the topics."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ORDER = (
    # the topics: each may use those before it
    "writing", "geometry", "convolution", "kernels", "images", "drawing", "signals", "operations", "detection",
    "segmentation", "data", "networks", "training",
    # what is said about them, and how it looks
    "lessons", "ui",
)  # fmt: skip
MOST_MODULES = 12  # directly in cnnviz/, and directly in cnnviz/ui/
SHARED = {"listings"}  # rooms below lessons/ that belong to no single lesson

MODULES = {
    str(path.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__"): path
    for path in sorted((ROOT / "cnnviz").rglob("*.py"))
}


def imports(name: str) -> Iterator[str]:
    """The modules of cnnviz that this one imports, anywhere in it, and be it only for its types."""
    for node in ast.walk(ast.parse(MODULES[name].read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in MODULES:
                    yield inner
                elif node.module in MODULES:
                    yield node.module


EVERYWHERE = {name.split(".")[1] for name in MODULES if name.count(".") == 1} - set(ORDER)  # limits, and its like
ARROWS = {name: set(imports(name)) - {name} for name in MODULES}


def topic(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def test_what_anything_may_use_is_a_module_that_uses_nothing_else() -> None:
    assert "limits" in EVERYWHERE
    assert all(MODULES[f"cnnviz.{name}"].name != "__init__.py" for name in EVERYWHERE), "a new topic: put it into ORDER"
    assert not {(name, one) for name in EVERYWHERE for one in ARROWS[f"cnnviz.{name}"] if topic(one) not in EVERYWHERE}


@pytest.mark.parametrize("name", ORDER)
def test_a_topic_uses_only_those_before_it(name: str) -> None:
    allowed = {"", *EVERYWHERE, *ORDER[: ORDER.index(name) + 1]}
    assert not [(one, to) for one in MODULES if topic(one) == name for to in ARROWS[one] if topic(to) not in allowed]


def test_no_module_needs_itself_by_a_detour() -> None:
    """Modules that only import what has been taken away are taken away too; what stays goes round in circles."""
    left = dict(ARROWS)
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    assert not left


def test_no_lesson_imports_another() -> None:
    def room(name: str) -> str:
        parts = name.split(".")
        return parts[2] if len(parts) > 3 or MODULES[name].name == "__init__.py" else ""

    lessons = [name for name in MODULES if name.startswith("cnnviz.lessons.")]
    crossing = [
        (one, other)
        for one in lessons
        for other in ARROWS[one]
        if other.startswith("cnnviz.lessons.") and room(other) not in ("", room(one), *SHARED)
    ]
    assert not crossing


def test_a_page_and_a_figure_use_the_room_of_their_own_lesson() -> None:
    """A page imports from lessons/ and from ui/labs/ only what carries its stem, or belongs to no single lesson."""
    stems = {path.parent.name for path in (ROOT / "cnnviz" / "lessons").glob("*/questions.py")}
    wrong = []
    for path in [*(ROOT / "pages").rglob("chapter_*/*.py"), *(ROOT / "cnnviz" / "ui" / "labs").rglob("*.py")]:
        own = path.parent.name if "labs" in path.parts else path.stem
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                ("cnnviz.lessons.", "cnnviz.ui.labs.")
            ):
                rooms = set((node.module or "").split(".")) & stems
                wrong += [(str(path.relative_to(ROOT)), node.module)] if rooms - {own} else []
    assert not wrong


@pytest.mark.parametrize("folder", ["cnnviz", "cnnviz/ui"])
def test_few_modules_lie_directly_in_the_house(folder: str) -> None:
    assert len([path for path in (ROOT / folder).glob("*.py") if path.name != "__init__.py"]) <= MOST_MODULES


FORMULAS = {  # formulas that several lessons share, and that are made of what their topic works out
    "cnnviz.geometry.backwards": "chapters 1 to 4 explain the size of an output",
    "cnnviz.networks.designs.comparison": "five lessons of chapter 4 count their designs",
    "cnnviz.operations.one_value": "every lesson with the explorer shows the sum behind a value",
}


def latex(name: str) -> list[str]:
    """The texts of a module that hold commands of LaTeX; docstrings are none."""
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
        if re.search(r"\\[a-zA-Z]{2}", node.value)
    ]


def test_formulas_are_written_in_the_lessons() -> None:
    topics = ORDER[1 : ORDER.index("lessons")]
    assert {name for name in MODULES if topic(name) in topics and latex(name)} == set(FORMULAS)
