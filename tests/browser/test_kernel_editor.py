"""The kernel editor computes its edits and their output in the browser, as the engine does; the last edit wins."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

from cnnviz import convolution, images, kernels
from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import browser
from cnnviz.ui.views import explorer
from cnnviz.writing import matrices
from tests.browser import oracles
from tests.browser.conftest import settle
from tests.browser.controls import choose, give_file, type_into
from tests.browser.window import Explorer

IMPORT = f"import(location.origin + '/assets/{browser.version()}/%s')"
FORESEE = f"""async (cases) => {{
  const {{ foresee }} = await {IMPORT % "views/explorer/preview.js"};
  return cases.map(({{ header, arrays, kernels }}) => {{
    for (const name of Object.keys(arrays)) arrays[name] = Float32Array.from(arrays[name]);
    for (const one of Object.values(kernels)) one.values = Float32Array.from(one.values);
    const made = foresee({{ header, arrays }}, kernels, null);
    return made && {{ ...made.header, output: [...made.arrays.output], partials: [...(made.arrays.partials ?? [])] }};
  }});
}}"""
EDIT = f"""async ([name, ...given]) => (await {IMPORT % "views/kernel/edit.js"})[name](...given)"""

WINDOWS = [
    WindowSettings(),
    WindowSettings(stride=2, padding=1),
    WindowSettings(dilation=3, padding="same", padding_mode="replicate"),
    WindowSettings(stride=3, dilation=2, padding="full", padding_mode="reflect"),
    WindowSettings(padding=4, padding_mode="circular"),
    WindowSettings(padding="same", padding_mode="zeros"),
]
SHAPES = [(3, 3), (2, 5), (1, 1), (4, 3)]
IMAGE = np.random.default_rng(1).uniform(-1, 1, (3, 19, 23)).astype(np.float32)


def message(image: np.ndarray, window: WindowSettings, kernel: np.ndarray, bias: float | None = None) -> dict[str, Any]:
    """What an explorer of this image was last sent, and a newer kernel: (h, w), or (C, h, w) with an editor each."""
    summed = kernel.ndim == 3
    slices = kernel if summed else kernel[None]
    follows = explorer.Follows(tuple(map(str, range(len(slices)))), window.padding)
    header = {
        "follows": vars(follows) | {"numbers_up_to": 16},
        "op": "sum",
        "padding_mode": window.padding_mode,
        "shapes": {"input": image.shape, "kernel": (1, len(slices), 7, 7)},
        "input_divisor": 1,
        "photo": max(image.shape[1:]) > 16,
        "stride": [window.stride] * 2,
        "dilation": [window.dilation] * 2,
        "shared": not summed,
        "bias": None if bias is None else [bias],
        "histogram": {},
    }
    arrays = {"input": image.ravel().tolist(), "kernel": [0] * 49 * len(slices), "output": []}
    edited = {
        str(k): {"values": one.ravel().tolist(), "rows": one.shape[0], "columns": one.shape[1]}
        for k, one in enumerate(slices)
    }
    return {"header": header, "arrays": arrays | ({"partials": []} if summed else {}), "kernels": edited}


def test_foreseen_outputs_are_those_of_the_engine(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value")
    draw = np.random.default_rng(2)
    cases, expected = [], []
    for window in WINDOWS:
        for shape in SHAPES:
            kernel = draw.normal(size=shape).astype(np.float32)
            cases.append(message(IMAGE, window, kernel))
            expected.append(convolution.cross_correlate(IMAGE, kernel, **window.arguments()).numpy())
        volume = draw.normal(size=(3, 3, 3)).astype(np.float32)
        cases.append(message(IMAGE, window, volume, bias=0.5))
        expected.append(convolution.cross_correlate(IMAGE, volume, **window.arguments()).numpy()[None] + 0.5)
    for case, foreseen, output in zip(cases, page.evaluate(FORESEE, cases), expected, strict=True):
        assert foreseen["shapes"]["output"] == list(output.shape)
        np.testing.assert_allclose(foreseen["output"], output.ravel(), atol=1e-5)
        limits = explorer._limits(output, "signed")
        np.testing.assert_allclose(foreseen["limits"], limits, atol=1e-5)
        counts = np.array(foreseen["histogram"]["counts"])
        assert counts.sum() == output.size
        # a value next to the edge of a bin may fall on its other side
        assert np.abs(counts - explorer._histogram(output, "signed", limits)["counts"]).sum() <= 4
        if foreseen["partials"]:
            parts = np.array(foreseen["partials"]).reshape(3, -1).sum(0) + case["header"]["bias"][0]
            np.testing.assert_allclose(parts, output.ravel(), atol=1e-5)


def test_what_does_not_fit_or_is_no_number_is_left_to_the_server(open_page: Callable[..., Page]) -> None:
    ones = np.ones((3, 3), np.float32)
    cases = [
        message(IMAGE, WindowSettings(stride=2, padding="same"), ones),
        message(IMAGE, WindowSettings(dilation=8, padding=0), np.ones((4, 4), np.float32)),
        message(IMAGE[:, :5, :5], WindowSettings(padding=5, padding_mode="reflect"), ones),
        message(IMAGE[:, :5, :5], WindowSettings(padding=6, padding_mode="circular"), ones),
        message(IMAGE, WindowSettings(), np.full((3, 3), np.inf, np.float32)),
    ]
    assert open_page("/one-value").evaluate(FORESEE, cases) == [None] * len(cases)


def test_a_kernel_that_averages_makes_a_picture(open_page: Callable[..., Page]) -> None:
    box = np.full((3, 3), 1 / 9, np.float32)
    cases = [message(np.abs(IMAGE), WindowSettings(), kernel) for kernel in (box, box * 2, -box)]
    assert [made["show"] for made in open_page("/one-value").evaluate(FORESEE, cases)] == [
        "picture",
        "signed",
        "signed",
    ]


def test_edits_are_those_of_the_engine(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value")

    def edited(name: str, kernel: np.ndarray, *given: int) -> np.ndarray:
        texts = [row.split(" ") for row in matrices.format_matrix(kernel).split("; ")]
        rows = page.evaluate(EDIT, [name, texts, *given])
        return matrices.parse_matrix("; ".join(map(" ".join, rows)))

    draw = np.random.default_rng(3)
    for kernel in (draw.normal(size=(3, 4)).astype(np.float32), kernels.PRESETS["sobel_x"].kernel.numpy()):
        np.testing.assert_array_equal(edited("rotate", kernel), np.rot90(kernel))
        np.testing.assert_array_equal(edited("negate", kernel), -kernel)
        np.testing.assert_allclose(edited("normalise", kernel), kernels.normalize(kernel), rtol=3e-7)
        assert np.abs(edited("random", kernel)).max() <= 1
    five = draw.normal(size=(5, 5)).astype(np.float32)
    np.testing.assert_array_equal(edited("resize", five, 3, 7), np.pad(five[1:4], ((0, 0), (1, 1))))
    np.testing.assert_array_equal(edited("resize", edited("resize", five, 8, 8), 5, 5), five)
    numbers = [*draw.normal(size=50) * 10.0 ** draw.integers(-9, 9, 50), 1 / 9, 0.1, 1e-12, -1e20, 16777216, -3]
    for number in np.array(numbers, np.float32):
        assert np.float32(page.evaluate(EDIT, ["text", float(number)])) == number
        assert page.evaluate(EDIT, ["value", matrices.shortest(number)]) == number


# Clicks in the editor of this label, and says what the explorers show before anything can have come from the server.
CLICK = """([label, ...names]) => {
  const roots = (root) => [...root.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean);
  const all = (selector, root = document) =>
    [...root.querySelectorAll(selector), ...roots(root).flatMap((inner) => all(selector, inner))];
  const shown = {}, keep = ({ detail }) => { shown[detail.key] = [...detail.values]; };
  window.addEventListener("cnnviz-output", keep);
  const editor = all(".editor").find((node) => node.querySelector("table").ariaLabel === label);
  for (const name of names) [...editor.querySelectorAll("button")].find((node) => node.innerText === name).click();
  window.removeEventListener("cnnviz-output", keep);
  return { shown, previews: all(".explorer").map((node) => "preview" in node.dataset) };
}"""


def check_exactly(page: Page, which: int, output: torch.Tensor) -> None:
    shown = Explorer(page, which)
    height, width = output.shape[-2:]
    assert shown.shape("out") == (height, width)
    for cell in ((0, 0), (height - 1, width // 2), (3, 5)):
        assert shown.hover(*cell) == float(output.reshape(-1, height, width)[0][cell])


def test_output_is_there_at_once_and_then_that_of_torch(open_page: Callable[..., Page]) -> None:
    page = open_page("/kernels?kernels-padding=same&kernels-mode=reflect&kernel=1+2;3+4;5+-6")
    pixels = oracles.png(oracles.random_pixels(1))
    give_file(page, pixels, "mine.png")
    image = convolution.grey(images.load_image(pixels))
    kernel = np.rot90(np.array([[1, 2], [3, 4], [5, -6]], np.float32)).copy()
    output = convolution.cross_correlate(image, kernel, padding="same", padding_mode="reflect")
    before = Explorer(page).root.get_attribute("data-version")
    clicked = page.evaluate(CLICK, ["Kernel", "Rotate 90°"])
    assert clicked["previews"] == [True]
    np.testing.assert_allclose(clicked["shown"]["lab"], output.ravel(), atol=1e-5)
    settle(page)
    expect(Explorer(page).root).not_to_have_attribute("data-version", before or "")
    check_exactly(page, 0, output)


@pytest.mark.parametrize("way", ["Side by side", "One after the other"])
def test_two_kernels(open_page: Callable[..., Page], way: str) -> None:
    page = open_page(f"/kernels?kernels-way={way}&kernel=1+2;3+4&kernel-b=1+0+-1&kernels-stride=2")
    pixels = oracles.png(oracles.random_pixels(2))
    give_file(page, pixels, "mine.png")
    image = convolution.grey(images.load_image(pixels))
    a, b = np.array([[-1, -2], [-3, -4]], np.float32), np.array([[1], [0], [-1]], np.float32)
    first = convolution.cross_correlate(image, a, stride=2)
    chained = way != "Side by side"
    foreseen = page.evaluate(CLICK, ["Kernel A", "Negate"])
    assert foreseen["previews"] == [True, chained]
    np.testing.assert_allclose(foreseen["shown"]["lab"], first.ravel(), atol=1e-5)
    foreseen = page.evaluate(CLICK, ["Kernel B", "Rotate 90°", "Rotate 90°", "Rotate 90°"])
    second = convolution.cross_correlate(first if chained else image, b, stride=2)
    np.testing.assert_allclose(foreseen["shown"]["lab-b"], second.ravel(), atol=1e-5)
    settle(page)
    check_exactly(page, 0, first)
    check_exactly(page, 1, second)


def test_last_of_many_quick_edits_stays(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?one-kernel=1+2;3+4")
    for pause in (0, 30, 60, 90, 120, 250, 0):
        page.evaluate(CLICK, ["Kernel", "Negate" if pause % 60 else "Rotate 90°"])
        page.wait_for_timeout(pause)
    page.evaluate(CLICK, ["Kernel", "Negate", "Random"])
    settle(page)
    text = page.get_by_role("textbox", name="Kernel as text").input_value()
    in_grid = [page.get_by_label(f"row {i}, column {j}").input_value() for i in (1, 2) for j in (1, 2)]
    kernel = matrices.parse_matrix(text)
    assert list(map(float, in_grid)) == pytest.approx(kernel.ravel().tolist())
    assert Explorer(page).value == pytest.approx(float((kernel * [[0, 1], [3, 4]]).sum()), rel=1e-6)


def test_text_grid_presets_size_and_link_show_one_kernel(open_page: Callable[..., Page]) -> None:
    page = open_page("/kernels?kernels-size=128")
    text, grid = page.get_by_role("textbox", name="Kernel as text"), page.get_by_role("table", name="Kernel")
    preset = page.get_by_role("combobox", name="Kernel: preset")
    choose(page, "Kernel: preset", "Emboss")
    expect(text).to_have_value(matrices.format_matrix(kernels.PRESETS["emboss"].kernel))
    expect(page.get_by_text(kernels.PRESETS["emboss"].description)).to_be_visible()
    type_into(page, "Kernel as text", "1 0; 1/4 -1")
    expect(grid.get_by_role("textbox")).to_have_count(4)
    expect(preset).to_have_value("-1")
    grid.get_by_label("row 2, column 2").fill("1/3")
    grid.get_by_label("row 2, column 2").press("Tab")
    type_into(page, "Columns", 3)
    kernel = np.array([[1, 0, 0], [0.25, 1 / 3, 0]], np.float32)
    np.testing.assert_array_equal(matrices.parse_matrix(text.input_value()), kernel)
    page.reload()
    settle(page)
    np.testing.assert_array_equal(matrices.parse_matrix(text.input_value()), kernel)
    expect(grid.get_by_label("row 2, column 1")).to_have_value("0.25")
    type_into(page, "Kernel as text", "0 0; 0 0")
    page.get_by_role("button", name="Normalise").click()
    expect(page.get_by_role("alert")).to_contain_text("All entries of the kernel are 0")
    page.get_by_role("button", name="Random").click()
    expect(page.get_by_text("All entries of the kernel are 0")).to_be_hidden()
