"""Runs that nobody trains, for tests of what is read off runs."""

from typing import Any

from cnnviz.training import Recipe, Run
from cnnviz.training.runs import admission, metrics, store


class FakePool:
    """Stands for the pool: keeps what is started, and takes no more than `most` that are not finished."""

    def __init__(self) -> None:
        self.most = 7
        self.runs: list[Run] = []

    def start(self, recipe: Recipe, owner: str = "", name: str = "") -> Run:
        if sum(run.state == "queued" for run in self.runs) >= self.most:
            raise admission.Refused("You have enough.")
        about = {"owner": owner, "name": name, "created": 1.0}
        run = Run(store.create(recipe.to_json(), about, {"state": "queued"}))
        self.runs.append(run)
        return run


def finish(run: Run, accuracies: list[float], state: str = "finished") -> None:
    """Two steps in each epoch; the training accuracy of an epoch is the mean of 0.2 and 0.4."""
    rows: list[dict[str, Any]] = []
    for epoch, accuracy in enumerate(accuracies, 1):
        rows += [
            {"step": 2 * epoch - 1, "epoch": epoch, "loss": 1.0, "accuracy": 0.2},
            {
                "step": 2 * epoch,
                "epoch": epoch,
                "loss": 2.0,
                "accuracy": 0.4,
                "val_loss": 0.5,
                "val_accuracy": accuracy,
            },
        ]
    metrics.append_rows(run.folder, rows)
    store.write_state(run.folder, state=state)
