"""Recipes are compared: `results[seed][value]` are validation accuracies. By itself it has one recipe, twice."""

import torch

# here, so that they stand outside of the function
from cnnviz.networks.stack.blocks_script import Concatenation, Residual  # noqa: F401

SETTING = "learning_rate"
VALUES = [0.1, 0.01]
FIRST = 0
LAST = 1
PAIR = True


def accuracy_of(seed, value):
    """The validation accuracy at the end of one run."""
    from cnnviz.training.training_script import val_accuracy

    return val_accuracy


name, values = SETTING, VALUES
seeds = range(FIRST, LAST)
results = [[accuracy_of(seed, value) for value in values] for seed in seeds]

table = torch.tensor(results, dtype=torch.float64)  # (seeds, values)
for value, accuracies in zip(values, table.T):
    spread = f", standard deviation {accuracies.std().item():.2%}" if len(seeds) > 1 else ""
    print(f"{name} {value}: mean {accuracies.mean().item():.2%}{spread}")
if PAIR:
    differences = table[:, 1] - table[:, 0]  # seed by seed
    print(f"mean difference {differences.mean().item():+.2%}")
