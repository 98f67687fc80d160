"""The same in PyTorch: a detector and what is made of its numbers."""

from cnnviz.networks.scene_networks import CELL, SHAPES
from cnnviz.writing.listings import listing


def yolo_script(network: str, least: float, most: float) -> str:
    """A script with these anchors and thresholds; `result` are the places of the boxes that stay."""
    return listing("cnnviz.lessons.yolo.script", CELL=CELL, ANCHORS=SHAPES[network], LEAST=least, MOST=most)
