"""Segmentation: how good a map of classes is, pixel by pixel and segment by segment."""

from cnnviz.segmentation.panoptic import panoptic_quality
from cnnviz.segmentation.pixels import confusion, dice, mean_iou, pixel_accuracy

__all__ = ["confusion", "dice", "mean_iou", "panoptic_quality", "pixel_accuracy"]
