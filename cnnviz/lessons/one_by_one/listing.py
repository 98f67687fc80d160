"""The same in PyTorch for 1×1 convolutions: a script that runs as it is.

`cnnviz.lessons.listings.responses` says what it does about pictures.
"""

import numpy as np
from torch import Tensor

from cnnviz.lessons.listings.responses import _FUNCTIONAL, Picture, _image, _script, _shown, _tensor


def pointwise_script(image: Picture, weights: Tensor, bias: Tensor, *, longest_side: int | None = None) -> str:
    """The channels of a photo or of a table (H, W) mixed by weights (C_out, C) and bias (C_out,).

    `result` is (C_out, H', W'); the script checks it against a dense layer at every pixel.
    """
    photo = isinstance(image, str)
    imports, lines = _image(image, 2, longest_side if photo else None)
    if not photo:
        lines += ["image = image[None]  # one channel: (1, H, W)"]
    c_out, c_in = weights.shape
    lines += [
        "",
        *_tensor("weights", np.asarray(weights)),
        *_tensor("bias", np.asarray(bias)),
        "",
        f"convolution = nn.Conv2d({c_in}, {c_out}, 1)",
        "convolution.weight.data = weights[:, :, None, None]",
        "convolution.bias.data = bias",
        f"dense = nn.Linear({c_in}, {c_out})",
        "dense.weight.data, dense.bias.data = weights, bias",
        "with torch.no_grad():",
        "    result = convolution(image[None])[0]  # (C_out, H, W)",
        "    pixel_by_pixel = dense(image.permute(1, 2, 0)).permute(2, 0, 1)",
        'print("largest difference", (result - pixel_by_pixel).abs().max().item())',
        "assert torch.allclose(result, pixel_by_pixel, atol=1e-5)",
        *_shown(image),
    ]
    functional = [_FUNCTIONAL] if any("F." in line for line in lines) else []
    return _script([*imports, *functional, "from torch import nn"], lines)
