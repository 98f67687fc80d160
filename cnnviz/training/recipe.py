"""A recipe: everything that decides how a training run goes, as plain data.

Two runs of the same recipe on the same kind of device give the same numbers. A page reads the help text, the allowed
words and the limits of a setting with `help_text`, `allowed` and `limits`.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import Field, asdict, dataclass, field, fields
from typing import Any

from cnnviz.data.scene_sets import SCENES
from cnnviz.networks import scene_networks
from cnnviz.networks.small import STACK
from cnnviz.networks.stack.text import parse_network
from cnnviz.words import joined, say

DATASETS = ("digits", "faces", "shapes", "textures", "mnist", "fashion_mnist", "cifar10")
"""Data sets of the catalogue; a student's own is called own:<id>."""
NETWORKS = ("lenet5", "lenet5_classic", "tiny_vgg", "small_resnet", "mlp")
"""Networks by name; a network of the layer-stack builder is called stack:<its text>."""
SCENE_NETWORKS = tuple(scene_networks.NETWORKS)
"""Networks that find objects in scenes: they learn from one of SCENES, and the others from one of DATASETS."""
OWN = "own:"
TERMS: dict[str, tuple[str, ...]] = {
    "classification": (),
    "detection": ("box", "confidence", "class"),
    "segmentation": ("cross_entropy", "dice"),
}
"""What can be learnt, and the parts of which its loss is the sum, by their names in a row of the metrics."""


TITLES = {
    "lenet5": "LeNet-5", "lenet5_classic": "LeNet-5 of 1998", "tiny_vgg": "tiny VGG", "small_resnet": "small ResNet",
    "mlp": "MLP", "tiny_yolo": "tiny YOLO", "tiny_yolo_2": "tiny YOLO with two anchors", "unet": "U-Net",
    "unet_no_skips": "U-Net without skips", "sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "relu": "ReLU",
    "leaky_relu": "leaky ReLU", "elu": "ELU", "gelu": "GELU", "silu": "SiLU", "one_cycle": "one cycle",
    "batch_norm": "batch norm", "batch_size": "batch size", "learning_rate": "learning rate",
    "weight_decay": "weight decay",
}  # fmt: skip
"""How a student reads the words of a recipe that are not written so in it."""


def title(word: str) -> str:
    """A word of a recipe as a student reads it.

    >>> title("lenet5"), title("one_cycle")
    ('LeNet-5', 'one cycle')
    """
    return TITLES.get(word, word.replace("_", " "))


def steps_per_epoch(examples: int, batch_size: int) -> int:
    """Steps of the optimiser in an epoch; a last batch of a single picture is left out, unless it is the only one.

    >>> steps_per_epoch(1438, 32), steps_per_epoch(1409, 32), steps_per_epoch(1, 32)
    (45, 44, 1)
    """
    whole, rest = divmod(examples, batch_size)
    return whole + (rest > 1 or (rest == 1 and whole == 0))


def total_steps(examples: int, batch_size: int, epochs: int) -> int:
    """Steps of the optimiser in a whole training."""
    return steps_per_epoch(examples, batch_size) * epochs


def rounds_down(examples: int, batch_size: int) -> bool:
    """Whether the last batch is a single picture, which is left out: batches are else rounded up to steps."""
    return examples % batch_size == 1 and examples > batch_size > 1


def _word(default: str, help_text: str, *words: str) -> Any:
    return field(default=default, metadata={"help": help_text, "allowed": words})


def _number(default: float, help_text: str, low: float, high: float) -> Any:
    return field(default=default, metadata={"help": help_text, "limits": (low, high)})


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to train on what, and how. Raises ValueError that names the setting and says what to change.

    >>> Recipe(network="mlp", epochs=2).to_json()[:42]
    '{"dataset": "digits", "network": "mlp", "o'
    """

    dataset: str = _word("digits", "The pictures to learn from; own:… is a set of your own.", *DATASETS)
    network: str = _word("lenet5", "The network; stack:… is one from the layer-stack builder.", *NETWORKS)
    optimizer: str = _word("adam", "How a gradient becomes a step of the weights.", "sgd", "momentum", "adam", "adamw")
    learning_rate: float = _number(0.002, "How far each step goes; a schedule scales it.", 1e-7, 1_000_000)
    schedule: str = _word(
        "constant", "How the learning rate changes during the run.", "constant", "cosine", "step", "one_cycle"
    )
    batch_size: int = _number(32, "How many pictures are averaged for one step.", 1, 1024)
    epochs: int = _number(5, "How many times every training picture is seen.", 1, 1000)
    weight_decay: float = _number(0.0, "How strongly weights are pulled towards zero in every step.", 0, 10)
    dropout: float = _number(0.0, "Probability that a unit of the dense layers is switched off in a step.", 0, 0.95)
    batch_norm: bool = field(
        default=False,
        metadata={"help": "Bring every channel to mean 0 and variance 1 over the batch, behind each convolution."},
    )
    activation: str = _word(
        "relu", "The function behind each layer.", "relu", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh"
    )
    pooling: str = _word("max", "How maps are made smaller.", "max", "average", "stride")
    depth: int = _number(0, "Stages of the tiny VGG, blocks of the ResNet, hidden layers of the MLP; 0: its own.", 0, 6)
    initialization: str = _word("default", "The first weights.", "default", "he", "xavier", "normal", "zeros")
    augmentation: str = _word(
        "none", "Random changes of the pictures in every step.", "none", "shift", "mirror", "shift and mirror"
    )
    examples: int = _number(0, "Training pictures used, the same number of each class; 0: all.", 0, 1_000_000)
    seed: int = _number(0, "Where the random numbers begin: first weights, order of the pictures.", 0, 2**31 - 1)
    device: str = _word("auto", "What computes: the graphics card if there is one.", "auto", "cuda", "mps", "cpu")

    def __post_init__(self) -> None:
        for setting in fields(self):
            _check(setting, getattr(self, setting.name))
        if self.dropout and not math.isclose(self.dropout * 100, round(self.dropout * 100), abs_tol=1e-6):
            raise ValueError(
                say(
                    "Dropout of {dropout} is no whole per cent: use {nearest}.",
                    dropout=self.dropout,
                    nearest=round(self.dropout, 2),
                )
            )
        if self.batch_norm and self.batch_size == 1:
            raise ValueError("Batch norm compares the pictures of a batch: use a batch size of at least 2 with it.")
        if (self.task == "classification") == (self.dataset in SCENES):
            raise ValueError(
                say(
                    "{network} does not learn from {dataset}: a network that finds objects learns from {scenes}, "
                    "the others from pictures of one class each.",
                    network=title(self.network), dataset=title(self.dataset), scenes=joined(SCENES),
                )
            )  # fmt: skip
        if self.task != "classification" and "shift" in self.augmentation:
            raise ValueError("Scenes are mirrored, not shifted: set the augmentation to mirror or none.")

    @property
    def task(self) -> str:
        """What is learnt, which follows from the network: one of TERMS."""
        if self.network in scene_networks.DETECTORS:
            return "detection"
        return "segmentation" if self.network in scene_networks.SEGMENTERS else "classification"

    def to_json(self) -> str:
        """One line of JSON; `from_json` gives an equal recipe back."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def from_json(text: str | bytes) -> "Recipe":
        """The recipe of a text; a setting that is left out keeps its default.

        Raises ValueError with a sentence if the text is no recipe.
        """
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError("This is no recipe: it is not written in JSON.") from None
        if not isinstance(values, dict):
            raise ValueError('This is no recipe: write its settings as {"dataset": "digits", …}.')
        if unknown := [name for name in values if name not in _FIELDS]:
            raise ValueError(
                say(
                    "A recipe has no setting “{unknown}”: use {FIELDS}.",
                    unknown=unknown[0][:40],
                    FIELDS=joined(_FIELDS),
                )
            )
        return Recipe(**values)


_FIELDS: dict[str, Field[Any]] = {setting.name: setting for setting in fields(Recipe)}


def help_text(name: str) -> str:
    """One sentence on what a setting does."""
    text: str = _FIELDS[name].metadata["help"]
    return text


def allowed(name: str) -> tuple[str, ...]:
    """The words that a setting may have; () for a number."""
    words: tuple[str, ...] = _FIELDS[name].metadata.get("allowed", ())
    return words


def limits(name: str) -> tuple[float, float] | None:
    """The smallest and the largest value of a number; None for a word."""
    numbers: tuple[float, float] | None = _FIELDS[name].metadata.get("limits")
    return numbers


def wanted(name: str) -> str:
    """What a number of a recipe has to be, as a sentence for whoever has typed something else.

    >>> wanted("learning_rate")
    'The learning rate has to be a number from 1e-07 to 1,000,000.'
    """
    return say("The {name} has to be {range}.", name=title(name), range=_range(_FIELDS[name]))


def difference(a: Recipe, b: Recipe) -> dict[str, tuple[Any, Any]]:
    """The settings in which two recipes differ, with the value in a and in b.

    >>> difference(Recipe(), Recipe(dropout=0.5))
    {'dropout': (0.0, 0.5)}
    """
    pairs = {name: (getattr(a, name), getattr(b, name)) for name in _FIELDS}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def differing(recipes: Sequence[Recipe]) -> tuple[str, ...]:
    """The settings that are not the same in all of some recipes, in the order of a recipe.

    >>> differing([Recipe(), Recipe(seed=1), Recipe(dropout=0.5)])
    ('dropout', 'seed')
    """
    return tuple(name for name in _FIELDS if len({getattr(recipe, name) for recipe in recipes}) > 1)


def _check(setting: "Field[Any]", value: Any) -> None:
    name, called = setting.name, title(setting.name)
    if "allowed" in setting.metadata:
        words = setting.metadata["allowed"]
        if not isinstance(value, str):
            raise ValueError(
                say(
                    "The {title} cannot be {short}: use one of {words}.",
                    title=called, short=_short(value), words=joined(words),
                )
            )  # fmt: skip
        if name == "dataset" and re.fullmatch(OWN + r"[A-Za-z0-9_-]{1,64}", value):
            return
        if name == "network" and value.startswith(STACK):
            parse_network(value.removeprefix(STACK))
            return
        if (name == "network" and value in SCENE_NETWORKS) or (name == "dataset" and value in SCENES):
            return
        if value not in words:
            raise ValueError(
                say(
                    "There is no {title} called {short}: use one of {words}.",
                    title=called, short=_short(value), words=joined(words),
                )
            )  # fmt: skip
    elif "limits" in setting.metadata:
        low, high = setting.metadata["limits"]
        kinds = (int,) if _is_whole(setting) else (int, float)
        if not isinstance(value, kinds) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(
                say(
                    "The {title} cannot be {short}: use {range}.",
                    title=called, short=_short(value), range=_range(setting),
                )
            )  # fmt: skip
    elif not isinstance(value, bool):
        raise ValueError(say("The {title} cannot be {short}: use true or false.", title=called, short=_short(value)))


def _is_whole(setting: "Field[Any]") -> bool:
    return setting.type is int or setting.type == "int"


def _range(setting: "Field[Any]") -> str:
    low, high = setting.metadata["limits"]
    if _is_whole(setting):
        return say("a whole number from {low:,} to {high:,}", low=low, high=high)
    return say("a number from {low:,} to {high:,}", low=low, high=high)


def _short(value: Any) -> str:
    text = str(value)
    return f"“{text if len(text) <= 40 else text[:40] + '…'}”"
