"""The loss of a prediction and its gradient: `loss` and `result`."""

import torch
from torch.nn import functional

Y = (1.0, 0.5, 0.5, 0.4, 0.3, 0.0, 1.0, 0.0)  # p_c, b_x, b_y, b_h, b_w, c_1, c_2, c_3
PREDICTION = (0.8, 0.58, 0.44, 0.46, 0.345, 0.2, 0.6, 0.2)
CLASSES = 3
THERE = True
LOSS = "squared"

y = torch.tensor(Y)
prediction = torch.tensor(PREDICTION, requires_grad=True)
if LOSS == "squared":
    if THERE:
        loss = (prediction - y).square().sum()
    else:
        loss = (prediction[0] - y[0]).square()  # without an object nothing else counts
if LOSS == "entropy":
    loss = functional.binary_cross_entropy(prediction[0], y[0])
    if THERE:
        box, classes, landmarks = (prediction - y).split([5, CLASSES, len(Y) - 5 - CLASSES])
        scores = prediction[5 : 5 + CLASSES].log()  # softmax makes of them shares of the sum
        loss = loss + box[1:].square().sum() + landmarks.square().sum()
        loss = loss + functional.cross_entropy(scores, y[5 : 5 + CLASSES].argmax())
loss.backward()
result = prediction.grad
print("loss", loss.item())
print("gradient", result.tolist())
