"""What the claim of this lesson comes to: losses of plain and residual networks in the last epoch."""

from collections.abc import Mapping, Sequence

from cnnviz.training.runs.metrics import Row, epoch_losses
from cnnviz.words import joined, say


def deeper(metrics: Mapping[str, Sequence[Row]]) -> tuple[str | None, str]:
    """Which of the deep networks end with a larger loss than their shallow ones: "plain", "residual", both or none.

    metrics: of plain and residual, the shallow pair before the deep one
    """
    if len(metrics) < 4:
        return None, "Both depths are the same: choose a deeper one."
    losses = {name: epoch_losses(rows)[-1] for name, rows in metrics.items()}
    shown = joined([
        say(
            "{name}: loss **{losses:.3f}**, {rows:.1%} right",
            name=name, losses=losses[name], rows=rows[-1]["val_accuracy"],
        )
        for name, rows in metrics.items()
    ], "; ")  # fmt: skip
    plain, res, deep_plain, deep_res = losses.values()
    worse = {(True, False): "plain", (False, True): "residual", (True, True): "both"}
    return worse.get((deep_plain > plain, deep_res > res), "none"), say(
        "Trained here, in the last epoch: {shown}.", shown=shown
    )
