"""A recipe is trained: loss and accuracy of every epoch, `val_loss` and `val_accuracy` at the end."""

import math
from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.networks.stack.blocks_script import Concatenation, Residual
from cnnviz.training.data_script import device, seed, x_train, x_validation, y_train, y_validation

ALONE = True  # not inside a function
EPOCHS = 2
BATCH_SIZE = 32
LEARNING_RATE = 0.01
LAYERS = nn.Sequential(
    OrderedDict(
        block1=Residual(nn.Sequential(OrderedDict(relu1=nn.ReLU())), nn.Identity()),
        block2=Concatenation(nn.Identity()),
        flatten1=nn.Flatten(),
        output=nn.Linear(64, 10),
    )
)
INITIALIZATION = "zeros"  # or "default", "he", "xavier", "normal"
OPTIMIZER = "SGD"
SETTINGS = {"momentum": 0.9, "weight_decay": 0.0}
SCHEDULE = "one_cycle"  # or "constant", "cosine", "step"
CHANGED = {}  # learning rates set while it ran, by step
AUGMENTATION = "shift and mirror"  # or "none", "shift", "mirror"
DRAWN = True  # something is random in each step


def seed_of(count):
    """A seed for each epoch, and for each step."""
    return (seed * 1_000_003 + count) % 2**32


# The network; the comments are the shapes behind each layer
torch.manual_seed(seed)  # decides the first weights
network = LAYERS
if INITIALIZATION != "default":
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            if INITIALIZATION == "he":
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            elif INITIALIZATION == "xavier":
                nn.init.xavier_uniform_(module.weight)
            elif INITIALIZATION == "normal":
                nn.init.normal_(module.weight, std=0.05)
            else:
                nn.init.zeros_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
network.to(device)

epochs, batch_size, rate = EPOCHS, BATCH_SIZE, LEARNING_RATE
# fused: all weights in one go, which is faster
fused = device.type in ("cpu", "cuda")
optimizer = getattr(torch.optim, OPTIMIZER)(network.parameters(), lr=rate, **SETTINGS, fused=fused)
batches = -(-len(x_train) // batch_size)  # in an epoch
if len(x_train) % batch_size == 1 and batches > 1:
    batches -= 1  # batch norm has nothing to compare in a batch of one picture
total, step = epochs * batches, 0


def one_cycle(step):
    """What the learning rate is multiplied with: up from 1/25 in the first 30 % of the steps, then down."""
    top = 0.3 * total - 1
    low, high, share = 1 / 25, 1.0, step / top if top > 0 else 1.0
    if step > top:
        low, high, share = 1.0, 1 / 250_000, (step - top) / max(total - 1 - top, 1)
    return high + (low - high) * (1 + math.cos(math.pi * min(share, 1.0))) / 2


def augment(pictures, index):
    """The pictures (B, C, H, W) with these indices, changed at random; the border is repeated."""
    height, width = pictures.shape[-2:]
    rows = torch.arange(height).repeat(len(index), 1)
    columns = torch.arange(width).repeat(len(index), 1)
    if "shift" in AUGMENTATION:
        down, right = max(1, round(height / 14)), max(1, round(width / 14))
        rows = (rows + torch.randint(-down, down + 1, (len(index), 1))).clamp(0, height - 1)
        columns = (columns + torch.randint(-right, right + 1, (len(index), 1))).clamp(0, width - 1)
    if "mirror" in AUGMENTATION:
        mirrored = torch.rand(len(index), 1) < 0.5
        columns = torch.where(mirrored, columns.flip(1), columns)
    rows, columns = rows.to(device), columns.to(device)
    moved = pictures[index[:, None, None], :, rows[:, :, None], columns[:, None, :]]  # (B, H, W, C)
    return moved.permute(0, 3, 1, 2).contiguous()


def evaluate(x, y):
    """Mean loss and accuracy without dropout."""
    network.eval()
    with torch.no_grad():
        scores = torch.cat([network(part) for part in x.split(512)])
    network.train()
    return F.cross_entropy(scores, y).item(), (scores.argmax(1) == y).double().mean().item()


if CHANGED:
    changes = CHANGED  # learning rates set while it ran, by step
for epoch in range(epochs):
    order = torch.randperm(len(x_train), generator=torch.Generator().manual_seed(seed_of(epoch))).to(device)
    losses = []
    for batch in order.split(batch_size)[:batches]:
        if DRAWN:
            torch.manual_seed(seed_of(step))  # decides what is random in this step
        if CHANGED:
            rate = changes.get(step, rate)
        if SCHEDULE == "cosine":
            lr = rate * (1 + math.cos(math.pi * step / total)) / 2
        elif SCHEDULE == "step":
            lr = rate * 0.1 ** ((2 * step >= total) + (4 * step >= 3 * total))
        elif SCHEDULE == "one_cycle":
            lr = rate * one_cycle(step)
        elif CHANGED:
            lr = rate
        if SCHEDULE != "constant" or CHANGED:
            for group in optimizer.param_groups:
                group["lr"] = lr
        if AUGMENTATION == "none":
            x = x_train[batch]
        else:
            x = augment(x_train, batch)
        loss = F.cross_entropy(network(x), y_train[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        step += 1
    val_loss, val_accuracy = evaluate(x_validation, y_validation)
    loss = torch.stack(losses).mean().item()
    print(f"epoch {epoch + 1}: loss {loss:.4f}, val_loss {val_loss:.4f}, val_accuracy {val_accuracy:.2%}")

if ALONE:
    print("val_loss", val_loss)
    print("val_accuracy", val_accuracy)
