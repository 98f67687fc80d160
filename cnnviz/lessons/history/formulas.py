"""How much one network improved on another, and the top-k error, in LaTeX and beside what torch.topk gives."""

from cnnviz.networks import history


def explain(before: history.Result, after: history.Result, error: float, k: int, images: int) -> list[str]:
    """error: the top-k error of these images, 0 to 1."""
    return [
        *history.explain_reduction(before, after),
        rf"\text{{top-{k} error}} = \frac{{\text{{misses}}}}{{\text{{images}}}}"
        rf" = \frac{{{round(error * images)}}}{{{images}}} = {100 * error:.4g}\,\%",
    ]


def by_torch(error: float, k: int, images: int) -> str:
    """The same error, 0 to 1, as torch.topk gives it, in a sentence."""
    return (
        f"`torch.topk` finds the {k} best classes of each of the {images} images and gives a top-{k} error of "
        f"**{100 * error:.4g} %**; so does counting the classes ahead of the right one."
    )
