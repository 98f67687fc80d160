"""Pictures: whatever file the user has becomes a tensor, or one sentence that says why not.

A picture is float32 (3, H, W) with red, green and blue in [0, 1]: an 8-bit value v is exactly v / 255, a
16-bit value exactly v / 65535, a grey picture three times the same plane. The numbers are those stored in the
file: gamma and colour profiles (ICC) are not applied.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cnnviz.images.files import MAX_PIXELS, WORKING_PIXELS, decode, rounded_up, scale_down
from cnnviz.images.screening import ImageError
from cnnviz.words import joined, say

if TYPE_CHECKING:
    from torch import Tensor

    Data = bytes | bytearray | memoryview | str | os.PathLike[str] | BinaryIO

__all__ = [
    "ENDINGS",
    "MAX_BYTES",
    "MAX_PIXELS",
    "SAMPLES",
    "WORKING_PIXELS",
    "ImageError",
    "Picture",
    "Sample",
    "load_image",
    "middle_square",
    "read_picture",
    "resize",
    "sample_picture",
    "scale",
]

MAX_BYTES = 20 * 2**20
ENDINGS = ("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif")
"""How the names of files end that `read_picture` reads."""


@dataclass(frozen=True)
class Picture:
    """A picture ready to compute with.

    pixels: float32 (3, H, W) in [0, 1]; notes: sentences on what was done to the file's content to get there;
    sha: hexadecimal SHA-256 of the file's content, a key for caches.
    """

    pixels: Tensor = field(repr=False, compare=False)
    name: str
    notes: tuple[str, ...]
    sha: str


@dataclass(frozen=True)
class Sample:
    """A photo that an installed package brings along; `load` returns the content of its file."""

    title: str
    credit: str
    load: Callable[[], bytes]


def load_image(data: Data) -> Tensor:
    """The pixels of a picture, float32 (3, H, W) in [0, 1], at most 2 megapixels; see `read_picture`."""
    return read_picture(data).pixels


def read_picture(data: Data, name: str = "your picture") -> Picture:
    """Read a PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC or AVIF file, given as bytes, a path or a binary file object.

    The first frame or page is taken, turned as its EXIF orientation says, put on white where it is
    transparent, and scaled down to 2 megapixels where it is larger; `Picture.notes` tells. Gamma and ICC
    profiles are ignored.

    Raises ImageError, with a sentence for the user, for anything else: no picture, damaged, cut off, over 20
    MB, over 100 megapixels (over fewer where unpacking the file would take more than 500 MB of memory).
    """
    import torch

    content = _content(data)
    planes, notes = decode(content)
    pixels = torch.from_numpy(planes).expand(3, -1, -1).contiguous()
    return Picture(pixels, name, notes, hashlib.sha256(content).hexdigest())


def resize(pixels: Tensor, longest_side: int) -> Tensor:
    """Scale pixels (C, H, W) in [0, 1] down, never up, to at most `longest_side` pixels on the longer side.

    Keeps the aspect ratio to the nearest pixel and at least one pixel per side. Antialiased with a triangle
    filter, which never overshoots: a scaled edge gets no halo that a kernel would take for one more edge.
    Returns float32 (C, H', W'). Raises ValueError for another shape or a side below 1.
    """
    import torch

    if pixels.ndim != 3 or 0 in pixels.shape:
        raise ValueError(
            say("pixels must have the shape (channels, height, width), not {shape}.", shape=tuple(pixels.shape))
        )
    if longest_side < 1:
        raise ValueError(say("longest_side is {longest_side}: set it to 1 pixel or more.", longest_side=longest_side))
    longest = max(pixels.shape[1:])
    if longest <= longest_side:
        return pixels
    height, width = (max(1, round(side * longest_side / longest)) for side in pixels.shape[1:])
    return torch.from_numpy(scale_down(pixels.detach().float().numpy(), (width, height)))


def middle_square(pixels: Tensor) -> Tensor:
    """The largest square in the middle of pictures (…, H, W), where torchvision's CenterCrop cuts it."""
    height, width = pixels.shape[-2:]
    side = min(height, width)
    top, left = (round((length - side) / 2) for length in (height, width))
    return pixels[..., top : top + side, left : left + side]


def scale(pictures: Tensor, size: tuple[int, int]) -> Tensor:
    """Pictures (N, C, H, W) in [0, 1] scaled to this (height, width), larger or smaller, antialiased as by `resize`."""
    from torch.nn.functional import interpolate

    return interpolate(pictures, size, mode="bilinear", antialias=True).clamp(0, 1)


# --------------------------------------------------------------------------------------------- samples


def _shipped(path: str) -> bytes:
    # Reads the file and leaves its package alone: importing scikit-learn alone would take a second.
    package, _, inside = path.partition("/")
    spec = importlib.util.find_spec(package)
    files = [Path(folder, inside) for folder in (spec.submodule_search_locations or [])] if spec else []
    if not files or not files[0].is_file():
        raise ImageError(
            say("The sample photo {path} is missing: please install {package} again.", path=path, package=package)
        )
    return files[0].read_bytes()


def _samples(*rows: tuple[str, str, str, str]) -> dict[str, Sample]:
    return {name: Sample(title, credit, partial(_shipped, path)) for name, title, path, credit in rows}


_CHINA, _FLOWER = "sklearn/datasets/images/china.jpg", "sklearn/datasets/images/flower.jpg"

SAMPLES: dict[str, Sample] = _samples(
    ("astronaut", "Astronaut", "skimage/data/astronaut.png", "Eileen Collins; NASA, public domain."),
    ("camera", "Photographer", "skimage/data/camera.png", "Photo by Lav Varshney, CC0."),
    ("chelsea", "Cat", "skimage/data/chelsea.png", "Chelsea; photo by Stefan van der Walt, CC0."),
    ("coffee", "Coffee", "skimage/data/coffee.png", "Photo by Rachel Michetti, CC0."),
    ("coins", "Coins", "skimage/data/coins.png", "From Pompeii; Brooklyn Museum, no known copyright."),
    ("rocket", "Rocket", "skimage/data/rocket.jpg", "Launch of DSCOVR; photo by SpaceX, public domain."),
    ("brick", "Brick wall", "skimage/data/brick.png", "From CC0Textures, CC0."),
    ("grass", "Grass", "skimage/data/grass.png", "By linolafett on DeviantArt, CC0."),
    ("gravel", "Gravel", "skimage/data/gravel.png", "From CC0Textures, CC0."),
    ("china", "Temple", _CHINA, "Photo by danielbuechele on Flickr, CC BY 2.0."),
    ("flower", "Flower", _FLOWER, "Photo by vultilion on Flickr, CC BY 2.0."),
)


def sample_picture(name: str) -> Picture:
    """One of the SAMPLES by its key, named by its title. Raises ImageError for an unknown key."""
    if name not in SAMPLES:
        raise ImageError(
            say(
                "There is no sample photo called {name!r}: choose one of {SAMPLES}.",
                name=name,
                SAMPLES=joined(SAMPLES),
            )
        )
    return read_picture(SAMPLES[name].load(), SAMPLES[name].title)


# ------------------------------------------------------------------------------------------- the bytes


def _content(data: Data) -> bytes:
    if isinstance(data, bytes | bytearray | memoryview):
        _refuse_large(memoryview(data).nbytes)
        return bytes(data)
    try:
        if isinstance(data, str | os.PathLike):
            if not Path(data).is_file():
                raise ImageError(
                    say("There is no file {path!r}: please check its name and its folder.", path=os.fspath(data))
                )
            with open(data, "rb") as file:
                return _read(file)
        if hasattr(data, "read"):
            return _read(data)
    except ImageError:
        raise
    except (OSError, ValueError) as error:
        raise ImageError(say("This file can't be opened ({error}): please choose another one.", error=error)) from error
    raise ImageError(
        say("A picture is read from bytes, a path or a binary file, not from {name}.", name=type(data).__name__)
    )


def _read(file: BinaryIO) -> bytes:
    # From the start, wherever an earlier reader has left off; what cannot seek is read from where it is.
    with contextlib.suppress(AttributeError, OSError):
        file.seek(0, os.SEEK_END)
        size = file.tell()
        file.seek(0)
        _refuse_large(size)
    parts: list[bytes] = []
    missing = MAX_BYTES + 1
    while missing > 0 and (part := file.read(missing)):
        if not isinstance(part, bytes):
            raise ImageError("This file was opened as text: please open it in binary mode.")
        parts.append(part)
        missing -= len(part)
    content = parts[0] if len(parts) == 1 else b"".join(parts)
    _refuse_large(len(content))
    return content


def _refuse_large(size: int) -> None:
    limit = MAX_BYTES // 2**20
    if size > MAX_BYTES:
        raise ImageError(
            say(
                "This file is {size} MB: please choose one of at most {limit} MB.",
                size=rounded_up(size / 2**20),
                limit=limit,
            )
        )
    if size == 0:
        raise ImageError("This file is empty (0 bytes): please choose another one.")
