"""What the scripts in this folder share: one training loop, one way to measure, one way to keep the weights."""

import sys
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor, nn

HERE = Path(__file__).parent
SHORT = "--short" in sys.argv
"""Two steps instead of a whole training, and nothing is written: to see that a script runs."""

Batches = Callable[[int, torch.Generator], tuple[Tensor, Tensor]]
"""(step, generator) -> pictures (N, C, H, W), ready for the network, and their labels (N,)."""


def begin(seed: int) -> torch.Generator:
    """One thread and one seed: the same sums in the same order on every machine of a kind."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    return torch.Generator().manual_seed(seed)


def fit(network: nn.Module, batches: Batches, generator: torch.Generator, *, steps: int, rate: float) -> None:
    """Adam with a one-cycle learning rate up to `rate`; weights that need no gradient stay as they are."""
    steps = 2 if SHORT else steps
    learnt = [weight for weight in network.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(learnt, rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps)
    network.train()
    for step in range(steps):
        pictures, labels = batches(step, generator)
        loss = F.cross_entropy(network(pictures), labels)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        if step % max(1, steps // 20) == 0:
            print(step, f"{loss.item():.4f}", flush=True)
    network.eval()


@torch.no_grad()
def accuracy(network: nn.Module, pictures: Tensor, labels: Tensor) -> float:
    """The share of pictures (N, C, H, W) that the network gets right."""
    answers = torch.cat([network(part).argmax(1) for part in torch.split(pictures, 256)])
    return (answers == labels).double().mean().item()


def save(name: str, weights: dict[str, Tensor]) -> None:
    """Write models/<name>.safetensors, unless the training was a short one."""
    if not SHORT:
        save_file({key: value.detach().contiguous() for key, value in weights.items()}, HERE / f"{name}.safetensors")
