"""The same in PyTorch: one pooling layer."""

from cnnviz.lessons.listings.pictures import Picture, picture
from cnnviz.operations.pooling import KINDS
from cnnviz.words import joined, say
from cnnviz.writing.listings import listing


def pooling_script(
    kind: str,
    window: int,
    image: Picture,
    *,
    stride: int,
    padding: int = 0,
    ceil_mode: bool = False,
    sigma: float = 1.0,
    longest_side: int | None = None,
) -> str:
    """One pooling layer on a table (H, W) or a photo in colour: `result` is (H', W') or (3, H', W').

    Arguments as for `cnnviz.operations.pooling.pool`.
    """
    if kind not in KINDS:
        raise ValueError(
            say("There is no pooling called {kind!r}: use one of {kinds}.", kind=kind, kinds=joined(KINDS))
        )
    return listing(
        "cnnviz.lessons.pooling.script",
        KIND=kind,
        SIZE=window,
        STRIDE=stride,
        PADDING=padding,
        CEIL={"ceil_mode": True} if ceil_mode else {},
        SIGMA=sigma,
        MIDDLE=(window - 1) / 2,
        **picture(image, longest_side=longest_side),
    )
