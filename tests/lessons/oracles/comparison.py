"""Oracles of the questions of lessons 5.2 and 5.3: torch's mean and std, scipy's t-test, numpy, torch's layers."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from scipy import stats
from torch import nn

from cnnviz.lessons.exercises import Answer

Given = dict[str, Any]


def _tensor(values: Any) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


def _verdict(given: Given) -> str:
    test = stats.ttest_1samp(given["gaps"], 0)
    if test.pvalue >= 0.05:
        return "no difference to be seen"
    return "B is better" if test.statistic > 0 else "A is better"


def _gap(given: Given) -> float:
    def accuracy(right: int, of: int) -> float:
        return float(100 * np.mean([True] * right + [False] * (of - right)))

    return float(accuracy(given["seen"], given["train"]) - accuracy(given["new"], given["validation"]))


def _parameters(given: Given) -> int:
    layers = nn.Sequential(
        nn.Flatten(), nn.Linear(given["side"] ** 2, given["units"]), nn.Linear(given["units"], given["classes"])
    )
    return sum(parameter.numel() for parameter in layers.parameters())


def _weighs(given: Given) -> float:
    before = torch.zeros(given["pictures"], dtype=torch.float64)
    after = before.clone()
    after[: given["more"]] = 100
    return float(after.mean() - before.mean())


ORACLES: dict[str, Callable[[Given], Answer]] = {
    "mean_of_the_seeds": lambda given: float(_tensor(given["values"]).mean()),
    "deviation_of_the_seeds": lambda given: float(_tensor(given["values"]).std()),
    "mean_paired_difference": lambda given: float((_tensor(given["b"]) - _tensor(given["a"])).mean()),
    "what_may_be_said": _verdict,
    "generalisation_gap": _gap,
    "one_picture_weighs": _weighs,
    "best_epoch": lambda given: int(np.argmin(given["validation"])) + 1,
    "parameters_to_fit": _parameters,
}
