"""A kernel is learnt in the browser: what it shows at every step is what the engine computed, without the server."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from cnnviz import convolution, images
from cnnviz.kernels import PRESETS
from cnnviz.operations import kernel_learning
from tests.browser.conftest import messages_sent, settle
from tests.browser.controls import pick, type_into
from tests.browser.test_downloads import download, run


def expected(
    optimizer: str = "momentum", rate: float = 0.1, steps: int = 200, size: int = 3
) -> tuple[kernel_learning.Problem, kernel_learning.Training]:
    grey = convolution.grey(images.resize(images.sample_picture("chelsea").pixels, 128))
    problem = kernel_learning.pose(kernel_learning.standardised(grey), PRESETS["sobel_x"].kernel, size)
    return problem, kernel_learning.train(problem, optimizer=optimizer, learning_rate=rate, steps=steps)


def component(page: Page) -> Locator:
    root = page.locator(".learn[data-step]")
    expect(root).to_be_visible()
    return root


def shown(root: Locator, training: kernel_learning.Training) -> int:
    """The step on the screen, after its kernel, loss and distance have been compared with the engine's."""
    step = int(root.get_attribute("data-step") or -1)
    kernel = [float(weight) for weight in (root.get_attribute("data-kernel") or "").split()]
    np.testing.assert_allclose(kernel, training.kernels[step].ravel(), rtol=1e-5, atol=1e-6)
    assert float(root.get_attribute("data-loss") or "nan") == pytest.approx(training.losses[step], rel=1e-5)
    assert float(root.get_attribute("data-distance") or "nan") == pytest.approx(training.distances[step], rel=1e-5)
    return step


# The colours of a map: red minus blue at every pixel, positive where the response is.
REDNESS = """(canvas) => {
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return { height, width, values: Array.from({ length: width * height }, (_, i) => data[4 * i] - data[4 * i + 2]) };
}"""


def redness(root: Locator, figure: str) -> np.ndarray:
    drawn = root.locator(f"figure.{figure} canvas").first.evaluate(REDNESS)
    return np.array(drawn["values"], float).reshape(drawn["height"], drawn["width"])


def test_scrubbing_and_playing_show_the_engines_steps_without_the_server(open_page: Callable[..., Page]) -> None:
    page, (_, training) = open_page("/learn-kernel"), expected()
    root = component(page)
    assert shown(root, training) == 200
    sent = messages_sent(page)
    scrub = root.get_by_role("slider", name="Step")
    for step in (0, 3, 57):
        scrub.fill(str(step))
        expect(root).to_have_attribute("data-step", str(step))
        assert shown(root, training) == step
        expect(root.get_by_text(f"Step {step} of 200: mean squared error", exact=False).first).to_be_visible()
    root.get_by_role("button", name="Next step").click()
    expect(root).to_have_attribute("data-step", "58")
    curve = root.get_by_role("application", name="Loss and distance")
    curve.focus()
    page.keyboard.press("Home")
    expect(root).to_have_attribute("data-step", "0")
    page.keyboard.press("Shift+ArrowRight")
    expect(root).to_have_attribute("data-step", "10")
    root.get_by_label("Speed").select_option("2")
    page.keyboard.press("Space")
    expect(root).to_have_attribute("data-step", "200")
    assert shown(root, training) == 200
    expect(root.get_by_role("button", name="Play")).to_be_visible()
    box = curve.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(root).not_to_have_attribute("data-step", "200")
    assert 60 < shown(root, training) < 130
    assert messages_sent(page) == sent


def test_the_response_on_the_screen_is_that_of_the_shown_kernel(open_page: Callable[..., Page]) -> None:
    page, (problem, training) = open_page("/learn-kernel"), expected()
    root = component(page)
    target = redness(root, "target")
    assert target.shape == problem.target.shape
    np.testing.assert_allclose(redness(root, "response"), target, atol=3)  # the kernel has been found
    assert np.corrcoef(target.ravel(), problem.target.ravel())[0, 1] > 0.95
    root.get_by_role("slider", name="Step").fill("0")
    expect(root).to_have_attribute("data-step", "0")
    assert np.abs(redness(root, "response")).max() <= 1  # zeros answer zero everywhere
    root.get_by_role("slider", name="Step").fill("1")
    expect(root).to_have_attribute("data-step", "1")
    answer = convolution.cross_correlate(problem.patch, training.kernels[1]).numpy()
    assert np.corrcoef(redness(root, "response").ravel(), answer.ravel())[0, 1] > 0.95


def test_a_clicked_weight_is_worked_out_and_stands_in_the_link(open_page: Callable[..., Page]) -> None:
    page, (_, training) = open_page("/learn-kernel"), expected()
    root = component(page)
    root.get_by_role("slider", name="Step").fill("12")
    learnt = root.get_by_role("application", name="Learnt kernel")
    box = learnt.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.5)
    settle(page)
    assert "learn-at=12,1,2" in page.url.replace("%2C", ",")
    assert shown(root, training) == 12
    after = f"{training.kernels[13][1, 2]:.4g}"
    expect(page.get_by_text(f"the new weight {after}")).to_be_visible()
    again = open_page("/learn-kernel?" + page.url.split("?")[1])
    assert shown(component(again), training) == 12
    expect(again.get_by_text(f"the new weight {after}")).to_be_visible()
    learnt = component(again).get_by_role("application", name="Learnt kernel")
    learnt.focus()
    again.keyboard.press("ArrowUp")
    again.keyboard.press("Enter")
    again.wait_for_function("() => decodeURIComponent(location.search).includes('learn-at=12,0,2')")
    settle(again)
    assert "learn-at=12,0,2" in again.url.replace("%2C", ",")


def test_just_too_large_a_rate_diverges_and_just_stable_does_not(open_page: Callable[..., Page]) -> None:
    page = open_page("/learn-kernel?learn-optimizer=gradient+descent")
    limit = expected()[0].largest_stable_rate()
    for label, share in (("Just too large", 1.02), ("Just stable", 0.98)):
        page.get_by_role("button", name=label).click()
        settle(page)
        rate = float(page.get_by_label("Learning rate", exact=True).input_value())
        assert rate == pytest.approx(share * limit, rel=1e-3)
        root = component(page)
        training = expected("gradient descent", rate)[1]
        expect(root).to_have_attribute("data-step", str(training.steps))
        shown(root, training)
        assert (training.losses[-1] > training.losses[0]) == (share > 1)
    pick(page, "Predict first: does it hold for the settings above?", "It holds")
    expect(page.get_by_text("It does not hold here.")).to_be_visible()
    type_into(page, "Learning rate", 0.1)
    pick(page, "Optimiser", "momentum")
    expect(page.get_by_text("It holds here.")).to_be_visible()


def test_a_secret_kernel_stays_covered_until_it_is_revealed(open_page: Callable[..., Page]) -> None:
    page = open_page("/learn-kernel")
    page.get_by_role("button", name="Hide another").click()
    settle(page)
    root = component(page)
    expect(root.get_by_role("img", name="Hidden kernel, covered")).to_be_visible()
    sent = messages_sent(page)
    root.get_by_role("button", name="Reveal the hidden kernel").click()
    found = root.get_by_role("img", name=re.compile("Hidden kernel: "))
    expect(found).to_be_visible()
    assert messages_sent(page) == sent
    said = (found.get_attribute("aria-label") or "").removeprefix("Hidden kernel: ").replace("−", "-")
    revealed = [[float(weight) for weight in row.split()] for row in said.split("; ")]
    assert any(
        preset.kernel.shape == np.shape(revealed) and np.allclose(preset.kernel, revealed, atol=0.006)
        for preset in PRESETS.values()
    )


def test_the_script_to_download_learns_the_kernel(open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page("/learn-kernel")
    printed = run(download(page, "Download the script", tmp_path))
    learnt, hidden = printed.split("learnt")[1].split("hidden")
    numbers = [[float(n) for n in re.findall(r"-?\d+\.\d*(?:e[-+]\d+)?", text)][:9] for text in (learnt, hidden)]
    np.testing.assert_allclose(numbers[0], numbers[1], atol=0.01)
    gif = download(page, "GIF of the learning", tmp_path)
    assert gif.read_bytes().startswith(b"GIF89a")
