"""What the claim of this lesson comes to: losses of plain and residual networks in the last epoch."""

from collections.abc import Mapping, Sequence

from cnnviz.training.runs.metrics import Row, epoch_losses


def deeper(metrics: Mapping[str, Sequence[Row]]) -> tuple[bool | None, str]:
    """Plain and residual, the shallow pair before the deep one."""
    if len(metrics) < 4:
        return None, "Both depths are the same: choose a deeper one."
    losses = {name: epoch_losses(rows)[-1] for name, rows in metrics.items()}
    shown = "; ".join(
        f"{name}: loss **{losses[name]:.3f}**, {rows[-1]['val_accuracy']:.1%} right" for name, rows in metrics.items()
    )
    plain, res, deep_plain, deep_res = losses.values()
    return deep_plain > plain and deep_res <= res, f"Trained here, in the last epoch: {shown}."
