"""A run is watched while it trains: what the screen shows is what the run keeps, and the page hears of none of it."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnnviz.training import Run, open_run
from tests.browser.conftest import messages_sent, settle, visit
from tests.browser.server import serving
from tests.browser.test_every_page import serious
from tests.browser.test_language import WRITTEN, bare
from tests.engine.training.training_runs import until, worker_of

APP = Path(__file__).parent / "run_view" / "server.py"
CONFIG = ("--browser.gatherUsageStats", "false", "--client.toolbarMode", "viewer")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run-view") / "log.txt"


@pytest.fixture(scope="module")
def address(log: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_MOCK_LANGUAGE", "1")  # which only `?lang=mock` asks for
        with serving(APP, *CONFIG, log=log) as (where, _):
            yield where


@pytest.fixture
def open_view(address: str, log: Path, browser: Browser) -> Iterator[Callable[..., Page]]:
    with visit(browser, address, log) as open_:
        yield open_


@pytest.fixture(scope="module")
def started(address: str, log: Path, browser: Browser) -> Iterator[Run]:
    """A run that has come some way, opened by a page, which is closed by now: the run outlives it."""
    with visit(browser, address, log) as open_:
        page = open_("/")
        view = page.locator(".run")
        expect(view).to_have_attribute("data-state", "running", timeout=60_000)
        run = run_of(page)
    until(lambda: len(run.snapshots()) > 5 and run.progress()["step"] > 100, "some snapshots")
    yield run
    run.stop()


def run_of(page: Page) -> Run:
    found = re.search(r"run=([a-z0-9]{10})", page.url)
    assert found, page.url
    return open_run(found[1])


def numbers(view: Locator, name: str) -> np.ndarray:
    return np.array((view.get_attribute(f"data-{name}") or "").split(), dtype=np.float32)


def shown(view: Locator, run: Run) -> int:
    """The step on the screen, after its filters, kernels and confusion matrix have been compared with the run's."""
    step = int(view.get_attribute("data-shown") or -1)
    kept = run.snapshot(step)
    for name, layer in (("first", "conv1"), ("kernels", "conv2")):
        np.testing.assert_array_equal(numbers(view, name), kept[f"network.{layer}.weight"].flatten()[:400])
    np.testing.assert_array_equal(numbers(view, "confusion"), kept["confusion"].flatten())
    return step


def press(view: Locator, name: str) -> None:
    view.get_by_role("button", name=name, exact=True).click()


def test_watching_pausing_and_looking_back(open_view: Callable[..., Page], started: Run) -> None:
    page = open_view(f"/?run={started.id}")
    view = page.locator(".run")
    expect(view).to_have_attribute("data-state", "running")
    sent, rows = messages_sent(page), started.metrics()
    page.wait_for_function(
        "(rows) => Number(document.querySelector('[data-testid^=stBidiComponent]').shadowRoot.querySelector('.run')"
        ".dataset.rows) > rows + 50",
        arg=len(rows),
    )
    assert np.mean([row["loss"] for row in started.metrics()[-50:]]) < 0.5 * rows[0]["loss"]
    press(view, "Pause")
    expect(view).to_have_attribute("data-state", "paused")
    expect(view.get_by_role("status")).to_contain_text("Paused at step")
    last = started.metrics()[-1]
    expect(view).to_have_attribute("data-rows", str(len(started.metrics())))
    assert float(view.get_attribute("data-loss") or "nan") == pytest.approx(last["loss"], rel=1e-6)
    expect(view).to_have_attribute("data-shown", str(last["step"]))  # it follows the newest
    assert shown(view, started) == last["step"]

    steps = started.snapshots()
    slider = view.get_by_role("slider", name="Snapshot")
    for place in (0, 3, len(steps) // 2):
        slider.fill(str(place))
        expect(view).to_have_attribute("data-shown", str(steps[place]))
        assert shown(view, started) == steps[place]
    expect(view.get_by_label("follow the newest")).not_to_be_checked()
    press(view, "Next snapshot")
    expect(view).to_have_attribute("data-shown", str(steps[len(steps) // 2 + 1]))
    press(view, "Play the snapshots")
    expect(view).to_have_attribute("data-shown", str(steps[-1]))
    curve = view.get_by_role("application", name="Loss over the steps")
    curve.press("Home")
    expect(view).to_have_attribute("data-shown", str(steps[0]))
    box = curve.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    reading = view.locator(".reading")
    expect(reading).to_have_text(re.compile(r"^Step [\d,]+: loss .+ accuracy .+ %"))
    assert messages_sent(page) == sent


def test_cells_and_mistakes_lead_to_their_pictures(open_view: Callable[..., Page], started: Run) -> None:
    started.pause()
    page = open_view(f"/?run={started.id}")
    view, step = page.locator(".run"), started.snapshots()[1]
    view.get_by_role("slider", name="Snapshot").fill("1")
    expect(view).to_have_attribute("data-shown", str(step))
    table = started.snapshot(step)["confusion"]
    counts = table - table.diag().diag()
    true, answer = divmod(int(counts.argmax()), 10)
    sent = messages_sent(page)
    matrix = view.get_by_role("application", name="Confusion matrix")
    matrix.focus()
    for key, times in (("ArrowDown", true), ("ArrowRight", answer)):
        for _ in range(times):
            page.keyboard.press(key)
    page.keyboard.press("Enter")
    count = int(counts.max())
    expect(view.get_by_text(f"{count} pictures of {true} taken for {answer} at step {step}")).to_be_visible()
    pictures = view.get_by_role("button", name=re.compile(rf"^Picture \d[\d,]*: {answer} "))
    expect(pictures).to_have_count(min(count, 60))
    index = int(pictures.first.get_attribute("data-index") or -1)
    pictures.first.click()
    expect(view).to_have_attribute("data-picture", str(index))
    expect(view.get_by_text(f"Picture {index:,}, a {true}. The network says {answer} (", exact=False)).to_be_visible()
    until(lambda: started.about.get("watched") == index, "the watched picture")
    expect(view.get_by_role("button", name=re.compile("taken for .+ Click to watch it"))).to_have_count(12)
    view.locator("figure.maps").get_by_role("combobox").select_option("conv2")
    expect(view.get_by_role("img", name="conv2: 16 maps 10 × 10")).to_be_visible()
    assert messages_sent(page) == sent


def test_commands_and_their_sentences(open_view: Callable[..., Page], started: Run) -> None:
    started.pause()
    page = open_view(f"/?run={started.id}")
    view, before = page.locator(".run"), started.progress()["step"]
    press(view, "One step")
    expect(view).to_have_attribute("data-step", str(before + 1))
    rate = view.get_by_label("Learning rate")
    for text, says in (("fast", "number from 1e-07"), ("-3", "number from 1e-07"), ("1e7", "to 1,000,000")):
        rate.fill(text)
        rate.press("Enter")
        expect(view.get_by_role("alert")).to_contain_text(says)
    rate.fill("0,004")
    rate.press("Enter")
    expect(view.get_by_role("alert")).to_be_hidden()
    press(view, "One step")
    expect(view).to_have_attribute("data-step", str(before + 2))
    assert started.metrics()[-1]["learning_rate"] == 0.004

    pace = view.get_by_label("Pace")
    expect(pace).to_have_value("fast")
    pace.select_option("hall")
    until(lambda: started.progress()["pace"] == "hall", "the pace for a hall")
    expect(pace).to_have_value("hall")
    pace.select_option("fast")
    until(lambda: started.progress()["pace"] == "fast", "the pace of a run alone")

    step = started.snapshots()[2]
    view.get_by_role("slider", name="Snapshot").fill("2")
    expect(view).to_have_attribute("data-shown", str(step))
    press(view, "Rewind to this step")
    expect(view).to_have_attribute("data-step", str(step))
    settle(page)
    expect(view).to_have_attribute("data-shown", str(step))
    branch = run_of(page)
    assert (branch.parent, branch.parent_step, branch.state) == (started.id, step, "paused")
    assert shown(page.locator(".run"), branch) == step
    press(view, "Resume")
    expect(view).to_have_attribute("data-state", "running")
    os.kill(worker_of(branch), signal.SIGKILL)
    expect(view).to_have_attribute("data-state", "failed")
    expect(view.get_by_role("status")).to_contain_text("resume")
    press(view, "Resume")
    expect(view).to_have_attribute("data-state", "running", timeout=60_000)
    press(view, "Stop")
    expect(view).to_have_attribute("data-state", "stopped")


COMMAND = """async ([path, token]) => {
  const headers = { "x-cnnviz": token, "Content-Type": "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify({ do: "stop" }) });
  return [answer.status, (await answer.json()).error];
}"""


def test_who_only_looks_has_no_controls_and_no_command_is_obeyed(
    address: str, browser: Browser, open_view: Callable[..., Page], started: Run
) -> None:
    mine = open_view(f"/?run={started.id}")
    if started.state != "running":
        press(mine.locator(".run"), "Resume")
        expect(mine.locator(".run")).to_have_attribute("data-state", "running", timeout=60_000)
    page = open_view(f"/?run={started.id}&looking=1")
    view = page.locator(".run")
    expect(view.get_by_text("Somebody else started this run")).to_be_visible()
    for name in ("Pause", "Stop", "One step", "Set"):
        expect(view.get_by_role("button", name=name, exact=True)).to_be_hidden()
    expect(view.get_by_role("button", name="Rewind to this step")).to_be_visible()
    picture = started.about.get("watched")
    view.locator(".picker button").nth(4).click()
    expect(view.get_by_text("The network says")).to_be_visible()
    assert started.about.get("watched") == picture
    stranger = browser.new_context().new_page()  # its refused requests are errors in the console
    stranger.goto(address)
    for token in ("", "1", "0" * 64):
        status, sentence = stranger.evaluate(COMMAND, [f"/runs/{started.id}/command", token])
        assert (status, "Only whoever started this run" in sentence) == (403, True)
    stranger.context.close()
    assert started.state == "running"


def test_on_a_phone_and_in_the_dark(open_view: Callable[..., Page], started: Run) -> None:
    page = open_view(f"/?run={started.id}", width=390, dark=True)
    expect(page.locator(".run figure.wrong")).to_be_visible()
    assert serious(page) == []
    assert (
        page.locator(".run").evaluate(
            "(view) => Math.max(...[...view.querySelectorAll('*')].map((n) => n.getBoundingClientRect().right))"
        )
        <= 390
    )  # nothing sticks out


def test_everything_is_said_in_the_language_of_the_session(open_view: Callable[..., Page], started: Run) -> None:
    """Words of the component, of the server's answers, of what is written on canvases: all of them are messages."""
    page = open_view(f"/?run={started.id}&lang=mock", script=WRITTEN)
    view = page.locator(".run")
    expect(view).to_have_attribute("data-shown", re.compile(r"\d"))
    assert bare(page, "output") == []
    refused = page.evaluate(
        "(path) => fetch(path, { headers: { 'Accept-Language': 'mock' } }).then((answer) => answer.json())",
        f"/runs/{started.id}/snapshot/999999",
    )
    assert refused["error"].startswith("⟪This run keeps no snapshot of step ⟫")
