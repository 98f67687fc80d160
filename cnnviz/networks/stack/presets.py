"""Networks of the literature, as text for `cnnviz.networks.stack.text.parse_network`."""

from typing import NamedTuple


class Preset(NamedTuple):
    """The text of a network, what it is, and where it comes from."""

    text: str
    description: str
    source: str


def _residual(channels: int, stride: int = 1) -> str:
    """Two 3 × 3 convolutions with batch norm; with a stride the shortcut is a 1 × 1 convolution."""
    first = f"c{channels}k3{f's{stride}' if stride > 1 else ''}p1b0-bn-relu"
    shortcut = f"|c{channels}k1s{stride}b0-bn" if stride > 1 else ""
    return f"res[{first}-c{channels}k3p1b0-bn{shortcut}]-relu"


def _vgg(*stages: tuple[int, int]) -> str:
    return "-".join(f"{f'c{channels}k3p1-relu-' * count}max2" for channels, count in stages)


def _nin(channels: tuple[int, int, int], window: str) -> str:
    first, second, third = channels
    return f"c{first}{window}-relu-c{second}k1-relu-c{third}k1-relu"


PRESETS = {
    "LeNet-5": Preset(
        "1x28-c6k5p2-tanh-avg2-c16k5-tanh-avg2-flat-d120-tanh-d84-tanh-d10",
        "Digits: two convolutions, two poolings, three dense layers.",
        "Y. LeCun et al., 1998; the usual version for 28 × 28 pixels",
    ),
    "AlexNet": Preset(
        "3x224-c64k11s4p2-relu-max3s2-c192k5p2-relu-max3s2-c384k3p1-relu-c256k3p1-relu-c256k3p1-relu-max3s2-flat-"
        "drop50-d4096-relu-drop50-d4096-relu-d1000",
        "Five convolutions, three dense layers that hold nearly all parameters.",
        "A. Krizhevsky, 2014 (one tower), as in torchvision; A. Krizhevsky et al., 2012",
    ),
    "VGG-16": Preset(
        f"3x224-{_vgg((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))}-flat-d4096-relu-drop50-d4096-relu-drop50-d1000",
        "Thirteen 3 × 3 convolutions in five stages, three dense layers.",
        "K. Simonyan, A. Zisserman, 2014, configuration D",
    ),
    "NiN": Preset(
        f"3x32-{_nin((192, 160, 96), 'k5p2')}-max3s2p1-drop50-{_nin((192, 192, 192), 'k5p2')}-avg3s2p1-drop50-"
        f"{_nin((192, 192, 10), 'k3p1')}-gap-flat",
        "1 × 1 convolutions between the others, and global average pooling instead of dense layers.",
        "M. Lin, Q. Chen, S. Yan, 2014, for CIFAR-10",
    ),
    "ResNet stage": Preset(
        f"64x56-{_residual(128, 2)}-{_residual(128)}",
        "The second stage of ResNet-18: two residual blocks, the first one halves the feature map.",
        "K. He et al., 2016; as in torchvision",
    ),
    "Inception block": Preset(
        "192x28-cat[c64k1-relu|c96k1-relu-c128k3p1-relu|c16k1-relu-c32k5p2-relu|max3s1p1-c32k1-relu]",
        "Inception 3a of GoogLeNet: four branches whose channels are put side by side.",
        "C. Szegedy et al., 2015, table 1",
    ),
    "MobileNet block": Preset(
        "32x112-dw3p1b0-bn-relu-c64k1b0-bn-relu",
        "A depthwise and a 1 × 1 convolution in the place of one 3 × 3 convolution.",
        "A. Howard et al., 2017, table 1",
    ),
    "Autoencoder": Preset(
        "1x28-c16k3s2p1-relu-c32k3s2p1-relu-t16k2s2-relu-t1k2s2-sigmoid",
        "Two strided convolutions make the picture small, two transposed ones make it large again.",
        "V. Dumoulin, F. Visin, 2016, section 4",
    ),
}
