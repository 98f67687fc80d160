"""The same in PyTorch: IoU and a loss with its gradient."""

from cnnviz.detection.two_boxes import Box
from cnnviz.writing.listings import listing


def iou_script(box: Box, target: Box, loss: str) -> str:
    """A script for these boxes and this loss; `result` has the push on each edge."""
    edges = {"BOX": tuple(map(float, box)), "TARGET": tuple(map(float, target))}
    return listing("cnnviz.lessons.iou.script", LOSS=loss, **edges)
