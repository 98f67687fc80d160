"""What every anchor is told, `told`, and the offsets of those that have to find something, `result`."""

import torch
from torchvision.models.detection._utils import BoxCoder, Matcher
from torchvision.ops import box_iou

BOXES = ((20.0, 30.0, 70.0, 90.0), (80.0, 60.0, 120.0, 100.0))  # x0, y0, x1, y1
HEIGHT = 128
WIDTH = 128
ROWS = 3
COLUMNS = 3
SHAPES = ((60.0, 30.0), (30.0, 60.0))  # height and width of the anchors in each cell
FOREGROUND = 0.5
BACKGROUND = 0.4
SHARED = False  # all anchors that lie best for an object take it, as in Faster R-CNN
OWN = True  # the one that lies best takes it, as in SSD

centres = torch.cartesian_prod(torch.arange(ROWS) + 0.5, torch.arange(COLUMNS) + 0.5)  # y, x
centres = (centres * torch.tensor([HEIGHT / ROWS, WIDTH / COLUMNS]) * 16).round()[:, None] / 16
shapes = torch.tensor(SHAPES)
anchors = torch.cat([centres - shapes / 2, centres + shapes / 2], 2).reshape(-1, 4)[:, [1, 0, 3, 2]].double()

boxes = torch.tensor(BOXES, dtype=torch.float64)
iou = box_iou(boxes, anchors)
matcher = Matcher(FOREGROUND, BACKGROUND, allow_low_quality_matches=SHARED)
told = matcher(iou)  # the object of each anchor; -1 background, -2 ignored
if OWN:
    for object, anchor in enumerate(iou.argmax(1).tolist()):
        if iou[object, anchor] > 0:
            told[anchor] = object
finds = told >= 0
result = BoxCoder((1, 1, 1, 1)).encode_single(boxes[told[finds]], anchors[finds])
print(finds.sum().item(), "anchors have to find something:", told.tolist())
print("offsets", result.tolist())
