"""Small networks that do what public ones do, one thing each; the table PATTERNS has them by name.

Every entry is (what builds it, the size of its input). F: the network computes with functions of x and its layers a, b.
"""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils import parametrizations


class Does(nn.Module):
    """A network that does what a function says, with some layers."""

    def __init__(self, does: Callable[..., Any], **layers: Any) -> None:
        super().__init__()
        self.does = does
        for name, layer in layers.items():
            setattr(self, name, layer)

    def forward(self, x: Tensor) -> Any:
        return self.does(self, x)


def conv(inward: int = 3, out: int = 4, kernel: int = 3, **settings: Any) -> nn.Conv2d:
    return nn.Conv2d(inward, out, kernel, padding=kernel // 2, **settings)


class Padded(nn.Conv2d):
    """A layer of one's own with a forward of its own, as many repositories have one."""

    def forward(self, input: Tensor) -> Tensor:
        if input.shape[-1] < 2:
            raise ValueError("too small")
        return F.conv2d(F.pad(input, (1, 1, 1, 1)), self.weight, self.bias, self.stride)


class Standardised(nn.Conv2d):
    def forward(self, input: Tensor) -> Tensor:
        weight = self.weight - self.weight.mean((1, 2, 3), keepdim=True)
        weight = weight / (weight.std((1, 2, 3), keepdim=True) + 1e-5)
        return F.conv2d(input, weight, self.bias, self.stride, self.padding)


class Plain(nn.Conv2d):
    """A layer of one's own that only knows its padding."""

    def __init__(self, inward: int, out: int) -> None:
        super().__init__(inward, out, 3, padding=1)


class Norm2d(nn.LayerNorm):
    """Layer norm over the channels, as ConvNeXt has it."""

    def forward(self, input: Tensor) -> Tensor:
        return super().forward(input.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Scaled(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.gamma, self.beta = nn.Parameter(torch.rand(4, 1, 1)), nn.Parameter(torch.rand(4, 1, 1))
        self.register_buffer("shift", torch.rand(1, 4, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = x * self.gamma + self.beta - self.get_buffer("shift")
        return result


class SE(nn.Module):
    def __init__(self, way: str) -> None:
        super().__init__()
        self.way, self.down, self.up = way, nn.Linear(4, 2), nn.Linear(2, 4)

    def forward(self, x: Tensor) -> Tensor:
        n, c, _, _ = x.size()
        pooled = {
            "view": lambda: F.adaptive_avg_pool2d(x, 1).view(n, c),
            "mean": lambda: x.mean((2, 3)),
            "flatten": lambda: torch.flatten(F.adaptive_avg_pool2d(x, 1), 1),
            "squeeze": lambda: F.adaptive_avg_pool2d(x, 1).squeeze(-1).squeeze(-1),
            "reshape": lambda: x.reshape(n, c, -1).mean(-1),
        }[self.way]()
        gate = torch.sigmoid(self.up(F.relu(self.down(pooled))))
        result: Tensor = x * gate.view(n, c, 1, 1) if self.way != "squeeze" else x * gate[:, :, None, None]
        return result


class Shuffle(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        return x.view(n, 2, c // 2, h, w).transpose(1, 2).contiguous().view(n, -1, h, w)


class Attention(nn.Module):
    def __init__(self, way: str) -> None:
        super().__init__()
        self.way, self.qkv, self.out = way, nn.Linear(4, 12), nn.Linear(4, 4)

    def forward(self, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        tokens = x.flatten(2).transpose(1, 2)
        q, k, v = self.qkv(tokens).reshape(n, h * w, 3, 2, c // 2).permute(2, 0, 3, 1, 4).unbind(0)
        if self.way == "sdpa":
            mixed = F.scaled_dot_product_attention(q, k, v)
        elif self.way == "einsum":
            mixed = torch.einsum("bhij,bhjd->bhid", torch.einsum("bhid,bhjd->bhij", q, k).softmax(-1), v)
        else:
            mixed = ((q @ k.transpose(-2, -1)) * (c // 2) ** -0.5).softmax(dim=-1) @ v
        back = self.out(mixed.transpose(1, 2).reshape(n, h * w, c))
        return x + back.transpose(1, 2).reshape(n, c, h, w)


class UNet(nn.Module):
    def __init__(self, way: str) -> None:
        super().__init__()
        self.way, self.down, self.up = way, conv(3, 4), nn.ConvTranspose2d(4, 4, 3, 2, 1)
        self.last = conv(8, 2)

    def forward(self, x: Tensor) -> Tensor:
        skip = self.down(x)
        low = F.max_pool2d(skip, 2)
        if self.way == "size":
            high = F.interpolate(low, size=skip.shape[2:], mode="bilinear", align_corners=False)
        elif self.way == "output_size":
            high = self.up(low, output_size=skip.size())
        elif self.way == "pad":
            high = F.interpolate(low, scale_factor=2)
            down, right = skip.size(2) - high.size(2), skip.size(3) - high.size(3)
            high = F.pad(high, [right // 2, right - right // 2, down // 2, down - down // 2])
        else:
            high = F.interpolate(low, scale_factor=2)
            skip = skip[:, :, : high.shape[2], : high.shape[3]]
        result: Tensor = self.last(torch.cat([high, skip], 1))
        return result


def in_place_residual(net: Any, x: Tensor) -> Tensor:
    x = net.a(x)
    out = nn.ReLU(inplace=True)(x)
    return net.b(out) + x


def by_statement(net: Any, x: Tensor) -> Tensor:
    x = net.a(x)
    F.relu_(x)
    return net.b(x) + x


def augmented(net: Any, x: Tensor) -> Tensor:
    a = net.a(x)
    b = a
    b += 1
    b *= 2
    return net.b(a)


def in_a_view(net: Any, x: Tensor) -> Tensor:
    a = net.a(x)
    a[:, :2].mul_(3)
    return net.b(a) + a


def in_a_chunk(net: Any, x: Tensor) -> Tensor:
    a = net.a(x)
    a[:, 2:] += a[:, :2]
    left = a[:, ::2]
    left.relu_()
    return net.b(a)


def assigned(net: Any, x: Tensor) -> Tensor:
    a = net.a(x)
    a[:, 0] = 0.5
    a[:, 1:2] = a[:, 2:3]
    return net.b(a) + a


def gated(value: Tensor, gate: Tensor) -> Tensor:
    return value * torch.sigmoid(gate)


def unet(way: str) -> Any:
    return (lambda: UNet(way)), (3, 8, 10) if way == "output_size" else (3, 9, 11)


def excited(way: str) -> Any:
    return layer(lambda: SE(way))


def attending(way: str) -> Any:
    return layer(lambda: Attention(way), (3, 4, 5))


def one(does: Callable[..., Any], size: tuple[int, ...] = (3, 9, 11), **layers: Any) -> Any:
    """A convolution a, what the function does, and layers of its own."""
    made = {"a": conv} | layers
    return (lambda: Does(does, **{name: make() for name, make in made.items()})), size


def layer(make: Callable[[], nn.Module], size: tuple[int, ...] = (3, 9, 11)) -> Any:
    """A convolution, a layer, a convolution that takes whatever comes."""
    kind = {2: nn.Conv1d, 3: nn.Conv2d, 4: nn.Conv3d}[len(size)]
    return (lambda: nn.Sequential(kind(size[0], 4, 3, padding=1), make())), size


second: dict[str, Any] = {"b": lambda: conv(4)}
LINE, CUBE = (3, 13), (2, 6, 7, 5)

PATTERNS: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    # in place
    "relu in place, then read": one(in_place_residual, **second),
    "relu_ as a statement": one(by_statement, **second),
    "augmented assignment": one(augmented, **second),
    "in place on a view": one(in_a_view, **second),
    "in place on slices": one(in_a_chunk, **second),
    "assigned to slices": one(assigned, **second),
    "in place on the input": one(lambda net, x: net.a(x.mul_(2)) + net.a(x)),
    "relu(inplace=True)": one(lambda net, x: F.relu(net.a(x), inplace=True) + 1),
    "clamp_ and sigmoid_": one(lambda net, x: net.a(x).clamp_(-1, 1).sigmoid_()),
    "dropout and a sum in place": one(lambda net, x: net.drop(net.a(x)).add_(1), drop=lambda: nn.Dropout(0.5)),
    "identity, then in place": one(lambda net, x: net.i(net.a(x)).relu_(), i=nn.Identity),
    "hardswish in place": layer(lambda: nn.Hardswish(inplace=True)),
    # arithmetic
    "add with alpha": one(lambda net, x: torch.add(net.a(x), net.b(x), alpha=0.5), b=conv),
    "sub with alpha": one(lambda net, x: torch.sub(net.a(x), net.b(x), alpha=2), b=conv),
    "add by keywords": one(lambda net, x: torch.add(input=net.a(x), other=net.b(x)), b=conv),
    "method add": one(lambda net, x: net.a(x).add(net.b(x), alpha=-1), b=conv),
    "scalars": one(lambda net, x: 2 - net.a(x) * 3 / 4),
    "division": one(lambda net, x: net.a(x) / (net.b(x).abs() + 1), b=conv),
    "inverse": one(lambda net, x: 1 / (net.a(x).exp() + 1)),
    "power": one(lambda net, x: net.a(x) ** 2),
    "square root": one(lambda net, x: (net.a(x).pow(2) + 1e-3).sqrt()),
    "negative": one(lambda net, x: -net.a(x)),
    "maximum": one(lambda net, x: torch.maximum(net.a(x), net.b(x)), b=conv),
    "where": one(lambda net, x: torch.where(net.a(x) > 0, net.b(x), net.a(x)), b=conv),
    "clamp": one(lambda net, x: net.a(x).clamp(min=-0.2, max=0.3)),
    "masked": one(lambda net, x: net.a(x).masked_fill(net.b(x) > 0, 0.0), b=conv),
    "lerp": one(lambda net, x: torch.lerp(net.a(x), net.b(x), 0.3), b=conv),
    "addcmul": one(lambda net, x: torch.addcmul(net.a(x), net.b(x), net.b(x), value=0.5), b=conv),
    "swish by hand": one(lambda net, x: (y := net.a(x)) * torch.sigmoid(y)),
    "leaky": one(lambda net, x: F.leaky_relu(net.a(x), 0.2)),
    "relu6": one(lambda net, x: F.relu6(net.a(x))),
    "prelu": layer(lambda: nn.PReLU(4)),
    "glu": layer(lambda: nn.GLU(1)),
    "celu": layer(nn.CELU),
    "sign": one(lambda net, x: torch.sign(net.a(x))),
    # views and shapes
    "chunk": one(lambda net, x: gated(*torch.chunk(net.a(x), 2, 1))),
    "split": one(lambda net, x: torch.cat(net.a(x).split([1, 3], 1)[::-1], 1)),
    "split in size": one(lambda net, x: sum(torch.split(net.a(x), 2, dim=1))),
    "unbind": one(lambda net, x: torch.stack(net.a(x).unbind(1)[:2], 1)),
    "stack and sum": one(lambda net, x: torch.stack([net.a(x), net.b(x)]).sum(0), b=conv),
    "concatenate": one(lambda net, x: torch.cat((net.a(x), x), dim=1)),
    "concatenate rows": one(lambda net, x: torch.cat((net.a(x), net.a(x)), dim=2)),
    "transpose": one(lambda net, x: net.a(x).transpose(2, 3)),
    "transpose a square map": one(lambda net, x: net.b(net.a(x).transpose(2, 3)), (3, 9, 9),
                                  b=lambda: nn.Conv2d(4, 2, (1, 5))),
    "permute there and back": one(lambda net, x: net.l(net.a(x).permute(0, 2, 3, 1)).permute(0, 3, 1, 2),
                                  l=lambda: nn.Linear(4, 6)),
    "flatten": one(lambda net, x: net.l(net.a(x).flatten(1)), (3, 4, 5), l=lambda: nn.Linear(80, 3)),
    "view": one(lambda net, x: net.l(net.a(x).view(x.size(0), -1)), (3, 4, 5), l=lambda: nn.Linear(80, 3)),
    "space to depth": one(lambda net, x: (lambda y: y.view(1, 4, 4, 2, 5, 2).permute(0, 1, 3, 5, 2, 4).reshape(
        1, 16, 4, 5))(net.a(x)), (3, 8, 10)),
    "slices": one(lambda net, x: net.a(x)[:, :, 1:-1, ::2]),
    "shifted": one(lambda net, x: net.a(x)[..., 1:] - net.a(x)[..., :-1]),
    "focus": one(lambda net, x: net.a(torch.cat([x[..., ::2, ::2], x[..., 1::2, ::2]], 1)[:, :3]), (3, 8, 12)),
    "a channel": one(lambda net, x: net.a(x)[:, 1]),
    "a new axis": one(lambda net, x: net.a(x)[:, None].squeeze(1)),
    "flip": one(lambda net, x: net.a(x).flip(3)),
    "flip channels": one(lambda net, x: net.a(x).flip(1)),
    "roll": one(lambda net, x: torch.roll(net.a(x), (1, 2), dims=(2, 3))),
    "expand": one(lambda net, x: net.a(x).mean((2, 3), keepdim=True).expand(-1, -1, 5, 4)),
    "expand as": one(lambda net, x: net.a(x).mean((2, 3), keepdim=True).expand_as(net.a(x))),
    "repeat": one(lambda net, x: net.a(x).repeat(1, 2, 1, 1)),
    "movedim": one(lambda net, x: net.a(x).movedim(1, -1)),
    "unflatten": one(lambda net, x: net.a(x).unflatten(1, (2, 2)).sum(1)),
    "select and narrow": one(lambda net, x: net.a(x).narrow(2, 1, 4).select(1, 0)),
    "index by a tensor": one(lambda net, x: net.a(x)[:, torch.tensor([2, 0, 1])]),
    "columns by a tensor": one(lambda net, x: net.a(x)[:, :, :, torch.arange(10, -1, -1)]),
    "index select": one(lambda net, x: net.a(x).index_select(1, torch.tensor([2, 0]))),
    "pixel shuffle": layer(lambda: nn.PixelShuffle(2)),
    "pixel unshuffle": layer(lambda: nn.PixelUnshuffle(3), (3, 9, 12)),
    "channel shuffle": layer(lambda: nn.ChannelShuffle(2)),
    "shuffle by view": layer(Shuffle),
    "unfold": layer(lambda: nn.Unfold(3, padding=1)),
    "unfold by method": one(lambda net, x: net.a(x).unfold(2, 3, 3).mean(-1)),
    "fold": one(lambda net, x: F.fold(F.unfold(net.a(x), 3, padding=1), (9, 11), 3, padding=1)),
    "T and mT": one(lambda net, x: net.a(x).mT),
    # pads and sizes
    "pad": one(lambda net, x: F.pad(net.a(x), (1, 2, 0, 1), value=0.3)),
    "pad negative": one(lambda net, x: F.pad(net.a(x), (-1, 2))),
    "pad reflect": one(lambda net, x: F.pad(net.a(x), (2, 1, 1, 2), mode="reflect")),
    "pad channels": one(lambda net, x: F.pad(net.a(x), (0, 0, 0, 0, 1, 1))),
    "reflection pad": layer(lambda: nn.ReflectionPad2d(2)),
    "circular pad": layer(lambda: nn.CircularPad2d(1)),
    "upsample": layer(lambda: nn.Upsample(scale_factor=2, mode="bilinear")),
    "upsample by a fraction": layer(lambda: nn.Upsample(scale_factor=1.5)),
    "smooth by a fraction": layer(lambda: nn.Upsample(scale_factor=1.5, mode="bilinear")),
    "interpolate": one(lambda net, x: F.interpolate(net.a(x), scale_factor=2, mode="nearest")),
    "interpolate half": one(lambda net, x: F.interpolate(net.a(x), scale_factor=0.5, mode="bilinear")),
    "interpolate corners": one(lambda net, x: F.interpolate(net.a(x), (5, 6), mode="bilinear", align_corners=True)),
    "interpolate antialiased": one(lambda net, x: F.interpolate(net.a(x), (5, 6), mode="bilinear", antialias=True)),
    "interpolate to another": one(lambda net, x: net.a(x) + F.interpolate(net.b(x), size=x.shape[-2:]),
                                  b=lambda: nn.Conv2d(3, 4, 3, 2)),
    "interpolate twice as large": one(lambda net, x: F.interpolate(net.a(x), size=(x.shape[2] * 2, x.shape[3] * 2))),
    **{f"U-Net by {way}": unet(way) for way in ("size", "output_size", "pad", "crop")},
    # pooling
    "max pooling": layer(lambda: nn.MaxPool2d(3, 2, 1)),
    "max pooling rounded up": layer(lambda: nn.MaxPool2d(3, 2, ceil_mode=True)),
    "pooling by function": one(lambda net, x: F.max_pool2d(input=net.a(x), kernel_size=2, stride=1)),
    "max and mean pooling": one(lambda net, x: F.adaptive_max_pool2d(net.a(x), 1) + F.adaptive_avg_pool2d(net.a(x), 1)),
    "pooling with indices": one(lambda net, x: net.p(net.a(x))[0], p=lambda: nn.MaxPool2d(2, return_indices=True)),
    "pooling with indices by function": one(lambda net, x: F.max_pool2d(net.a(x), 2, return_indices=True)[0]),
    "unpooling": one(lambda net, x: net.u(*net.p(net.a(x)), output_size=(9, 11)),
                     p=lambda: nn.MaxPool2d(2, return_indices=True), u=lambda: nn.MaxUnpool2d(2)),
    "adaptive": layer(lambda: nn.AdaptiveAvgPool2d((4, 3))),
    "adaptive, one axis": layer(lambda: nn.AdaptiveAvgPool2d((None, 1))),
    "adaptive with indices": one(lambda net, x: net.p(net.a(x))[0],
                                 p=lambda: nn.AdaptiveMaxPool2d(2, return_indices=True)),
    "average with a divisor": layer(lambda: nn.AvgPool2d(3, 2, 1, divisor_override=5)),
    "average without padding": layer(lambda: nn.AvgPool2d(3, 2, 1, count_include_pad=False)),
    "fractional": layer(lambda: nn.FractionalMaxPool2d(2, output_ratio=0.5, _random_samples=torch.rand(1, 4, 2))),
    "power pooling": layer(lambda: nn.LPPool2d(2, 2)),
    "blur pooling": one(lambda net, x: F.conv2d(net.a(x), torch.ones(4, 1, 3, 3) / 9, stride=2, groups=4)),
    # reductions
    "mean": one(lambda net, x: net.a(x).mean((2, 3))),
    "mean kept": one(lambda net, x: net.a(x) - net.a(x).mean(dim=(2, 3), keepdim=True)),
    "mean of rows": one(lambda net, x: net.a(x).mean(2)),
    "mean of channels": one(lambda net, x: net.a(x).mean(1, keepdim=True)),
    "sum": one(lambda net, x: net.a(x).sum(dim=[-1, -2])),
    "max of channels": one(lambda net, x: net.a(x).max(1)[0]),
    "max of channels by name": one(lambda net, x: torch.max(net.a(x), dim=1, keepdim=True).values),
    "min of a row": one(lambda net, x: net.a(x).min(dim=3)[0]),
    "amax": one(lambda net, x: net.a(x).amax((2, 3))),
    "norm": one(lambda net, x: net.a(x).norm(dim=1, keepdim=True)),
    "normalised": one(lambda net, x: F.normalize(net.a(x), dim=1)),
    "standard deviation": one(lambda net, x: net.a(x).std((2, 3))),
    "variance": one(lambda net, x: net.a(x).var((2, 3))),
    "log of the sum": one(lambda net, x: net.a(x).logsumexp(1)),
    "cumulative": one(lambda net, x: net.a(x).cumsum(1)),
    "sorted": one(lambda net, x: net.a(x).sort(1)[0]),
    "top": one(lambda net, x: net.a(x).topk(2, dim=1)[0]),
    "softmax of channels": layer(lambda: nn.Softmax(1)),
    "softmax of columns": layer(lambda: nn.Softmax(-1)),
    "spatial softmax": one(lambda net, x: net.a(x).flatten(2).softmax(-1).view(1, 4, 9, 11)),
    "log softmax": one(lambda net, x: F.log_softmax(net.a(x).mean((2, 3)), dim=1)),
    # norms
    "batch norm": layer(lambda: nn.BatchNorm2d(4)),
    "batch norm without statistics": layer(lambda: nn.BatchNorm2d(4, track_running_stats=False)),
    "batch norm without weights": layer(lambda: nn.BatchNorm2d(4, affine=False)),
    "group norm": layer(lambda: nn.GroupNorm(2, 4)),
    "instance norm": layer(lambda: nn.InstanceNorm2d(4, affine=True)),
    "layer norm": layer(lambda: nn.LayerNorm([4, 9, 11])),
    "layer norm of channels": layer(lambda: Norm2d(4)),
    "layer norm by function": one(lambda net, x: F.layer_norm(net.a(x), (9, 11))),
    "response norm": layer(lambda: nn.LocalResponseNorm(3)),
    "norm by hand": one(lambda net, x: (y := net.a(x)) / (y.pow(2).mean((2, 3), keepdim=True) + 1e-5).sqrt()),
    # convolutions and dense layers
    "depthwise": layer(lambda: nn.Sequential(conv(4, 8, groups=4), nn.Conv2d(8, 2, 1))),
    "dilated": layer(lambda: nn.Conv2d(4, 2, 3, dilation=2)),
    "same": layer(lambda: nn.Conv2d(4, 2, (3, 2), padding="same")),
    "transposed": layer(lambda: nn.ConvTranspose2d(4, 2, 3, 2, 1, 1)),
    "transposed with groups": layer(lambda: nn.ConvTranspose2d(4, 4, 2, 2, groups=2)),
    "convolution by function": one(lambda net, x: F.conv2d(net.a(x), net.b.weight, None, 2), b=lambda: conv(4)),
    "transposed by function": one(lambda net, x: F.conv_transpose2d(net.a(x), net.b.weight, stride=2),
                                  b=lambda: conv(4)),
    "dense by function": one(lambda net, x: F.linear(net.a(x).mean((2, 3)), net.l.weight, net.l.bias),
                             l=lambda: nn.Linear(4, 3)),
    "weight norm": layer(lambda: parametrizations.weight_norm(conv(4))),
    "spectral norm": layer(lambda: parametrizations.spectral_norm(conv(4))),
    "padded in its own forward": layer(lambda: Padded(4, 2, 3)),
    "standardised weights": layer(lambda: Standardised(4, 2, 3)),
    "a subclass": layer(lambda: Plain(4, 2)),
    "parameters and buffers": layer(Scaled),
    "bilinear": one(lambda net, x: net.l(net.a(x).mean((2, 3)), x.mean((2, 3))), l=lambda: nn.Bilinear(4, 3, 2)),
    "shared twice": one(lambda net, x: net.b(net.b(net.a(x))), b=lambda: conv(4)),
    "a kernel made here": one(lambda net, x: F.conv2d(net.a(x), torch.ones(1, 4, 2, 2))),
    # blocks
    **{f"squeeze and excitation by {way}": excited(way)
       for way in ("view", "mean", "flatten", "squeeze", "reshape")},
    **{f"attention by {way}": attending(way) for way in ("matmul", "einsum", "sdpa")},
    "attention layer": one(lambda net, x: net.m(*[net.a(x).flatten(2).transpose(1, 2)] * 3)[0], (3, 4, 5),
                           m=lambda: nn.MultiheadAttention(4, 2, batch_first=True)),
    "encoder layer": one(lambda net, x: net.m(net.a(x).flatten(2).transpose(1, 2)), (3, 4, 5),
                         m=lambda: nn.TransformerEncoderLayer(4, 2, 8, batch_first=True)),
    "ghost": one(lambda net, x: torch.cat([y := net.a(x), net.b(y)], 1)[:, :6], b=lambda: conv(4, 4, groups=4)),
    "gram": one(lambda net, x: (lambda y: torch.bmm(y, y.transpose(1, 2)))(net.a(x).flatten(2))),
    "einsum": one(lambda net, x: torch.einsum("nchw,cd->ndhw", net.a(x), net.l.weight), l=lambda: nn.Linear(4, 4)),
    "class token": one(lambda net, x: torch.cat([net.t.expand(x.shape[0], -1, -1), net.a(x).flatten(2).mT], 1),
                       t=lambda: nn.Parameter(torch.rand(1, 1, 4))),
    "dense block": one(lambda net, x: net.b(torch.cat([f := net.a(x), f.relu()], 1)), b=lambda: conv(8)),
    "module list": one(lambda net, x: [x := part(x) for part in net.m][-1],
                       m=lambda: nn.ModuleList([conv(), nn.ReLU(), conv(4)])),
    "module dict": one(lambda net, x: net.m["two"](net.m["one"](x)),
                       m=lambda: nn.ModuleDict({"one": conv(), "two": conv(4)})),
    "loop over stages": one(lambda net, x: sum(part(x) for part in net.m), m=lambda: nn.ModuleList([conv(), conv()])),
    "stops at a shape": one(lambda net, x: net.b(y) if (y := net.a(x)).shape[2] > 5 else y, **second),
    "asserts": one(lambda net, x: net.a(x) if x.dim() == 4 and x.is_floating_point() else None),
    "patches": one(lambda net, x: net.a(x).reshape(1, 4, 4, 2, 5, 2).mean((3, 5)), (3, 8, 10)),
    # names
    "a layer called input": one(lambda net, x: net.input(net.a(x)), input=lambda: conv(4)),
    "a layer called mean": one(lambda net, x: net.mean(net.a(x)).mean((2, 3)), mean=lambda: conv(4)),
    "a layer called add": one(lambda net, x: net.add(net.a(x) + 1), add=lambda: conv(4)),
    # outputs
    "a dict": one(lambda net, x: {"out": net.a(x), "aux": net.a(x).mean((2, 3))}),
    "a tuple": one(lambda net, x: (net.a(x), x)),
    "nested": one(lambda net, x: [net.a(x), {"b": (x, net.a(x))}]),
    # other sizes
    "one dimension": layer(lambda: nn.Sequential(nn.BatchNorm1d(4), nn.ReLU(), nn.MaxPool1d(2)), LINE),
    "transposed in one": layer(lambda: nn.ConvTranspose1d(4, 2, 4, 2, 1), LINE),
    "causal": one(lambda net, x: net.c(F.pad(x, (4, 0))), LINE, a=nn.Identity,
                  c=lambda: nn.Conv1d(3, 2, 3, dilation=2)),
    "gated": one(lambda net, x: torch.tanh(net.c(x)) * torch.sigmoid(net.d(x)), LINE,
                 a=nn.Identity, c=lambda: nn.Conv1d(3, 2, 3), d=lambda: nn.Conv1d(3, 2, 3)),
    "three dimensions": layer(lambda: nn.Sequential(nn.BatchNorm3d(4), nn.ReLU(), nn.AvgPool3d(2)), CUBE),
    "transposed in three": layer(lambda: nn.ConvTranspose3d(4, 2, 2, 2), CUBE),
    "upsampled in three": layer(lambda: nn.Upsample(scale_factor=2, mode="trilinear"), CUBE),
    "recurrent": one(lambda net, x: net.r(net.c(x).mT)[0], LINE, a=nn.Identity, c=lambda: nn.Conv1d(3, 4, 3),
                     r=lambda: nn.GRU(4, 5, batch_first=True)),
}  # fmt: skip
