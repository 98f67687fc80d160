"""Lesson 5.1 as a class meets it: trained to 95 %, paused, refreshed, resumed, asked about a digit, rewound."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnnviz.training import Run, open_run
from tests.browser.conftest import settle, watch
from tests.browser.test_ask import brush, draw, of_engine, said
from tests.engine.training.training_runs import until


def view(page: Page) -> Locator:
    return page.locator(".run[data-state]")


def run_of(page: Page) -> Run:
    found = re.search(r"[?&]run=([a-z0-9]{10})", page.url)
    assert found, page.url
    return open_run(found[1])


def press(page: Page, name: str) -> None:
    view(page).get_by_role("button", name=name, exact=True).click()


def accuracy(run: Run) -> float:
    return max((row["val_accuracy"] for row in run.metrics() if row.get("val_accuracy") is not None), default=0.0)


@pytest.mark.parametrize("after", [0, 40, 90])  # ms
def test_start_is_not_lost_when_another_control_follows_at_once(open_page: Callable[..., Page], after: int) -> None:
    page = open_page("/train?train-epochs=1")
    page.evaluate(
        """async ([start, other, after]) => {
          start.click(); await new Promise((done) => setTimeout(done, after)); other.click();
        }""",
        [
            page.get_by_role("button", name="Start", exact=True).element_handle(),
            page.get_by_test_id("stNumberInputStepUp").first.element_handle(),
            after,
        ],
    )
    expect(view(page)).to_have_attribute("data-state", re.compile("queued|running|finished"), timeout=60_000)
    run = run_of(page)
    settle(page)
    assert run_of(page) == run
    run.stop()


def test_digits_are_learnt_before_everybodys_eyes(open_page: Callable[..., Page], browser: Browser) -> None:
    page = open_page("/train?train-epochs=200&train-learning-rate=0.004")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(view(page)).to_have_attribute("data-state", "running", timeout=60_000)
    run = run_of(page)
    until(lambda: accuracy(run) >= 0.95, "95 % of the validation pictures")
    press(page, "Pause")
    expect(view(page)).to_have_attribute("data-state", "paused")
    rows = run.metrics()

    page.reload()
    settle(page)
    expect(view(page)).to_have_attribute("data-rows", str(len(rows)))
    assert run_of(page) == run
    press(page, "Resume")
    expect(view(page)).to_have_attribute("data-state", "running")
    until(lambda: len(run.metrics()) > len(rows), "another step")
    assert run.metrics()[: len(rows)] == rows
    press(page, "Stop")
    expect(view(page)).to_have_attribute("data-state", "stopped")
    page.reload()
    settle(page)
    expect(view(page)).to_have_attribute("data-shown", str(run.snapshots()[-1]))  # nothing moves below it any more

    lines = draw(page, 3)
    wanted = of_engine(run, lines, brush(page))
    assert wanted.label == 3
    assert abs(said(page, 3) - float(wanted.probabilities[3])) < 0.02

    steps = run.snapshots()
    view(page).get_by_role("slider", name="Snapshot").fill("2")
    press(page, "Rewind to this step")
    expect(page).not_to_have_url(re.compile(f"run={run.id}"))
    settle(page)
    branch = run_of(page)
    assert (branch.parent, branch.parent_step, branch.owner) == (run.id, steps[2], run.owner)

    owner_sees(page, {run.id, branch.id})
    stranger = browser.new_context().new_page()
    errors: list[str] = []
    watch(stranger, errors)
    stranger.goto(page.url)
    settle(stranger)
    expect(view(stranger)).to_have_attribute("data-state", "paused")  # the link opens it in any browser
    expect(stranger.get_by_role("button", name="Resume", exact=True)).to_be_hidden()  # to look at it
    owner_sees(stranger, set())

    page.get_by_role("button", name="This run").click()
    page.get_by_role("button", name="Let others steer").click()
    link = page.get_by_test_id("stCode").filter(has_text="steer=").inner_text().strip()
    stranger.goto(link)
    settle(stranger)
    press(stranger, "One step")
    until(lambda: branch.progress()["step"] == steps[2] + 1, "the step of somebody else")
    expect(view(stranger)).to_have_attribute("data-step", str(steps[2] + 1))
    page.get_by_role("button", name="Take the link back").click()
    settle(page)
    stranger.reload()
    settle(stranger)
    expect(view(stranger)).to_have_attribute("data-state", "paused")
    expect(stranger.get_by_role("button", name="One step", exact=True)).to_be_hidden()
    assert errors == []
    stranger.context.close()


def owner_sees(page: Page, runs: set[str]) -> None:
    """The list of runs belongs to the browser, which a cookie tells, also after it was closed."""
    address = page.url
    page.goto(re.sub(r"/train.*", "/my-runs", address))
    settle(page)
    links = page.locator("[data-testid=stMain] [data-testid=stPageLink-NavLink]")
    found = {match[1] for link in links.all() if (match := re.search(r"run=(\w+)", link.get_attribute("href") or ""))}
    assert found == runs
    page.goto(address)
    settle(page)
