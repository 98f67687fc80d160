"""IoU of two boxes, a loss, and where it pushes the box: `result`."""

import torch
from torchvision import ops

BOX = (2.0, 3.0, 7.0, 8.0)
TARGET = (5.0, 1.5, 12.0, 6.0)
LOSS = "giou"

box = torch.tensor([BOX], requires_grad=True)  # x0, y0, x1, y1
target = torch.tensor([TARGET])
iou = ops.box_iou(box, target)[0, 0]
if LOSS == "iou":
    loss = 1 - iou
if LOSS == "giou":
    loss = ops.generalized_box_iou_loss(box, target)[0]
if LOSS == "diou":
    loss = ops.distance_box_iou_loss(box, target)[0]
if LOSS == "ciou":
    loss = ops.complete_box_iou_loss(box, target)[0]
if LOSS == "l1":
    loss = (box - target).abs().sum()
loss.backward()
result = -box.grad[0]  # where gradient descent pushes each edge
print("IoU", iou.item(), "loss", loss.item())
print("push", result.tolist())
