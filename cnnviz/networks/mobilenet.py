"""MobileNet, the first version: depthwise separable convolutions from end to end."""

from collections import OrderedDict

from torch import Tensor, nn

WIDTHS = (
    *((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)),
    *((512, 1),) * 5,
    *((1024, 2), (1024, 1)),
)
"""out_channels and stride of every separable block: table 1 of the paper."""


def separable(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    """One 3 × 3 kernel per channel, then a 1 × 1 convolution that mixes channels; batch norm and ReLU behind both."""
    return nn.Sequential(
        OrderedDict(
            depthwise=nn.Conv2d(in_channels, in_channels, 3, stride, 1, groups=in_channels, bias=False),
            bn1=nn.BatchNorm2d(in_channels),
            relu1=nn.ReLU(),
            pointwise=nn.Conv2d(in_channels, out_channels, 1, bias=False),
            bn2=nn.BatchNorm2d(out_channels),
            relu2=nn.ReLU(),
        )
    )


class MobileNetV1(nn.Module):
    """(N, 3, 224, 224) -> scores (N, classes). 4,231,976 parameters, 569 million multiply-adds for 1,000 classes.

    width: multiplies all numbers of channels. Source: Howard et al. 2017, "MobileNets: Efficient Convolutional Neural
    Networks for Mobile Vision Applications", table 1; the stride of its last block is 1, as the sizes there say.
    """

    def __init__(self, classes: int = 1000, *, width: float = 1.0) -> None:
        super().__init__()
        first = int(32 * width)
        layers: OrderedDict[str, nn.Module] = OrderedDict(
            conv=nn.Conv2d(3, first, 3, 2, 1, bias=False), bn=nn.BatchNorm2d(first), relu=nn.ReLU()
        )
        channels = first
        for number, (out_channels, stride) in enumerate(WIDTHS, start=1):
            layers[f"block{number}"] = separable(channels, int(out_channels * width), stride)
            channels = int(out_channels * width)
        self.features = nn.Sequential(layers)  # (1024, 7, 7)
        self.average = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            OrderedDict(flatten=nn.Flatten(), dropout=nn.Dropout(0.001), output=nn.Linear(channels, classes))
        )

    def forward(self, pictures: Tensor) -> Tensor:
        scores: Tensor = self.classifier(self.average(self.features(pictures)))
        return scores
