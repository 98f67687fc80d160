"""What leaves the page for the slides: PNG, GIF, and a script that runs."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
import torch
from PIL import Image, ImageSequence
from playwright.sync_api import Page

from tests.browser import oracles
from tests.browser.controls import give_file
from tests.browser.window import Explorer


def download(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as arriving:
        page.get_by_role("button", name=button, exact=True).click()
    path = folder / arriving.value.suggested_filename
    arriving.value.save_as(path)
    return path


def run(script: Path) -> str:
    """Run a downloaded script as a student does; returns what it prints."""
    done = subprocess.run([sys.executable, script.name], cwd=script.parent, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("slug", ["one-value", "flip", "kernels", "channels"])
def test_picture_for_a_slide(open_page: Callable[..., Page], tmp_path: Path, slug: str) -> None:
    path = download(open_page(f"/{slug}"), "PNG", tmp_path)
    with Image.open(path) as image:
        assert image.format == "PNG"
        assert image.width >= 1600
        assert np.asarray(image.convert("RGB")).std() > 10


@pytest.mark.parametrize("slug", ["one-value", "channels"])
def test_gif_shows_the_window_sliding(open_page: Callable[..., Page], tmp_path: Path, slug: str) -> None:
    page = open_page(f"/{slug}")
    rows, columns = Explorer(page).shape("out")
    path = download(page, "GIF of the sliding window", tmp_path)
    with Image.open(path) as image:
        assert image.format == "GIF"
        frames = [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]
    assert len(frames) >= rows * columns
    assert len({frame.tobytes() for frame in frames}) >= rows * columns


def test_script_for_numbers_prints_the_values(open_page: Callable[..., Page], tmp_path: Path) -> None:
    printed = run(download(open_page("/one-value"), "Download the script", tmp_path))
    for value in (19, 25, 37, 43):
        assert f"{value}." in printed


def test_script_for_a_sample_photo_gives_the_value_on_the_screen(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    query = urlencode({"picture": "coffee", "kernels-size": "128", "kernels-stride": 2, "kernels-padding": "1"})
    page = open_page(f"/kernels?{query}")
    script = download(page, "Download the script", tmp_path)
    explorer = Explorer(page)
    cells = [(0, 0), (7, 9), (20, 30)]
    on_screen = [explorer.hover(*cell) for cell in cells]
    with script.open("a") as file:
        file.write(f"\nprint('VALUES', [result[cell].item() for cell in {cells}])\n")
    values = [float(word) for word in run(script).split("VALUES")[1].strip(" []\n").split(",")]
    assert values == pytest.approx(on_screen, abs=1e-5)


def test_script_for_an_own_picture_reads_it_from_a_file(open_page: Callable[..., Page], tmp_path: Path) -> None:
    pixels = oracles.random_pixels(11)
    page = open_page("/kernels?kernel=1+2;3+4")
    give_file(page, oracles.png(pixels), "mine.png")
    script = download(page, "Download the script", tmp_path)
    (tmp_path / "your_picture.png").write_bytes(oracles.png(pixels))
    with script.open("a") as file:
        file.write("\nprint('VALUE', result[9, 17].item())\n")
    expected = oracles.slide(oracles.grey(pixels), np.array([[1.0, 2], [3, 4]]))[9, 17]
    assert float(run(script).split("VALUE")[1]) == pytest.approx(expected, abs=1e-5)


def test_script_for_a_layer_prints_its_shape(open_page: Callable[..., Page], tmp_path: Path) -> None:
    query = urlencode({"layer": "transposed convolution", "n": 9, "k": 4, "s": 3, "p": 1, "o": 2, "out": 5})
    printed = run(download(open_page(f"/output-size?{query}"), "Download the script", tmp_path))
    layer = torch.nn.ConvTranspose2d(3, 5, 4, 3, 1, output_padding=2)
    assert str(tuple(layer(torch.zeros(1, 3, 9, 9)).shape)) in printed
    assert str(sum(p.numel() for p in layer.parameters())) in printed
