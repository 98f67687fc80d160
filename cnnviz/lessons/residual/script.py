"""A plain and a residual network are trained: `result` has their last losses, `accuracies` what they get right.

`sizes`: how large the gradient at each convolution is before the training, of the last network.
"""

import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.training.data_script import classes, device, seed, x_train, x_validation, y_train, y_validation

BLOCKS = 2
CHANNELS = 4
BATCH_NORM = True
EPOCHS = 1
BATCH_SIZE = 32
LEARNING_RATE = 0.003


def convolution(channels):
    if BATCH_NORM:
        return nn.Sequential(nn.Conv2d(channels, CHANNELS, 3, padding=1), nn.BatchNorm2d(CHANNELS))
    else:
        return nn.Conv2d(channels, CHANNELS, 3, padding=1)


class Block(nn.Module):
    """Two convolutions; a residual block adds its input to what they give."""

    def __init__(self, shortcut):
        super().__init__()
        self.first, self.second, self.shortcut = convolution(CHANNELS), convolution(CHANNELS), shortcut

    def forward(self, a):
        z = self.second(torch.relu(self.first(a)))
        return torch.relu(z + a if self.shortcut else z)


def seed_of(count):
    """A seed for each epoch."""
    return (seed * 1_000_003 + count) % 2**32


result, accuracies = {}, {}
for name, shortcut in (("plain", False), ("residual", True)):
    torch.manual_seed(seed)  # decides the first weights
    first = convolution(1)
    blocks = [Block(shortcut) for _ in range(BLOCKS)]
    last = nn.Linear(CHANNELS, classes)
    network = nn.Sequential(first, nn.ReLU(), *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), last)
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            nn.init.zeros_(module.bias)
    network.to(device)

    # before training: how large is the gradient that arrives at each convolution?
    weights = [module.weight for module in network.modules() if isinstance(module, nn.Conv2d)]
    state = {key: value.clone() for key, value in network.state_dict().items()}
    loss = F.cross_entropy(network(x_train[:64]), y_train[:64])
    sizes = [gradient.norm().item() for gradient in torch.autograd.grad(loss, weights)]
    network.load_state_dict(state)  # batch norm has seen nothing yet
    print(f"{name}: first gradient {sizes[0]:.3g}, last {sizes[-1]:.3g}")

    epochs, batch_size = EPOCHS, BATCH_SIZE
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, fused=device.type in ("cpu", "cuda"))
    batches = -(-len(x_train) // batch_size)  # in an epoch
    if len(x_train) % batch_size == 1 and batches > 1:
        batches -= 1  # batch norm has nothing to compare in a batch of one picture
    for epoch in range(epochs):
        order = torch.randperm(len(x_train), generator=torch.Generator().manual_seed(seed_of(epoch)))
        losses = []
        for batch in order.split(batch_size)[:batches]:
            loss = F.cross_entropy(network(x_train[batch]), y_train[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
    result[name] = torch.stack(losses).mean().item()
    network.eval()
    with torch.no_grad():
        right = network(x_validation).argmax(1) == y_validation
    accuracies[name] = right.double().mean().item()
    print(f"{name}: loss {result[name]:.3f}, {accuracies[name]:.1%} right")
