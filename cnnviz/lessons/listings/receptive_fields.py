"""The same in PyTorch, for the lessons on receptive fields: scripts that run as they are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnnviz.geometry.worked_fields import read_stack

if TYPE_CHECKING:
    from cnnviz.networks.fields.effective import Stack

_BUILDERS = {
    "AlexNet": "models.alexnet(weights=None)",
    "VGG-16": "models.vgg16(weights=None, init_weights=False)",
    "ResNet-18": "models.resnet18(weights=None)",
    "ResNet-50": "models.resnet50(weights=None)",
    "ResNet-50 (paper)": "models.resnet50(weights=None)",
    "GoogLeNet": "models.googlenet(weights=None, init_weights=False, aux_logits=False)",
    "Inception v3": "models.inception_v3(weights=None, init_weights=False, aux_logits=False)",
}
_STRIDE_FIRST = """for block in network.modules():  # the paper's stride is in the first 1×1 convolution
    if type(block).__name__ == "Bottleneck":
        block.conv1.stride, block.conv2.stride = block.conv2.stride, block.conv1.stride
"""
_LENET = """network = nn.Sequential(OrderedDict(features=nn.Sequential(OrderedDict(
    c1=nn.Conv2d(1, 6, 5), tanh1=nn.Tanh(), s2=nn.AvgPool2d(2),
    c3=nn.Conv2d(6, 16, 5), tanh3=nn.Tanh(), s4=nn.AvgPool2d(2), c5=nn.Conv2d(16, 120, 5),
))))
"""
_MEASURE = """
# What a unit can see does not depend on the weights: with positive ones no two paths cancel.
for layer in network.modules():
    if isinstance(layer, nn.Conv2d):
        nn.init.constant_(layer.weight, 1 / layer.weight[0].numel())
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
"""
_AVERAGE = """

def average_instead(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return F.avg_pool2d(x, kernel_size, stride, padding, ceil_mode)


F.max_pool2d = average_instead  # a maximum passes its gradient to the winner only
"""


def receptive_field_script(network: str, stack: str, row: str, unit: Sequence[int], input_size: Sequence[int]) -> str:
    """Which pixels unit [r, q] of one layer sees: the pixels that its gradient reaches.

    network: a key of `cnnviz.networks.architectures.ARCHITECTURES`, or "" for a typed stack; row: name of a row of
    `receptive_fields`; input_size (C, H, W). `result` is ((first row, last row), (first column, last column)).
    """
    channels, height, width = input_size
    torchvision = network in _BUILDERS
    imports = ["import torch", "import torch.nn.functional as F"] if torchvision else ["import torch"]
    imports += ["from torch import nn"]
    if torchvision:
        imports += ["from torchvision import models", "from torchvision.models.feature_extraction import (",
                    "    create_feature_extractor,", ")"]  # fmt: skip
        lines = [_AVERAGE, f"network = {_BUILDERS[network]}.eval()"]
        lines += [_STRIDE_FIRST.rstrip()] if network == "ResNet-50 (paper)" else []
        name, _, use = row.partition("#")  # torchvision counts further uses of a layer from 1
        name = name.replace(".max_pool2d", ".avg_pool2d") + (f"_{int(use) - 1}" if use else "")
        output = f'create_feature_extractor(network, ["{name}"])(image)["{name}"]'
    elif network:
        imports.insert(0, "from collections import OrderedDict\n")
        lines = [_LENET.rstrip()]
        order = ["c1", "tanh1", "s2", "c3", "tanh3", "s4", "c5"]
        output = f"network.features[: {order.index(row.split('.')[-1]) + 1}](image)"
    else:
        layers = read_stack(stack)[: int(row.split()[-1])]
        lines = ["network = nn.Sequential("]
        lines += [f"    nn.Conv2d(1, 1, {k}, stride={s}, padding={p}, dilation={d})," for k, s, p, d in layers]
        lines += [")"]
        output = "network(image)"
    return "\n".join(
        [
            *imports,
            *([] if torchvision else [""]),
            *lines,
            _MEASURE,
            f"image = torch.ones(1, {channels}, {height}, {width}, requires_grad=True)",
            f"output = {output}",
            f"output[0, :, {unit[0]}, {unit[1]}].sum().backward()",
            "seen = image.grad[0].sum(0) != 0",
            "rows, columns = seen.any(1).nonzero().flatten(), seen.any(0).nonzero().flatten()",
            "result = (rows[0].item(), rows[-1].item()), (columns[0].item(), columns[-1].item())",
            'print("rows", *result[0], "columns", *result[1])',
            "",
        ]
    )


def effective_field_script(stack: "Stack", networks: int, squared: bool) -> str:
    """The averaged gradient of one unit of a stack with respect to its theoretical receptive field.

    `result` is `Effective.mean` of `effective_receptive_field` for the picture that the script makes up.
    """
    from cnnviz.geometry import receptive_field

    size = receptive_field(stack.geometry())[-1].size
    uniform = stack.weights == "uniform"
    active = {"ReLU": "x = torch.relu(x)", "tanh": "x = x.tanh()"}.get(stack.activation, "")
    lines = [
        "import math",
        "",
        "import torch",
        "import torch.nn.functional as F",
        "",
        f"n, k, channels, networks = {stack.layers}, {stack.kernel}, {stack.channels}, {1 if uniform else networks}",
        "generator = torch.Generator().manual_seed(0)",
        f"picture = torch.rand({size}, {size}, generator=torch.Generator().manual_seed(1))  # any picture in [0, 1]",
        "image = picture.expand(1, networks, -1, -1).clone().requires_grad_()",
        "",
        "weights = []",
        "for layer in range(n):  # the networks stand side by side, as groups of one convolution",
        "    shape = (networks, channels, 1 if layer == 0 else channels, k, k)",
        "    weights.append(torch.full(shape, 1 / math.prod(shape[2:])))"
        if uniform
        else "    weights.append(torch.randn(shape, generator=generator) * math.sqrt(2 / math.prod(shape[2:])))",
        "",
        "x = image",
        "for layer, weight in enumerate(weights):",
        *([f"    stride = 2 if layer < {stack.halving} else 1"] if stack.halving else []),
        f"    x = F.conv2d(x, weight.flatten(0, 1), stride={'stride' if stack.halving else 1}, "
        f"dilation={stack.dilation}, groups=networks)",
        *(["    if layer < n - 1:", f"        {active}"] if active else []),
        "x.reshape(networks, channels)[:, 0].sum().backward()",
        "",
        f"result = image.grad[0].{'square' if squared else 'abs'}().mean(0)",
        f"place = torch.arange({size}.0) - {(size - 1) / 2}",
        "share = result.sum(0) / result.sum()",
        'print("standard deviation along a row:", (share * place**2).sum().sqrt().item())',
        "",
    ]
    return "\n".join(lines)


def denoiser_script(squared: bool) -> str:
    """The same for the trained denoiser, at twenty places of one of scikit-image's photos; run it beside models/."""
    change = "square" if squared else "abs"
    return f"""import torch
from safetensors.torch import load_file
from skimage import data
from torch import nn

denoiser = nn.Sequential(*(
    layer
    for n in range(10)
    for layer in (nn.Conv2d(1 if n == 0 else 16, 1 if n == 9 else 16, 3), nn.ReLU())
))[:-1]
weights = load_file("models/denoiser.safetensors")
denoiser.load_state_dict({{name: weight for name, weight in weights.items() if "untrained" not in name}})

photo = torch.from_numpy(data.camera()).float() / 255
places = torch.randint(0, 512 - 21 + 1, (20, 2), generator=torch.Generator().manual_seed(0)).tolist()
patches = torch.stack([photo[y : y + 21, x : x + 21] for y, x in places])[:, None].requires_grad_()
denoiser(patches).sum().backward()  # 21 × 21 pixels become one
result = patches.grad[:, 0].{change}().mean(0)

place = torch.arange(21.0) - 10
share = result.sum(0) / result.sum()
print("standard deviation along a row:", (share * place**2).sum().sqrt().item())
"""
