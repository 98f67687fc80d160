"""What is in a picture file, read with Pillow in a known amount of memory; `cnnviz.images` is the door to it."""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from cnnviz import kept, limits
from cnnviz.images.screening import ImageError, screen
from cnnviz.words import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "AVIF", "HEIF")
WORKING_PIXELS = 2_000_000  # larger pictures are scaled down to this
MAX_PIXELS = 100_000_000
MAX_SIDE = 65_535  # pixels; JPEG and GIF know no longer side, and it bounds what decoders set aside for a row

_DECODING_BYTES = 420_000_000  # what a decoder may take for one picture; all else takes less than 80 MB more
_STRIP_PIXELS = 250_000  # turned into numbers at a time
_MAX_EXIF = 2**20

_PHOTO_BYTES = 120_000_000  # that decoding an ordinary photo takes at most; what takes more waits for its turn

_NOTICED = 2**23  # bytes whose return to the system is worth a call

_one_big_picture = threading.Lock()


def decode(content: bytes) -> tuple[Floats, tuple[str, ...]]:
    """The picture in a file as (1 or 3, H, W) in [0, 1] and notes on what was done; raises ImageError only."""
    # Damaged files make Pillow raise nearly everything (OSError, SyntaxError, KeyError, struct.error,
    # MemoryError, …), and to the user all of it means the same.
    try:
        screen(content)
        return _planes(content)
    except ImageError:
        raise
    except limits.TooMuch as error:
        raise ImageError(str(error)) from None
    except Image.DecompressionBombError as error:
        raise ImageError(
            "This file claims to hold far more than 100 megapixels; please choose one under 100 megapixels."
        ) from error
    except Exception as error:
        raise ImageError(
            "This file is damaged, incomplete or not a PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC or AVIF picture: please "
            "choose another one, or open it in another program and save it as PNG or JPEG."
        ) from error


def rounded_up(value: float) -> str:
    """With one decimal, if any; up, so that what is over a limit also looks it."""
    return f"{math.ceil(value * 10) / 10:,.1f}".removesuffix(".0")


# -------------------------------------------------------------------------------------------- decoding

# EXIF orientation -> exchange rows and columns, then reverse the rows, then the columns.
# Source: Exif 2.32, tag 0x0112
_TURNS = {
    1: (False, False, False),
    2: (False, False, True),
    3: (False, True, True),
    4: (False, True, False),
    5: (True, False, False),
    6: (True, False, True),
    7: (True, True, True),
    8: (True, True, False),
}


def _planes(content: bytes) -> tuple[Floats, tuple[str, ...]]:
    notes = []
    image: Any  # Pillow's types know none of the attributes that only some formats have
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        # Pillow's size of a TIFF is already the one after turning.
        size = (image.tag_v2[256], image.tag_v2[257]) if image.format == "TIFF" else image.size
        held = _refuse_many_pixels(image, size)
        with contextlib.suppress(Exception):  # a broken second frame leaves the first one whole
            if image.is_animated and image.format != "MPO":  # MPO: a photo with its preview or depth map
                notes.append(
                    "This file has several pages: its first page is shown."
                    if image.format == "TIFF"
                    else "This file is animated: its first frame is shown."
                )
        with _room_for(held):
            orientation = 1 if image.format == "PNG" else _orientation(image)
            drafted = image.draft(None, _working_size(size))
            levels = _Levels(image)
            image.load()
            levels.measure(image)
            if image.format == "PNG":  # its EXIF data may stand behind the pixels
                orientation = _orientation(image)
            planes = _scaled(image, drafted[1][2:] if drafted else size, size, levels)
    notes.extend(levels.notes)
    transposed, up, left = _TURNS[orientation]
    now = planes.shape[:0:-1]
    if now != size:
        (w, h), (new_w, new_h) = (size[::-1], now[::-1]) if transposed else (size, now)
        notes.append(
            say(
                "Scaled down from {w} × {h} to {new_w} × {new_h} pixels, because the app works with at most "
                "{WORKING} megapixels.",
                w=w, h=h, new_w=new_w, new_h=new_h, WORKING=WORKING_PIXELS // 10**6,
            )
        )  # fmt: skip
    planes = planes.swapaxes(1, 2) if transposed else planes
    return np.ascontiguousarray(planes[:, :: -1 if up else 1, :: -1 if left else 1]), tuple(notes)


@contextlib.contextmanager
def _room_for(held: int) -> Iterator[None]:
    """A place for decoding in so many bytes. Photos go at once, and overtake what takes hundreds of megabytes."""
    with contextlib.nullcontext() if held <= _PHOTO_BYTES else _one_big_picture, limits.room(held):
        try:
            yield
        finally:
            if held > _NOTICED:
                kept.give_back()


def _orientation(image: Any) -> int:
    """The EXIF orientation, 1 to 8; a damaged EXIF block costs no more than the turning."""
    # A genuine block has at most 64 kB; Pillow would unpack a huge one to many times its size.
    if len(image.info.get("exif", b"")) > _MAX_EXIF:
        return 1
    orientation = 1
    with contextlib.suppress(Exception):
        exif = image.getexif()
        orientation = exif.pop(0x0112, 1)
        # Without these entries Pillow neither turns a TIFF itself, which would take its memory twice, nor
        # unpacks directories that are not needed here.
        for directory in (0x8769, 0x8825, 0xA005):
            exif.pop(directory, None)
    return orientation if orientation in _TURNS else 1


def _refuse_many_pixels(image: Any, size: tuple[int, int]) -> int:
    """Refuse what has too many pixels, going by the head of the file; returns the bytes that decoding takes at most."""
    pixels = math.prod(size)
    its = {"megapixels": rounded_up(pixels / 1e6), "width": size[0], "height": size[1]}
    if pixels > MAX_PIXELS:
        raise ImageError(
            say(
                "This file is {megapixels} megapixels ({width:,} × {height:,}); "
                "please choose one under {most} megapixels.",
                most=MAX_PIXELS // 10**6,
                **its,
            )
        )
    if max(size) > MAX_SIDE:
        raise ImageError(
            say(
                "This file is {megapixels} megapixels ({width:,} × {height:,}); "
                "please choose one with at most {most:,} pixels per side.",
                most=MAX_SIDE,
                **its,
            )
        )
    each = _decoding_bytes(image, size)
    limit = _DECODING_BYTES / each
    if pixels > limit and limit >= 10**6:
        raise ImageError(
            say(
                "This file is {megapixels} megapixels ({width:,} × {height:,}) and packed in a way that takes too "
                "much memory to unpack; please save it as PNG or choose one under {most:g} megapixels.",
                most=limit // 10**5 / 10,
                **its,
            )
        )
    if pixels > limit:
        raise ImageError(
            say(
                "This file is {megapixels} megapixels ({width:,} × {height:,}) and packed in a way that takes too "
                "much memory to unpack; please save it as PNG.",
                **its,
            )
        )
    return int(pixels * each)


# Packed not at all, CCITT, LZW, JPEG, Deflate, PackBits: those whose need of memory is known. The others (LZMA,
# Zstandard, …) hardly occur outside of geography.
_TIFF_COMPRESSIONS = (1, 2, 3, 4, 5, 7, 8, 32773, 32946)


def _decoding_bytes(image: Any, size: tuple[int, int]) -> float:
    """An upper bound for the memory that decoding takes at its peak, in bytes per pixel."""
    if image.format in ("JPEG", "MPO"):
        # In several scans libjpeg keeps all coefficients, two bytes each; the result is small by `draft`.
        across, down = (max(layer[axis] for layer in image.layer) for axis in (1, 2))
        return float(1 + 2 * sum(h * v for _, h, v, _ in image.layer) / (across * down))
    if image.format == "HEIF":
        planes = {420: 1.5, 422: 2.0}.get(image.info.get("chroma"), 4.0) * (
            2 if image.info.get("bit_depth", 8) > 8 else 1
        )
        return 7.0 + planes  # libheif's planes, their colours, and Pillow's image of them
    if image.format in ("WEBP", "AVIF"):
        # AVIF takes less.
        return 17.5  # two canvases of libwebp, one copy as bytes, one as a Pillow image, two more of the file
    if image.format != "TIFF":
        return 4.0  # Pillow's image, decoded row by row
    tags = image.tag_v2
    compression = tags.get(259, 1)
    if compression not in _TIFF_COMPRESSIONS:
        raise ImageError(
            say(
                "This TIFF file is packed in an unusual way (method {compression}): please save it as PNG.",
                compression=compression,
            )
        )
    if compression == 1:
        return 4.0
    # libtiff unpacks one tile, or one strip of rows, at a time.
    block = tags[322] * tags[323] if 322 in tags else size[0] * min(tags.get(278, size[1]), size[1])
    samples = max(tags.get(277, 1), len(tags.get(258, (1,))))
    per_pixel = samples * max(tags.get(258, (1,))) / 8
    if compression == 7 or tags.get(262) == 6:
        per_pixel += 2 * samples + 4  # coefficients as above, and libtiff's own RGBA copy
    return float(4 + per_pixel * block / math.prod(size))


# --------------------------------------------------------------------------------------------- numbers


def _working_size(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, math.sqrt(WORKING_PIXELS / math.prod(size)))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _strips(size: tuple[int, int], multiple: int) -> Iterator[tuple[int, int, int, int]]:
    width, height = size
    rows = max(1, _STRIP_PIXELS // (width * multiple)) * multiple
    for top in range(0, height, rows):
        yield 0, top, width, min(top + rows, height)


def _scaled(image: Image.Image, extent: tuple[float, float], size: tuple[int, int], levels: _Levels) -> Floats:
    """The decoded picture as (1 or 3, H, W), scaled to the working size of a picture of this size; closes it.

    First averages k × k pixels strip by strip, so that the whole picture never exists as floating-point
    numbers, then scales the averages. extent: the sides in decoded pixels, fractions where `draft` divided them.
    """
    decoded, target = image.im.size, _working_size(size)
    k = max(1, min(decoded[0] // target[0], decoded[1] // target[1]))
    strips = []
    for box in _strips(decoded, k):
        planes = levels.planes(image.crop(box))
        strips.append([np.asarray(Image.fromarray(plane).reduce(k)) for plane in planes] if k > 1 else planes)
    image.close()  # now, because it may hold hundreds of megabytes
    joined = [np.concatenate(rows) for rows in zip(*strips, strict=True)]
    if joined[0].shape[::-1] != target:
        # The last averages stand for fewer pixels where k does not divide the sides, hence the box.
        part = (0, 0, extent[0] / k, extent[1] / k)
        return scale_down(joined, target, part)
    return np.stack(joined)


def scale_down(
    planes: Iterable[Floats], size: tuple[int, int], box: tuple[float, float, float, float] | None = None
) -> Floats:
    """Planes (h, w) in [0, 1], or the part of them in the box, as (C, H, W) of the size (W, H), antialiased."""
    # The triangle filter never overshoots, only float32 may by a hair. PyTorch 2.15 has the same filter as
    # interpolate(antialias=True), but gives wrong numbers where the new width is 1.
    scaled = [np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BILINEAR, box)) for plane in planes]
    return np.stack(scaled).clip(0, 1)


class _Levels:
    """Turns strips of one picture into planes in [0, 1], whatever numbers its file holds."""

    def __init__(self, image: Any) -> None:
        """Of a picture that is opened but not loaded yet."""
        tags = image.tag_v2 if image.format == "TIFF" else {}
        self.notes: list[str] = []
        self.wide = image.mode in ("I", "F") or image.mode.startswith("I;16")
        self.low, self.high = 0.0, 4095.0 if tags.get(258) == (12,) else 65535.0
        self.white_is_zero = self.wide and tags.get(262) == 0  # Pillow inverts 8 bits only
        self.unsigned = image.mode == "I" and tags.get(339, (1,))[0] == 1
        self.key = None if image.mode in ("P", "PA") else image.info.get("transparency")
        if self.key is not None and image.format == "PNG":
            # Pillow brings the pixels to 8 bits, but not the value that is meant to be transparent.
            raw = image.tile[0].args
            factor = {"L;2": 85, "L;4": 17}.get(raw)
            self.key = self.key * factor if factor else self.key
            self.key = tuple(value >> 8 for value in self.key) if raw == "RGB;16B" else self.key

    def measure(self, image: Image.Image) -> None:
        """Find the range of a loaded picture of 32-bit integers or floating-point numbers: it may be any."""
        if image.mode not in ("I", "F"):
            return
        self.high = usual = 65535.0 if image.mode == "I" else 1.0
        low, high, odd = math.inf, -math.inf, 0
        for box in _strips(image.im.size, 1):
            values = self._numbers(image.crop(box))
            finite = values[np.isfinite(values)]
            odd += values.size - finite.size
            low, high = float(finite.min(initial=low)), float(finite.max(initial=high))
        if low < 0 or usual < high:
            self.low, self.high = low, high
            self.notes.append(
                say(
                    "The values run from {low:g} to {high:g}: the lowest is shown black, the highest white.",
                    low=low,
                    high=high,
                )
            )
        if odd:
            self.notes.append(say("Pixels without a number ({odd:,}) are shown black.", odd=odd))

    def planes(self, strip: Image.Image) -> list[Floats]:
        """One plane (h, w) for a grey strip, else three, on white where the strip is transparent."""
        stored: NDArray[Any]
        if self.wide:
            stored = self._numbers(strip)[..., None]
            numbers = np.where(np.isfinite(stored), stored, self.high if self.white_is_zero else self.low)
            above = self.high - numbers if self.white_is_zero else numbers - self.low
            levels = (above / (self.high - self.low or 1)).astype(np.float32)
        else:
            see_through = strip.mode == "P" and "transparency" in strip.info
            stored = np.atleast_3d(np.asarray(strip.convert("RGBA" if see_through else _PLAIN.get(strip.mode, "RGB"))))
            levels = stored.astype(np.float32) / np.float32(255)
        alpha = np.ones((1, 1, 1), np.float32)
        if self.key is not None:
            alpha = (stored != self.key).any(axis=2, keepdims=True).astype(np.float32)
        elif levels.shape[2] in (2, 4):
            levels, alpha = levels[..., :-1], levels[..., -1:]
        if alpha.min() < 1:
            levels = levels * alpha + (1 - alpha)
            if _ON_WHITE not in self.notes:
                self.notes.append(_ON_WHITE)
        return [np.ascontiguousarray(levels[..., channel]) for channel in range(levels.shape[2])]

    def _numbers(self, strip: Image.Image) -> NDArray[np.float64]:
        stored = np.asarray(strip)
        return (stored.view(np.uint32) if self.unsigned else stored).astype(np.float64)


_ON_WHITE = "Transparent parts are shown on white."
_PLAIN = {"1": "L", "L": "L", "LA": "LA", "La": "LA", "PA": "RGBA", "RGBA": "RGBA", "RGBa": "RGBA"}
