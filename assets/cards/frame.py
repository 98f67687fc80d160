"""What the cards share: their size, a sample photo cut to it, and fitting a finished figure into it."""

from io import BytesIO

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageChops

from cnnviz import images

WIDTH, HEIGHT = 640, 400


def photo(name: str) -> torch.Tensor:
    """A sample photo cut to the card's shape: (3, 400, 640)."""
    pixels = images.sample_picture(name).pixels
    height, width = pixels.shape[1:]
    scale = max(WIDTH / width, HEIGHT / height)
    card = Image.fromarray(as_bytes(pixels)).resize(
        (round(width * scale), round(height * scale)), Image.Resampling.LANCZOS
    )
    left, top = (card.width - WIDTH) // 2, (card.height - HEIGHT) // 2
    file = BytesIO()
    card.crop((left, top, left + WIDTH, top + HEIGHT)).save(file, "PNG")
    return images.load_image(file.getvalue())


def as_bytes(pixels: torch.Tensor) -> NDArray[np.uint8]:
    """(3, H, W) in [0, 1] as uint8 (H, W, 3)."""
    return (pixels.clamp(0, 1).permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)


def fit(picture: Image.Image | NDArray[np.uint8]) -> Image.Image:
    """A picture of the card's size: as it is, or without its white border and centred on white."""
    card = (Image.fromarray(picture) if isinstance(picture, np.ndarray) else picture).convert("RGB")
    if card.size == (WIDTH, HEIGHT):
        return card
    card = card.crop(ImageChops.difference(card, Image.new("RGB", card.size, "white")).getbbox())
    scale = min((WIDTH - 32) / card.width, (HEIGHT - 32) / card.height)
    card = card.resize((round(card.width * scale), round(card.height * scale)), Image.Resampling.LANCZOS)
    paper = Image.new("RGB", (WIDTH, HEIGHT), "white")
    paper.paste(card, ((WIDTH - card.width) // 2, (HEIGHT - card.height) // 2))
    return paper
