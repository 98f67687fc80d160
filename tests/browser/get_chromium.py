"""Make sure there is a browser for the tests: one that is there, Playwright's own, or Debian's Chromium."""

import os
import shutil
import subprocess
import sys


def browser() -> str | None:
    """Path of a Chromium for Playwright's `executable_path`, or None if there is none yet."""
    from playwright.sync_api import sync_playwright

    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if os.path.exists(own) else None


def let_the_driver_run() -> None:
    """Playwright's driver is a Node of its own, which needs a library that a bare Debian does not have."""
    if subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True).returncode == 0:
        return
    print("Playwright's driver does not start; installing the library that its Node needs.", flush=True)
    install("libatomic1")


def install(package: str) -> None:
    """One of Debian's packages."""
    subprocess.run(["apt-get", "update"], check=True)
    subprocess.run(["apt-get", "install", "-y", package], check=True)


def main() -> None:
    let_the_driver_run()
    if browser():
        return
    try:
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"], timeout=300, check=True
        )
    except (subprocess.SubprocessError, OSError):
        print("Playwright's own browser cannot be downloaded here; installing Debian's Chromium.", flush=True)
        install("chromium")
    if not browser():
        sys.exit("There is no Chromium: install one, for instance with 'apt-get install chromium'.")


if __name__ == "__main__":
    main()
