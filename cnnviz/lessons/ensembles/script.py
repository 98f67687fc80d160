"""Several networks on several crops, their answers averaged: `result` is the accuracy. It runs beside models/."""

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn
from torchvision.transforms.v2 import TenCrop

from cnnviz import data

MEMBERS = 2
PICKED = [0, 4]  # of the ten crops
FRESH = 60  # pictures
HOW = "probabilities"  # or "scores", "votes"


def network(member):
    layers = nn.Sequential(
        *(nn.Conv2d(3, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(12, 24, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(24, 48, 3, padding=1), nn.ReLU()),
        *(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(48, 6)),
    )
    weights = load_file("models/ensemble.safetensors")
    places = {"conv1": 0, "conv2": 3, "conv3": 6, "output": 10}
    state = {}
    for name, weight in weights.items():
        whose, layer, kind = name.split(".")
        if whose == str(member):
            state[f"{places[layer]}.{kind}"] = weight
    layers.load_state_dict(state)
    return layers.eval()


shapes = data.load("shapes", seed=1)  # the networks were trained on seed 0
pictures = (shapes.images[:FRESH].float() / 255 - 0.5) / 0.25
labels = shapes.labels[:FRESH]
crops = torch.stack(TenCrop(28)(pictures))[PICKED]  # (crops, N, 3, 28, 28)

with torch.no_grad():
    scores = [torch.stack([net(crop) for crop in crops]) for net in map(network, range(MEMBERS))]
scores = torch.stack(scores)  # (networks, crops, N, classes)
if HOW == "probabilities":
    answers = scores.softmax(-1).mean((0, 1))  # the mean of the probabilities
elif HOW == "scores":
    answers = scores.mean((0, 1))  # the mean of the scores, before the softmax
else:
    answers = F.one_hot(scores.argmax(-1), 6).double().mean((0, 1))  # the share of the votes
result = (answers.argmax(-1) == labels).double().mean().item()
print(f"{result:.1%} right")
