"""How much one network improved on another, and the top-k error, in LaTeX and beside what torch.topk gives."""

from cnnviz.networks.history import Result, relative_reduction
from cnnviz.words import say


def explain(before: Result, after: Result, error: float, k: int, images: int) -> list[str]:
    """error: the top-k error of these images, 0 to 1."""
    return [
        *reduction(before, after),
        rf"\text{{top-{k} error}} = \frac{{\text{{misses}}}}{{\text{{images}}}}"
        rf" = \frac{{{round(error * images)}}}{{{images}}} = {100 * error:.4g}\,\%",
    ]


def by_torch(error: float, k: int, images: int) -> str:
    """The same error, 0 to 1, as torch.topk gives it, in a sentence."""
    return say(
        "`torch.topk` finds the {k} best classes of each of the {images} images and gives a top-{k} error of "
        "**{error:.4g} %**; so does counting the classes ahead of the right one.",
        k=k,
        images=images,
        error=100 * error,
    )


def reduction(before: Result, after: Result) -> list[str]:
    """The relative reduction from one system to another in LaTeX, with their numbers."""
    gone = relative_reduction(before.error, after.error)
    less = f"{100 * abs(gone):.1f}" + (
        r"\,\% \text{ of the errors are gone}" if gone >= 0 else r"\,\% \text{ more errors}"
    )
    return [
        r"r = \frac{e_{\text{before}} - e_{\text{after}}}{e_{\text{before}}}"
        rf" = \frac{{{before.error:g} - {after.error:g}}}{{{before.error:g}}} = {gone:.4g}",
        rf"{less}, \quad {before.error - after.error:.4g} \text{{ percentage points}}",
    ]
