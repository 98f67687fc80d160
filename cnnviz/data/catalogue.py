"""The data sets that the app knows, described without reading them."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["shipped", "drawn", "downloaded", "own"]


@dataclass(frozen=True)
class Entry:
    """What is known of a data set before it is read.

    shape: (channels, height, width) of a picture, in pixels; count: pictures, training and validation together;
    kind: "shipped" with a package the app needs, "drawn" on the spot, "downloaded" on demand, or the user's "own".
    """

    title: str
    description: str
    source: str
    licence: str
    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    count: int
    kind: Kind


_DIGITS = tuple("0123456789")
SHAPES = ("circle", "ring", "square", "triangle", "cross", "star")

CATALOGUE: dict[str, Entry] = {
    "digits": Entry(
        "Digits, small",
        "Handwritten digits of 43 people, 8×8 pixels: small enough to train in seconds.",
        "Alpaydin & Kaynak 1998, Optical Recognition of Handwritten Digits (UCI), as in scikit-learn's load_digits.",
        "CC BY 4.0",
        _DIGITS,
        (1, 8, 8),
        1797,
        "shipped",
    ),
    "faces": Entry(
        "Faces",
        "Faces, and pieces of the backgrounds of the same photos: two classes, few pictures.",
        "Huang et al. 2007, Labeled Faces in the Wild, as in scikit-image's lfw_subset.",
        "For research and teaching; the photos are from news pages",
        ("face", "no face"),
        (1, 25, 25),
        200,
        "shipped",
    ),
    "shapes": Entry(
        "Drawn shapes",
        "One shape per picture, in any colour, size, place and rotation, under noise: drawn from the seed.",
        "Drawn by this app.",
        "CC0",
        SHAPES,
        (3, 32, 32),
        1200,
        "drawn",
    ),
    "textures": Entry(
        "Textures",
        "Patches of three photos. Training and validation patches are cut from different parts of each.",
        "The photos brick, grass and gravel of scikit-image, from CC0Textures and by linolafett on DeviantArt.",
        "CC0",
        ("brick", "grass", "gravel"),
        (1, 32, 32),
        768,
        "shipped",
    ),
    "mnist": Entry(
        "MNIST",
        "Handwritten digits, the data set that LeNet-5 was made for; validated on its official test pictures.",
        "LeCun, Cortes & Burges 1998, The MNIST database of handwritten digits.",
        "CC BY-SA 3.0",
        _DIGITS,
        (1, 28, 28),
        70_000,
        "downloaded",
    ),
    "fashion_mnist": Entry(
        "Fashion-MNIST",
        "Photos of clothes in the format of MNIST, and harder; validated on its official test pictures.",
        "Xiao, Rasul & Vollgraf 2017, Fashion-MNIST (Zalando Research).",
        "MIT",
        (
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        ),
        (1, 28, 28),
        70_000,
        "downloaded",
    ),
    "cifar10": Entry(
        "CIFAR-10",
        "Small colour photos of animals and vehicles; validated on its official test pictures.",
        "Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images.",
        "None stated; free to use with a citation",
        ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
        (3, 32, 32),
        60_000,
        "downloaded",
    ),
}

NEEDS_NO_DOWNLOAD = tuple(name for name, entry in CATALOGUE.items() if entry.kind != "downloaded")
