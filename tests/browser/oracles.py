"""Sliding windows computed without the app's engine: numpy pads, scipy correlates, a slice takes the stride."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.signal import correlate2d

Values = NDArray[np.float64]
MODES = {"zeros": "constant", "replicate": "edge", "reflect": "reflect", "circular": "wrap"}
BRIGHTNESS = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


def random_pixels(seed: int, height: int = 30, width: int = 40) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def png(pixels: NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def grey(pixels: NDArray[np.uint8]) -> Values:
    """Brightness in [0, 1] of 8-bit pixels (H, W, 3)."""
    result: Values = (pixels.astype(np.float64) / 255) @ BRIGHTNESS
    return result


def slide(
    image: Values, kernel: Values, *, stride: int = 1, dilation: int = 1, padding: str = "valid", mode: str = "zeros"
) -> Values:
    """Cross-correlation (H, W) with (h, w); padding "valid", "same" for odd kernels, or a number."""
    spread = np.zeros([dilation * (k - 1) + 1 for k in kernel.shape])
    spread[::dilation, ::dilation] = kernel
    sides = {"valid": (0, 0), "same": tuple((k - 1) // 2 for k in spread.shape)}
    rows, columns = sides[padding] if padding in sides else (int(padding), int(padding))
    padded = np.pad(image, ((rows, rows), (columns, columns)), mode=MODES[mode])  # type: ignore[call-overload]
    result: Values = correlate2d(padded, spread, "valid")[::stride, ::stride]
    return result
