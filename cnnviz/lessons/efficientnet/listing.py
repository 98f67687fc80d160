"""The same in PyTorch: an EfficientNet, scaled and counted."""

from cnnviz.networks.designs.scaling import STAGES, Scale
from cnnviz.writing.listings import listing
from cnnviz.writing.literals import rows


def scaling_script(scale: Scale) -> str:
    """A script that builds the network by torchvision and counts it; `result` is (parameters, multiply-adds)."""
    return listing(
        "cnnviz.lessons.efficientnet.script",
        STAGES=rows(tuple(stage) for stage in STAGES),
        DEPTH=scale.depth,
        WIDTH=scale.width,
        RESOLUTION=scale.resolution,
    )
