"""Average precision of one class: `result`."""

import torch
from torchvision import ops

DETECTIONS = [(0, 0.9, [10, 10, 30, 30]), (1, 0.7, [5, 5, 25, 25])]
TRUTH = [(0, [11, 11, 31, 31]), (1, [5, 5, 24, 25]), (1, [40, 40, 60, 60])]
THRESHOLD = 0.5
KIND = "coco"
MATCHING = "coco"
TIES = "order"

# each detection (picture, score, box), the best first: which object of its picture does it find?
detections = sorted(DETECTIONS, key=lambda one: -one[1])
taken = [False] * len(TRUTH)
right = []
for picture, _, box in detections:
    best, least = None, THRESHOLD
    for place, (where, there) in enumerate(TRUTH):
        if where != picture:
            continue
        if MATCHING == "coco":
            if taken[place]:
                continue
        iou = ops.box_iou(torch.tensor([box], dtype=torch.float64), torch.tensor([there], dtype=torch.float64)).item()
        if iou >= least:
            best, least = place, iou
    right.append(best is not None and not taken[best])
    if best is not None:
        taken[best] = True

found = torch.tensor(right, dtype=torch.float64).cumsum(0)
precision = found / torch.arange(1, len(right) + 1)
recall = found / len(TRUTH)
if TIES == "together":  # equal scores are one step: only the last of them is a point of the curve
    scores = [score for _, score, _ in detections]
    ends = [place for place in range(len(scores)) if place + 1 == len(scores) or scores[place + 1] != scores[place]]
    precision, recall = precision[ends], recall[ends]

raised = precision.flip(0).cummax(0).values.flip(0)  # the highest precision at this recall or more
if KIND == "integral":
    result = (precision * recall.diff(prepend=torch.zeros(1))).sum().item()
if KIND == "voc":
    result = (raised * recall.diff(prepend=torch.zeros(1))).sum().item()
if KIND == "voc11":
    points = torch.arange(11, dtype=torch.float64) / 10 - 1e-9
if KIND == "coco":
    points = torch.arange(101, dtype=torch.float64) * 0.01
if KIND == "voc11" or KIND == "coco":
    at = torch.searchsorted(recall, points)
    result = torch.cat([raised, torch.zeros(1)])[at].mean().item()
print("AP", result)
