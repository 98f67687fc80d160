"""What happens in the first seconds of a server: pages wait for the heavy imports, which one thread does."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.ui.frame import start
from tests.benchmarks.client import Client
from tests.browser.server import ROOT, serving
from tests.engine.training.training_runs import until
from tests.pages.conftest import run_apart

STUDENTS = 10
SLOW = """
import sys, time
others = {"slow_a", "slow_b"} - {__name__}
together = [name for name in others if name in sys.modules and not hasattr(sys.modules[name], "DONE")]
time.sleep(0.05)
TOGETHER, DONE = together, True
"""


def test_a_class_opens_a_lesson_on_a_cold_server() -> None:
    """Without waiting, some of them see pandas half imported."""

    async def visit(address: str) -> None:
        async with Client(address, "densenet") as client:
            await client.visit()

    async def everybody(address: str) -> None:
        await asyncio.gather(*(visit(address) for _ in range(STUDENTS)))

    with serving() as (address, _):
        run_apart(everybody(address))


def test_what_earlier_versions_left_readable_is_closed_when_the_server_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    left = tmp_path / "runs" / "aaaaaaaaaa" / "about.json"
    left.parent.mkdir(parents=True)
    left.write_text("{}")
    for path, mode in ((left, 0o644), (left.parent, 0o755), (left.parents[1], 0o755)):
        path.chmod(mode)
    with serving():
        until(lambda: left.stat().st_mode & 0o777 == 0o600, "the file to be closed")
        assert {oct(path.stat().st_mode)[-3:] for path in left.parents[:2]} == {"700"}


def test_the_page_a_lecture_starts_with_imports_nothing_by_itself() -> None:
    check = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "from cnnviz.lessons import course\n"
        "from cnnviz.ui.frame import start\n"
        f"app = AppTest.from_file({str(ROOT / 'pages' / '_main.py')!r}, default_timeout=60).run()\n"
        "start.ready('kernels')\n"
        "before = set(sys.modules)\n"
        "app.switch_page(course.BY_SLUG['kernels'].file).run()\n"
        "assert not app.exception, app.exception\n"
        "app.session_state['kernels-guess'] = 'holds'\n"
        "assert not app.run().exception, app.exception\n"
        "for way in ('Side by side', 'One after the other'):\n"
        "    app.session_state['kernels-way'] = way\n"
        "    assert not app.run().exception, app.exception\n"
        "heavy = ('torch', 'torchvision', 'pandas', 'pyarrow', 'plotly', 'sympy', 'cnnviz', 'numpy')\n"
        "late = [name for name in set(sys.modules) - before if name.split('.')[0] in heavy]\n"
        "assert not late, late\n"
    )
    ran = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-2000:]


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """As in a process that has imported nothing; a folder from which modules can be imported."""
    monkeypatch.setattr(start, "_done", set())
    monkeypatch.setattr(start, "FIRST", ())
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_one_thread_imports_and_the_others_wait(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("slow_a", "slow_b"):
        (fresh / f"{name}.py").write_text(SLOW)
    monkeypatch.setattr(start, "_rest", lambda: iter(("slow_a", "slow_b")))
    begin = threading.Barrier(12)

    def open_page(_: int) -> list[bool]:
        begin.wait()
        start.ready("vgg")
        return [hasattr(sys.modules.get(name), "DONE") for name in ("slow_a", "slow_b")]

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(open_page, range(12))) == [[True, True]] * 12
    assert sys.modules["slow_b"].TOGETHER == []
    for name in ("slow_a", "slow_b"):
        del sys.modules[name]


def test_a_module_that_cannot_be_imported_holds_nobody_up(
    fresh: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (fresh / "broken_on_purpose.py").write_text("raise OSError('libsomething.so: cannot open shared object file')")
    monkeypatch.setattr(start, "_rest", lambda: iter(("broken_on_purpose", "no_such_module", "colorsys")))
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(start.ready, ["vgg"] * 8))
    assert time.monotonic() - began < 30
    assert "broken_on_purpose cannot be imported" in caplog.text
    assert "no_such_module cannot be imported" in caplog.text


def test_the_front_page_waits_for_nothing(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_rest", lambda: pytest.fail("the front page imports"))
    with start._importing:  # somebody else imports at this moment
        start.ready(start.FRONT)


def test_a_page_says_what_is_missing() -> None:
    def page() -> None:
        import app

        app.say_sorry(ModuleNotFoundError("No module named 'torchvision'", name="torchvision"))

    rights = os.umask(0o022)  # the front door makes them narrower
    try:
        shown = AppTest.from_function(page, default_timeout=60).run()
    finally:
        os.umask(rights)
    assert "torchvision" in shown.error[0].value
    assert "pip install -r requirements.txt" in shown.error[0].value


def test_no_program_runs_because_the_server_starts() -> None:
    names = set(start._rest())
    assert "cnnviz.lessons.activations.listing" in names
    assert not [name for name in names if name.endswith("script")]
