"""How often each of 10 by 16 pixels is used by a 5 by 5 kernel: dark at the border, light in the middle."""

import numpy as np
from numpy.typing import NDArray

from assets.cards.frame import HEIGHT
from cnnviz.drawing import colour
from cnnviz.operations import border


def make() -> NDArray[np.uint8]:
    uses = border.usage_map((10, 16), (5, 5))
    return colour.magnitude(uses).repeat(HEIGHT // 10, 0).repeat(HEIGHT // 10, 1)
