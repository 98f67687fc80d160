"""Formatter, linter and type checker of the browser code: `python -m tests.assets.check`, with `--write` to format."""

import sys

from tests.assets.node import NPM, ROOT, run

MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
BIOME = MODULES / "@biomejs" / "biome" / "bin" / "biome"
TSC = MODULES / "typescript" / "bin" / "tsc"


def fetch() -> bool:
    """Have the checkers that the lock names. False if they cannot be had, which a sentence says."""
    stamp = MODULES / ".fetched"
    if stamp.exists() and stamp.read_text() == LOCK.read_text():
        return True
    answer = run(NPM, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", quiet=True)
    if answer.returncode:
        print(answer.stderr.strip()[-2000:], file=sys.stderr)
        print("The checkers of the browser code could not be fetched: connect this machine to the npm registry, then "
              "try again.", file=sys.stderr)  # fmt: skip
        return False
    stamp.write_text(LOCK.read_text())
    return True


def main(words: list[str]) -> int:
    """What the process returns: 0 if all is well."""
    if not fetch():
        return 1
    form = ["check", "--write"] if "--write" in words else ["ci"]
    return run(BIOME, *form).returncode or run(TSC, "--project", "tsconfig.json").returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
