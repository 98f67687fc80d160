"""cnnviz.images: turning, scaling, frames, ways to hand a file over, samples and threads."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cnnviz import limits
from cnnviz.images import SAMPLES, ImageError, load_image, middle_square, read_picture, resize, sample_picture, scale
from cnnviz.images import files as _picture_files
from tests.engine.images.made_pictures import (
    Array,
    blank_png,
    chunk,
    corpus,
    frames,
    near,
    noise,
    png,
    same,
    saved,
    smooth,
    tiff,
    waves,
    written_tiff,
)

GREY = noise(8, 32)
COLOUR = noise(8, 32, 3)
FILE = png(COLOUR, 8, 2)

# ---------------------------------------------------------------------------- orientation, frames, size

# Source: Exif 2.32, tag 0x0112: which side of the picture the first row and the first column of the file are.
UPRIGHT: dict[int, Callable[[Array], Array]] = {
    1: lambda a: a,
    2: np.fliplr,
    3: lambda a: np.rot90(a, 2),
    4: np.flipud,
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: np.rot90(a, 2).transpose(1, 0, 2),
    8: np.rot90,
}


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_exif_orientation(orientation: int) -> None:
    stored = noise(5, 7, 3)
    image, exif = Image.fromarray(stored), Image.Exif()
    exif[0x0112] = orientation
    upright = UPRIGHT[orientation](stored)
    same(saved(image, "PNG", exif=exif), upright)
    same(png(stored, 8, 2, after=chunk(b"eXIf", exif.tobytes()[6:])), upright)
    same(saved(image, "WEBP", lossless=True, exif=exif), upright)
    tag = (0x0112, 3, [orientation])
    same(tiff((7, 5), [8, 8, 8], 2, stored.tobytes(), tag), upright)
    same(saved(image, "TIFF", compression="tiff_lzw", exif=exif), upright)
    plain = np.moveaxis(load_image(saved(image, "JPEG")).numpy(), 0, 2)
    near(saved(image, "JPEG", exif=exif), UPRIGHT[orientation](plain), 0)


def test_nonsense_orientation_is_ignored() -> None:
    exif = Image.Exif()
    exif[0x0112] = 9
    same(saved(Image.fromarray(COLOUR), "PNG", exif=exif), COLOUR)
    same(png(COLOUR, 8, 2, chunk(b"eXIf", b"no exif")), COLOUR)


def test_first_frame_or_page() -> None:
    first = noise(20, 30, 3)
    animated = ("This file is animated: its first frame is shown.",)
    assert same(frames("PNG"), first).notes == animated
    assert same(frames("WEBP", lossless=True), first).notes == animated
    assert same(frames("TIFF"), first).notes == ("This file has several pages: its first page is shown.",)
    assert read_picture(frames("GIF")).notes == animated
    palette, index = noise(4, 3), noise(9, 14, 2, high=4)
    pages = [Image.fromarray(np.ascontiguousarray(index[..., i])) for i in range(2)]
    for page in pages:
        page.putpalette(palette.tobytes())
    assert (
        same(saved(pages[0], "GIF", save_all=True, append_images=pages[1:]), palette[index[..., 0]]).notes == animated
    )
    assert read_picture(frames("MPO")).notes == ()


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (4000, 1)])
def test_extreme_shapes(shape: tuple[int, int]) -> None:
    values = noise(*shape)
    same(png(values, 8, 0), values)
    same(written_tiff(values), values)
    for form in ("JPEG", "GIF", "BMP", "WEBP"):
        assert load_image(saved(Image.fromarray(values), form)).shape == (3, *shape)


def test_two_megapixels_are_kept() -> None:
    values = noise(1250, 1600)
    assert same(png(values, 8, 0), values).notes == ()


def crossing(profile: Array) -> float:
    """Where a rising edge crosses one half, in pixels from the left side of the first one."""
    first = int(np.argmax(profile > 0.5))
    return float(np.interp(0.5, profile[first - 1 : first + 1], [first - 0.5, first + 0.5]))


@pytest.mark.parametrize(
    ("form", "width", "height"),
    [("PNG", 1600, 1251), ("PNG", 3001, 2999), ("PNG", 701, 9001), ("JPEG", 4032, 3024), ("JPEG", 3001, 2999)],
)
def test_larger_pictures_are_scaled_in_place(form: str, width: int, height: int) -> None:
    x, y = int(0.97 * width), int(0.96 * height)
    values = np.full((height, width, 3), 51, np.uint8)
    values[..., 2] = smooth(height, width, 1)[..., 0]
    values[:, x:, 0], values[y:, :, 1] = 204, 204
    options = {"compress_level": 1} if form == "PNG" else {"quality": 95, "subsampling": 0}
    picture = read_picture(saved(Image.fromarray(values), form, **options))
    _, new_height, new_width = picture.pixels.shape
    assert 1_990_000 < new_height * new_width <= 2_000_000
    assert new_width / new_height == pytest.approx(width / height, rel=0.003)
    assert picture.notes == (
        f"Scaled down from {width} × {height} to {new_width} × {new_height} pixels, because the app works with at "
        "most 2 megapixels.",
    )
    red, green, blue = picture.pixels.numpy()
    np.testing.assert_allclose(
        blue, waves(new_height, new_width, 1)[..., 0], atol=6 / 255 if form == "JPEG" else 1 / 255
    )
    assert crossing(red.mean(axis=0)) == pytest.approx(x * new_width / width, abs=0.15)
    assert crossing(green.mean(axis=1)) == pytest.approx(y * new_height / height, abs=0.15)


def test_the_note_gives_the_sides_as_they_are_seen() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = read_picture(saved(Image.new("RGB", (3000, 1000)), "JPEG", exif=exif))
    assert picture.pixels.shape == (3, 2449, 816)
    assert picture.notes[0].startswith("Scaled down from 1000 × 3000 to 816 × 2449 pixels,")


def test_scaling_averages() -> None:
    board = (np.indices((3000, 3000)).sum(axis=0) % 2).astype(np.uint8)
    pixels = load_image(png(board, 1, 0))
    assert (pixels[:, 2:-2, 2:-2] - 0.5).abs().max() < 0.06


# --------------------------------------------------------------------------------------- ways to hand it over


class Pipe(io.RawIOBase):
    """Gives its content in small pieces and cannot go back."""

    def __init__(self, content: bytes) -> None:
        self.rest = content

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece, self.rest = self.rest[:100], self.rest[100:]
        return piece


def test_all_ways_to_hand_over_a_file(tmp_path: Path) -> None:
    data = FILE
    path = tmp_path / "no.suffix"
    path.write_bytes(data)
    half_read = io.BytesIO(data)
    half_read.read(100)
    given: list[Any] = [data, bytearray(data), memoryview(data), path, str(path), half_read, half_read, Pipe(data)]
    pictures = [read_picture(one, "mine") for one in given]
    with path.open("rb") as file:
        pictures.append(read_picture(file, "mine"))
    for picture in pictures:
        assert picture == pictures[0]
        assert torch.equal(picture.pixels, pictures[0].pixels)
    assert (pictures[0].name, pictures[0].sha) == ("mine", hashlib.sha256(data).hexdigest())
    assert read_picture(data).name == "your picture"


def test_what_is_no_file(tmp_path: Path) -> None:
    closed = io.BytesIO(b"x")
    closed.close()
    given: dict[str, Any] = {
        "no file": tmp_path / "missing.png",
        "no file ": tmp_path,
        "no file  ": "a\0b",
        "can't be opened": closed,
        "as text": io.StringIO("text"),
        "NoneType": None,
        "ndarray": COLOUR,
        "empty": b"",
        "empty ": io.BytesIO(),
    }
    for part, data in given.items():
        with pytest.raises(ImageError, match=part.strip()) as caught:
            load_image(data)
        assert str(caught.value).endswith(".")


# --------------------------------------------------------------------------------------- samples, threads


def test_samples_are_the_photos_of_their_packages() -> None:
    import skimage.data
    from sklearn.datasets import load_sample_image

    for name, sample in SAMPLES.items():
        picture = sample_picture(name)
        expected = load_sample_image(f"{name}.jpg") if name in ("china", "flower") else getattr(skimage.data, name)()
        same(sample.load(), expected)
        assert (picture.name, picture.notes) == (sample.title, ())
        assert sample.credit.endswith(".")
    with pytest.raises(ImageError, match="'dog': choose one of astronaut, camera, chelsea"):
        sample_picture("dog")


def test_slow_packages_are_left_alone() -> None:
    code = (
        "import sys, cnnviz.images as images; print('torch' in sys.modules); images.sample_picture('china');"
        "print('sklearn' in sys.modules, 'skimage' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["False", "False", "False"]


def test_only_one_big_picture_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    big, small = png(np.zeros((1500, 1500), np.uint8), 8, 0), png(GREY, 8, 0)
    inside, most = 0, 0
    scaled = _picture_files._scaled

    def watched(*arguments: Any) -> Any:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        result = scaled(*arguments)
        inside -= 1
        return result

    monkeypatch.setattr(_picture_files, "_scaled", watched)
    monkeypatch.setattr(_picture_files, "_PHOTO_BYTES", 8_000_000)
    shapes: list[torch.Size] = []
    threads = [threading.Thread(target=lambda: shapes.append(load_image(big).shape)) for _ in range(4)]
    with _picture_files._one_big_picture:
        for thread in threads:
            thread.start()
        same(small, GREY)  # is not held up
        assert shapes == []
    for thread in threads:
        thread.join()
    assert most == 1
    assert shapes == [(3, 1414, 1414)] * 4


def test_a_photo_does_not_wait_for_the_hundred_megapixels_of_somebody_else() -> None:
    huge = blank_png(10_000, 10_000, 8, 0)
    assert len(huge) < 1_000_000
    photo, shapes = blank_png(4000, 3000, 8, 0), []
    waiting = threading.Thread(target=lambda: shapes.append(load_image(huge).shape))
    with _picture_files._one_big_picture:  # as while one of another student is read
        waiting.start()
        assert load_image(photo).shape == (3, 1224, 1632)
        assert shapes == []
    waiting.join()
    assert shapes == [(3, 1414, 1414)]


def test_a_full_server_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 0.01)
    with limits.room(limits.BYTES), pytest.raises(ImageError, match="Many large computations are at work"):
        load_image(png(GREY, 8, 0))


def test_threads_do_not_mix_up_their_pictures() -> None:
    files = list(corpus().values())
    alone = [load_image(data) for data in files]
    wrong: list[int] = []

    def read_all(shift: int) -> None:
        for i in range(len(files)):
            at = (i + shift) % len(files)
            if not torch.equal(load_image(files[at]), alone[at]):
                wrong.append(at)

    threads = [threading.Thread(target=read_all, args=(shift,)) for shift in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# --------------------------------------------------------------------------------------- resize


def triangle(new: int, old: int) -> Array:
    """(new, old) weights: a triangle around each new pixel's centre that reaches one new pixel to either side."""
    factor = old / new
    distance = (np.arange(old) + 0.5) - (np.arange(new)[:, None] + 0.5) * factor
    weights = (1 - abs(distance) / factor).clip(0)
    return weights / weights.sum(axis=1, keepdims=True)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(1, 100), st.integers(1, 4))
def test_resize_keeps_the_aspect_and_never_enlarges(height: int, width: int, longest: int, channels: int) -> None:
    pixels = torch.rand(channels, height, width, generator=torch.Generator().manual_seed(height))
    scaled = resize(pixels, longest)
    if max(height, width) <= longest:
        assert torch.equal(scaled, pixels)
        return
    assert max(scaled.shape[1:]) == longest
    factor = longest / max(height, width)
    for new, old in zip(scaled.shape[1:], (height, width), strict=True):
        assert new == 1 or abs(new - old * factor) <= 0.5
    expected = triangle(scaled.shape[1], height) @ pixels.numpy() @ triangle(scaled.shape[2], width).T
    np.testing.assert_allclose(scaled.numpy(), expected, atol=1e-5)


def test_resize_says_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="longest_side is 0"):
        resize(torch.zeros(3, 4, 5), 0)
    with pytest.raises(ValueError, match=r"not \(4, 5\)"):
        resize(torch.zeros(4, 5), 3)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 50))
@settings(max_examples=60, deadline=None)
def test_the_middle_and_its_scale_are_those_of_torchvision(height: int, width: int, size: int) -> None:
    from torchvision.transforms.v2 import functional as transforms

    pixels = torch.rand(3, height, width, generator=torch.Generator().manual_seed(height * width))
    square = middle_square(pixels)
    assert torch.equal(square, transforms.center_crop(pixels, [min(height, width)]))
    expected = transforms.resize(square, [size, size], antialias=True)
    torch.testing.assert_close(scale(square[None], (size, size))[0], expected, atol=1e-6, rtol=0)
