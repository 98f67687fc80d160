"""Non-maximum suppression: `result` has the places of the boxes that stay, the best first."""

import torch
from torchvision import ops

BOXES = [[5.0, 1.5, 10.0, 6.5], [5.0, 3.0, 10.0, 8.0], [6.0, 3.0, 11.0, 8.0]]
SCORES = [0.95, 0.9, 0.8]
LABELS = [0, 0, 1]
THRESHOLD = 0.5
METHOD = "hard"
MEASURE = "iou"
INCLUSIVE = False
ACROSS = False
SIGMA = 0.5
KNOWN = True  # torchvision has a function for it

# x0, y0, x1, y1
boxes = torch.tensor(BOXES, dtype=torch.float64)
scores = torch.tensor(SCORES, dtype=torch.float64)
labels = torch.tensor(LABELS)
if KNOWN and ACROSS:
    result = ops.nms(boxes, scores, THRESHOLD).tolist()
if KNOWN and not ACROSS:
    result = ops.batched_nms(boxes, scores, labels, THRESHOLD).tolist()
if not KNOWN:
    result, waiting = [], scores.argsort(descending=True, stable=True)
    while len(waiting):
        best, waiting = waiting[0], waiting[1:]
        if METHOD != "hard":
            if scores[best] < 0.001:
                break
        result.append(best.item())
        if MEASURE == "iou":
            overlap = ops.box_iou(boxes[best][None], boxes[waiting])[0]
        if MEASURE == "diou":
            overlap = ops.distance_box_iou(boxes[best][None], boxes[waiting])[0]
        if not ACROSS:
            overlap[labels[waiting] != labels[best]] = -1  # other classes live on
        if METHOD == "hard" and not INCLUSIVE:
            waiting = waiting[~(overlap > THRESHOLD)]
        if METHOD == "hard" and INCLUSIVE:
            waiting = waiting[~(overlap >= THRESHOLD)]
        if METHOD == "linear" and not INCLUSIVE:
            scores[waiting] *= torch.where(overlap > THRESHOLD, 1 - overlap.clamp(min=0), 1)
        if METHOD == "linear" and INCLUSIVE:
            scores[waiting] *= torch.where(overlap >= THRESHOLD, 1 - overlap.clamp(min=0), 1)
        if METHOD == "gaussian":
            scores[waiting] *= torch.exp(-(overlap.clamp(min=0) ** 2) / SIGMA)
        if METHOD != "hard":
            waiting = waiting[scores[waiting].argsort(descending=True, stable=True)]
print(result)
