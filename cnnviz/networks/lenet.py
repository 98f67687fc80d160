"""LeNet-5, the network that read cheques."""

from collections import OrderedDict

from torch import Tensor, nn


class LeNet5(nn.Module):
    """LeNet-5 as it is usually written today: every map of c3 reads all maps of s2, and pooling has no weights.

    It takes (N, 1, 32, 32), or (N, 1, 28, 28) with padding=2, and gives (N, classes) scores. c5 is a convolution
    whose kernel is as large as the map below, so that a larger picture would give several answers side by side.
    61,706 parameters. Source: LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied to document
    recognition", section II.B.
    """

    def __init__(self, classes: int = 10, *, padding: int = 0) -> None:
        super().__init__()
        self.features = nn.Sequential(
            OrderedDict(
                c1=nn.Conv2d(1, 6, 5, padding=padding),  # (6, 28, 28)
                tanh1=nn.Tanh(),
                s2=nn.AvgPool2d(2),  # (6, 14, 14)
                c3=nn.Conv2d(6, 16, 5),  # (16, 10, 10)
                tanh3=nn.Tanh(),
                s4=nn.AvgPool2d(2),  # (16, 5, 5)
                c5=nn.Conv2d(16, 120, 5),  # (120, 1, 1)
                tanh5=nn.Tanh(),
            )
        )
        self.classifier = nn.Sequential(
            OrderedDict(flatten=nn.Flatten(), f6=nn.Linear(120, 84), tanh6=nn.Tanh(), output=nn.Linear(84, classes))
        )

    def forward(self, pictures: Tensor) -> Tensor:
        scores: Tensor = self.classifier(self.features(pictures))
        return scores
