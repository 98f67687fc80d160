"""The same in PyTorch for activation functions: on a feature map, and the gradient through a deep stack."""

import numpy as np
from torch import Tensor

from cnnviz.lessons.listings.pictures import Picture, picture
from cnnviz.operations.activations import ACTIVATIONS
from cnnviz.operations.deep_gradients import BATCH, SIDE, Stack
from cnnviz.writing.listings import listing


def activation_script(
    image: Picture, kernel: Tensor, stack: Stack, seed: int, *, bias: float = 0.0, longest_side: int | None = None
) -> str:
    """One kernel (h, w) over the grey photo or table, the activation of `stack`, then the gradient through the stack.

    `result` is the activated map (H', W'), `sizes` the gradient's norms (depth + 1,) as in
    `cnnviz.operations.deep_gradients.gradient_norms`.
    """
    is_convolution = stack.kind == "convolution"
    return listing(
        "cnnviz.lessons.activations.script",
        KERNEL=np.asarray(kernel),
        BIAS=float(bias),
        ACTIVATION=ACTIVATIONS[stack.activation].torch_name,
        KIND=stack.kind,
        WIDTH=stack.width,
        DEPTH=stack.depth,
        SEED=seed,
        SPREAD=stack.spread(),
        OF_WEIGHTS=[stack.width, stack.width, *([3, 3] if is_convolution else [])],
        OF_VALUES=[BATCH[stack.kind], stack.width, *([SIDE, SIDE] if is_convolution else [])],
        **picture(image, longest_side=longest_side),
    )
