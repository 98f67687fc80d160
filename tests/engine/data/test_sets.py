"""cnnviz.data: the split, subsets and statistics, and the data sets that need no download, against their sources."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.data import CATALOGUE, NEEDS_NO_DOWNLOAD, DataError, Dataset, available, load, preview, split, subset
from cnnviz.data.dataset import make_dataset, notes_on_balance

ROOT = Path(__file__).parents[3]
SIZES = st.lists(st.integers(0, 60), min_size=1, max_size=12).filter(any)


def mixed(sizes: list[int], seed: int) -> np.ndarray:
    """Labels with so many of each class, in any order."""
    return np.random.default_rng(seed).permutation(np.repeat(np.arange(len(sizes)), sizes))


def made(sizes: list[int], seed: int = 0) -> Dataset:
    labels = mixed(sizes, seed)
    images = np.random.default_rng(seed).integers(0, 256, (len(labels), 3, 5, 4), dtype=np.uint8)
    return make_dataset("made", images, labels, [str(label) for label in range(len(sizes))], split(labels, seed))


# ----------------------------------------------------------------------------------------------- the split


@given(SIZES, st.integers(0, 2**32 - 1))
def test_a_split_is_complete_disjoint_balanced_and_repeatable(sizes: list[int], seed: int) -> None:
    labels = mixed(sizes, seed % 7)
    train, validation = split(labels, seed)
    assert sorted([*train, *validation]) == list(range(len(labels)))
    in_training, kept_back = Counter(labels[train]), Counter(labels[validation])
    for label, size in enumerate(sizes):
        assert abs(kept_back[label] - size / 5) <= 0.5 or size < 3
        assert (kept_back[label] >= 1) == (size >= 2)
        assert (in_training[label] >= 1) == (size >= 1)
    again = split(labels, seed)
    assert np.array_equal(again.train, train)
    assert np.array_equal(again.validation, validation)


def test_another_seed_is_another_split() -> None:
    labels = mixed([50, 50], 0)
    parts = {tuple(split(labels, seed).validation) for seed in range(20)}
    assert len(parts) == 20
    # Every picture has its turn: none is kept back, or trained on, by its place in the file.
    assert len({index for part in parts for index in part}) > 90


# ------------------------------------------------------------------------------------------------- subsets


@given(SIZES, st.integers(0, 2**32 - 1), st.data())
@settings(max_examples=60)
def test_a_subset_is_balanced_and_grows_by_adding(sizes: list[int], seed: int, data: st.DataObject) -> None:
    whole = made(sizes)
    small, large = sorted(data.draw(st.lists(st.integers(1, len(whole.train)), min_size=2, max_size=2)))
    part, more = subset(whole, small, seed), subset(whole, large, seed)
    assert len(part.train) == small
    assert set(part.train.tolist()) <= set(more.train.tolist()) <= set(whole.train.tolist())
    assert torch.equal(part.validation, whole.validation)
    counts, available_counts = part.counts("train").tolist(), whole.counts("train").tolist()
    most = max(counts)
    for count, there in zip(counts, available_counts, strict=True):
        assert count >= most - 1 or count == there  # only a class that has no more may be behind by more than one
    assert torch.equal(subset(whole, small, seed).train, part.train)


def test_a_subset_of_all_or_more_is_the_whole() -> None:
    whole = made([30, 10])
    assert subset(whole, 0) is whole
    assert subset(whole, 10_000) is whole
    with pytest.raises(DataError, match="set it to 1 or more"):
        subset(whole, -1)


def test_a_subset_smaller_than_the_classes_says_which_are_missing() -> None:
    part = subset(made([9] * 10), 4)
    assert sorted(part.counts("train").tolist()) == [0] * 6 + [1] * 4
    assert part.notes == ("4 training examples leave 6 of 10 classes without any.",)
    assert not subset(made([9] * 10), 10).notes


# ---------------------------------------------------------------------------------------------- statistics


@given(SIZES, st.integers(0, 100))
@settings(max_examples=30)
def test_mean_and_deviation_are_those_of_the_training_pictures(sizes: list[int], seed: int) -> None:
    dataset = made(sizes, seed)
    pictures = dataset.images.numpy()[dataset.train.numpy()] / 255
    np.testing.assert_allclose(dataset.mean, pictures.mean((0, 2, 3)), rtol=1e-6)
    np.testing.assert_allclose(dataset.std, pictures.std((0, 2, 3)), rtol=1e-5)
    for which, indices in (("train", dataset.train), ("validation", dataset.validation)):
        expected = np.bincount(dataset.labels.numpy()[indices.numpy()], minlength=len(sizes))
        assert dataset.counts(which).tolist() == expected.tolist()  # type: ignore[arg-type]
    assert dataset.counts().tolist() == sizes


def test_validation_pictures_do_not_count_and_black_can_be_divided_by() -> None:
    dataset = made([20, 20])
    other = dataset.images.clone()
    other[dataset.validation] = 255
    assert torch.equal(replace(dataset, images=other).mean, dataset.mean)
    black = replace(dataset, images=torch.zeros_like(dataset.images))
    assert torch.isfinite(black.images / 255 / black.std[:, None, None]).all()


def test_what_a_student_is_told_about_few_and_unequal_pictures() -> None:
    assert notes_on_balance([10, 29], ["cat", "dog"]) == ()
    few, uneven = notes_on_balance([9, 27], ["cat", "dog"])
    assert "cat (9)" in few
    assert "dog (" not in few
    assert "dog has 27" in uneven
    assert "75%" in uneven


# ------------------------------------------------------------------------------------- what needs no download


def test_the_catalogue_costs_neither_torch_nor_scikit() -> None:
    check = (
        "import sys, cnnviz.data, cnnviz.data.own, cnnviz.data.shapes, cnnviz.data.downloads, cnnviz.data.shipped\n"
        "assert cnnviz.data.available('digits') and not cnnviz.data.available('own:abc')\n"
        "sys.exit(any(name in sys.modules for name in ('torch', 'torchvision', 'skimage', 'sklearn')))\n"
    )
    assert subprocess.run([sys.executable, "-c", check], cwd=ROOT).returncode == 0


def test_what_ships_needs_no_network_and_no_heavy_import() -> None:
    check = (
        "import socket, sys\n"
        "def refused(*_): raise OSError('no network')\n"
        "socket.socket.connect = socket.getaddrinfo = refused\n"
        "from cnnviz.data import NEEDS_NO_DOWNLOAD, load\n"
        "assert all(len(load(name).images) for name in NEEDS_NO_DOWNLOAD)\n"
        "sys.exit(any(name in sys.modules for name in ('torchvision', 'skimage', 'sklearn')))\n"
    )
    assert subprocess.run([sys.executable, "-c", check], cwd=ROOT).returncode == 0


@pytest.mark.parametrize("name", NEEDS_NO_DOWNLOAD)
def test_a_data_set_is_as_its_entry_says(name: str) -> None:
    entry, dataset = CATALOGUE[name], load(name, seed=3)
    assert available(name)
    assert (dataset.name, dataset.classes, dataset.shape) == (name, entry.classes, entry.shape)
    assert len(dataset.images) == len(dataset.labels) == entry.count
    assert (dataset.images.dtype, dataset.labels.dtype) == (torch.uint8, torch.int64)
    assert sorted([*dataset.train.tolist(), *dataset.validation.tolist()]) == list(range(entry.count))
    assert (dataset.counts("validation") >= 0.17 * dataset.counts()).all()
    again, other = load(name, seed=3), load(name, seed=4)
    for field in ("images", "labels", "train", "validation"):
        assert torch.equal(getattr(again, field), getattr(dataset, field))
    assert not torch.equal(other.validation, dataset.validation)
    assert not dataset.notes
    for label, indices in enumerate(preview(dataset, 4)):
        assert len(indices) == 4
        assert set(dataset.labels[indices].tolist()) == {label}
        assert set(indices.tolist()) <= set(dataset.train.tolist())


def test_every_entry_says_where_it_is_from() -> None:
    for entry in CATALOGUE.values():
        assert entry.title and entry.description and entry.source and entry.licence
        assert 2 <= len(entry.classes) <= 20
    assert set(NEEDS_NO_DOWNLOAD) == {"digits", "faces", "shapes", "textures"}


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(DataError, match=r"'imagenet': choose one of digits, faces, .*cifar10"):
        load("imagenet")


def test_digits_are_those_of_scikit_learn() -> None:
    from sklearn.datasets import load_digits

    theirs, ours = load_digits(), load("digits")
    np.testing.assert_array_equal(ours.labels, theirs.target)
    # Sixteen levels in 256: reading them back must give scikit-learn's own.
    np.testing.assert_array_equal(np.rint(ours.images[:, 0].numpy() / 255 * 16), theirs.images)
    assert ours.images.max() == 255


def test_faces_are_those_of_scikit_image() -> None:
    from skimage.data import lfw_subset

    ours, theirs = load("faces"), np.asarray(lfw_subset())  # type: ignore[no-untyped-call]
    np.testing.assert_allclose(np.asarray(ours.images[:, 0]) / 255, theirs, atol=0.5 / 255 + 1e-9)
    assert ours.labels.tolist() == [0] * 100 + [1] * 100


@pytest.mark.parametrize("seed", [0, 1])
def test_texture_patches_are_cut_from_their_photo_and_validation_from_elsewhere(seed: int) -> None:
    from skimage import data

    dataset = load("textures", seed=seed)
    validation = set(dataset.validation.tolist())
    for label, name in enumerate(dataset.classes):
        photo = getattr(data, name)()
        owner = np.full(photo.shape, -1)  # which patch a pixel of the photo went to
        for index in np.flatnonzero(dataset.labels.numpy() == label).tolist():
            patch = dataset.images[index, 0].numpy()
            corners = np.argwhere((photo[:-31, :-31] == patch[0, 0]) & (photo[31:, 31:] == patch[-1, -1]))
            places = [(y, x) for y, x in corners if np.array_equal(photo[y : y + 32, x : x + 32], patch)]
            assert len(places) == 1
            area = owner[places[0][0] : places[0][0] + 32, places[0][1] : places[0][1] + 32]
            assert (area == -1).all()
            area[:] = index
        held = np.isin(owner, list(validation))
        rows, columns = np.flatnonzero(held.any(1)), np.flatnonzero(held.any(0))
        assert held.sum() == 96 * 512 == len(rows) * len(columns)  # one band, and nothing else in it
        assert 0 in (rows[0], columns[0])
