"""cnnviz.images: damaged, disguised and malicious files cost one sentence, and little memory."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cnnviz.images import ImageError, load_image
from tests.engine.images.made_pictures import blank_png, chunk, corpus, noise, packed_zeros, png_parts, saved, tiff

pytestmark = pytest.mark.filterwarnings("ignore:.*:UserWarning", "ignore::PIL.Image.DecompressionBombWarning")

CORPUS = corpus()
PIXELS = chunk(b"IDAT", zlib.compress(b"\0" + bytes(30)))  # of 10 × 1 pixels in colour


def shown_or_refused(data: bytes) -> torch.Tensor | None:
    try:
        pixels = load_image(data)
    except ImageError:
        return None
    assert pixels.dtype == torch.float32
    assert pixels.ndim == 3
    assert pixels.shape[0] == 3
    assert pixels.numel() > 0
    assert 0 <= pixels.min() <= pixels.max() <= 1
    return pixels


# ------------------------------------------------------------------------------------------------- damage


@pytest.mark.parametrize("name", CORPUS)
def test_a_file_cut_off_is_refused_unless_the_picture_is_complete(name: str) -> None:
    data = CORPUS[name]
    whole = load_image(data)
    refused = 0
    for length in [len(data) * tenth // 10 for tenth in range(1, 10)] + [len(data) - end for end in (1, 2, 4, 8, 16)]:
        pixels = shown_or_refused(data[:length])
        refused += pixels is None
        assert pixels is None or torch.equal(pixels, whole)
    assert refused >= 3


@pytest.mark.parametrize("name", CORPUS)
def test_flipped_bits_never_cost_more_than_a_sentence(name: str) -> None:
    rng = np.random.default_rng(sum(name.encode()))
    data = np.frombuffer(CORPUS[name], np.uint8)
    outcomes = set()
    for attempt in range(200):
        flipped = data.copy()
        reach = len(data) if attempt % 2 else min(len(data), 100)  # as often in the head as anywhere
        at = rng.integers(0, reach, rng.integers(1, 5))
        flipped[at] ^= (1 << rng.integers(0, 8, at.size)).astype(np.uint8)
        outcomes.add(shown_or_refused(flipped.tobytes()) is None)
    assert True in outcomes


HEADS = [
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    b"\xff\xd8\xff",
    b"GIF89a",
    b"BM",
    b"RIFF\xff\0\0\0WEBPVP8X",
    b"II*\0\x08\0\0\0",
    b"MM\0*",
]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(HEADS), st.binary(max_size=300))
def test_noise_behind_a_genuine_head(head: bytes, rest: bytes) -> None:
    shown_or_refused(head + rest)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 and so on",
        b"just text",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\3\4",
        bytes(1000),
        b"\xff",
        b"I",
        b"II*\0",
    ],
)
def test_other_files_under_a_pictures_name(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(data)
    with pytest.raises(ImageError, match="damaged, incomplete or not a PNG"):
        load_image(path)


def test_formats_that_pillow_knows_but_the_app_does_not() -> None:
    image = Image.fromarray(noise(9, 14, 3))
    for form in ("PPM", "ICO", "TGA", "PCX", "EPS", "PDF"):
        with pytest.raises(ImageError, match="not a PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC or AVIF"):
            load_image(saved(image, form))


# ------------------------------------------------------------------------------------- too many bytes or pixels


class Untouchable(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("read in spite of its size")


class Endless(io.RawIOBase):
    given = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        piece = bytes(min(size, 2**20))
        self.given += len(piece)
        return piece


def test_more_than_20_megabytes(tmp_path: Path) -> None:
    limit = 20 * 2**20
    with pytest.raises(ImageError, match=r"20\.1 MB: please choose one of at most 20 MB"):
        load_image(bytes(limit + 1))
    with pytest.raises(ImageError, match="damaged"):  # not too large
        load_image(bytes(limit))
    padded = CORPUS["rgb.png"].ljust(limit, b"\0")
    assert torch.equal(load_image(padded), load_image(CORPUS["rgb.png"]))
    with pytest.raises(ImageError, match=r"20\.1 MB"):
        load_image(Untouchable(bytes(limit + 1)))
    sparse = tmp_path / "huge.png"
    with sparse.open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(ImageError, match=r"1,048,576 MB"):
        load_image(sparse)
    endless: Any = Endless()
    with pytest.raises(ImageError, match="at most 20 MB"):
        load_image(endless)
    assert endless.given == limit + 1


def webp_with_canvas(width: int, height: int) -> bytes:
    data = bytearray(CORPUS["alpha.webp"])
    at = data.index(b"VP8L") + 9
    struct.pack_into("<L", data, at, (width - 1) | (height - 1) << 14 | 1 << 28)
    return bytes(data)


def gif_with_frame(width: int, height: int) -> bytes:
    data = bytearray(CORPUS["grey.gif"])
    struct.pack_into("<HH", data, data.index(b",", 13 + 768) + 5, width, height)
    return bytes(data)


TOO_MANY = [
    (
        r"^This file is 134\.4 megapixels \(12,000 × 11,200\); please choose one under 100 megapixels\.$",
        (12_000, 11_200),
    ),
    (r"far more than 100 megapixels", (60_000, 60_000)),
    (r"100\.1 megapixels", (10_000, 10_001)),
    (r"at most 65,535 pixels per side", (99_000_000, 1)),
    (r"at most 65,535 pixels per side", (1, 65_536)),
]
TILES = [(322, 4, [60_000]), (323, 4, [60_000]), (324, 4, [8]), (325, 4, [1])]
TOO_MANY_TO_UNPACK = [
    (r"far more than 100 megapixels", webp_with_canvas(16_384, 16_384)),
    (r"168 megapixels", webp_with_canvas(14_000, 12_000)),
    (r"too much memory to unpack; please save it as PNG or choose one under 24 mega", webp_with_canvas(5000, 5000)),
    (r"far more than 100 megapixels", gif_with_frame(65_535, 65_535)),
    (r"save it as PNG or choose one under 60 mega", tiff((11_000, 9_000), [8] * 3, 2, b"?", compression=8)),
    (r"save it as PNG or choose one under 24\.7 mega", tiff((7000, 7000), [8] * 3, 2, b"?", compression=7)),
    (r"memory to unpack; please save it as PNG\.$", tiff((10, 10), [8] * 3, 2, b"?", *TILES, compression=8)),
]


@pytest.mark.parametrize(("sentence", "size"), TOO_MANY)
def test_more_than_100_megapixels(sentence: str, size: tuple[int, int]) -> None:
    with pytest.raises(ImageError, match=sentence):
        load_image(png_parts(*size, 8, 2, PIXELS))


@pytest.mark.parametrize(("sentence", "data"), TOO_MANY_TO_UNPACK)
def test_more_than_can_be_unpacked(sentence: str, data: bytes) -> None:
    with pytest.raises(ImageError, match=sentence):
        load_image(data)


# ------------------------------------------------------------------------------------------- hidden bombs


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


ZEROS = zlib.compress(bytes(3_000_000), 9)
WIDE_TEXT = zlib.compress(("a" * 100_000 + "😀").encode(), 9)
JPEG = CORPUS["progressive.jpg"]
SCAN = JPEG[JPEG.rindex(b"\xff\xda") : -2]


def exif(tag: int, fractions: int, order: str = ">") -> bytes:
    """One entry with that many values, which begin behind it."""
    directory = struct.pack(order + "HHHLLL", 1, tag, 5, fractions, 26, 0)
    return (b"MM\0*\0\0\0\x08" if order == ">" else b"") + directory


EXIF = exif(0x011A, 2_000_000)
BOMBS = {
    "zTXt": ("hidden text", png_parts(10, 1, 8, 2, chunk(b"zTXt", b"a\0\0" + ZEROS) + PIXELS)),
    "zTXt behind the pixels": ("hidden text", png_parts(10, 1, 8, 2, PIXELS + chunk(b"zTXt", b"a\0\0" + ZEROS))),
    "many iTXt": (
        "hidden text",
        png_parts(10, 1, 8, 2, b"".join(chunk(b"iTXt", b"%d\0\1\0\0\0" % i + WIDE_TEXT) for i in range(11)) + PIXELS),
    ),
    "tEXt": ("hidden text", png_parts(10, 1, 8, 2, chunk(b"tEXt", b"a\0" + bytes(2**20)) + PIXELS)),
    "iCCP": ("damaged", png_parts(10, 1, 8, 2, chunk(b"iCCP", b"a\0\0" + ZEROS) + PIXELS)),
    "many chunks": ("too many parts", png_parts(10, 1, 8, 2, chunk(b"prIv", b"") * 10_001 + PIXELS)),
    "many segments": ("too many parts", JPEG[:2] + segment(0xEF, b"") * 20_000 + JPEG[2:]),
    "many scans": ("too many parts", JPEG[:-2] + SCAN * 64 + JPEG[-2:]),
    "long EXIF": ("too many parts", JPEG[:2] + segment(0xE1, b"Exif\0\0" + EXIF.ljust(65_000, b"\1")) * 17 + JPEG[2:]),
    "long tag": ("tag 282 with 100,000", tiff((10, 1), [8] * 3, 2, bytes(30), (282, 5, [1] * 200_000))),
    "odd type": ("tag 322 with 1 values", tiff((10, 1), [8] * 3, 2, bytes(30), (322, 1, [16]))),
    "BigTIFF": ("BigTIFF", b"II+\0\x08\0\0\0" + bytes(100)),
    "odd packing": (r"method 50000", tiff((10, 1), [8] * 3, 2, bytes(30), compression=50_000)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused(name: str) -> None:
    part, data = BOMBS[name]
    with pytest.raises(ImageError, match=part) as caught:
        load_image(data)
    assert str(caught.value).endswith(".")


def test_usual_extras_are_no_bombs() -> None:
    text = (
        chunk(b"tEXt", b"Title\0A cat") + chunk(b"zTXt", b"a\0\0" + zlib.compress(b"b" * 10_000)) + chunk(b"zTXt", b"a")
    )
    text += chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"<x/>" * 1000) + chunk(b"iTXt", b"k\0\1\0\0\0" + WIDE_TEXT)
    assert load_image(png_parts(10, 1, 8, 2, text + PIXELS)).sum() == 0
    film = np.random.default_rng(0).bytes(5_000_000)  # as appended by a phone
    assert torch.equal(load_image(JPEG + film), load_image(JPEG))
    exif = chunk(b"eXIf", EXIF.ljust(16_000_100, b"\1"))  # too long to be looked into
    assert load_image(png_parts(10, 1, 8, 2, exif + PIXELS)).sum() == 0


# ------------------------------------------------------------------------------------------------- memory

MEASURE = """
import sys, torch, warnings
from pathlib import Path
from cnnviz.images import ImageError, load_image
warnings.simplefilter("ignore")

def most():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1000

folder = Path(sys.argv[1])
for small in sorted(folder.glob("small*")):
    load_image(small)
start = most()
for path in sorted(folder.glob("big*")):
    try:
        result = "shown" if load_image(path).shape[0] == 3 else "?"
    except ImageError as error:
        result = "refused"
    print(path.name, result, round(most() - start))
"""
MAKE = """
import sys
from PIL import Image
folder = sys.argv[1] + "/big "
Image.new("RGB", (7700, 7700), "red").save(folder + "progressive.jpg", progressive=True, subsampling=0)
Image.new("RGBA", (4890, 4900), (9, 8, 7, 6)).save(folder + "alpha.webp", lossless=True, method=0)
"""
W, H = 11_000, 9_000


def rle_bmp() -> bytes:
    line = b"\xff\5" * (W // 255) + bytes([W % 255, 5]) + b"\0\0"
    head = struct.pack("<LllHHLLllLL", 40, W, H, 1, 8, 1, len(line) * H, 0, 0, 256, 0)
    return b"BM" + struct.pack("<LLL", 0, 0, 1078) + head + noise(1024).tobytes() + line * H + b"\0\1"


def largest_files() -> dict[str, bytes]:
    """Few bytes each, 99 megapixels unless noted: what unpacks to the most memory, and what must not be unpacked."""
    strips = {"rows": 50, "compression": 8}
    return {
        "deep alpha.png": blank_png(W, H, 16, 6),
        "cmyk.tif": tiff((W, H), [8] * 4, 5, zlib.compress(bytes(W * 50 * 4)), **strips),
        "float.tif": tiff((W, H), [32], 1, zlib.compress(bytes(W * 50 * 4)), (339, 3, [3]), **strips),
        "turned.tif": tiff((W, H), [8] * 3, 2, zlib.compress(bytes(W * 50 * 3)), (274, 3, [6]), **strips),
        "rows.tif": tiff((1500, 65_500), [8] * 3, 2, bytes(1500 * 3), rows=1),
        "one strip of 56 MP.tif": tiff((7000, 8000), [8] * 3, 2, packed_zeros(7000 * 8000 * 3), compression=8),
        "runs.bmp": rle_bmp(),
        "exif.png": png_parts(10, 1, 8, 2, chunk(b"eXIf", exif(0x0112, 2_400_000).ljust(19_200_026, b"\1")) + PIXELS),
        "directory.tif": tiff(
            (10, 1), [8] * 3, 2, exif(0x9999, 2_400_000, "<").ljust(19_200_026, b"\1"), (34_665, 4, [8])
        ),
        "! one strip.tif": tiff((W, H), [8] * 3, 2, b"?", compression=8),
        "! wide.png": blank_png(99_000_000, 1, 1, 0),
        "! canvas.webp": webp_with_canvas(16_384, 16_384),
        "! text.png": png_parts(W, H, 8, 2, chunk(b"zTXt", b"a\0\0" + ZEROS) * 60),
        "! exif.jpg": JPEG[:2] + segment(0xE1, b"Exif\0\0" + EXIF.ljust(65_000, b"\1")) * 250 + JPEG[2:],
        "! chunks.png": png_parts(10, 1, 8, 2, chunk(b"prIv", b"") * 1_600_000 + PIXELS),
        "! tags.tif": tiff((10, 1), [8] * 3, 2, bytes(30), (282, 5, [1] * 4_000_000)),
    }


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to tell the highest use of memory")
def test_no_file_takes_more_than_500_megabytes(tmp_path: Path) -> None:
    # Of the other process alone: getrusage would begin with the memory of this one, from which it was started.
    for name, data in largest_files().items():
        (tmp_path / f"big {name}").write_bytes(data)
    for name in ("rgb.png", "photo.jpg", "alpha.webp", "lzw.tif"):
        (tmp_path / f"small {name}").write_bytes(CORPUS[name])
    subprocess.run([sys.executable, "-c", MAKE, str(tmp_path)], check=True)
    result = subprocess.run([sys.executable, "-c", MEASURE, str(tmp_path)], capture_output=True, text=True, check=True)
    lines = [line.rsplit(maxsplit=2) for line in result.stdout.splitlines()]
    assert len(lines) == len(largest_files()) + 2
    for name, outcome, growth in lines:
        assert outcome == ("refused" if "!" in name else "shown"), name
        assert int(growth) < 500, result.stdout
    assert int(lines[-1][2]) > 300, "the large pictures were not decoded"
