"""Weights for the networks of the course: shipped with the app, pretrained on ImageNet, or random.

`choices` says what there is for a network, `load` gives the network with its weights, `prepare` makes a picture its
input, and `top` reads its answer.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import pickle
import re
import tempfile
import threading
import urllib.error
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlparse

import torch
from torch import Tensor, nn

from cnnviz import networks
from cnnviz.data.downloads import Progress, Silent, in_turn, megabytes, transfer
from cnnviz.draws import seeded
from cnnviz.networks import shipped
from cnnviz.networks.catalogue import CATALOGUE, EVERY
from cnnviz.words import joined, linked, say

__all__ = [
    "KINDS", "Choice", "WeightsError", "available", "categories", "choices", "crop", "load", "normalize", "prepare",
    "top",
]  # fmt: skip

KINDS = ("shipped", "imagenet", "random")
MOST_BYTES = 700 * 2**20  # VGG-19 has 548 MB
_LOCK = threading.Lock()  # two students asking at once wait for one download
_AUXILIARY = re.compile(r"(aux1|aux2|AuxLogits)\.")
_OLD_DENSENET = re.compile(r"(.*denselayer\d+\.(?:norm|relu|conv))\.(\d)\.(.*)")


class WeightsError(ValueError):
    """Weights that can't be had or used; the text is one sentence for the user."""


class Choice(NamedTuple):
    """Weights that a network may have.

    kind: one of KINDS; title: what they are, in a few words; ready: whether they load without a download; megabytes:
    how much there is to download, 0 if nothing.
    """

    kind: str
    title: str
    ready: bool
    megabytes: float = 0.0


def choices(name: str) -> tuple[Choice, ...]:
    """All weights for a network, what is known to be best first. Raises WeightsError for an unknown network."""
    found = []
    if name in shipped.SHIPPED and (shipped.FOLDER / f"{name}.safetensors").is_file():
        found.append(Choice("shipped", say("trained on {title}", title=shipped.SHIPPED[name].title), True))
    if entry := _pretrained(name):
        ready = _cached(entry).is_file()
        size = 0.0 if ready else float(entry.meta.get("_file_size", 0))
        found.append(
            Choice("imagenet", say("trained on ImageNet ({name} of torchvision)", name=entry.name), ready, size)
        )
    if not found and name not in CATALOGUE:
        raise _unknown(name)
    return (*found, Choice("random", "random, not trained", True))


def available(name: str) -> tuple[str, ...]:
    """The kinds of weights that `load` gives without a download, the best first."""
    return tuple(choice.kind for choice in choices(name) if choice.ready)


def load(name: str, kind: str = "", *, seed: int = 0, progress: Progress | None = None) -> nn.Module:
    """A network with its weights, in evaluation mode.

    name: torchvision's name of a network, or one that ships with the app; kind: one of KINDS, or the best that needs
    no download. Pretrained weights are taken from torch's cache, and fetched to there if they are missing; progress
    hears of it, and what it raises stops the download. seed: of random weights.

    Raises WeightsError, with a sentence for the user, for weights that can't be had. What is fetched is unpickled with
    weights_only=True: it can hold numbers, and no program.
    """
    kind = kind or available(name)[0]
    if kind not in KINDS:
        raise WeightsError(
            say("There are no weights of the kind {kind!r}: choose one of {KINDS}.", kind=kind, KINDS=joined(KINDS))
        )
    if kind == "shipped":
        try:
            return shipped.read(name)
        except ValueError as error:
            raise WeightsError(str(error)) from None
    if kind == "random" and name in CATALOGUE:
        return networks.build(name, seed=seed)
    if kind == "random":
        with seeded(seed):
            return _build(name).eval()
    entry = _pretrained(name)
    if entry is None:
        raise WeightsError(
            say(
                "torchvision has no pretrained weights for {name}: choose {available}.",
                name=name,
                available=linked(available(name), by="{first} or {last}"),
            )
        )
    path = _cached(entry)
    report = progress or (lambda share, sentence: None)
    with in_turn(_LOCK, lambda: report(0.0, "Somebody is downloading weights: waiting.")):
        if not path.is_file():
            _download(name, entry.url, path, report)
    with torch.device("meta"):
        network = _build(name, pretrained=True)
    damaged = say(
        "The weights of {name} in {path} are damaged: delete that file, then try again.", name=name, path=path
    )
    try:
        tensors = torch.load(path, map_location="cpu", weights_only=True)
        network.load_state_dict({_renamed(key): value for key, value in _kept(tensors)}, assign=True)
    except (
        *(RuntimeError, OSError, EOFError, ValueError, TypeError, AttributeError, KeyError),
        pickle.UnpicklingError,
    ) as error:
        raise WeightsError(damaged) from error
    return network.requires_grad_(True).eval()


def categories(name: str, kind: str) -> tuple[str, ...]:
    """The names of the classes, in the order of the scores; those of random weights are but numbered."""
    entry = _pretrained(name)
    if kind == "shipped":
        return shipped.SHIPPED[name].classes
    if kind == "imagenet" and entry:
        return tuple(entry.meta["categories"])
    count = len(shipped.SHIPPED[name].classes) if name in shipped.SHIPPED else 1000
    return tuple(say("class {number}", number=number) for number in range(count))


def prepare(name: str, picture: Tensor) -> Tensor:
    """A picture (3, H, W) or (1, H, W) in [0, 1] as the network was trained to see it: a batch (1, C, h, w)."""
    return normalize(name, crop(name, picture))


def crop(name: str, picture: Tensor) -> Tensor:
    """The part of a picture that the network gets, scaled to its input and in its channels: (1, C, h, w) in [0, 1]."""
    if name in shipped.SHIPPED:
        return shipped.SHIPPED[name].crop(picture)
    preset = _preset(name)
    preset.mean, preset.std = [0.0] * 3, [1.0] * 3
    batch: Tensor = preset(picture.expand(3, -1, -1)[None])
    return batch


def normalize(name: str, batch: Tensor) -> Tensor:
    """Pictures (N, C, h, w) in [0, 1] with the mean moved to 0 and the spread to 1, as the network wants them."""
    if name in shipped.SHIPPED:
        return shipped.SHIPPED[name].normalize(batch)
    preset = _preset(name)
    mean, std = (batch.new_tensor(values)[:, None, None] for values in (preset.mean, preset.std))
    return (batch - mean) / std


def top(scores: Tensor, names: Sequence[str], count: int = 5) -> list[tuple[str, float]]:
    """The classes with the highest probability, by softmax of the scores (classes,): (name, probability)."""
    found = scores.softmax(0).topk(min(count, len(names)))
    return [(names[index], share) for share, index in zip(found.values.tolist(), found.indices.tolist(), strict=True)]


def _build(name: str, *, pretrained: bool = False) -> nn.Module:
    if name in shipped.SHIPPED:
        return shipped.SHIPPED[name].build()
    from torchvision import models

    if name not in models.list_models(module=models):
        raise _unknown(name)
    settings = dict(EVERY[name].settings) if name in EVERY else {}
    if pretrained and settings:  # the inception networks: they were trained on pictures that they normalise again
        settings |= {"transform_input": True, "init_weights": False}
    network: nn.Module = models.get_model(name, weights=None, **settings)
    return network


def _unknown(name: str) -> WeightsError:
    return WeightsError(
        say(
            "There is no network called {name!r}: choose one of {CATALOGUE}, …",
            name=name,
            CATALOGUE=joined(CATALOGUE),
        )
    )


def _pretrained(name: str) -> Any:
    """torchvision's weights, or None: those that are in the cache, else the first, which are the paper's."""
    from torchvision import models

    if name not in models.list_models(module=models):
        return None
    entries = list(models.get_model_weights(name))
    return next((entry for entry in entries if _cached(entry).is_file()), entries[0] if entries else None)


def _cached(entry: Any) -> Path:
    return Path(torch.hub.get_dir(), "checkpoints", os.path.basename(urlparse(entry.url).path))


def _preset(name: str) -> Any:
    """torchvision's transforms for these weights, or those that nearly all networks share."""
    from torchvision.transforms._presets import ImageClassification

    entry = _pretrained(name)
    return entry.transforms() if entry else ImageClassification(crop_size=224)


def _kept(tensors: dict[str, Tensor]) -> list[tuple[str, Tensor]]:
    return [(key, value) for key, value in tensors.items() if not _AUXILIARY.match(key)]


def _renamed(key: str) -> str:
    """The name of a tensor today; DenseNet's file still says norm.1 for norm1."""
    return _OLD_DENSENET.sub(r"\1\2.\3", key)


def _download(name: str, url: str, path: Path, report: Progress) -> None:
    """Fetch into a file of another name, which takes its place only when it is complete and its hash is right."""
    instead = "take random weights, or those of a network that ships with the app"

    def scaled(done: int, size: int) -> None:
        report(
            min(1.0, done / size) if size else 0.0,
            say("Downloading the weights of {name}: {amount}.", name=name, amount=megabytes(done, size)),
        )

    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
        os.close(handle)
        temporary = Path(made)
        try:
            transfer(url, temporary, scaled, most=MOST_BYTES)
        except (http.client.HTTPException, urllib.error.URLError, TimeoutError, ConnectionError) as error:
            answer = (
                say("the server answers {code}", code=error.code)
                if isinstance(error, urllib.error.HTTPError)
                else str(error)
                if isinstance(error, Silent)
                else "no connection"
            )
            raise WeightsError(
                say(
                    "The weights of {name} can't be downloaded now ({answer}): try again later, or {instead}.",
                    name=name, answer=answer, instead=instead,
                )
            ) from error  # fmt: skip
        prefix = torch.hub.HASH_REGEX.search(path.name)
        if prefix and not _digest(temporary).startswith(prefix.group(1)):
            raise WeightsError(
                say("The weights of {name} arrived damaged: try again, or {instead}.", name=name, instead=instead)
            )
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        reason = error.strerror or error
        raise WeightsError(
            say(
                "The weights of {name} can't be saved in {parent} ({reason}): make room there, or {instead}.",
                name=name, parent=path.parent, reason=reason, instead=instead,
            )
        ) from error  # fmt: skip
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def _digest(path: Path) -> str:
    digest = sha256()
    with open(path, "rb") as file:
        while part := file.read(2**20):
            digest.update(part)
    return digest.hexdigest()
