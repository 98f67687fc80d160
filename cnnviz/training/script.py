"""A plain PyTorch script that trains a recipe as the app does: the same pictures, first weights, order and accuracy.

It reads like a lesson and needs PyTorch and the package that the pictures come with; only drawn shapes and the
student's own pictures are loaded through cnnviz.
"""

import json
import pprint
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cnnviz.networks.small import input_size, layer_names, stack
from cnnviz.networks.stack.modules import CONCATENATION_CLASS, SUM_CLASS, constructor, shape_and_cost
from cnnviz.networks.stack.summary import Row, summarize
from cnnviz.networks.stack.text import Layer, Network, Path
from cnnviz.training.recipe import OWN, Recipe

if TYPE_CHECKING:
    from cnnviz.data.dataset import Dataset

_DOWNLOADED = {"mnist": "MNIST", "fashion_mnist": "FashionMNIST", "cifar10": "CIFAR10"}


def training_script(
    recipe: Recipe,
    dataset: "Dataset",
    *,
    changes: Sequence[tuple[int, float]] = (),
    device: str = "cpu",
    split_seed: int = 0,
    folder: str = "",
) -> str:
    """The script of a run; it prints loss and accuracy of every epoch, and val_loss and val_accuracy at the end.

    changes are those of `Trainer.changes`: learning rates that were set while it ran. device is "cpu", "cuda" or "mps";
    on another device than that of the run the last digits differ. split_seed is what the data set was loaded with.
    folder: read the student's own pictures from there with ImageFolder, as `cnnviz.data.packing.pack` packs them.
    Raises ValueError if recipe and data do not fit together.
    """
    channels, *native = dataset.shape
    size = input_size(recipe, (native[0], native[1]))
    network = stack(recipe, channels, size, len(dataset.classes))
    if folder:
        imports, data = _folder(folder, native[0], len(dataset.classes), split_seed)
    else:
        imports, data = _data(recipe, len(dataset.classes), split_seed)
    lines = [
        *_settings(recipe, changes, device),
        *data,
        *_examples(recipe, len(dataset.classes)),
        *_preparation(tuple(native), size),
        *_network(network),
        *_initialization(recipe),
        *_training(recipe, network, changes),
    ]
    imports |= {"import torch", "import torch.nn.functional as F", "from torch import nn"}
    imports |= {"from collections import OrderedDict"}
    if recipe.examples or any("np." in line for line in lines):
        imports |= {"import numpy as np"}
    if any("math." in line for line in lines):
        imports |= {"import math"}
    kinds = {row.layer.kind for row in summarize(network, fields=False).rows if row.layer}
    blocks = [text for kind, text in (("residual", SUM_CLASS), ("concatenation", CONCATENATION_CLASS)) if kind in kinds]
    plain = sorted(line for line in imports if line.startswith("import "))
    return "\n".join([*plain, *sorted(imports - set(plain)), *(f"\n{block}" for block in blocks), "", *lines, ""])


def _settings(recipe: Recipe, changes: Sequence[tuple[int, float]], device: str) -> list[str]:
    return [
        f"SEED, EPOCHS, BATCH_SIZE = {recipe.seed}, {recipe.epochs}, {recipe.batch_size}",
        f"LEARNING_RATE = {changes[0][1] if changes else recipe.learning_rate!r}",
        f'device = torch.device("{device}")',
        "torch.set_num_threads(1)  # so that sums are added in the same order everywhere",
        "",
        "",
        "def seed_of(count):",
        '    """A seed for each epoch, and for each step."""',
        "    return (SEED * 1_000_003 + count) % 2**32",
        "",
        "",
    ]


# Pictures and labels


def _data(recipe: Recipe, classes: int, split_seed: int) -> tuple[set[str], list[str]]:
    """Lines that make images uint8 (N, C, H, W), labels (N,), and train and validation, the indices into them."""
    name = recipe.dataset
    if name in _DOWNLOADED:
        return {"import numpy as np", "from torchvision import datasets"}, [
            "# The pictures: those for training, then those for validation",
            f'parts = [datasets.{_DOWNLOADED[name]}("data", train=part, download=True) for part in (True, False)]',
            "images = torch.tensor(np.concatenate([np.asarray(part.data) for part in parts]))",
            "images = images.permute(0, 3, 1, 2) if images.ndim == 4 else images[:, None]  # (N, C, H, W), 0 to 255",
            "labels = torch.tensor(np.concatenate([np.asarray(part.targets) for part in parts]))",
            "train, validation = torch.arange(len(images)).split([len(part.data) for part in parts])",
            "",
        ]
    if name == "shapes" or name.startswith(OWN):
        return {"from cnnviz.data import load"}, [
            "# The pictures: uint8 (N, C, H, W), and which of them are for training and for validation",
            f'data = load("{name}", seed={split_seed})',
            "images, labels, train, validation = data.images, data.labels, data.train, data.validation",
            "",
        ]
    if name == "textures":
        return {"import skimage.data"}, _textures(split_seed)
    if name == "digits":
        imports = {"from sklearn.datasets import load_digits"}
        lines = [
            "# The pictures: 1,797 digits of 8 × 8 pixels, with greys from 0 to 16",
            "digits = load_digits()",
            "images = torch.tensor(np.round(digits.images * 255 / 16).astype(np.uint8))[:, None]  # (N, 1, 8, 8)",
            "labels = torch.tensor(digits.target, dtype=torch.int64)",
        ]
    else:
        imports = {"import skimage.data"}
        lines = [
            "# The pictures: 100 faces, then 100 pieces of background, of 25 × 25 pixels",
            "images = torch.tensor(np.round(skimage.data.lfw_subset() * 255).astype(np.uint8))[:, None]",
            "labels = torch.tensor([0] * 100 + [1] * 100)",
        ]
    return imports, lines + _split(classes, split_seed, "round(0.2 * len(members))")


def _split(classes: int, seed: int, share: str) -> list[str]:
    return [
        "",
        "# A fifth of each class is kept back for validation: the network never learns from it",
        "kept_back = np.zeros(len(labels), dtype=bool)",
        f"for label in range({classes}):",
        "    members = np.flatnonzero(labels.numpy() == label)",
        f"    shuffled = np.random.default_rng([{seed}, label]).permutation(members)",
        f"    kept_back[shuffled[: {share}]] = True",
        "train, validation = torch.from_numpy(np.flatnonzero(~kept_back)), torch.from_numpy(np.flatnonzero(kept_back))",
        "",
    ]


def _folder(folder: str, side: int, classes: int, split_seed: int) -> tuple[set[str], list[str]]:
    return {"import os", "import numpy as np", "from torchvision import datasets, transforms"}, [
        "# Your pictures: one folder per class. Of each the square in the middle is taken, in red, green and blue",
        "def square(picture):",
        "    return transforms.functional.center_crop(picture, min(picture.size))",
        "",
        "",
        f"steps = [square, transforms.Resize(({side}, {side})), transforms.PILToTensor()]",
        f"pictures = datasets.ImageFolder({json.dumps(folder)}, transforms.Compose(steps))",
        "pictures.samples.sort(key=lambda sample: os.path.basename(sample[0]))",
        "images = torch.stack([picture for picture, _ in pictures])  # uint8 (N, 3, H, W)",
        "labels = torch.tensor([label for _, label in pictures])",
        "print(dict(zip(pictures.classes, labels.bincount().tolist())))",
        *_split(classes, split_seed, "min(max(1, round(0.2 * len(members))), len(members) - 1)"),
    ]


def _textures(split_seed: int) -> list[str]:
    return [
        "# The pictures: patches of 32 × 32 pixels of three photos; a band along an edge of each is for validation",
        "images, labels, kept_back = [], [], []",
        f"rng = np.random.default_rng([{split_seed}, 2])",
        "for label, photo in enumerate([skimage.data.brick(), skimage.data.grass(), skimage.data.gravel()]):",
        "    patches = photo.reshape(16, 32, 16, 32).swapaxes(1, 2)  # 16 rows of 16 patches",
        "    images.append(patches.reshape(256, 1, 32, 32))",
        "    labels += [label] * 256",
        "    band = np.zeros((16, 16), dtype=bool)",
        "    edges = (band[:3], band[-3:], band[:, :3], band[:, -3:])",
        "    edges[rng.integers(4)][:] = True",
        "    kept_back.append(band.ravel())",
        "images, labels = torch.tensor(np.concatenate(images)), torch.tensor(labels)",
        "kept_back = np.concatenate(kept_back)",
        "train, validation = torch.from_numpy(np.flatnonzero(~kept_back)), torch.from_numpy(np.flatnonzero(kept_back))",
        "",
    ]


def _examples(recipe: Recipe, classes: int) -> list[str]:
    if not recipe.examples:
        return []
    return [
        f"# Only {recipe.examples} training pictures, as equal a number of each class as there are",
        f"if {recipe.examples} < len(train):",
        "    rng = np.random.default_rng([SEED, 1])",
        f"    place = rng.permutation({classes})  # which class is served first",
        "    own = labels[train].numpy()",
        "    turn = np.empty(len(own), dtype=np.int64)  # the round in which a picture is taken",
        f"    for label in range({classes}):",
        "        members = rng.permutation(np.flatnonzero(own == label))",
        "        turn[members] = np.arange(len(members))",
        f"    train = train[torch.from_numpy(np.sort(np.lexsort((place[own], turn))[:{recipe.examples}]))]",
        "",
    ]


def _preparation(native: tuple[int, ...], size: tuple[int, int]) -> list[str]:
    scaled = []
    if native != size:
        scaled = [
            f'    x = F.interpolate(x, {size}, mode="bilinear", antialias=True).clamp(0, 1)  # from {native} pixels'
        ]
    return [
        "# Mean 0 and standard deviation 1 over the training pictures, for each channel",
        "training = images[train].double() / 255",
        "mean = training.mean((0, 2, 3)).float()[:, None, None]",
        "std = training.std((0, 2, 3), correction=0).float().clamp_min(1 / 255)[:, None, None]",
        "",
        "",
        "def prepare(pictures):",
        "    x = pictures.float() / 255",
        *scaled,
        "    return ((x - mean) / std).to(device)",
        "",
        "",
        "x_train, y_train = prepare(images[train]), labels[train].to(device)",
        "x_validation, y_validation = prepare(images[validation]), labels[validation].to(device)",
        "",
    ]


# The network


def _network(network: Network) -> list[str]:
    rows = {row.path: row for row in summarize(network, fields=False).rows}
    return [
        "# The network; the comments are the shapes behind each layer",
        "torch.manual_seed(SEED)  # decides the first weights",
        "network = nn.Sequential(",
        "    OrderedDict(",
        *_layers(network.layers, (), rows, " " * 8),
        "    )",
        ")",
    ]


def _layers(layers: tuple[Layer, ...], path: Path, rows: dict[Path, Row], indent: str) -> Iterator[str]:
    for index, (name, layer) in enumerate(zip(layer_names(layers), layers, strict=True)):
        here = (*path, index)
        row = rows[here]
        if layer.branches:
            yield f"{indent}{name}={'Residual' if layer.kind == 'residual' else 'Concatenation'}("
            for number, branch in enumerate(layer.branches):
                if not branch:
                    yield f"{indent}    nn.Identity(),"
                    continue
                yield f"{indent}    nn.Sequential("
                yield f"{indent}        OrderedDict("
                yield from _layers(branch, (*here, number), rows, indent + " " * 12)
                yield f"{indent}        )"
                yield f"{indent}    ),"
            yield f"{indent}),  # {row.shape}"
            continue
        yield f"{indent}{name}={constructor(layer, row)},  # {shape_and_cost(row)}"


def _initialization(recipe: Recipe) -> list[str]:
    call = {
        "he": 'nn.init.kaiming_normal_(module.weight, nonlinearity="relu")',
        "xavier": "nn.init.xavier_uniform_(module.weight)",
        "normal": "nn.init.normal_(module.weight, std=0.05)",
        "zeros": "nn.init.zeros_(module.weight)",
    }
    if recipe.initialization not in call:
        return ["network.to(device)", ""]
    return [
        "for module in network.modules():",
        "    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):",
        f"        {call[recipe.initialization]}",
        "        if module.bias is not None:",
        "            nn.init.zeros_(module.bias)",
        "network.to(device)",
        "",
    ]


# The training


def _training(recipe: Recipe, network: Network, changes: Sequence[tuple[int, float]]) -> list[str]:
    drawn = recipe.augmentation != "none" or _drops(network.layers)
    rate = _RATES[recipe.schedule]
    lines = [
        *_optimizer(recipe),
        "batches = -(-len(x_train) // BATCH_SIZE)  # in an epoch",
        "if len(x_train) % BATCH_SIZE == 1 and batches > 1:",
        "    batches -= 1  # batch norm has nothing to compare in a batch of one picture",
        "total, step, rate = EPOCHS * batches, 0, LEARNING_RATE",
        "",
        "",
        *_SCHEDULES.get(recipe.schedule, []),
        *_augmentation(recipe),
        "def evaluate(x, y):",
        '    """Mean loss and accuracy without dropout."""',
        "    network.eval()",
        "    with torch.no_grad():",
        "        scores = torch.cat([network(part) for part in x.split(512)])",
        "    network.train()",
        "    return F.cross_entropy(scores, y).item(), (scores.argmax(1) == y).double().mean().item()",
        "",
        "",
    ]
    if len(changes) > 1:
        table = pprint.pformat({step: float(value) for step, value in changes[1:]}, width=100)
        lines += [f"CHANGES = {table}  # learning rates set while it ran, by step", ""]
    lines += [
        "for epoch in range(EPOCHS):",
        "    order = torch.randperm(len(x_train), generator=torch.Generator().manual_seed(seed_of(epoch))).to(device)",
        "    losses = []",
        "    for batch in order.split(BATCH_SIZE)[:batches]:",
        *(["        torch.manual_seed(seed_of(step))  # decides what is random in this step"] if drawn else []),
        *(["        rate = CHANGES.get(step, rate)"] if len(changes) > 1 else []),
        *(
            ["        for group in optimizer.param_groups:", f'            group["lr"] = {rate}']
            if rate != "rate" or len(changes) > 1
            else []
        ),
        f"        x = {'x_train[batch]' if recipe.augmentation == 'none' else 'augment(x_train, batch)'}",
        "        loss = F.cross_entropy(network(x), y_train[batch])",
        "        optimizer.zero_grad()",
        "        loss.backward()",
        "        optimizer.step()",
        "        losses.append(loss.detach())",
        "        step += 1",
        "    val_loss, val_accuracy = evaluate(x_validation, y_validation)",
        "    loss = torch.stack(losses).mean().item()",
        '    print(f"epoch {epoch + 1}: loss {loss:.4f}, val_loss {val_loss:.4f}, val_accuracy {val_accuracy:.2%}")',
        "",
        'print("val_loss", val_loss)',
        'print("val_accuracy", val_accuracy)',
    ]
    return lines


def _optimizer(recipe: Recipe) -> list[str]:
    kind = {"adam": "Adam", "adamw": "AdamW"}.get(recipe.optimizer, "SGD")
    settings: dict[str, Any] = {"momentum": 0.9} if recipe.optimizer == "momentum" else {}
    settings |= {"weight_decay": recipe.weight_decay}
    texts = ", ".join(f"{key}={value!r}" for key, value in settings.items())
    return [
        "# fused: all weights in one go, which is faster",
        f'fused = device.type in ("cpu", "cuda")\n'
        f"optimizer = torch.optim.{kind}(network.parameters(), lr=LEARNING_RATE, {texts}, fused=fused)",
    ]


_RATES = {
    "constant": "rate",
    "cosine": "rate * (1 + math.cos(math.pi * step / total)) / 2",
    "step": "rate * 0.1 ** ((2 * step >= total) + (4 * step >= 3 * total))",
    "one_cycle": "rate * one_cycle(step)",
}
_SCHEDULES = {
    "one_cycle": [
        "def one_cycle(step):",
        '    """What the learning rate is multiplied with: up from 1/25 in the first 30 % of the steps, then down."""',
        "    top = 0.3 * total - 1",
        "    low, high, share = 1 / 25, 1.0, step / top if top > 0 else 1.0",
        "    if step > top:",
        "        low, high, share = 1.0, 1 / 250_000, (step - top) / max(total - 1 - top, 1)",
        "    return high + (low - high) * (1 + math.cos(math.pi * min(share, 1.0))) / 2",
        "",
        "",
    ]
}


def _augmentation(recipe: Recipe) -> list[str]:
    if recipe.augmentation == "none":
        return []
    lines = [
        "def augment(pictures, index):",
        '    """The pictures (B, C, H, W) with these indices, changed at random; the border is repeated."""',
        "    height, width = pictures.shape[-2:]",
        "    rows = torch.arange(height).repeat(len(index), 1)",
        "    columns = torch.arange(width).repeat(len(index), 1)",
    ]
    if "shift" in recipe.augmentation:
        lines += [
            "    down, right = max(1, round(height / 14)), max(1, round(width / 14))",
            "    rows = (rows + torch.randint(-down, down + 1, (len(index), 1))).clamp(0, height - 1)",
            "    columns = (columns + torch.randint(-right, right + 1, (len(index), 1))).clamp(0, width - 1)",
        ]
    if "mirror" in recipe.augmentation:
        lines += [
            "    mirrored = torch.rand(len(index), 1) < 0.5",
            "    columns = torch.where(mirrored, columns.flip(1), columns)",
        ]
    return [
        *lines,
        "    rows, columns = rows.to(device), columns.to(device)",
        "    moved = pictures[index[:, None, None], :, rows[:, :, None], columns[:, None, :]]  # (B, H, W, C)",
        "    return moved.permute(0, 3, 1, 2).contiguous()",
        "",
        "",
    ]


def _drops(layers: tuple[Layer, ...]) -> bool:
    return any(
        (layer.kind == "dropout" and layer.percent > 0) or any(_drops(branch) for branch in layer.branches)
        for layer in layers
    )
