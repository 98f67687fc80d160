"""Animated GIF files from frames in one palette; a frame stores only what differs from the frame before.

Source: CompuServe 1990, "Graphics Interchange Format, version 89a"; the endless loop is Netscape's extension.
"""

import struct
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from PIL import GifImagePlugin, Image

from cnnviz.drawing.colour import Colours

Indices = npt.NDArray[np.uint8]

__all__ = ["AS_BEFORE", "Indices", "gif", "indices", "palette_for"]

AS_BEFORE = 255
"""The palette entry that means "as in the frame before"; no frame uses it."""


def palette_for(pictures: Sequence[Colours], always: Colours) -> Colours:
    """255 colours (255, 3) for pictures (H, W, 3): those in always (n, 3), then the most frequent others."""
    seen, counts = np.unique(np.concatenate([_packed(picture).ravel() for picture in pictures]), return_counts=True)
    ranked = seen[np.argsort(-counts, kind="stable")]
    keys = list(dict.fromkeys([*_packed(always).tolist(), *ranked.tolist()]))[:AS_BEFORE]
    chosen = np.array(keys + keys[:1] * (AS_BEFORE - len(keys)), dtype=np.int64)
    return np.stack([chosen >> 16, chosen >> 8 & 255, chosen & 255], axis=1).astype(np.uint8)


def indices(picture: Colours, palette: Colours) -> Indices:
    """The nearest palette entry of every pixel, (H, W, 3) to (H, W); exact if the palette has the colour."""
    seen, where = np.unique(_packed(picture), return_inverse=True)
    colours = np.stack([seen >> 16, seen >> 8 & 255, seen & 255], axis=1).astype(np.float32)
    entries = palette.astype(np.float32)
    # |c - p|^2 without the |c|^2 that is the same for every entry.
    nearest = np.argmin((entries**2).sum(axis=1) - 2 * colours @ entries.T, axis=1)
    entry: Indices = nearest.astype(np.uint8)
    return entry[where].reshape(picture.shape[:2])


def gif(frames: Iterable[Indices], palette: Colours, durations: Sequence[int]) -> bytes:
    """An animated GIF that repeats for ever: frames (H, W) of palette entries, durations in milliseconds."""
    parts: list[bytes] = []
    before: Indices | None = None
    for frame, duration in zip(frames, durations, strict=True):
        if before is None:
            height, width = frame.shape
            parts = [
                b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0),
                palette.tobytes() + bytes(3),
            ]
            parts.append(b"!\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", 0, 0))
        piece, corner = _changed(frame, before)
        image = Image.fromarray(piece)
        parts += GifImagePlugin.getdata(image, corner, duration=duration, transparency=AS_BEFORE, disposal=1)
        before = frame
    return b"".join([*parts, b";"])


def _packed(colours: Colours) -> npt.NDArray[np.int64]:
    """Red, green and blue in one number per pixel."""
    wide = colours.astype(np.int64)
    return wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]


def _changed(frame: Indices, before: Indices | None) -> tuple[Indices, tuple[int, int]]:
    """The rectangle that differs from the frame before, equal pixels AS_BEFORE, and its (left, top)."""
    if before is None:
        return frame, (0, 0)
    differs = frame != before
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not len(rows):
        return np.full((1, 1), AS_BEFORE, np.uint8), (0, 0)
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.where(differs[part], frame[part], np.uint8(AS_BEFORE)), (int(columns[0]), int(rows[0]))
