"""Picture files made byte by byte, by Pillow or by tifffile, for the tests of cnnviz.images."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import tifffile
import torch
from numpy.typing import NDArray
from PIL import Image

from cnnviz.images import Picture, read_picture

Array = NDArray[Any]


def noise(*shape: int, high: int = 256, dtype: str = "uint8", seed: int = 0) -> Array:
    return np.random.default_rng(seed).integers(0, high, shape).astype(dtype)


def smooth(height: int, width: int, channels: int = 3) -> Array:
    """Slow waves, which survive JPEG compression and scaling nearly unchanged; uint8."""
    return np.rint(255 * waves(height, width, channels)).astype(np.uint8)


def waves(height: int, width: int, channels: int = 3) -> Array:
    """The same picture at any size: a function of the position, 0 to 1 along each side, at the pixels' centres."""
    y = (np.arange(height)[:, None, None] + 0.5) / height
    x = (np.arange(width)[None, :, None] + 0.5) / width
    phase = np.arange(channels)[None, None, :]
    return 0.5 + 0.24 * np.sin(5 * x + phase) + 0.24 * np.cos(4 * y - phase)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def same(data: bytes, values: Array, largest: float = 255) -> Picture:
    """The file holds exactly these values (H, W) or (H, W, 3), divided once, in float32, by the largest one."""
    picture = read_picture(data)
    expected = values.astype(np.float32) / np.float32(largest)
    expected = np.broadcast_to(expected[..., None], (*values.shape, 3)) if values.ndim == 2 else expected
    assert picture.pixels.dtype == torch.float32
    assert picture.pixels.is_contiguous()
    assert np.array_equal(picture.pixels.numpy(), expected.transpose(2, 0, 1))
    return picture


def near(data: bytes, levels: Array, tolerance: float) -> Picture:
    """The file holds these levels in [0, 1], shaped (H, W) or (H, W, 3), up to the tolerance."""
    picture = read_picture(data)
    levels = np.broadcast_to(levels[..., None], (*levels.shape, 3)) if levels.ndim == 2 else levels
    np.testing.assert_allclose(picture.pixels.numpy(), levels.transpose(2, 0, 1), rtol=0, atol=tolerance)
    return picture


# ------------------------------------------------------------------------------------------------- PNG


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", checksum)


def png_parts(width: int, height: int, depth: int, colour: int, parts: bytes, interlace: int = 0) -> bytes:
    header = struct.pack(">LLBBBBB", width, height, depth, colour, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + parts + chunk(b"IEND", b"")


_ONE_PASS = [(0, 0, 1, 1)]
_ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(
    samples: Array, depth: int, colour: int, before: bytes = b"", after: bytes = b"", interlaced: bool = False
) -> bytes:
    """samples (H, W) or (H, W, C) below 2**depth; colour as in the PNG specification, table 11.1."""
    lines = b"".join(
        _png_lines(samples[y::down, x::right], depth)
        for x, y, right, down in (_ADAM7 if interlaced else _ONE_PASS)
        if samples[y::down, x::right].size
    )
    parts = before + chunk(b"IDAT", zlib.compress(lines)) + after
    return png_parts(samples.shape[1], samples.shape[0], depth, colour, parts, interlace=int(interlaced))


def _png_lines(samples: Array, depth: int) -> bytes:
    rows = samples.reshape(len(samples), -1)
    if depth == 16:
        packed = np.ascontiguousarray(rows.astype(">u2")).view(np.uint8)
    elif depth == 8:
        packed = rows.astype(np.uint8)
    else:
        bits = (rows[..., None] >> np.arange(depth - 1, -1, -1)) & 1
        packed = np.packbits(bits.reshape(len(rows), -1).astype(np.uint8), axis=1)
    return np.concatenate([np.zeros((len(rows), 1), np.uint8), packed], axis=1).tobytes()


def packed_zeros(count: int) -> bytes:
    packer = zlib.compressobj(1)
    block = bytes(1_000_000)
    parts = [packer.compress(block) for _ in range(count // len(block))]
    return b"".join([*parts, packer.compress(bytes(count % len(block))), packer.flush()])


def blank_png(width: int, height: int, depth: int, colour: int, before: bytes = b"") -> bytes:
    """All samples zero, for pictures that are too large to exist as an array."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    pixels = packed_zeros(height * (1 + (width * channels * depth + 7) // 8))
    return png_parts(width, height, depth, colour, before + chunk(b"IDAT", pixels))


# ------------------------------------------------------------------------------------------------- TIFF

Tag = tuple[int, int, Sequence[int]]
_TYPES = {1: "B", 3: "H", 4: "L", 5: "L"}  # the type of a tag's values, a fraction being two


def tiff(
    size: tuple[int, int], bits: Sequence[int], photometric: int, strip: bytes, *more: Tag, **options: Any
) -> bytes:
    """Every strip is the same; options: rows per strip, compression, order ("<" or ">"). more: (tag, type, values)."""
    rows, compression, order = options.get("rows", size[1]), options.get("compression", 1), options.get("order", "<")
    strips = -(-size[1] // rows)
    tags: list[Tag] = [
        (256, 4, [size[0]]),
        (257, 4, [size[1]]),
        (258, 3, bits),
        (259, 3, [compression]),
        (262, 3, [photometric]),
        (273, 4, [8] * strips),
        (277, 3, [len(bits)]),
        (278, 4, [rows]),
        (279, 4, [len(strip)] * strips),
        *more,
    ]
    content, entries = bytes(8) + strip + bytes(len(strip) % 2), b""
    for tag, kind, values in sorted(tags):
        value = struct.pack(f"{order}{len(values)}{_TYPES[kind]}", *values)
        count = len(values) // 2 if kind == 5 else len(values)
        if len(value) > 4:
            content, value = content + value + bytes(len(value) % 2), struct.pack(order + "L", len(content))
        entries += struct.pack(order + "HHL", tag, kind, count) + value.ljust(4, b"\0")
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "L", len(content))
    return head + content[8:] + struct.pack(order + "H", len(tags)) + entries + bytes(4)


def written_tiff(samples: Array, **options: Any) -> bytes:
    file = io.BytesIO()
    tifffile.imwrite(file, samples, **options)
    return file.getvalue()


# ------------------------------------------------------------------------------------------------- corpus


def frames(form: str, **options: Any) -> bytes:
    first, *rest = [Image.fromarray(noise(20, 30, 3, seed=seed)) for seed in range(3)]
    return saved(first, form, save_all=True, append_images=rest, **options)


def corpus() -> dict[str, bytes]:
    """One small file of every kind, for tests that damage them."""
    colour, grey, deep = noise(20, 30, 3), noise(20, 30), noise(20, 30, high=65536, dtype="uint16")
    rgb, alpha = Image.fromarray(colour), Image.fromarray(noise(20, 30, 4))
    photo = Image.fromarray(smooth(40, 50))
    exif = Image.Exif()
    exif[0x0112] = 6
    palette = chunk(b"PLTE", noise(768).tobytes()) + chunk(b"tRNS", noise(256).tobytes())
    return {
        "rgb.png": png(colour, 8, 2),
        "interlaced.png": png(colour, 8, 2, interlaced=True),
        "rgba.png": png(noise(20, 30, 4), 8, 6),
        "palette.png": png(grey, 8, 3, palette),
        "deep.png": png(deep, 16, 0, after=chunk(b"tEXt", b"key\0text")),
        "animated.png": frames("PNG"),
        "photo.jpg": saved(photo, "JPEG", exif=exif),
        "progressive.jpg": saved(photo, "JPEG", progressive=True),
        "cmyk.jpg": saved(photo.convert("CMYK"), "JPEG"),
        "photos.mpo": frames("MPO"),
        "lossless.webp": saved(rgb, "WEBP", lossless=True, exif=exif),
        "alpha.webp": saved(alpha, "WEBP", lossless=True),
        "lossy.webp": saved(photo, "WEBP"),
        "animated.webp": frames("WEBP", lossless=True),
        "animated.gif": frames("GIF"),
        "grey.gif": saved(Image.fromarray(grey), "GIF"),
        "rgb.bmp": saved(rgb, "BMP"),
        "grey.bmp": saved(Image.fromarray(grey), "BMP"),
        "rgb.tif": written_tiff(colour, photometric="rgb"),
        "deep.tif": written_tiff(deep, byteorder=">"),
        "float.tif": written_tiff(noise(20, 30).astype(np.float32)),
        "lzw.tif": saved(rgb, "TIFF", compression="tiff_lzw"),
        "deflate.tif": saved(alpha, "TIFF", compression="tiff_adobe_deflate"),
        "jpeg.tif": saved(photo, "TIFF", compression="jpeg"),
        "fax.tif": saved(Image.fromarray(grey > 127), "TIFF", compression="group4"),
        "pages.tif": frames("TIFF"),
    }
