"""Network in Network for ImageNet."""

from collections import OrderedDict

from torch import Tensor, nn


def mlpconv(
    in_channels: int, channels: tuple[int, int, int], kernel: int, stride: int = 1, padding: int = 0
) -> nn.Module:
    """A convolution and two 1 × 1 convolutions: a small dense network that slides over the map."""
    first, second, third = channels
    return nn.Sequential(
        OrderedDict(
            conv=nn.Conv2d(in_channels, first, kernel, stride, padding),
            relu1=nn.ReLU(),
            cccp1=nn.Conv2d(first, second, 1),
            relu2=nn.ReLU(),
            cccp2=nn.Conv2d(second, third, 1),
            relu3=nn.ReLU(),
        )
    )


class NetworkInNetwork(nn.Module):
    """(N, 3, 224, 224) -> scores (N, classes): no dense layer, one map per class, averaged.

    7,595,176 parameters for 1,000 classes. Sources: Lin, Chen & Yan 2014, "Network in Network", and M. Lin's model for
    ImageNet in the Caffe Model Zoo, whose sizes these are; Caffe's pooling rounds up.
    """

    def __init__(self, classes: int = 1000) -> None:
        super().__init__()
        self.features = nn.Sequential(
            OrderedDict(
                block1=mlpconv(3, (96, 96, 96), 11, stride=4),  # (96, 54, 54)
                pool1=nn.MaxPool2d(3, 2, ceil_mode=True),  # (96, 27, 27)
                block2=mlpconv(96, (256, 256, 256), 5, padding=2),
                pool2=nn.MaxPool2d(3, 2, ceil_mode=True),  # (256, 13, 13)
                block3=mlpconv(256, (384, 384, 384), 3, padding=1),
                pool3=nn.MaxPool2d(3, 2, ceil_mode=True),  # (384, 6, 6)
                dropout=nn.Dropout(0.5),
                block4=mlpconv(384, (1024, 1024, classes), 3, padding=1),  # (classes, 6, 6)
            )
        )
        self.average = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()

    def forward(self, pictures: Tensor) -> Tensor:
        scores: Tensor = self.flatten(self.average(self.features(pictures)))
        return scores
