"""The history of convolutional networks as data: milestones, errors on ImageNet, and claims that the data decide.

Top-5 error: the share of test images whose class is not among a system's five best guesses, in percent. All results
are those of the classification task of the ImageNet Large Scale Visual Recognition Challenge (ILSVRC), 1,000 classes,
as the source of each row prints them. The images changed in 2011 and in 2012, so neighbouring years before 2013 are
not measured on the same test set.
"""

from collections.abc import Callable
from typing import NamedTuple

from cnnviz.words import say


class Milestone(NamedTuple):
    """What was new in a year, and where it was published."""

    year: int
    name: str
    idea: str
    source: str


class Result(NamedTuple):
    """A top-5 error in percent. role: "winner" of its year's challenge, "entry" that did not win or came with outside
    training data, "paper" published outside the challenge, or "person"."""

    year: int
    system: str
    error: float
    role: str
    network: bool
    note: str
    source: str


_RUSSAKOVSKY = "Russakovsky et al. 2015, ImageNet Large Scale Visual Recognition Challenge, IJCV 115, arXiv:1409.0575"
_ILSVRC2012 = "image-net.org/challenges/LSVRC/2012/results.html"
_SZEGEDY = "Szegedy et al. 2015, Going deeper with convolutions, CVPR, arXiv:1409.4842, table 2"
_SIMONYAN = "Simonyan & Zisserman 2015, Very deep convolutional networks, ICLR, arXiv:1409.1556, table 7"
_HE = "He et al. 2016, Deep residual learning for image recognition, CVPR, arXiv:1512.03385, table 5"
_HU = "Hu et al. 2018, Squeeze-and-excitation networks, CVPR, arXiv:1709.01507"

MILESTONES: tuple[Milestone, ...] = (
    Milestone(
        1962,
        "Simple and complex cells",
        "Cells in a cat's visual cortex answer to edges in a small receptive field; complex cells tolerate shifts.",
        "Hubel & Wiesel 1962, Journal of Physiology 160",
    ),
    Milestone(
        1980,
        "Neocognitron",
        "Layers of feature detectors with shared weights alternate with layers that tolerate shifts; trained "
        "without labels.",
        "Fukushima 1980, Biological Cybernetics 36",
    ),
    Milestone(
        1986,
        "Backpropagation",
        "Errors go backwards through the layers, so that the hidden ones can learn.",
        "Rumelhart, Hinton & Williams 1986, Nature 323",
    ),
    Milestone(
        1989,
        "Zip codes",
        "A network with shared weights reads handwritten digits; trained by backpropagation from the pixels on.",
        "LeCun et al. 1989, Neural Computation 1",
    ),
    Milestone(
        1998,
        "LeNet-5",
        "Convolution, subsampling, dense layers; reads digits on cheques.",
        "LeCun, Bottou, Bengio & Haffner 1998, Proceedings of the IEEE 86",
    ),
    Milestone(
        2009,
        "ImageNet",
        "Millions of labelled photos; from 2010 on a yearly challenge over 1,000 classes.",
        "Deng et al. 2009, CVPR",
    ),
    Milestone(
        2012,
        "AlexNet",
        "Eight layers with ReLU and dropout, trained on two GPUs, win the challenge by ten points.",
        "Krizhevsky, Sutskever & Hinton 2012, NeurIPS",
    ),
    Milestone(
        2013,
        "Network in Network",
        "1×1 convolutions between the layers, global average pooling at the end.",
        "Lin, Chen & Yan 2014, ICLR, arXiv:1312.4400",
    ),
    Milestone(
        2014,
        "VGG",
        "Nothing but 3×3 convolutions, 16 to 19 layers deep.",
        "Simonyan & Zisserman 2015, ICLR, arXiv:1409.1556",
    ),
    Milestone(
        2014,
        "GoogLeNet",
        "Inception blocks: several kernel sizes side by side behind 1×1 bottlenecks.",
        "Szegedy et al. 2015, CVPR, arXiv:1409.4842",
    ),
    Milestone(
        2015,
        "Batch normalisation",
        "Activations are normalised over the batch; networks train many times faster.",
        "Ioffe & Szegedy 2015, ICML, arXiv:1502.03167",
    ),
    Milestone(
        2015,
        "ResNet",
        "Blocks learn what to add to their input; 152 layers can be trained.",
        "He et al. 2016, CVPR, arXiv:1512.03385",
    ),
    Milestone(
        2016,
        "DenseNet",
        "Every layer gets the feature maps of all before it.",
        "Huang et al. 2017, CVPR, arXiv:1608.06993",
    ),
    Milestone(
        2017,
        "MobileNet",
        "Depthwise separable convolutions for telephones.",
        "Howard et al. 2017, arXiv:1704.04861",
    ),
    Milestone(
        2017,
        "Transformer",
        "Attention instead of recurrence or convolution, for text at first.",
        "Vaswani et al. 2017, NeurIPS, arXiv:1706.03762",
    ),
    Milestone(
        2019,
        "EfficientNet",
        "Depth, width and resolution grow together by one factor.",
        "Tan & Le 2019, ICML, arXiv:1905.11946",
    ),
    Milestone(
        2020,
        "ViT",
        "A transformer over patches of 16×16 pixels; it needs more data than a convolutional network.",
        "Dosovitskiy et al. 2021, ICLR, arXiv:2010.11929",
    ),
    Milestone(
        2022,
        "ConvNeXt",
        "A convolutional network with the transformers' recipes keeps up with them.",
        "Liu et al. 2022, CVPR, arXiv:2201.03545",
    ),
)

RESULTS: tuple[Result, ...] = (
    Result(2010, "NEC-UIUC", 28.2, "winner", False, "hand-made features, SVM", _RUSSAKOVSKY),
    Result(2011, "XRCE", 25.8, "winner", False, "Fisher vectors, SVM", _RUSSAKOVSKY),
    Result(2012, "AlexNet", 16.4, "winner", True, "5 networks, supplied training data only", _ILSVRC2012),
    Result(
        2012, "AlexNet + extra data", 15.3, "entry", True, "7 networks, also trained on ImageNet of 2011", _ILSVRC2012
    ),
    Result(2012, "ISI", 26.2, "entry", False, "second team; Fisher vectors", _ILSVRC2012),
    Result(2013, "Clarifai", 11.7, "winner", True, "several networks, supplied training data only", _SZEGEDY),
    Result(2013, "Clarifai + extra data", 11.2, "entry", True, "with outside training data", _SZEGEDY),
    Result(2013, "ZFNet", 14.8, "paper", True, "6 networks, on the test images of 2012", _SIMONYAN),
    Result(2014, "GoogLeNet", 6.7, "winner", True, "7 networks", _SZEGEDY),
    Result(2014, "VGG", 7.3, "entry", True, "second; 7 networks", _SIMONYAN),
    Result(
        2015,
        "PReLU-nets",
        4.94,
        "paper",
        True,
        "6 networks, published in February",
        "He et al. 2015, Delving deep into rectifiers, ICCV, arXiv:1502.01852",
    ),
    Result(2015, "ResNet", 3.57, "winner", True, "6 networks of up to 152 layers", _HE),
    Result(
        2016,
        "Trimps-Soushen",
        2.99,
        "winner",
        True,
        "several kinds of networks together",
        "image-net.org/challenges/LSVRC/2016/results",
    ),
    Result(2017, "SENet", 2.25, "winner", True, "several networks; 2.251 %", _HU),
    Result(
        2014,
        "a person",
        5.1,
        "person",
        False,
        "one trained annotator on 1,500 images; another one had 12.0 %",
        say("{source}, section 6.4", source=_RUSSAKOVSKY),
    ),
)

BY_SYSTEM = {result.system: result for result in RESULTS}
WINNERS = tuple(result for result in RESULTS if result.role == "winner")


def relative_reduction(before: float, after: float) -> float:
    """Which part of the errors is gone: (before - after) / before; negative if there are more of them.

    Raises ValueError unless before is above 0.
    """
    if not before > 0:
        raise ValueError(
            say("The error before is {before:g} %: nothing can be taken from it, use one above 0.", before=before)
        )
    return (before - after) / before


class Claim(NamedTuple):
    """A sentence of a lecture, and the rows of RESULTS that decide it: holds, and what they say."""

    statement: str
    decide: Callable[[], tuple[bool, str]]


def _reduction_claim(before: str, after: str, least: float) -> tuple[bool, str]:
    gone = relative_reduction(BY_SYSTEM[before].error, BY_SYSTEM[after].error)
    return (
        gone >= least,
        say(
            "{before} {error_before:g} %, {after} {error_after:g} %: {gone:.0%} less.",
            before=before, error_before=BY_SYSTEM[before].error, after=after,
            error_after=BY_SYSTEM[after].error, gone=gone,
        ),
    )  # fmt: skip


def _below(system: str, limit: str) -> tuple[bool, str]:
    error, most = BY_SYSTEM[system].error, BY_SYSTEM[limit].error
    return error < most, f"{system} {error:g} %, {limit} {most:g} %."


def _falls_every_year() -> tuple[bool, str]:
    errors = [result.error for result in WINNERS]
    return errors == sorted(set(errors), reverse=True), say(
        "The winners: {winners}.", winners=", ".join(f"{result.year} {result.error:g} %" for result in WINNERS)
    )


def _first_below_a_person() -> tuple[bool, str]:
    below = [result for result in RESULTS if result.network and result.error < BY_SYSTEM["a person"].error]
    first = below[0]  # the rows of a year are in the order of their publication
    return (
        first.system == "ResNet",
        say(
            "{system} had {error:g} % in {year}, before ResNet's {resnet:g} %.",
            system=first.system, error=first.error, year=first.year, resnet=BY_SYSTEM["ResNet"].error,
        ),
    )  # fmt: skip


def _vgg_won() -> tuple[bool, str]:
    (winner,) = [result for result in WINNERS if result.year == BY_SYSTEM["VGG"].year]
    return winner.system == "VGG", say(
        "{system} had {error:g} %, VGG {vgg:g} %.",
        system=winner.system, error=winner.error, vgg=BY_SYSTEM["VGG"].error,
    )  # fmt: skip


CLAIMS: dict[str, Claim] = {
    "AlexNet": Claim("AlexNet halved the error of the year before.", lambda: _reduction_claim("XRCE", "AlexNet", 0.5)),
    "GoogLeNet": Claim("In 2014 GoogLeNet was already better than a person.", lambda: _below("GoogLeNet", "a person")),
    "VGG": Claim("VGG won the classification task of 2014.", _vgg_won),
    "ResNet": Claim("ResNet makes fewer errors on these photos than a person.", lambda: _below("ResNet", "a person")),
    "First": Claim("ResNet was the first network below the error of a person.", _first_below_a_person),
    "Every year": Claim("From 2010 to 2017 every winner was better than the one before.", _falls_every_year),
}
