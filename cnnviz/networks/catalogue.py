"""The one table of networks: what was new in each, its paper, the numbers in print, how it is built, its weights.

Everything else looks a network up here. Torch is imported where one is built.
"""

from dataclasses import dataclass
from typing import NamedTuple

from cnnviz.data.catalogue import CATALOGUE as DATA
from cnnviz.words import joined, say

_VISION = "torchvision's weights IMAGENET1K_V1, one crop of 224 × 224"


class PublishedField(NamedTuple):
    """The receptive field of a network's last map in print, in pixels; differs: why the network here has another."""

    size: int
    where: str
    differs: str = ""


class Trained(NamedTuple):
    """Weights of our own, in models/<name>.safetensors.

    on: what they were trained on; classes: the answers, in the order of the scores; mean, std: per channel in [0, 1],
    what the pictures were normalised with; native: (H, W) of the training pictures where they were smaller than the
    input, so that a student's picture becomes as blurred as they were.
    """

    on: str
    classes: tuple[str, ...]
    mean: tuple[float, ...] = (0.5, 0.5, 0.5)
    std: tuple[float, ...] = (0.25, 0.25, 0.25)
    native: tuple[int, int] | None = None


@dataclass(frozen=True)
class Entry:
    """One network.

    name            as `build` knows it: torchvision's where it has the network
    input_size      (C, H, W) it was made for
    parameters, multiply_adds   as published, rounded as in print; None where nothing is; `where` says in which work
    differs         why the network here does not give these numbers exactly
    top1, top5      error on ImageNet's validation pictures in percent; None where nobody has measured it
    measured        whose weights make this error
    builder         where the function is that makes it of a number of classes; "" for torchvision's class of this name
    settings        what torchvision's class needs besides
    field           the receptive field in print
    trained         weights of our own; torchvision knows those that it has for its own networks
    course          whether it is one of the course's networks, or stands here for a single lesson
    """

    name: str
    title: str
    year: int
    new: str
    paper: str
    input_size: tuple[int, int, int] = (3, 224, 224)
    classes: int = 1000
    parameters: float | None = None
    multiply_adds: float | None = None
    where: str = ""
    differs: str = ""
    top1: float | None = None
    top5: float | None = None
    measured: str = ""
    builder: str = ""
    settings: tuple[tuple[str, bool], ...] = ()
    field: PublishedField | None = None
    trained: Trained | None = None
    course: bool = True


_ARAUJO = "Araujo, Norris & Sim 2019"
_INCEPTION = (("aux_logits", False), ("init_weights", True))  # auxiliary classifiers are only for training

_ENTRIES = (
    Entry(
        "lenet5", "LeNet-5", 1998,
        "Learnt filters with shared weights, convolution and pooling in turns: no features made by hand.",
        "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: *Gradient-based learning applied to document recognition*, "
        "Proceedings of the IEEE, 1998",
        (1, 32, 32), 10, 60_000, None, "LeCun et al. 1998, section II.B: 60,000 trainable parameters",
        "the maps of c3 each read all maps of s2 here, in 1998 only some of them",
        builder="cnnviz.networks.lenet:LeNet5",
        field=PublishedField(32, "LeCun et al. 1998: c5 reads the whole 32 × 32 input"),
        trained=Trained("handwritten digits", DATA["digits"].classes, (0.5,), (0.5,), (8, 8)),
    ),
    Entry(
        "alexnet", "AlexNet", 2012,
        "Deep and large on two GPUs: ReLU instead of tanh, dropout, augmented data.",
        "A. Krizhevsky, I. Sutskever, G. Hinton: *ImageNet classification with deep convolutional neural networks*, "
        "NIPS 2012; torchvision has the version of A. Krizhevsky: *One weird trick…*, 2014",
        parameters=60e6, multiply_adds=720e6, where="Howard et al. 2017, table 9",
        differs="the version of 2014 has no groups and other numbers of channels",
        top1=43.478, top5=20.934, measured=_VISION,
        field=PublishedField(195, _ARAUJO),
    ),
    Entry(
        "nin", "Network in Network", 2013,
        "1 × 1 convolutions mix the channels of every pixel; global average pooling takes the place of dense layers.",
        "M. Lin, Q. Chen, S. Yan: *Network in network*, ICLR 2014",
        parameters=7.6e6,
        where="Caffe Model Zoo, M. Lin: *Network in Network ImageNet Model*, a file of 29 MB with 4 bytes each",
        top1=40.64, measured="M. Lin's model in the Caffe Model Zoo",
        builder="cnnviz.networks.nin:NetworkInNetwork",
    ),
    Entry(
        "vgg16", "VGG-16", 2014,
        "Nothing but 3 × 3 convolutions, and many of them: two see as much as one 5 × 5 and cost less.",
        "K. Simonyan, A. Zisserman: *Very deep convolutional networks for large-scale image recognition*, ICLR 2015",
        parameters=138e6, multiply_adds=15.3e9,
        where="Simonyan & Zisserman 2015, table 2; He et al. 2016, section 3.3",
        differs="the published multiply-adds are those of the convolutions only",
        top1=28.408, top5=9.618, measured=_VISION,
        field=PublishedField(212, _ARAUJO),
    ),
    Entry(
        "googlenet", "GoogLeNet", 2014,
        "Inception blocks: kernels of several sizes side by side, behind 1 × 1 convolutions that make them cheap.",
        "C. Szegedy et al.: *Going deeper with convolutions*, CVPR 2015",
        parameters=6.8e6, multiply_adds=1.5e9, where="Szegedy et al. 2015, table 1 and section 1",
        differs="torchvision has 3 × 3 kernels where the paper has 5 × 5, and batch norm",
        top1=30.222, top5=10.47, measured=_VISION,
        settings=_INCEPTION,
    ),
    Entry(
        "resnet18", "ResNet-18", 2015,
        "Residual blocks: each adds what it has learnt to its own input, so that depth no longer hurts.",
        "K. He, X. Zhang, S. Ren, J. Sun: *Deep residual learning for image recognition*, CVPR 2016",
        multiply_adds=1.8e9, where="He et al. 2016, table 1", top1=30.242, top5=10.922, measured=_VISION,
    ),
    Entry(
        "resnet34", "ResNet-34", 2015,
        "The same blocks, more of them: 34 layers that train better than 18.",
        "K. He, X. Zhang, S. Ren, J. Sun: *Deep residual learning for image recognition*, CVPR 2016",
        multiply_adds=3.6e9, where="He et al. 2016, table 1", top1=26.686, top5=8.58, measured=_VISION,
    ),
    Entry(
        "resnet50", "ResNet-50", 2015,
        "Bottlenecks: 1 × 1 convolutions shrink and grow the channels around every 3 × 3.",
        "K. He, X. Zhang, S. Ren, J. Sun: *Deep residual learning for image recognition*, CVPR 2016",
        parameters=25.5e6, multiply_adds=4.1e9, where="Xie et al. 2017, table 1",
        differs="He et al. give 3.8 billion, with the stride in the 1 × 1 convolution of a block",
        top1=23.87, top5=7.138, measured=_VISION,
        field=PublishedField(
            483, _ARAUJO,
            "torchvision has the stride in the 3 × 3 convolution of a block and the paper in the 1 × 1 before it",
        ),
    ),
    Entry(
        "resnext50_32x4d", "ResNeXt-50 32×4d", 2016,
        "Grouped convolutions: 32 narrow paths side by side at the price of one wide one.",
        "S. Xie, R. Girshick, P. Dollár, Z. Tu, K. He: *Aggregated residual transformations for deep neural "
        "networks*, CVPR 2017",
        parameters=25.0e6, multiply_adds=4.2e9, where="Xie et al. 2017, table 1",
        top1=22.382, top5=6.302, measured=_VISION,
    ),
    Entry(
        "densenet121", "DenseNet-121", 2016,
        "Every layer reads the maps of all layers before it: concatenation instead of addition.",
        "G. Huang, Z. Liu, L. van der Maaten, K. Weinberger: *Densely connected convolutional networks*, CVPR 2017",
        top1=25.566, top5=8.028, measured=_VISION,
    ),
    Entry(
        "mobilenet_v1", "MobileNet-V1", 2017,
        "Depthwise separable convolutions: one kernel per channel, then a 1 × 1 convolution that mixes them.",
        "A. Howard et al.: *MobileNets: efficient convolutional neural networks for mobile vision applications*, 2017",
        parameters=4.2e6, multiply_adds=569e6, where="Howard et al. 2017, table 8",
        top1=29.1, top5=10.1, measured="MobileNet_v1_1.0_224 of TensorFlow's model garden",
        builder="cnnviz.networks.mobilenet:MobileNetV1",
    ),
    Entry(
        "mobilenet_v2", "MobileNet-V2", 2018,
        "Inverted residuals: wide inside and narrow outside, and no activation where it is narrow.",
        "M. Sandler, A. Howard, M. Zhu, A. Zhmoginov, L.-C. Chen: *MobileNetV2: inverted residuals and linear "
        "bottlenecks*, CVPR 2018",
        parameters=3.4e6, multiply_adds=300e6, where="Sandler et al. 2018, table 4",
        top1=28.122, top5=9.714, measured=_VISION,
    ),
    Entry(
        "efficientnet_b0", "EfficientNet-B0", 2019,
        "Depth, width and resolution grow together by one factor; channels weigh themselves (squeeze and excitation).",
        "M. Tan, Q. Le: *EfficientNet: rethinking model scaling for convolutional neural networks*, ICML 2019",
        parameters=5.3e6, multiply_adds=0.39e9, where="Tan & Le 2019, table 2",
        top1=22.308, top5=6.468, measured=_VISION,
    ),
    Entry(
        "tiny_vgg", "Tiny VGG", 2020,
        "Small enough to train while you watch: three stages of two 3 × 3 convolutions.",
        "Small network of the training lessons, after Z. Wang et al.: *CNN Explainer*, 2020", (3, 64, 64), 6,
        builder="cnnviz.networks.builders:tiny_vgg", trained=Trained("drawn shapes", DATA["shapes"].classes),
    ),
    Entry(
        "small_resnet", "Small ResNet", 2015,
        "Three residual blocks to train while you watch.",
        "Small network of the training lessons, after K. He et al.: *Deep residual learning…*, 2016", (3, 64, 64), 10,
        builder="cnnviz.networks.builders:small_resnet",
    ),
    Entry(
        "edges", "Edges without labels", 2018,
        "No labels: filters are the independent components of photos, and the layers above learn which way is up.",
        "A. Bell, T. Sejnowski: *The “independent components” of natural scenes are edge filters*, 1997; S. Gidaris, "
        "P. Singh, N. Komodakis: *Unsupervised representation learning by predicting image rotations*, ICLR 2018",
        (3, 64, 64), 4,
        builder="cnnviz.networks.builders:edges",
        trained=Trained(
            "photos without labels: which way up?", ("upright", "turned 90°", "turned 180°", "turned 270°")
        ),
    ),
    Entry(
        "ensemble", "Small network of the ensemble", 2020,
        "Three convolutions, trained five times from other random numbers.",
        "Small network of the lesson on ensembles", (3, 28, 28), 6,
        builder="cnnviz.networks.builders:ensemble", trained=Trained("few drawn shapes", DATA["shapes"].classes),
        course=False,
    ),
    Entry(
        "resnet50_paper", "ResNet-50 (paper)", 2015,
        "ResNet-50 with the stride in the first 1 × 1 convolution of a block, where the paper has it.",
        "K. He, X. Zhang, S. Ren, J. Sun: *Deep residual learning for image recognition*, CVPR 2016",
        builder="cnnviz.networks.builders:resnet50_of_the_paper", field=PublishedField(483, _ARAUJO), course=False,
    ),
    Entry(
        "inception_v3", "Inception v3", 2015,
        "Large kernels are taken apart into small ones, and into rows and columns such as 1 × 7 and 7 × 1.",
        "C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens, Z. Wojna: *Rethinking the Inception architecture for computer "
        "vision*, CVPR 2016",
        (3, 299, 299), settings=_INCEPTION, field=PublishedField(1311, _ARAUJO), course=False,
    ),
)  # fmt: skip

EVERY: dict[str, Entry] = {entry.name: entry for entry in _ENTRIES}
"""All networks by name."""
CATALOGUE: dict[str, Entry] = {name: known for name, known in EVERY.items() if known.course}
"""Those of the course, in the order of their history, the small ones last."""


def entry(name: str) -> Entry:
    """What is known of the network. Raises ValueError for a name that is not in the catalogue."""
    if name not in CATALOGUE:
        raise ValueError(
            say(
                "There is no network called {name!r}: choose one of {CATALOGUE}.",
                name=name,
                CATALOGUE=joined(CATALOGUE),
            )
        )
    return CATALOGUE[name]
