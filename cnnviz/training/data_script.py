"""The pictures of a recipe as its training gets them: x_train, y_train, x_validation, y_validation."""

import os

import numpy as np
import skimage.data
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torchvision import datasets, transforms

from cnnviz.data import load

ALONE = True  # not inside a function that gets the seed
SEED = 0
DEVICE = "cpu"  # or "cuda", "mps"
SOURCE = "digits"  # or "faces", "textures", "downloaded", "folder", "cnnviz"
NAME = "MNIST"  # for torchvision and cnnviz
FOLDER = "pictures"
SIDE = 28  # of the pictures in the folder
CLASSES = 10
SPLIT_SEED = 0
EXAMPLES = 100  # 0: all
NATIVE = (8, 8)
SIZE = (8, 8)

if ALONE:
    seed = SEED
device = torch.device(DEVICE)
torch.set_num_threads(1)  # so that sums are added in the same order everywhere
classes = CLASSES

if SOURCE == "downloaded":
    # The pictures: those for training, then those for validation
    parts = [getattr(datasets, NAME)("data", train=part, download=True) for part in (True, False)]
    images = torch.tensor(np.concatenate([np.asarray(part.data) for part in parts]))
    images = images.permute(0, 3, 1, 2) if images.ndim == 4 else images[:, None]  # (N, C, H, W), 0 to 255
    labels = torch.tensor(np.concatenate([np.asarray(part.targets) for part in parts]))
    train, validation = torch.arange(len(images)).split([len(part.data) for part in parts])
elif SOURCE == "cnnviz":
    # The pictures: uint8 (N, C, H, W), and which of them are for training and for validation
    data = load(NAME, seed=SPLIT_SEED)
    images, labels, train, validation = data.images, data.labels, data.train, data.validation
elif SOURCE == "textures":
    # The pictures: patches of 32 × 32 pixels of three photos; a band along an edge of each is for validation
    images, labels, kept_back = [], [], []
    rng = np.random.default_rng([SPLIT_SEED, 2])
    for label, photo in enumerate([skimage.data.brick(), skimage.data.grass(), skimage.data.gravel()]):
        patches = photo.reshape(16, 32, 16, 32).swapaxes(1, 2)  # 16 rows of 16 patches
        images.append(patches.reshape(256, 1, 32, 32))
        labels += [label] * 256
        band = np.zeros((16, 16), dtype=bool)
        edges = (band[:3], band[-3:], band[:, :3], band[:, -3:])
        edges[rng.integers(4)][:] = True
        kept_back.append(band.ravel())
    images, labels = torch.tensor(np.concatenate(images)), torch.tensor(labels)
    kept_back = np.concatenate(kept_back)
elif SOURCE == "folder":
    # Your pictures: one folder per class. Of each the square in the middle is taken, in red, green and blue
    def square(picture):
        return transforms.functional.center_crop(picture, min(picture.size))

    steps = [square, transforms.Resize((SIDE, SIDE)), transforms.PILToTensor()]
    pictures = datasets.ImageFolder(FOLDER, transforms.Compose(steps))
    pictures.samples.sort(key=lambda sample: os.path.basename(sample[0]))
    images = torch.stack([picture for picture, _ in pictures])  # uint8 (N, 3, H, W)
    labels = torch.tensor([label for _, label in pictures])
    print(dict(zip(pictures.classes, labels.bincount().tolist())))
elif SOURCE == "digits":
    # The pictures: 1,797 digits of 8 × 8 pixels, with greys from 0 to 16
    digits = load_digits()
    images = torch.tensor(np.round(digits.images * 255 / 16).astype(np.uint8))[:, None]  # (N, 1, 8, 8)
    labels = torch.tensor(digits.target, dtype=torch.int64)
else:
    # The pictures: 100 faces, then 100 pieces of background, of 25 × 25 pixels
    images = torch.tensor(np.round(skimage.data.lfw_subset() * 255).astype(np.uint8))[:, None]
    labels = torch.tensor([0] * 100 + [1] * 100)

if SOURCE in ("digits", "faces", "folder"):
    # A fifth of each class is kept back for validation: the network never learns from it
    kept_back = np.zeros(len(labels), dtype=bool)
    for label in range(classes):
        members = np.flatnonzero(labels.numpy() == label)
        shuffled = np.random.default_rng([SPLIT_SEED, label]).permutation(members)
        if SOURCE == "folder":
            kept_back[shuffled[: min(max(1, round(0.2 * len(members))), len(members) - 1)]] = True
        else:
            kept_back[shuffled[: round(0.2 * len(members))]] = True
if SOURCE in ("digits", "faces", "folder", "textures"):
    train, validation = torch.from_numpy(np.flatnonzero(~kept_back)), torch.from_numpy(np.flatnonzero(kept_back))

if EXAMPLES:
    # Only so many training pictures, as equal a number of each class as there are
    examples = EXAMPLES
    if examples < len(train):
        rng = np.random.default_rng([seed, 1])
        place = rng.permutation(classes)  # which class is served first
        own = labels[train].numpy()
        turn = np.empty(len(own), dtype=np.int64)  # the round in which a picture is taken
        for label in range(classes):
            members = rng.permutation(np.flatnonzero(own == label))
            turn[members] = np.arange(len(members))
        train = train[torch.from_numpy(np.sort(np.lexsort((place[own], turn))[:examples]))]

# Mean 0 and standard deviation 1 over the training pictures, for each channel
training = images[train].double() / 255
mean = training.mean((0, 2, 3)).float()[:, None, None]
std = training.std((0, 2, 3), correction=0).float().clamp_min(1 / 255)[:, None, None]


def prepare(pictures):
    x = pictures.float() / 255
    if NATIVE != SIZE:
        x = F.interpolate(x, SIZE, mode="bilinear", antialias=True).clamp(0, 1)  # as the network wants it
    return ((x - mean) / std).to(device)


x_train, y_train = prepare(images[train]), labels[train].to(device)
x_validation, y_validation = prepare(images[validation]), labels[validation].to(device)
