"""The zips of pictures that the app gives away, the script that reads them, and the 7 days that pictures are kept."""

import io
import os
import random
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from cnnviz.data import load, own, own_pictures, own_zip, packing
from cnnviz.training.listing import training_script
from cnnviz.training.loop import Trainer
from cnnviz.training.recipe import Recipe
from tests.engine.data.test_own import folders, packed
from tests.engine.training.training_runs import opened_pool, until

pytestmark = pytest.mark.usefixtures("one_thread")


def test_the_example_is_cut_from_its_photos_without_overlap() -> None:
    from skimage import data as photos

    content = packing.example_zip()
    assert content == packing.example_zip()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        patches = [np.asarray(Image.open(io.BytesIO(archive.read(name)))) for name in names]
    for name in packing.EXAMPLE:
        mine = np.stack([patch for path, patch in zip(names, patches, strict=True) if path.startswith(f"{name}/")])
        whole = np.block([list(mine[row * 8 : row * 8 + 8]) for row in range(8)])
        np.testing.assert_array_equal(whole, getattr(photos, name)())
    assert own_zip.read_zip(content).notes == ()


def test_a_shrunk_picture_is_its_middle_and_a_broken_one_is_refused() -> None:
    wide = np.zeros((200, 600, 3), dtype=np.uint8)
    wide[:, 200:400] = (250, 100, 20)
    file = io.BytesIO()
    Image.fromarray(wide).save(file, "PNG")
    small = np.asarray(Image.open(io.BytesIO(own_pictures.shrink(file.getvalue()))))
    assert small.shape == (128, 128, 3)
    assert (small == (250, 100, 20)).all()
    with pytest.raises(ValueError):
        own_pictures.shrink(b"no picture")


@pytest.mark.parametrize(
    "classes",
    [
        ("cat", "dog"),
        ("class 2", "class 10"),
        ("a/b", "a_b"),
        ("Cat", "cat"),
        ("..", "."),
        ("ü", "z", "💥"),
        tuple(f"c{i}" for i in range(20)),
    ],
)
def test_folders_are_numbered_as_the_classes_are_and_lead_nowhere(classes: tuple[str, ...]) -> None:
    names = packing.folder_names(classes)
    assert sorted(names) == list(names)
    assert len({name.lower() for name in names}) == len(classes)
    for name in names:
        assert name not in (".", "..")
        assert not re.search(r'[/\\:*?"<>|]', name)


def test_a_packed_data_set_is_read_as_it_was() -> None:
    dataset = own_zip.read_zip(packed(folders(dog=4, cat=7)))
    again = own_zip.read_zip(packing.pack(dataset))
    assert again.classes == dataset.classes == ("cat", "dog")
    order = torch.argsort(dataset.labels, stable=True)  # the zip it came from may have mixed its folders
    assert torch.equal(again.images[torch.argsort(again.labels, stable=True)], dataset.images[order])


@pytest.mark.parametrize("network", ["lenet5", "mlp"])
def test_the_script_reproduces_the_run_from_a_folder(tmp_path: Path, network: str) -> None:
    rng = random.Random(0)
    entries = [*folders(**{"class 2": 14, "class 10": 9}), *folders(other=5)]
    rng.shuffle(entries)
    dataset = own_zip.read_zip(packed(entries))
    recipe = Recipe(dataset="own:example", network=network, epochs=2, batch_size=8)
    trainer = Trainer(recipe, dataset, device="cpu")
    while not trainer.finished:
        trainer.train_step()
    ours = trainer.evaluate()
    zipfile.ZipFile(io.BytesIO(packing.pack(dataset))).extractall(tmp_path / "pictures")
    (tmp_path / "train.py").write_text(training_script(recipe, dataset, folder="pictures"))
    done = subprocess.run([sys.executable, "train.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    theirs = dict(line.split(" ") for line in done.stdout.splitlines()[-2:])
    assert float(theirs["val_accuracy"]) == pytest.approx(ours["val_accuracy"], abs=1e-9)
    assert float(theirs["val_loss"]) == pytest.approx(ours["val_loss"], rel=1e-5)
    assert "{'00 class 2': 14, '01 class 10': 9, '02 other': 5}" in done.stdout


def test_the_script_reads_photos_of_any_size(tmp_path: Path) -> None:
    dataset = own_zip.read_zip(packed(folders(cat=6, dog=6)))
    rng = np.random.default_rng(0)
    for name in ("cat", "dog"):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(6):
            height, width = rng.integers(20, 90, 2)
            pixels = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "photos" / name / f"{number}.jpg")
    script = training_script(Recipe(dataset="own:example", network="mlp", epochs=1), dataset, folder="photos")
    (tmp_path / "train.py").write_text(script)
    done = subprocess.run([sys.executable, "train.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "val_accuracy" in done.stdout


# ------------------------------------------------------------------------------------------------- 7 days


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    return tmp_path


def aged(name: str, days: float) -> Path:
    path = own._path(name)
    then = time.time() - days * 86_400
    os.utime(path, (then, then))
    return path


def test_what_nobody_used_for_seven_days_is_deleted(home: Path) -> None:
    dataset = own_zip.read_zip(packed(folders(cat=3, dog=3)))
    old, trained, looked_at, new = (own.save_own(dataset) for _ in range(4))
    for identity in (old, trained, looked_at):
        aged(identity, 7.01)
    aged(new, 6.99)
    load(f"own:{trained}")
    own.describe_own(f"own:{looked_at}")
    assert own.clean_up_own() == [f"own:{old}"]
    assert set(own.list_own()) == {f"own:{identity}" for identity in (trained, looked_at, new)}
    assert own.clean_up_own(now=time.time() + 7.1 * 86_400) != []
    assert own.list_own() == {}


def test_being_listed_is_not_being_used(home: Path) -> None:
    identity = own.save_own(own_zip.read_zip(packed(folders(cat=3, dog=3))))
    path = aged(identity, 8)
    assert own.list_own()
    assert own.clean_up_own() == [f"own:{identity}"]
    assert not path.exists()


def test_the_pool_cleans_up_by_itself(home: Path) -> None:
    identity = own.save_own(own_zip.read_zip(packed(folders(cat=3, dog=3))))
    path = aged(identity, 8)
    with opened_pool(home):
        until(lambda: not path.exists(), "the clean-up")
