"""The same in PyTorch: a detector at every window of a picture."""

from cnnviz.networks.designs.windows import Detector
from cnnviz.writing.listings import listing


def sliding_script(detector: Detector, along: int, seed: int) -> str:
    """A script that does both on a random picture, compares and times them; `result` is the largest difference."""
    return listing(
        "cnnviz.lessons.sliding_window.script",
        SEED=seed,
        WINDOW=detector.window,
        ALONG=along,
        PICTURE=detector.picture(along),
        KERNEL=detector.kernel,
        POOL=detector.pool,
        SIDE=detector.side,
        INPUTS=16 * detector.side**2,
        UNITS=detector.units,
        CLASSES=detector.classes,
    )
