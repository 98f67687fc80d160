"""Detection: boxes, anchors, suppression, and how good detections are.

Boxes are (x0, y0, x1, y1) as in torchvision. `cnnviz.detection.boxes` has areas, overlaps, losses and offsets,
`anchor_boxes` the anchors and what each is told, `suppression` its steps, `precision` the curves of
detections and what is under them; `roi` cuts boxes out of feature maps, `proposals` finds boxes that may hold objects.
The names below are those of these modules, which are loaded with torch when one of them is asked for.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnnviz.detection.anchor_boxes import anchors, grid_boxes, grid_target, match_anchors
    from cnnviz.detection.boxes import (
        box_area,
        box_iou,
        box_loss,
        complete_box_iou,
        convert,
        decode,
        distance_box_iou,
        encode,
        generalized_box_iou,
    )
    from cnnviz.detection.precision import average_precision, precision_recall
    from cnnviz.detection.proposals import selective_search
    from cnnviz.detection.roi import roi_align, roi_pool
    from cnnviz.detection.suppression import nms

__all__ = [
    "anchors",
    "average_precision",
    "box_area",
    "box_iou",
    "box_loss",
    "complete_box_iou",
    "convert",
    "decode",
    "distance_box_iou",
    "encode",
    "generalized_box_iou",
    "grid_boxes",
    "grid_target",
    "match_anchors",
    "nms",
    "precision_recall",
    "roi_align",
    "roi_pool",
    "selective_search",
]

_MODULES = ("boxes", "anchor_boxes", "suppression", "precision", "roi", "proposals")


def __getattr__(name: str) -> Any:
    if name in __all__:
        for module in _MODULES:
            found = vars(importlib.import_module(f"{__name__}.{module}"))
            if name in found:
                return found[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
