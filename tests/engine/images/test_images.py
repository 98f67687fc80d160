"""cnnviz.images: every kind of picture against the numbers it was made from."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from tests.engine.images.made_pictures import Array, chunk, near, noise, png, same, saved, smooth, tiff, written_tiff

ON_WHITE = "Transparent parts are shown on white."
GREY = np.arange(256, dtype=np.uint8).reshape(8, 32)
COLOUR = np.stack([GREY, GREY[::-1], GREY[:, ::-1]], axis=2)
DEEP = np.arange(65536, dtype=np.uint16).reshape(64, 1024)
BITS = noise(11, 13, high=2)

# ------------------------------------------------------------------------------------- what files hold

GREY_FILES = {
    "png": png(GREY, 8, 0),
    "interlaced png": png(GREY, 8, 0, interlaced=True),
    "grey and opaque alpha": png(np.stack([GREY, np.full_like(GREY, 255)], axis=2), 8, 4),
    "gif": saved(Image.fromarray(GREY), "GIF"),
    "bmp": saved(Image.fromarray(GREY), "BMP"),
    "tiff": written_tiff(GREY),
    "tiff, white is zero": written_tiff(255 - GREY, photometric="miniswhite"),
    "tiff, packbits": saved(Image.fromarray(GREY), "TIFF", compression="packbits"),
}
COLOUR_FILES = {
    "png": png(COLOUR, 8, 2),
    "interlaced png": png(COLOUR, 8, 2, interlaced=True),
    "opaque alpha": png(np.concatenate([COLOUR, np.full((8, 32, 1), 255)], axis=2), 8, 6),
    "bmp": saved(Image.fromarray(COLOUR), "BMP"),
    "webp": saved(Image.fromarray(COLOUR), "WEBP", lossless=True),
    "tiff": written_tiff(COLOUR, photometric="rgb"),
    "tiff, big-endian": written_tiff(COLOUR, photometric="rgb", byteorder=">"),
    "tiff, planes": written_tiff(COLOUR.transpose(2, 0, 1), photometric="rgb", planarconfig="separate"),
    "tiff, deflate": written_tiff(COLOUR, photometric="rgb", compression="zlib", predictor=True),
    "tiff, tiles": written_tiff(COLOUR, photometric="rgb", tile=(16, 16), compression="zlib"),
    "tiff, lzw": saved(Image.fromarray(COLOUR), "TIFF", compression="tiff_lzw"),
    "png of 16 bits": png(COLOUR.astype(np.uint16) * 256 + 77, 16, 2),
    "tiff of 16 bits": written_tiff(COLOUR.astype(np.uint16) * 256 + 200, photometric="rgb"),
}


@pytest.mark.parametrize("name", GREY_FILES)
def test_grey_of_8_bits_is_exactly_v_over_255(name: str) -> None:
    assert same(GREY_FILES[name], GREY).notes == ()


@pytest.mark.parametrize("name", COLOUR_FILES)
def test_colour_of_8_bits_is_exactly_v_over_255(name: str) -> None:
    assert same(COLOUR_FILES[name], COLOUR).notes == ()


@pytest.mark.parametrize(
    "data",
    [png(DEEP, 16, 0), written_tiff(DEEP, byteorder="<"), written_tiff(DEEP, byteorder=">")],
    ids=["png", "tiff <", "tiff >"],
)
def test_grey_of_16_bits_is_exactly_v_over_65535(data: bytes) -> None:
    assert same(data, DEEP, 65535).notes == ()


def test_other_depths() -> None:
    same(png(BITS, 1, 0), BITS, 1)
    same(saved(Image.fromarray(BITS > 0), "BMP"), BITS, 1)
    same(saved(Image.fromarray(BITS > 0), "TIFF", compression="group4"), BITS, 1)
    for depth in (2, 4):
        few = noise(11, 13, high=2**depth)
        same(png(few, depth, 0), few, 2**depth - 1)
    twelve = noise(6, 8, high=4096, dtype="uint16")
    high, low = twelve.reshape(-1, 2).T
    packed = np.stack([high >> 4, (high & 15) << 4 | low >> 8, low & 255], axis=1).astype(np.uint8)
    same(tiff((8, 6), [12], 1, packed.tobytes()), twelve, 4095)
    same(tiff((1024, 64), [16], 0, (65535 - DEEP).tobytes()), DEEP, 65535)  # white is zero


def test_palette() -> None:
    for depth in (1, 2, 4, 8):
        palette, index = noise(2**depth, 3, seed=depth), noise(9, 14, high=2**depth)
        same(png(index, depth, 3, chunk(b"PLTE", palette.tobytes())), palette[index])
    palette, index = noise(256, 3), noise(9, 14)
    image = Image.fromarray(index)
    image.putpalette(palette.tobytes())
    for form in ("GIF", "BMP", "TIFF"):
        same(saved(image, form), palette[index])


def test_palette_with_transparency() -> None:
    palette, alpha, index = noise(256, 3), noise(256, seed=1), noise(9, 14)
    expected = palette[index] / 255 * (alpha[index] / 255)[..., None] + (1 - alpha[index] / 255)[..., None]
    parts = chunk(b"PLTE", palette.tobytes()) + chunk(b"tRNS", alpha.tobytes())
    assert near(png(index, 8, 3, parts), expected, 1e-6).notes == (ON_WHITE,)
    one = chunk(b"PLTE", palette.tobytes()) + chunk(b"tRNS", b"\xff\xff\0")
    few = noise(9, 14, high=4)
    assert near(png(few, 8, 3, one), np.where((few == 2)[..., None], 1, palette[few] / 255), 1e-6).notes == (ON_WHITE,)
    image = Image.fromarray(few)
    image.putpalette(palette.tobytes())
    gif = saved(image, "GIF", transparency=2, optimize=False)
    assert near(gif, np.where((few == 2)[..., None], 1, palette[few] / 255), 1e-6).notes == (ON_WHITE,)


def test_alpha_is_put_on_white() -> None:
    rgba, la = noise(9, 14, 4), noise(9, 14, 2)
    alpha = rgba[..., 3:] / 255
    on_white = rgba[..., :3] / 255 * alpha + (1 - alpha)
    for data in (
        png(rgba, 8, 6),
        png(rgba.astype(np.uint16) * 257, 16, 6),
        written_tiff(rgba, photometric="rgb", extrasamples=["unassalpha"]),
    ):
        assert near(data, on_white, 1e-6).notes == (ON_WHITE,)
    grey_on_white = la[..., 0] / 255 * (la[..., 1] / 255) + (1 - la[..., 1] / 255)
    for data in (
        png(la, 8, 4),
        png(la.astype(np.uint16) * 257, 16, 4),
        tiff((14, 9), [8, 8], 1, la.tobytes(), (338, 3, [2])),
    ):
        assert near(data, grey_on_white, 1e-6).notes == (ON_WHITE,)
    webp = saved(Image.fromarray(rgba), "WEBP", lossless=True, exact=True)
    assert near(webp, on_white, 1e-6).notes == (ON_WHITE,)
    rgba[..., 3] = 255
    assert same(png(rgba, 8, 6), rgba[..., :3]).notes == ()


def test_premultiplied_alpha() -> None:
    alpha = noise(9, 14)
    premultiplied = (noise(9, 14, seed=1) / 255 * alpha).astype(np.uint8)
    strip = np.stack([premultiplied, alpha], axis=2).tobytes()
    # Pillow divides by the alpha in 8 bits, which loses up to half a level.
    near(tiff((14, 9), [8, 8], 1, strip, (338, 3, [1])), (premultiplied + 255.0 - alpha) / 255, 1.01 / 255)


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
def test_one_transparent_grey(depth: int) -> None:
    largest = 2**depth - 1
    grey = noise(9, 14, high=min(4, largest + 1), dtype="uint16") * (largest // min(3, largest))
    key = int(grey[0, 0])
    expected = np.where(grey == key, 1, grey / largest)
    data = png(grey, depth, 0, chunk(b"tRNS", key.to_bytes(2, "big")))
    assert near(data, expected, 1e-7).notes == (ON_WHITE,)


@pytest.mark.parametrize("depth", [8, 16])
def test_one_transparent_colour(depth: int) -> None:
    scale = (2**depth - 1) // 255
    colour = noise(9, 14, 3, high=2, dtype="uint16") * 200 * scale
    key = np.array([200, 0, 200]) * scale
    expected = np.where((colour == key).all(axis=2, keepdims=True), 1, colour / (255 * scale))
    data = png(colour, depth, 2, chunk(b"tRNS", key.astype(">u2").tobytes()))
    assert near(data, expected, 1e-7).notes == (ON_WHITE,)


def test_wide_numbers_are_kept_or_spread() -> None:
    unit = np.random.default_rng(0).random((9, 14)).astype(np.float32)
    assert same(written_tiff(unit), unit, 1).notes == ()
    heights = unit * 3000 - 400
    low, high = heights.min(), heights.max()
    (note,) = near(written_tiff(heights), (heights - low) / (high - low), 1e-6).notes
    assert note == f"The values run from {low:g} to {high:g}: the lowest is shown black, the highest white."
    holes = unit.copy()
    holes[0, :3] = np.nan, np.inf, -np.inf
    assert same(written_tiff(holes), np.nan_to_num(holes, nan=0, posinf=0, neginf=0), 1).notes == (
        "Pixels without a number (3) are shown black.",
    )
    near(written_tiff(np.full((3, 4), 7, np.float32)), np.zeros((3, 4)), 0)
    deep = noise(9, 14, high=65536, dtype="int32")
    assert same(written_tiff(deep), deep, 65535).notes == ()
    signed = noise(9, 14, high=65536, dtype="int32") - 32768
    for dtype in (np.int16, np.int32):
        near(written_tiff(signed.astype(dtype)), (signed - signed.min()) / (signed.max() - signed.min()), 1e-6)
    large = noise(9, 14, high=2**32, dtype="uint32").astype(np.float64)
    levels = (large - large.min()) / (large.max() - large.min())
    near(written_tiff(large.astype(np.uint32)), levels, 1e-6)


# --------------------------------------------------------------------------------------- colour spaces


def test_jpeg() -> None:
    photo = smooth(40, 50)
    near(saved(Image.fromarray(photo), "JPEG", quality=95, subsampling=0), photo / 255, 4 / 255)
    near(saved(Image.fromarray(photo), "JPEG", quality=95, progressive=True), photo / 255, 8 / 255)
    near(saved(Image.fromarray(photo[..., 0]), "JPEG", quality=95), photo[..., 0] / 255, 4 / 255)
    near(saved(Image.fromarray(photo), "WEBP", quality=95), photo / 255, 12 / 255)
    near(saved(Image.fromarray(photo), "TIFF", compression="jpeg", quality=95), photo / 255, 8 / 255)


def from_ink(cmyk: Array) -> Array:
    """Red is what neither cyan nor black takes away."""
    return (1 - cmyk[..., :3] / 255) * (1 - cmyk[..., 3:] / 255)


def test_cmyk() -> None:
    ink = noise(9, 14, 4)
    near(written_tiff(ink, photometric="separated"), from_ink(ink), 1 / 255)
    ink = smooth(40, 48, 4)
    near(saved(Image.fromarray(ink, "CMYK"), "JPEG", quality=98), from_ink(ink), 5 / 255)


def luma_chroma(rgb: Array) -> Array:
    """Full-range YCbCr. Source: JFIF 1.02, page 3."""
    matrix = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
    return np.rint(rgb @ matrix.T + [0, 128, 128]).clip(0, 255).astype(np.uint8)


def test_ycck_jpeg() -> None:
    # Adobe stores inverted inks: the first three, taken as RGB, as YCbCr. Pillow writes 255 - v for each v it is given,
    # and the Adobe marker it writes says "no transform" in its last byte.
    ink = smooth(40, 48, 4)
    stored = np.concatenate([luma_chroma(ink[..., :3]), 255 - ink[..., 3:]], axis=2)
    data = saved(Image.fromarray(255 - stored, "CMYK"), "JPEG", quality=98)
    marker = data.index(b"Adobe\0d")
    assert data[marker + 11] == 0
    near(data[: marker + 11] + b"\2" + data[marker + 12 :], from_ink(ink), 6 / 255)


def test_ycbcr_tiff() -> None:
    rgb = noise(9, 14, 3)
    near(tiff((14, 9), [8, 8, 8], 6, luma_chroma(rgb).tobytes()), rgb / 255, 3 / 255)


def test_lab_tiff() -> None:
    rng = np.random.default_rng(0)
    lab = rng.uniform([30, -20, -20], [80, 20, 20], (9, 14, 3)).round()
    stored = (lab * [2.55, 1, 1]).round().astype(int).astype(np.uint8)  # a and b as two's complement
    f = (lab[..., :1] + 16) / 116 + lab[..., 1:] @ np.array([[1 / 500, 0, 0], [0, 0, -1 / 200]])
    xyz = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * [0.9642, 1, 0.8251]
    # XYZ under D50 to linear sRGB with Bradford adaptation. Source: Lindbloom, "RGB/XYZ matrices".
    matrix = [
        [3.1338561, -1.6168667, -0.4906146],
        [-0.9787684, 1.9161415, 0.0334540],
        [0.0719453, -0.2289914, 1.4052427],
    ]
    linear = xyz @ np.array(matrix).T
    srgb = np.where(linear > 0.0031308, 1.055 * np.abs(linear) ** (1 / 2.4) - 0.055, 12.92 * linear)
    near(written_tiff(stored, photometric="cielab"), srgb.clip(0, 1), 3 / 255)
