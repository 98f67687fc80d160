"""The same in PyTorch for 1×1 convolutions: a script that runs as it is."""

import numpy as np
from torch import Tensor

from cnnviz.lessons.listings.pictures import Picture, picture
from cnnviz.writing.listings import listing


def pointwise_script(image: Picture, weights: Tensor, bias: Tensor, *, longest_side: int | None = None) -> str:
    """The channels of a photo or of a table (H, W) mixed by weights (C_out, C) and bias (C_out,).

    `result` is (C_out, H', W'); the script checks it against a dense layer at every pixel.
    """
    c_out, c_in = weights.shape
    return listing(
        "cnnviz.lessons.one_by_one.script",
        WEIGHTS=np.asarray(weights),
        BIAS=np.asarray(bias),
        C_IN=c_in,
        C_OUT=c_out,
        **picture(image, longest_side=longest_side),
    )
