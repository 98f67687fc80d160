"""The target tensor of a grid with anchors: `result`."""

import torch
from torchvision.ops import box_iou

BOXES = ((20.0, 30.0, 70.0, 90.0), (80.0, 60.0, 120.0, 100.0))  # x0, y0, x1, y1
LABELS = (0, 2)
CLASSES = 3
HEIGHT = 128
WIDTH = 128
ROWS = 3
COLUMNS = 3
SHAPES = ((1.4, 0.7), (0.7, 1.4))  # height and width of each anchor, in cells

result = torch.zeros(ROWS, COLUMNS, len(SHAPES), 5 + CLASSES)
shapes = torch.tensor([(0, 0, width, height) for height, width in SHAPES], dtype=torch.float64)
for (x0, y0, x1, y1), label in zip(BOXES, LABELS):
    x, y = (x0 + x1) / 2 / WIDTH * COLUMNS, (y0 + y1) / 2 / HEIGHT * ROWS
    width, height = (x1 - x0) / WIDTH * COLUMNS, (y1 - y0) / HEIGHT * ROWS
    row, column = int(y), int(x)
    alike = box_iou(torch.tensor([(0, 0, width, height)], dtype=torch.float64), shapes)
    anchor = alike.argmax().item()
    if result[row, column, anchor, 0] == 0:  # else another object is there
        result[row, column, anchor, :5] = torch.tensor([1, x - column, y - row, height, width])
        result[row, column, anchor, 5 + label] = 1
result = result.flatten(2)
print(tuple(result.shape))
