"""How much one network improved on another, and the top-k error, in LaTeX and beside what torch.topk gives."""

from cnnviz.networks.history import Result, relative_reduction
from cnnviz.words import joined, say
from cnnviz.writing.tex import said


def explain(before: Result, after: Result, error: float, k: int, images: int) -> list[str]:
    """error: the top-k error of these images, 0 to 1."""
    return [
        *reduction(before, after),
        joined(
            [
                said(say("top-{k} error", k=k)),
                r" = \frac{\text{misses}}{\text{images}}",
                rf" = \frac{{{round(error * images)}}}{{{images}}} = {100 * error:.4g}\,\%",
            ],
            "",
        ),
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
    share, points = f"{100 * abs(gone):.1f}", f"{before.error - after.error:.4g}"
    less = say("{share} \\% of the errors are gone", share=share)
    more = say("{share} \\% more errors", share=share)
    return [
        r"r = \frac{e_{\text{before}} - e_{\text{after}}}{e_{\text{before}}}"
        rf" = \frac{{{before.error:g} - {after.error:g}}}{{{before.error:g}}} = {gone:.4g}",
        joined(
            [said(less if gone >= 0 else more), said(say("{points} percentage points", points=points))], r", \quad "
        ),
    ]
