"""A digit drawn with the mouse is answered as the engine answers it; files leave and come back."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from playwright.sync_api import Browser, Locator, Page, expect
from safetensors.torch import load as read

from cnnviz.data import load
from cnnviz.data.drawn import layout, place, rasterise
from cnnviz.training import Recipe, Run
from cnnviz.training.answers import Answer, answer
from tests.browser.conftest import messages_sent, settle, visit
from tests.browser.controls import choose, payload, pick
from tests.browser.server import serving
from tests.engine.training.drawn_digits import DRAWN
from tests.engine.training.kept_runs import kept_run

APP = Path(__file__).with_name("apps") / "asking.py"
QUIET = ("--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none")
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(tmp_path_factory.mktemp("home")))
        yield kept_run(Recipe(epochs=3, learning_rate=0.004, seed=3), 3)


@pytest.fixture(scope="module")
def here(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with serving(APP, *QUIET, log=log) as (address, _):
        yield address, log


@pytest.fixture
def open_panel(run: Run, here: tuple[str, Path], browser: Browser) -> Iterator[Open]:
    address, log = here
    with visit(browser, address, log) as open_:
        yield lambda query="", **settings: open_(f"/?run={run.id}{query}", **settings)


def sheet(page: Page) -> Locator:
    found = page.locator(".draw canvas")
    found.scroll_into_view_if_needed()
    return found


def draw(page: Page, digit: int) -> list[list[tuple[float, float]]]:
    """Draw a digit with the mouse; returns its lines in shares of the sheet."""
    area = sheet(page).bounding_box()
    assert area
    lines = []
    for line in DRAWN[digit]:
        points = list(zip(line[::2], line[1::2], strict=True))
        for number, (x, y) in enumerate(points):
            page.mouse.move(area["x"] + x * area["width"], area["y"] + y * area["height"])
            if number == 0:
                page.mouse.down()
        page.mouse.up()
        lines.append(points)
    return lines


def said(page: Page, digit: int) -> float:
    """The probability on the screen, when the digit is the answer."""
    title = page.get_by_role("heading", name=re.compile(rf"^{digit}, [\d.]+%$"))
    expect(title).to_be_visible()
    settle(page)
    return float(title.inner_text().split()[1].rstrip("%")) / 100


def of_engine(run: Run, lines: list[list[tuple[float, float]]], width: float) -> Answer:
    like = layout(load("digits"))
    assert like is not None
    strokes = [[width, *(value for point in line for value in point)] for line in lines]
    return answer(run, place(rasterise(strokes), like))


def brush(page: Page) -> float:
    return int(page.get_by_label("Brush width, per cent of the sheet").input_value()) / 100


@pytest.mark.parametrize(("digit", "dark", "width"), [(3, False, 1400), (4, True, 390)])
def test_a_drawn_digit_is_answered_as_the_engine_answers_it(
    run: Run, open_panel: Open, digit: int, dark: bool, width: int
) -> None:
    page = open_panel(dark=dark, width=width)
    lines = draw(page, digit)
    wanted = of_engine(run, lines, brush(page))
    assert wanted.label == digit
    assert said(page, digit) == pytest.approx(wanted.probabilities[digit].item(), abs=0.02)
    expect(page.locator(".wall .tile").first).to_be_visible()
    pick(page, "Ask about", "Example")
    pick(page, "Ask about", "Draw")
    expect(page.locator(".draw")).to_have_attribute("data-strokes", str(len(lines)))  # it outlives another source
    assert said(page, digit) == pytest.approx(wanted.probabilities[digit].item(), abs=0.02)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Draw on the black sheet")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    said(page, digit)


def test_the_server_hears_once_when_the_pen_is_lifted(open_panel: Open) -> None:
    page = open_panel()
    area = sheet(page).bounding_box()
    assert area
    before = messages_sent(page)
    page.mouse.move(area["x"] + 100, area["y"] + 60)
    page.mouse.down()
    for step in range(40):
        page.mouse.move(area["x"] + 100 + step, area["y"] + 60 + 5 * step)
    assert messages_sent(page) == before
    page.mouse.up()
    settle(page)
    assert messages_sent(page) == before + 1


def test_the_keyboard_draws_too(run: Run, open_panel: Open) -> None:
    page = open_panel()
    sheet(page).focus()
    keys = ["Shift+ArrowUp"] * 3 + ["Space"] + ["Shift+ArrowDown"] * 6 + ["Space"]
    for key in keys:
        page.keyboard.press(key)
    lines = [[(0.5, 0.2 + 0.1 * step) for step in range(7)]]
    wanted = of_engine(run, lines, brush(page))
    assert said(page, wanted.label) == pytest.approx(wanted.probabilities.max().item(), abs=0.005)
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Draw on the black sheet")).to_be_visible()


def test_files_leave_and_come_back(run: Run, open_panel: Open) -> None:
    page = open_panel("&ask-about=Example")
    got: dict[str, bytes] = {}
    for label in ("Weights", "Recipe", "Metrics", "PyTorch script"):
        with page.expect_download() as download:
            page.get_by_role("button", name=label, exact=True).click()
        path = download.value.path()
        got[download.value.suggested_filename.rpartition(".")[2]] = path.read_bytes()
    weights = read(got["safetensors"])
    assert all(torch.equal(value, weights[name]) for name, value in run.model().state_dict().items())
    assert Recipe.from_json(got["json"]) == run.recipe
    assert json.loads(got["json"])["seed"] == 3
    assert got["csv"].decode() == run.metrics_csv()
    compile(got["py"], "script", "exec")
    untrained = run.weights(0)
    page.get_by_text("Bring weights back").click()
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(
        files=[payload(untrained, "untrained.safetensors")]
    )
    expect(page.get_by_text("These weights fit")).to_be_visible()
    first = answer(run, load("digits").images[load("digits").validation[0]], 0)
    said(page, first.label)
    page.get_by_role("button", name="Train on from these weights").click()
    page.wait_for_function(f"!location.search.includes('{run.id}')", timeout=60_000)
    settle(page)


def test_every_snapshot_can_be_asked(run: Run, open_panel: Open) -> None:
    page = open_panel("&ask-about=Example")
    choose(page, "Snapshot of step", "0")
    first = answer(run, load("digits").images[load("digits").validation[0]], 0)
    assert said(page, first.label) == pytest.approx(first.probabilities.max().item(), abs=0.0006)
