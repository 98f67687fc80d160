"""The settings that scripts on pictures share: which picture, and how its border is treated.

A picture is a table of numbers, or the name of one of `cnnviz.images.SAMPLES`, or any other name, which stands for a
picture file of the reader. Such a file is read as `cnnviz.images.read_picture` does it, but for what that function
does to pictures of more than 2 megapixels or 8 bits per channel.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.geometry.axes import Numbers, Padding
from cnnviz.images import SAMPLES
from cnnviz.words import say

Picture = str | NDArray[Any] | Sequence[Any]

_SKLEARN_SAMPLES = ("china", "flower")
_GREY_SAMPLES = ("camera", "coins", "brick", "grass", "gravel")
LARGE = (65_535, 65_535)
"""How large a photo is taken to be: its size is not known here, and hardly ever too small."""


def picture(image: Picture, dimensions: int = 2, *, longest_side: int | None = None) -> dict[str, Any]:
    """Settings of `picture_script` and `grey_script`: a table with that many axes, or a photo.

    longest_side: a photo is first scaled down as by `cnnviz.images.resize`.
    """
    if not isinstance(image, str):
        return {"SOURCE": "table", "TABLE": table("image", image, dimensions)}
    source = "scikit-learn" if image in _SKLEARN_SAMPLES else "scikit-image" if image in SAMPLES else "file"
    return {
        "SOURCE": source,
        "PICTURE": f"{image}.jpg" if source == "scikit-learn" else image,
        "IS_GREY": image in _GREY_SAMPLES,
        "LONGEST": longest_side,
    }


def border(
    image: Picture, kernel: Sequence[int], stride: Numbers, padding: Padding, dilation: Numbers, padding_mode: str
) -> dict[str, Any]:
    """SIDES and MODE for F.pad where conv2d cannot pad by itself, and WINDOW: what differs from conv2d's defaults.

    kernel: (h, w). Raises ValueError if the settings are impossible; a photo is taken to be large enough.
    """
    from cnnviz.convolution import settings_per_axis  # here, because it imports torch

    size = LARGE if isinstance(image, str) else np.shape(image)[-2:]
    axes = settings_per_axis(size, kernel, stride, padding, dilation, padding_mode)
    window = {"stride": [axis.stride for axis in axes], "dilation": [axis.dilation for axis in axes]}
    sides: tuple[int, ...] = ()
    if padding_mode == "zeros" and all(axis.before == axis.after for axis in axes):
        window["padding"] = [axis.before for axis in axes]
    elif any(axis.before or axis.after for axis in axes):
        sides = tuple(side for axis in reversed(axes) for side in (axis.before, axis.after))
    defaults = {"stride": 1, "dilation": 1, "padding": 0}
    return {
        "SIDES": sides,
        "MODE": {} if padding_mode == "zeros" else {"mode": padding_mode},
        "WINDOW": {name: one for name, values in window.items() if (one := number(values)) != defaults[name]},
    }


def table(name: str, values: Any, dimensions: int) -> NDArray[np.float32]:
    """The values as float32 with that many axes. Raises ValueError if they are no such table of finite numbers."""
    found = np.asarray(values, dtype=np.float32)
    if found.ndim != dimensions or found.size == 0:
        axes = ", ".join(["C", "H", "W"][-dimensions:] if name == "image" else ["C", "h", "w"][-dimensions:])
        raise ValueError(
            say(
                "The {name} has the shape {shape}: give it the shape ({axes}).", name=name, shape=found.shape, axes=axes
            )
        )
    if not np.isfinite(found).all():
        raise ValueError(say("The {name} holds a value that is not a finite number: replace it.", name=name))
    return found


def number(setting: Any) -> Any:
    """A setting per axis as one number where all axes agree: 2 or (2, 1), or "same"."""
    if isinstance(setting, Sequence) and not isinstance(setting, str):
        return setting[0] if len(set(setting)) == 1 else tuple(setting)
    return setting
