"""The lock is one set of versions that fits what the project asks for."""

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


def asked(name: str) -> Iterator[Requirement]:
    """The requirements in a file: a line each, with a reason behind it."""
    for line in (ROOT / name).read_text().splitlines():
        text = line.split("#")[0].strip()
        if text and not text.startswith("-"):
            yield Requirement(text)


LOCKED = {found.name.lower(): found for found in asked("requirements.lock")}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_everything_asked_for_is_locked_within_its_range(name: str) -> None:
    wanted = list(asked(name))
    assert wanted
    for requirement in wanted:
        (pin,) = LOCKED[requirement.name.lower()].specifier
        assert pin.operator == "=="
        assert requirement.specifier.contains(pin.version), f"{requirement} is locked at {pin.version}: run make lock"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_line_has_its_reason(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith("-r")]
    assert all(len(line.partition("#")[2].split()) >= 2 for line in lines)


def test_what_is_installed_here_is_what_is_locked() -> None:
    """A folder that was set up with other versions tests something else than what `make run` installs."""
    for requirement in asked("requirements.txt"):
        (pin,) = LOCKED[requirement.name.lower()].specifier
        assert metadata.version(requirement.name).split("+")[0] == pin.version
