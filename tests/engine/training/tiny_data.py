"""A data set that is learnt in a moment, for tests of training."""

import numpy as np

from cnnviz.data.dataset import Dataset, make_dataset, split


def tiny_data(classes: int = 3, per_class: int = 20, channels: int = 1, size: tuple[int, int] = (8, 8)) -> Dataset:
    """Noise with a bright row whose place is the class."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(classes), per_class)
    images = rng.integers(0, 120, (len(labels), channels, *size), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[:, 1 + 2 * int(label)] += 120
    return make_dataset("tiny", images, labels, [f"row {label}" for label in range(classes)], split(labels, 0))
