"""The same in PyTorch: a law of convolution, both sides of it and their largest difference."""

from typing import Any

from cnnviz.lessons.listings.pictures import picture, table
from cnnviz.operations import algebra
from cnnviz.writing.listings import listing


def law_script(
    law: str,
    x: Any,
    g: Any,
    h: Any,
    *,
    operation: str = "convolution",
    mode: str = "full",
    longest_side: int | None = None,
) -> str:
    """Both sides of a law as `left` and `right`, and `result`, their largest difference or None if sizes differ.

    x: a table (rows, columns), or the name of a photo as in `cnnviz.lessons.listings.pictures`, which is made grey
    and scaled to longest_side. g and h: tables. Other arguments as for `cnnviz.operations.algebra.measure`.
    """
    return listing(
        "cnnviz.lessons.algebra.script",
        G=table("g", g, 2),
        H=table("h", h, 2),
        LAW=law,
        TURNED=operation == "convolution",
        MODE=mode,
        FORMULA=" = ".join(algebra.formula(law, operation)),
        **picture(x, longest_side=longest_side),
    )
