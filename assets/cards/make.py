"""Makes the pictures of the home page's cards from the engine's own results: `make pictures`."""

from io import BytesIO
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageChops

from cnnviz import animation, colour, convolution, images, kernels, pictures

HERE = Path(__file__).parent
WIDTH, HEIGHT = 640, 400


def photo(name: str) -> torch.Tensor:
    """A sample photo cut to the card's shape: (3, 400, 640)."""
    pixels = images.sample_picture(name).pixels
    height, width = pixels.shape[1:]
    scale = max(WIDTH / width, HEIGHT / height)
    card = Image.fromarray((pixels.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8))
    card = card.resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS)
    left, top = (card.width - WIDTH) // 2, (card.height - HEIGHT) // 2
    return images.load_image(_png(card.crop((left, top, left + WIDTH, top + HEIGHT))))


def _png(card: Image.Image) -> bytes:
    file = BytesIO()
    card.save(file, "PNG")
    return file.getvalue()


def save(slug: str, pixels: np.ndarray | Image.Image) -> None:
    card = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    if card.size != (WIDTH, HEIGHT):  # whole figures are shown whole, on white
        card = card.convert("RGB")
        card = card.crop(ImageChops.difference(card, Image.new("RGB", card.size, "white")).getbbox())
        card = card.resize((WIDTH - 32, (WIDTH - 32) * card.height // card.width), Image.Resampling.LANCZOS)
        card.thumbnail((WIDTH - 32, HEIGHT - 32), Image.Resampling.LANCZOS)
        paper = Image.new("RGB", (WIDTH, HEIGHT), "white")
        paper.paste(card, ((WIDTH - card.width) // 2, (HEIGHT - card.height) // 2))
        card = paper
    card.convert("RGB").quantize(192).save(HERE / f"{slug}.png", optimize=True)


def as_bytes(pixels: torch.Tensor) -> np.ndarray:
    return (pixels.clamp(0, 1).permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)


def main() -> None:
    cat, coffee = photo("chelsea"), photo("coffee")
    grey = convolution.grey(cat)

    sobel = colour.signed(convolution.cross_correlate(grey, kernels.PRESETS["sobel_x"].kernel, padding="same"), 1.2)
    halves = as_bytes(cat)
    halves[:, WIDTH // 2 :] = sobel[:, WIDTH // 2 :]
    save("kernels", halves)

    emboss = kernels.PRESETS["emboss"].kernel
    both = [
        f(convolution.grey(coffee), emboss, padding="same") for f in (convolution.cross_correlate, convolution.convolve)
    ]
    left, right = (colour.signed(result, 1.0) for result in both)
    left[:, WIDTH // 2 :] = right[:, WIDTH // 2 :]
    save("flip", left)

    planes = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for c in range(3):
        columns = slice(c * WIDTH // 3, (c + 1) * WIDTH // 3)
        planes[:, columns, c] = as_bytes(coffee)[:, columns, c]
    save("channels", planes)

    matrix, kernel = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)
    result = convolution.cross_correlate(matrix, kernel)
    save("one-value", Image.open(BytesIO(pictures.response_picture(matrix, kernel, result))))

    # a 3 × 3 kernel as the page's icon, drawn large enough for any screen
    icon = colour.signed(kernels.PRESETS["sobel_x"].kernel).repeat(32, 0).repeat(32, 1)
    Image.fromarray(icon).save(HERE.parent / "icon.png", optimize=True)

    window = {"stride": 2, "padding": ((1, 1), (1, 1))}
    ones = np.ones((3, 3))
    counted = np.arange(25.0).reshape(5, 5)
    output = convolution.cross_correlate(counted, ones, stride=2, padding=1)
    film = Image.open(BytesIO(animation.sliding_window_gif(counted, ones, output, **window)))
    film.seek(4)
    save("output-size", film.convert("RGB"))


if __name__ == "__main__":
    main()
