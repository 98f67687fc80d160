"""What is computed in the browser, without one: Node runs the tests beside this file."""

import re
from pathlib import Path

import pytest

from tests.assets.node import ROOT, run

FILES = sorted(path.relative_to(ROOT) for path in (ROOT / "tests" / "assets").glob("*.test.js"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_in_node(path: Path) -> None:
    answer = run("--test", "--test-reporter=tap", path, quiet=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert int(re.findall(r"^# pass (\d+)", answer.stdout, re.MULTILINE)[0]) > 0
