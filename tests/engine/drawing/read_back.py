"""What stands in a finished picture, read by Pillow and scikit-image: its frames, their times, and texts."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont
from skimage.feature import match_template

Pixels = npt.NDArray[np.uint8]


def frames_of(file: bytes) -> list[Pixels]:
    image = Image.open(io.BytesIO(file))
    assert image.format == "GIF"
    found = []
    for place in range(getattr(image, "n_frames", 1)):
        image.seek(place)
        found.append(np.asarray(image.convert("RGB")))
    return found


def durations(file: bytes) -> list[int]:
    image = Image.open(io.BytesIO(file))
    found = []
    for place in range(getattr(image, "n_frames", 1)):
        image.seek(place)
        found.append(int(image.info["duration"]))
    return found


def shows(pixels: Pixels, text: str, size: int, *, alike: float = 0.97) -> bool:
    """Whether the text, set by Pillow in its built-in font, stands in a region (H, W, 3), in any ink."""
    font = ImageFont.load_default(size=size)
    box = font.getbbox(text)
    mask = Image.new("L", (round(box[2]) + 1, round(box[3]) + 1))
    ImageDraw.Draw(mask).text((0, 0), text, fill=255, font=font)
    ink = np.asarray(mask).astype(np.float64)[round(box[1]) :]
    correlation: Any = match_template
    return bool(np.abs(correlation(pixels.astype(np.float64).mean(axis=2), ink)).max() > alike)
