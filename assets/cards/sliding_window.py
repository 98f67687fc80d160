"""A photo, and the scores of all its windows by a network of random weights, in one pass."""

import numpy as np
from numpy.typing import NDArray

from assets.cards.frame import HEIGHT, as_bytes
from cnnviz import images
from cnnviz.drawing import colour
from cnnviz.networks.designs import windows


def make() -> NDArray[np.uint8]:
    detector = windows.Detector()
    picture = images.sample_picture("chelsea").pixels
    network = windows.as_convolutions(windows.classifier(detector, 1), detector)
    scores = windows.in_one_pass(network, windows.scaled(picture, detector.picture(40)))
    coloured = colour.signed((scores[0] - scores[0].mean()).numpy())
    times = HEIGHT // len(coloured)
    small = coloured.repeat(times, 0).repeat(times, 1)
    photo = as_bytes(windows.scaled(picture, HEIGHT))
    gap = np.full((HEIGHT, 20, 3), 255, np.uint8)
    return np.concatenate([photo, gap, np.asarray(small[:HEIGHT], np.uint8)], 1)
