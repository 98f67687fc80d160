"""The same in PyTorch: a law of convolution, both sides of it and their largest difference."""

from typing import Any

import numpy as np

from cnnviz.lessons.listings.responses import GREY, _image, _script, _table, _tensor
from cnnviz.operations import algebra

_SIDES = {
    "commutative": ("combine(x, g)", "combine(g, x)"),
    "associative": ("combine(combine(x, g), h)", "combine(x, combine(g, h))"),
    "distributive": ("combine(x, g + h)", "combine(x, g) + combine(x, h)"),
}
_CROP = {
    "full": [],
    "same": [
        "    top, left = ((n - m{up}) // 2 for n, m in zip(out.shape, first.shape))  # the middle",
        "    out = out[top : top + first.shape[0], left : left + first.shape[1]]",
    ],
    "valid": ["    out = out[rows - 1 : first.shape[0], columns - 1 : first.shape[1]]  # only complete overlaps"],
}


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

    x: a table (rows, columns), or the name of a photo as in `cnnviz.lessons.listings.responses`, which is made grey
    and scaled to longest_side. g and h: tables. Other arguments as for `cnnviz.operations.algebra.measure`.
    """
    imports, lines = _image(x, 2, longest_side)
    if isinstance(x, str):
        lines += [GREY, "x = image.double()"]
    else:
        lines = [line.replace("image = ", "x = ", 1).replace("float32", "float64") for line in lines]
    for name, table in (("g", g), ("h", h)):
        lines += [line.replace("float32", "float64") for line in _tensor(name, _table(name, np.asarray(table), 2))]
    turned = ".flip(0, 1)" if operation == "convolution" else ""
    left, right = _SIDES[law]
    lines += [
        "",
        "",
        "def combine(first, second):",
        "    rows, columns = second.shape",
        f"    kernel = second{turned}[None, None]" + ("  # convolution turns the kernel by 180°" if turned else ""),
        "    out = F.conv2d(first[None, None], kernel, padding=(rows - 1, columns - 1))[0, 0]  # every overlap",
        *(line.replace("{up}", "" if operation == "convolution" else " + 1") for line in _CROP[mode]),
        "    return out",
        "",
        "",
        f"left = {left}",
        f"right = {right}",
        f'print("{" = ".join(algebra.formula(law, operation))}")',
        "result = None",
        "if left.shape == right.shape:",
        "    result = (left - right).abs().max().item()",
        'print("largest difference:", result)' if isinstance(x, str) else 'print(left, right, result, sep="\\n")',
    ]
    return _script([*imports, "import torch.nn.functional as F"], lines)
