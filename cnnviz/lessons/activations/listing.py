"""The same in PyTorch for activation functions: on a feature map, and the gradient through a deep stack."""

import numpy as np
from torch import Tensor

from cnnviz.lessons.listings.responses import _FUNCTIONAL, GREY, Picture, _image, _script, _tensor
from cnnviz.operations.activations import ACTIVATIONS
from cnnviz.operations.deep_gradients import BATCH, SIDE, Stack


def activation_script(
    image: Picture, kernel: Tensor, stack: Stack, seed: int, *, bias: float = 0.0, longest_side: int | None = None
) -> str:
    """One kernel (h, w) over the grey photo or table, the activation of `stack`, then the gradient through the stack.

    `result` is the activated map (H', W'), `sizes` the gradient's norms (depth + 1,) as in
    `cnnviz.operations.deep_gradients.gradient_norms`.
    """
    photo, activation = isinstance(image, str), ACTIVATIONS[stack.activation].torch_name
    imports, lines = _image(image, 2, longest_side if photo else None)
    if photo:
        lines += [GREY]
    conv = stack.kind == "convolution"
    layer = (
        f"nn.Conv2d({stack.width}, {stack.width}, 3, padding=1, bias=False)"
        if conv
        else f"nn.Linear({stack.width}, {stack.width}, bias=False)"
    )
    of_weights = [stack.width, stack.width, *([3, 3] if conv else [])]
    of_values = [BATCH[stack.kind], stack.width, *([SIDE, SIDE] if conv else [])]
    lines += [
        "",
        *_tensor("kernel", np.asarray(kernel)),
        f"activation = nn.{activation}()",
        f"feature_map = F.conv2d(image[None, None], kernel[None, None])[0, 0] + {float(bias)!r}",
        "result = activation(feature_map)",
        'print("share of zeros", (result == 0).float().mean().item())',
        "",
        f"# {stack.depth} layers with random weights: how large is the gradient when it has come back to layer l?",
        f"generator = torch.Generator().manual_seed({seed})",
        f"layers = [{layer} for _ in range({stack.depth})]",
        "for layer in layers:",
        f"    layer.weight.data = torch.randn({of_weights}, generator=generator).double() * {stack.spread()!r}",
        f"x = torch.randn({of_values}, generator=generator).double().requires_grad_()",
        f"arriving = torch.randn({of_values}, generator=generator).double()",
        "values = [x]",
        "for layer in layers:",
        "    values.append(activation(layer(values[-1])))",
        "gradients = torch.autograd.grad(values[-1], values, arriving / arriving.norm())",
        "sizes = torch.stack([gradient.norm() for gradient in gradients])",
        "print(sizes)",
    ]
    return _script([*imports, _FUNCTIONAL, "from torch import nn"], lines)
