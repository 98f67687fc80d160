"""Weights: from torch's cache as torchvision itself reads them, over the network, shipped, and random."""

import hashlib
import http.server
import importlib
import io
import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
import torchvision.models as zoo

from cnnviz import images
from cnnviz.networks import shipped, weights
from cnnviz.networks.weights import WeightsError

ROOT = Path(__file__).parents[3]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty torch cache: the folder where it keeps checkpoints."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr(torch.hub, "_hub_dir", None)
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


def checkpoint(name: str) -> dict[str, torch.Tensor]:
    """A checkpoint as torchvision's host has it, with other numbers: the old names, the auxiliary classifiers."""
    torch.manual_seed(3)
    settings = {"aux_logits": True, "init_weights": False} if name == "googlenet" else {}
    tensors = zoo.get_model(name, **settings).state_dict()
    if name == "densenet121":
        tensors = {key: value for key, value in tensors.items() if "num_batches" not in key}
        return {re.sub(r"(denselayer\d+\.(?:norm|conv))(\d)", r"\1.\2", key): value for key, value in tensors.items()}
    return dict(tensors)


@pytest.mark.parametrize("name", ["resnet18", "densenet121", "googlenet"])
def test_weights_in_the_cache_give_what_torchvision_gives(name: str, cache: Path) -> None:
    entry = next(iter(zoo.get_model_weights(name)))
    assert weights.available(name) == ("random",)
    torch.save(checkpoint(name), cache / Path(entry.url).name)
    assert weights.available(name) == ("imagenet", "random")
    picture = images.sample_picture("chelsea").pixels
    batch = weights.prepare(name, picture)
    assert torch.equal(batch, entry.transforms()(picture)[None])
    theirs = zoo.get_model(name, weights=entry).eval()
    with torch.no_grad():
        scores, expected = weights.load(name)(batch)[0], theirs(batch)[0]
    assert torch.equal(scores, expected)
    best = weights.top(scores, weights.categories(name, "imagenet"))
    probabilities, classes = torch.nn.functional.softmax(expected, 0).sort(descending=True)
    assert best == [
        (entry.meta["categories"][i], p) for p, i in zip(probabilities[:5].tolist(), classes[:5].tolist(), strict=True)
    ]


def test_a_checkpoint_cannot_run_a_program(cache: Path, tmp_path: Path) -> None:
    class Program:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "it-ran",)

    for content in (pickle.dumps(Program()), b"no checkpoint", b""):
        (cache / "resnet18-f37072fd.pth").write_bytes(content)
        with pytest.raises(WeightsError, match=r"damaged: delete that file"):
            weights.load("resnet18")
    file = io.BytesIO()
    torch.save({"weights": Program()}, file)
    (cache / "resnet18-f37072fd.pth").write_bytes(file.getvalue())
    with pytest.raises(WeightsError, match="damaged"):
        weights.load("resnet18", "imagenet")
    assert not (tmp_path / "it-ran").exists()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address under which a server offers it."""
    folder = tmp_path / "host"
    folder.mkdir()
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_download_is_checked_and_leaves_nothing_half_done(
    cache: Path, host: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, address = host
    entry = zoo.SqueezeNet1_1_Weights.IMAGENET1K_V1
    file = io.BytesIO()
    torch.save(zoo.squeezenet1_1().state_dict(), file)
    name = f"squeezenet-{hashlib.sha256(file.getvalue()).hexdigest()[:8]}.pth"
    (folder / name).write_bytes(file.getvalue())
    (folder / "squeezenet-01234567.pth").write_bytes(file.getvalue())

    def offered(url: str) -> None:
        there = SimpleNamespace(url=url, meta=entry.meta, transforms=entry.transforms, name=entry.name)
        monkeypatch.setattr(weights, "_pretrained", lambda _name: there)

    heard: list[tuple[float, str]] = []
    for url, sentence in (
        (address + "squeezenet-01234567.pth", "arrived damaged: try again"),
        (address + "nothing.pth", "the server answers 404"),
        ("http://127.0.0.1:9/squeezenet-01234567.pth", "no connection"),
    ):
        offered(url)
        with pytest.raises(WeightsError, match=sentence):
            weights.load("squeezenet1_1", "imagenet")
        assert not list(cache.iterdir())

    def stop(share: float, sentence: str) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    offered(address + name)
    with pytest.raises(KeyboardInterrupt):
        weights.load("squeezenet1_1", "imagenet", progress=stop)
    assert not list(cache.iterdir())
    network = weights.load("squeezenet1_1", "imagenet", progress=lambda *said: heard.append(said))
    assert [path.name for path in cache.iterdir()] == [name]
    assert torch.equal(network.state_dict()["features.0.weight"], torch.load(cache / name)["features.0.weight"])
    shares = [share for share, _ in heard]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] == 1
    assert heard[-1][1].startswith("Downloading the weights of squeezenet1_1: 5.0 of 5.0 MB")


def test_random_weights_follow_the_seed_alone() -> None:
    before = torch.get_rng_state()
    first, again, other = (weights.load("resnet18", "random", seed=seed) for seed in (4, 4, 5))
    assert torch.equal(before, torch.get_rng_state())
    assert torch.equal(first.state_dict()["fc.weight"], again.state_dict()["fc.weight"])
    assert not torch.equal(first.state_dict()["fc.weight"], other.state_dict()["fc.weight"])
    assert not first.training
    assert weights.categories("resnet18", "random")[999] == "class 999"


def test_nonsense_gets_a_sentence(cache: Path) -> None:
    with pytest.raises(WeightsError, match="no network called 'resnet19': choose one of lenet5"):
        weights.choices("resnet19")
    with pytest.raises(WeightsError, match="no weights of the kind 'best'"):
        weights.load("resnet18", "best")
    with pytest.raises(WeightsError, match="No weights ship for resnet18"):
        weights.load("resnet18", "shipped")
    with pytest.raises(WeightsError, match="no pretrained weights for lenet5: choose shipped or random"):
        weights.load("lenet5", "imagenet")


# ------------------------------------------------------------------------------------------------- shipped


def measured(name: str) -> float:
    """Accuracy in per cent, of the pictures that the card names, by the functions of the script that trained it."""
    import numpy as np

    from cnnviz import data
    from models.fitting import accuracy

    script = importlib.import_module(f"models.{name}")
    if name == "lenet5":
        digits = data.load("digits", seed=0)
        kept = digits.validation
        batches = torch.cat([weights.prepare(name, picture / 255) for picture in digits.images[kept].float()])
        assert torch.allclose(batches, script.prepared(digits.images[kept]))
        return 100 * accuracy(weights.load(name), batches, digits.labels[kept])
    if name == "tiny_vgg":
        return 100 * accuracy(weights.load(name), *script.shapes(script.UNSEEN, 1000))
    if name == "edges":
        return 100 * accuracy(weights.load(name), *script.crops(1, 1000, torch.Generator().manual_seed(0)))
    shapes = data.load("shapes", seed=0)
    middle = shapes.images[shapes.validation, :, 2:30, 2:30].float() / 255
    members = [shipped.read(name, number) for number in range(shipped.MEMBERS)]
    found = [
        accuracy(member, shipped.SHIPPED[name].normalize(middle), shapes.labels[shapes.validation])
        for member in members
    ]
    return 100 * float(np.mean(found))


MADE = [name for name in shipped.SHIPPED if (shipped.FOLDER / f"{name}.safetensors").is_file()]


def test_weights_ship() -> None:
    assert {"lenet5", "edges", "ensemble"} <= set(MADE)


@pytest.mark.parametrize("name", MADE)
def test_shipped_weights_reach_the_accuracy_on_their_card(name: str) -> None:
    card = (ROOT / "models" / f"{name}.md").read_text()
    (stated,) = re.findall(r"\*\*([\d.]+) %\*\*", card)
    assert measured(name) == pytest.approx(float(stated), abs=0.3)
    for word in ("| File |", "| Script |", "| Data |", "| Licence |", f"python -m models.{name}", "seed"):
        assert word in card
    assert float(stated) > 150 / len(shipped.SHIPPED[name].classes)  # half as much again as guessing


@pytest.mark.parametrize("name", shipped.SHIPPED)
def test_the_scripts_that_made_them_run(name: str) -> None:
    before = {path: path.stat().st_mtime_ns for path in (ROOT / "models").glob("*.safetensors")}
    done = subprocess.run(
        [sys.executable, "-m", f"models.{name}", "--short"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "%" in done.stdout
    assert before == {path: path.stat().st_mtime_ns for path in (ROOT / "models").glob("*.safetensors")}


def test_what_ships_is_small() -> None:
    assert sum(path.stat().st_size for path in (ROOT / "models").glob("*.safetensors")) < 20e6


def test_the_first_layer_shows_edges_and_colours() -> None:
    """Filters of length 1: many whose spectrum has one clear orientation, some whose energy is in the colour."""
    network = weights.load("edges")
    filters = network.get_parameter("conv1.weight").detach()
    assert torch.allclose(filters.flatten(1).norm(dim=1), torch.ones(64), atol=1e-5)
    grey = filters.mean(1, keepdim=True)
    colourful = (filters - grey).square().sum((1, 2, 3))
    assert (colourful > 0.5).sum() >= 8
    # the structure tensor of each grey filter: 1 where all gradients point one way, 0 where there is no direction
    down, right = torch.gradient(grey[:, 0], dim=(1, 2))
    a, b, c = (values.sum((1, 2)) for values in (right * right, right * down, down * down))
    coherence = torch.sqrt((a - c) ** 2 + 4 * b * b) / (a + c)
    assert (coherence[colourful < 0.5] > 0.5).sum() >= 20
