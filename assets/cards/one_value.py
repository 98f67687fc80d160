"""A 3 by 3 input, a 2 by 2 kernel and the 2 by 2 output, with their numbers."""

from io import BytesIO

import numpy as np
from PIL import Image

from cnnviz import convolution
from cnnviz.drawing import stills


def make() -> Image.Image:
    image, kernel = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)
    output = convolution.cross_correlate(image, kernel)
    return Image.open(BytesIO(stills.response_picture(image, kernel, output)))
