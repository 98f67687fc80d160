"""The same in PyTorch: a U-Net."""

from cnnviz.writing.listings import listing


def unet_script(network: str) -> str:
    """A script of the network with or without skips; `result` is the class of every pixel."""
    return listing("cnnviz.lessons.segmentation.script", SKIPS=network == "unet")
