"""A plain PyTorch training loop: `bare_loop.py DATASET NETWORK BATCH SECONDS DEVICE` prints its examples per second.

The network and the prepared pictures are those of a run, on as many threads, and its validation pictures are classified
after each epoch, as a run does it; nothing is written or watched.
"""

import os
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).parents[3]))

from cnnviz.data import load
from cnnviz.networks import small
from cnnviz.training import Recipe
from cnnviz.training.preparation import Preparation

name, network, batch, seconds, device = sys.argv[1:]
if hasattr(os, "nice"):
    os.nice(10)  # as a training process of the app
torch.set_num_threads(1)
recipe, data = Recipe(dataset=name, network=network, batch_size=int(batch)), load(name)
preparation = Preparation.of(recipe, data)


def resident(indices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Prepared pictures and their labels on the device."""
    prepared = preparation.normalize(preparation.scale(data.images[indices]))
    return prepared.to(device), data.labels[indices].to(device)


pictures, labels = resident(data.train)
validation, truth = resident(data.validation)
torch.manual_seed(0)
model = small.build(recipe, data.shape[0], preparation.size, len(data.classes)).to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate)


def wait() -> float:
    """The time now, with all work done."""
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


seen, began = 0, 0.0
while True:
    for index in torch.randperm(len(labels)).split(recipe.batch_size):  # type: ignore[no-untyped-call]
        index = index.to(device)
        optimizer.zero_grad()
        F.cross_entropy(model(pictures[index]), labels[index]).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        seen += len(index)
        if not began and seen > 10 * recipe.batch_size:
            seen, began = 0, wait()
    with torch.no_grad():
        scores = model.eval()(validation)
        _ = F.cross_entropy(scores, truth).item(), (scores.argmax(1) == truth).float().mean().item()
    model.train()
    if began and wait() - began > float(seconds):
        print(seen / (wait() - began))
        break
