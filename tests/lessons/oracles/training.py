"""Oracles of the questions of lessons 5.1 and 5.4: torch's loader, losses and optimiser, torchvision, scikit-learn."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from sklearn.dummy import DummyClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader
from torchvision.transforms.v2.functional import normalize

from cnnviz.lessons.exercises import Answer

Given = dict[str, Any]


def _steps(given: Given) -> int:
    return given["epochs"] * len(DataLoader(range(given["examples"]), batch_size=given["batch"]))  # type: ignore[arg-type]


def _accuracy(given: Given) -> float:
    true, predicted = np.repeat([divmod(cell, 3) for cell in range(9)], np.ravel(given["matrix"]), axis=0).T
    return 100 * float(accuracy_score(true, predicted))


def _loss(given: Given) -> float:
    probabilities = torch.tensor([given["percents"]], dtype=torch.float64) / 100
    return float(torch.nn.functional.cross_entropy(probabilities.log(), torch.tensor([given["true"] - 1])))


def _momentum(given: Given) -> float:
    weight = torch.tensor(float(given["w"]), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=1 / given["parts"], momentum=0.9)
    for gradient in given["gradients"]:
        weight.grad = torch.tensor(float(gradient), dtype=torch.float64)
        optimizer.step()
    return float(weight.detach())


def _left_to_train_on(given: Given) -> int:
    labels = np.repeat(np.arange(3), given["counts"])
    return len(train_test_split(labels, test_size=0.2, stratify=labels, random_state=0)[0])


def _largest(given: Given) -> float:
    labels = np.repeat(np.arange(3), given["counts"])
    nothing = np.zeros((len(labels), 1))
    return 100 * float(DummyClassifier(strategy="most_frequent").fit(nothing, labels).score(nothing, labels))


def _normalised(given: Given) -> float:
    pixel = torch.tensor([[[given["grey"] / 255]]], dtype=torch.float64)
    return float(normalize(pixel, [given["mean"] / 100], [given["std"] / 100]))


def _error(given: Given) -> float:
    answers = np.arange(given["total"]) < given["right"]
    return 100 * float(np.std(answers) / np.sqrt(given["total"]))


ORACLES: dict[str, Callable[[Given], Answer]] = {
    "steps_of_a_run": _steps,
    "accuracy_of_a_confusion_matrix": _accuracy,
    "loss_of_a_picture": _loss,
    "two_steps_with_momentum": _momentum,
    "pictures_to_train_on": _left_to_train_on,
    "always_the_largest": _largest,
    "normalised_pixel": _normalised,
    "standard_error": _error,
}
