"""What the documents name is there: files, modules, commands, settings."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
CODE = [*(ROOT / "cnnviz").rglob("*.py"), ROOT / "app.py"]
MADE_UP = {"thrown_away", "thrown-away"}  # the lesson that CONTRIBUTING.md adds

each_document = pytest.mark.parametrize("name", DOCUMENTS)


def quoted(name: str) -> list[str]:
    """What stands in backticks on one line."""
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", (ROOT / name).read_text())


def is_there(path: str) -> bool:
    """From the root or a folder that the text has just named; a bare file name anywhere in the code."""
    if any((ROOT / start / path).exists() for start in ("", "cnnviz", "cnnviz/ui", "cnnviz/training")):
        return True
    return "/" not in path and any(any((ROOT / start).rglob(path)) for start in ("cnnviz", "assets", "pages", "tests"))


@each_document
def test_every_file_it_names_is_there(name: str) -> None:
    text = (ROOT / name).read_text()
    paths = [path.split(":")[0] for path in quoted(name) if re.fullmatch(r"[\w.-]*[/\w.-]*(/|\.(py|js|md|css))", path)]
    paths += re.findall(r"\]\(([^)#:]+)\)", text)
    paths += re.findall(r"^(\w+(?:/\w*)*(?:\.py|/)) {2,}", text, re.M)  # the tree
    missing = [path for path in paths if not is_there(path) and not any(word in path for word in MADE_UP)]
    assert paths or name == "CHANGELOG.md"
    assert not missing


@each_document
def test_every_module_it_names_is_there(name: str) -> None:
    """`cnnviz.topic.module`, or a name in a module."""
    for dotted in {word for text in quoted(name) for word in re.findall(r"\bcnnviz(?:\.\w+)+", text)}:
        parts = dotted.split(".")
        if MADE_UP & set(parts):
            continue
        module = ROOT.joinpath(*parts)
        if module.with_suffix(".py").is_file() or module.is_dir():
            continue
        home = ROOT.joinpath(*parts[:-1])
        text = (home / "__init__.py" if home.is_dir() else home.with_suffix(".py")).read_text()
        assert re.search(rf"\b{parts[-1]}\b", text), dotted


@each_document
def test_every_command_of_make_is_one(name: str) -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    assert "run" in targets
    text = (ROOT / name).read_text()
    named = re.findall(r"`make (\w+)|^make (\w+)", text, re.M)
    assert {one or other for one, other in named} <= targets


@each_document
def test_every_setting_it_names_is_read(name: str) -> None:
    text = "\n".join(path.read_text() for path in CODE)
    read = {f"CNNVIZ_{word}" for word in re.findall(r"\b(?:setting|words)\(\"([A-Z_]+)\"", text)}
    read |= set(re.findall(r"\"(CNNVIZ_[A-Z_]+)\"", text))
    assert "CNNVIZ_VALUES" in read
    assert set(re.findall(r"CNNVIZ_[A-Z_]*[A-Z]", (ROOT / name).read_text())) <= read


def test_every_setting_but_the_limits_is_in_the_readme() -> None:
    limits = (ROOT / "cnnviz" / "limits.py").read_text()
    text = "\n".join(path.read_text() for path in CODE if path.name != "limits.py")
    named = set(re.findall(r"\"(CNNVIZ_[A-Z_]+)\"", text))
    named |= {
        f"CNNVIZ_{word}" for word in re.findall(r"\b(?:setting|words)\(\"([A-Z_]+)\"", text) if "CNNVIZ" not in word
    }
    assert "CNNVIZ_HOME" in named
    readme = (ROOT / "README.md").read_text()
    assert not [name for name in sorted(named) if name not in readme and name not in limits]
