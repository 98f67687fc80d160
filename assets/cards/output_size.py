"""A window at the centre of a padded 5 by 5 input, with stride 2."""

from io import BytesIO

import numpy as np
from PIL import Image

from cnnviz import convolution
from cnnviz.drawing import animation


def make() -> Image.Image:
    image, kernel = np.arange(25.0).reshape(5, 5), np.ones((3, 3))
    output = convolution.cross_correlate(image, kernel, stride=2, padding=1)
    film = animation.sliding_window_gif(image, kernel, output, stride=2, padding=((1, 1), (1, 1)))
    frame = Image.open(BytesIO(film))
    frame.seek(4)
    return frame.convert("RGB")
