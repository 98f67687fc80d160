"""cnnviz.data.own: zips of folders, good ones and hostile ones, and data sets that are kept on the disk."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import stat
import struct
import tracemalloc
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from safetensors.numpy import load as read_safetensors
from safetensors.torch import save as save_safetensors
from torchvision import transforms

from cnnviz import limits, words
from cnnviz.data import DataError, load, own, own_pictures, own_zip, split
from cnnviz.data.dataset import make_dataset
from cnnviz.data.own import delete_own, list_own, save_own
from cnnviz.data.own_pictures import from_pictures
from cnnviz.data.own_zip import read_zip
from tests.engine.images.made_pictures import noise, png, saved

OMNIGLOT = Path(__file__).parents[4] / "shared" / "data" / "omniglot" / "images_background_small1.zip"

Entry = tuple[str | zipfile.ZipInfo, bytes]


def picture(seed: int, height: int = 8, width: int = 8) -> bytes:
    return png(noise(height, width, 3, seed=seed), 8, 2)


def packed(entries: Sequence[Entry], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return file.getvalue()


def folders(**classes: int) -> list[Entry]:
    numbers = iter(range(100_000))
    return [(f"{name}/{i}.png", picture(next(numbers))) for name, count in classes.items() for i in range(count)]


GOOD = folders(cat=12, dog=12)
pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    return tmp_path / "data" / "own"


# ----------------------------------------------------------------------------------------------- good zips


def test_a_folder_is_a_class() -> None:
    dataset = read_zip(packed(folders(dog=15, cat=10)), seed=3)
    assert dataset.classes == ("cat", "dog")
    assert dataset.images.shape == (25, 3, 32, 32)
    assert dataset.counts().tolist() == [10, 15]
    assert dataset.counts("validation").tolist() == [2, 3]
    assert dataset.notes == ()


def test_it_is_read_from_a_path_and_a_file_as_from_bytes(tmp_path: Path) -> None:
    content = packed(GOOD)
    path = tmp_path / "mine.zip"
    path.write_bytes(content)
    from_bytes = read_zip(content)
    with path.open("rb") as file:
        file.seek(5)
        others = [read_zip(path), read_zip(str(path)), read_zip(file), read_zip(memoryview(content))]
    for other in others:
        assert torch.equal(other.images, from_bytes.images)
    with pytest.raises(DataError, match="can't be opened"):
        read_zip(tmp_path / "nothing.zip")


def expected_square(pixels: np.ndarray, size: int) -> np.ndarray:
    """The middle square, cut by torchvision and scaled by Pillow in 8 bits; (size, size, 3)."""
    image = Image.fromarray(pixels)
    square = transforms.functional.center_crop(image, [min(image.size)])
    return np.asarray(square.resize((size, size), Image.Resampling.BILINEAR))


@given(st.integers(1, 90), st.integers(1, 90), st.sampled_from([8, 32, 45]))
@settings(max_examples=40)
def test_a_picture_is_cut_to_its_middle_and_scaled(height: int, width: int, size: int) -> None:
    samples = [noise(height, width, 3, seed=seed) for seed in (1, 2)]
    if np.array_equal(samples[0], samples[1]):
        return
    dataset = from_pictures({"a": [png(samples[0], 8, 2)], "b": [png(samples[1], 8, 2)]}, size=size)
    for ours, pixels in zip(dataset.images, samples, strict=True):
        np.testing.assert_allclose(ours.permute(1, 2, 0).numpy(), expected_square(pixels, size), atol=1.01)


def test_every_form_is_read_as_red_green_and_blue() -> None:
    grey, colour = Image.fromarray(noise(8, 8)), Image.fromarray(noise(8, 8, 3))
    dataset = from_pictures(
        {"grey": [saved(grey, "PNG"), saved(grey, "BMP")], "colour": [saved(colour, "PNG"), saved(colour, "TIFF")]},
        size=8,
    )
    for index, pixels in enumerate((np.asarray(grey)[..., None].repeat(3, 2), np.asarray(colour))):
        for half in (0, 1):
            ours = dataset.images[2 * index + half].permute(1, 2, 0)
            assert dataset.labels[2 * index + half] == dataset.classes.index(("grey", "colour")[index])
            np.testing.assert_array_equal(ours, pixels)


def test_deep_folders_and_what_systems_add_for_themselves() -> None:
    entries: list[Entry] = [(f"mine/pets/{name}", content) for name, content in GOOD]
    entries += [
        ("mine/", b""),
        ("__MACOSX/mine/pets/cat/._0.png", b"no picture"),
        ("mine/pets/cat/.DS_Store", b"no picture"),
        (".hidden/bird/0.png", picture(0)),
        ("mine/pets/Thumbs.db", b"no picture"),
    ]
    dataset = read_zip(packed(entries))
    assert dataset.classes == ("cat", "dog")
    assert dataset.counts().tolist() == [12, 12]
    assert dataset.notes == ()


def test_folders_for_training_and_testing_are_looked_through() -> None:
    entries: list[Entry] = [
        (f"{'train' if index % 2 else 'Test'}/{name}", content) for index, (name, content) in enumerate(GOOD)
    ]
    assert read_zip(packed(entries)).counts().tolist() == [12, 12]
    vehicles = read_zip(packed(folders(train=10, car=10)))
    assert vehicles.classes == ("car", "train")


def test_folders_of_the_same_name_are_told_apart() -> None:
    entries = folders(**{"red/round": 10, "red/flat": 10, "blue/round": 10})
    assert read_zip(packed(entries)).classes == ("blue/round", "flat", "red/round")


def test_numbers_in_names_are_sorted_as_numbers() -> None:
    assert read_zip(packed(folders(**{"class 10": 1, "class 2": 1, "Class 1": 1}))).classes == (
        "Class 1",
        "class 2",
        "class 10",
    )


def test_names_are_made_fit_to_be_shown() -> None:
    dataset = read_zip(packed([(f"{name}/{i}.png", c) for i, (name, c) in enumerate(
        [("ca\tt\u202e", picture(1)), ("Hün din\n", picture(2)), ("x" * 200, picture(3))]
    )]))  # fmt: skip
    assert dataset.classes == ("ca t", "Hün din", "x" * 60)


def test_what_is_left_out_is_said() -> None:
    broken = picture(900)[:-30]
    entries = [
        *GOOD,
        ("cat/broken.png", broken),
        ("cat/page.jpg", b"<html>"),
        ("dog/again.png", GOOD[-1][1]),
        ("cat/dog too.png", GOOD[-1][1]),
        ("bird/only.png", b"no picture"),
        ("dog/read me.txt", b"text"),
        ("dog/phone.RAW", b"photo"),
        ("outside.png", picture(901)),
    ]
    dataset = read_zip(packed(entries))
    assert dataset.counts().tolist() == [13, 12]
    assert dataset.notes == (
        "1 picture was left out, because they lie in no folder of a class.",
        "2 files were left out, because only pictures are read (.raw, .txt).",
        "3 pictures were left out, because they can't be read: cat/broken.png, cat/page.jpg, bird/only.png.",
        "1 picture was left out, because they are copies of others of the same class.",
        "The same picture is in more than one class in 1 cases: no network can learn that.",
        "No picture of bird can be read: the network will not know it.",
    )


def test_few_and_unequal_pictures_are_pointed_out() -> None:
    few, uneven = read_zip(packed(folders(cat=3, dog=30))).notes
    assert "Fewer than 10 pictures: cat (3)." in few
    assert "dog has 30 pictures, cat has 3" in uneven
    assert "91%" in uneven


def test_progress_is_told() -> None:
    heard: list[tuple[float, str]] = []
    read_zip(packed(GOOD), progress=lambda share, sentence: heard.append((share, sentence)))
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert shares[0] >= 0 and shares[-1] <= 1
    assert heard[-1][1] == "Reading picture 24 of 24."


# --------------------------------------------------------------------------------------------- real pictures


@pytest.fixture(scope="module")
def omniglot() -> bytes:
    if not OMNIGLOT.is_file():
        pytest.skip("the real Omniglot drawings are not on this computer")
    return OMNIGLOT.read_bytes()


def test_real_drawings_of_five_alphabets(omniglot: bytes) -> None:
    # 136 characters are too many for classes: their alphabets are taken.
    dataset = read_zip(omniglot, size=28)
    with zipfile.ZipFile(io.BytesIO(omniglot)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".png")]
        expected = Counter(name.split("/")[1] for name in names)
        drawing = np.asarray(Image.open(archive.open(names[7])).convert("RGB"))
    assert dict(zip(dataset.classes, dataset.counts().tolist(), strict=True)) == dict(expected)
    assert dataset.notes[0] == (
        "136 folders hold pictures: too many, so the 5 folders above them are the classes."
    )  # fmt: skip
    np.testing.assert_allclose(dataset.images[7].permute(1, 2, 0), expected_square(drawing, 28), atol=1.01)


def test_real_drawings_of_twenty_characters(omniglot: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(omniglot)) as archive:
        entries: list[Entry] = [
            (name, archive.read(name))
            for name in archive.namelist()
            if "/Greek/" in name and name.endswith(".png") and int(name.split("/")[2][-2:]) <= 20
        ]
    dataset = read_zip(packed(entries))
    assert dataset.classes == tuple(f"character{number:02d}" for number in range(1, 21))
    assert set(dataset.counts().tolist()) == {20}


# ---------------------------------------------------------------------------------------------- hostile zips


def special(name: str, kind: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (kind | 0o777) << 16
    return info


def patched(content: bytes, offsets: dict[int, bytes], name: bytes) -> bytes:
    """The zip with bytes of the list's entry of that name replaced, at offsets from the start of the entry."""
    start = content.index(b"PK\x01\x02")
    while content[start + 46 : start + 46 + len(name)] != name:
        start = content.index(b"PK\x01\x02", start + 4)
    changed = bytearray(content)
    for offset, value in offsets.items():
        changed[start + offset : start + offset + len(value)] = value
    return bytes(changed)


def overlapping() -> bytes:
    """Many entries of the list that all point to the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for entry in GOOD:
            archive.writestr(*entry)
        archive.filelist += [archive.filelist[0]] * 5_000
    return file.getvalue()


def many(count: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number % 2}/{number}.png", b"")
    return file.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "absolute": (lambda: packed([*GOOD, ("/etc/0.png", picture(0))]), "/etc/0.png leads out"),
    "drive": (lambda: packed([*GOOD, ("C:/cat/0.png", picture(0))]), "leads out"),
    "network": (lambda: packed([*GOOD, ("\\\\host\\cat\\0.png", picture(0))]), "leads out"),
    "parent": (lambda: packed([*GOOD, ("cat/../../0.png", picture(0))]), "leads out"),
    "parent of Windows": (lambda: packed([*GOOD, ("cat\\..\\..\\0.png", picture(0))]), "leads out"),
    "parent at the end": (lambda: packed([*GOOD, ("cat/..", b"")]), "leads out"),
    "link": (lambda: packed([*GOOD, (special("cat/l.png", stat.S_IFLNK), b"/etc/passwd")]), "cat/l.png is a link"),
    "pipe": (lambda: packed([*GOOD, (special("cat/p.png", stat.S_IFIFO), b"")]), "is no ordinary file"),
    "device": (lambda: packed([*GOOD, (special("cat/d.png", stat.S_IFCHR), b"")]), "is no ordinary file"),
    "bomb": (lambda: packed([*GOOD, ("cat/b.png", bytes(30_000_000))]), "cat/b.png would unpack to 100 times"),
    "bomb that is no picture": (lambda: packed([*GOOD, ("b.bin", bytes(30_000_000))]), "would unpack to 100 times"),
    "bomb in one size": (
        lambda: patched(packed(GOOD), {24: struct.pack("<L", 600 * 2**20), 20: struct.pack("<L", 1)}, b"cat/0.png"),
        "would unpack to 100 times",
    ),
    "bomb of many": (
        lambda: patched(
            packed([*GOOD, ("cat/b.png", noise(3000, 3000, seed=1).tobytes())]),
            {24: struct.pack("<L", 800_000_000)},
            b"cat/b.png",
        ),
        "would unpack to 763 MB: please pack at most 500 MB",
    ),
    "overlapping": (overlapping, "overlap"),
    "10,000 entries": (lambda: many(10_000), "10,000 files and folders or more"),
    "200,000 entries": (lambda: many(1_000) + b"PK\x01\x02" * 200_000, "10,000 files and folders or more"),
    "long names": (
        lambda: packed([(f"cat/{'n' * 65_000}{number}.png", b"") for number in range(150)]),
        "far too long a list",
    ),
    "encrypted": (
        lambda: patched(packed(GOOD), {8: struct.pack("<H", 1)}, b"dog/3.png"),
        "is encrypted: please pack it without a password",
    ),
    "bzip2": (lambda: packed(GOOD, zipfile.ZIP_BZIP2), "packed in an unusual way"),
    "lzma": (lambda: packed(GOOD, zipfile.ZIP_LZMA), "packed in an unusual way"),
    "nothing": (lambda: b"", "is not a zip"),
    "no zip": (lambda: noise(100, 100).tobytes(), "is not a zip"),
    "a picture": (lambda: picture(0), "is not a zip"),
    "cut off": (lambda: packed(GOOD)[:-100], "is not a zip, or it is damaged or cut off"),
    "empty": (lambda: packed([]), "no pictures in this zip"),
    "no pictures": (lambda: packed([("cat/a.txt", b"a"), ("dog/b.zip", packed(GOOD))]), "no pictures in this zip"),
    "no folders": (lambda: packed([(f"{i}.png", picture(i)) for i in range(20)]), "lie in no folders"),
    "one class": (lambda: packed(folders(cat=20)), r"only one class \(cat\)"),
    "21 classes": (lambda: packed(folders(**{f"c{i}": 1 for i in range(21)})), "21 classes: please take at most 20"),
    "all broken": (lambda: packed([("cat/1.png", b"1"), ("dog/1.png", b"2")]), "None of these pictures can be read"),
    "one class broken": (
        lambda: packed([*folders(cat=3), ("dog/1.png", b"2")]),
        "No picture of dog can be read, so there is nothing to tell cat from",
    ),
    "many pixels": (
        lambda: packed([*folders(cat=3), ("dog/1.png", png(noise(1, 1), 8, 0).replace(
            struct.pack(">LL", 1, 1), struct.pack(">LL", 60_000, 60_000)))]),
        "No picture of dog can be read",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_zip_is_refused_with_a_sentence_in_little_memory(name: str) -> None:
    make, sentence = HOSTILE[name]
    content = make()
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match=sentence) as caught:
            read_zip(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 25 * 2**20 + 2 * len(content)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 300


def test_9999_entries_are_allowed() -> None:
    entries = [*GOOD, *((f"cat/{number}.txt", b"") for number in range(9_999 - len(GOOD)))]
    assert read_zip(packed(entries)).counts().tolist() == [12, 12]
    with pytest.raises(DataError, match="10,000 files"):
        read_zip(packed([*entries, ("cat/one more.txt", b"")]))


def test_more_than_the_list_claims_is_not_unpacked() -> None:
    bomb = packed([*GOOD, ("cat/b.png", bytes(40_000_000))])
    lying = patched(bomb, {24: struct.pack("<L", 1000)}, b"cat/b.png")
    tracemalloc.start()
    dataset = read_zip(lying)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * 2**20
    assert dataset.counts().tolist() == [12, 12]
    assert "1 picture was left out, because they can't be read: cat/b.png." in dataset.notes


def test_a_picture_over_20_megabytes_is_left_out_unread() -> None:
    large = noise(4600, 4600, seed=1).tobytes()
    dataset = read_zip(packed([*GOOD, ("cat/large.bmp", large)], zipfile.ZIP_STORED))
    assert "cat/large.bmp" in dataset.notes[0]


def test_a_zip_over_the_limit_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = packed(GOOD)
    monkeypatch.setattr(own_zip, "MOST_ZIP_BYTES", 2**10)
    for data in (content, io.BytesIO(content)):
        with pytest.raises(DataError, match="too large: please choose one of at most"):
            read_zip(data)


def test_reading_stops_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_pictures, "SECONDS", 0)
    with pytest.raises(DataError, match="scale them down first"):
        read_zip(packed(GOOD))


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12), st.floats(0, 1))
@settings(max_examples=80)
def test_a_damaged_zip_is_read_in_part_or_refused(changes: list[tuple[float, int]], cut: float) -> None:
    content = bytearray(packed(folders(cat=3, dog=3)))
    for place, value in changes:
        content[int(place * (len(content) - 1))] = value
    try:
        dataset = read_zip(bytes(content) if cut < 0.8 else bytes(content[: int(cut * len(content))]))
    except DataError:
        return
    assert 2 <= len(dataset.classes) <= 20
    assert len(dataset.images) <= 6


def test_the_list_of_a_damaged_zip_may_say_anything() -> None:
    # Random damage rarely hits the list of entries: here only that is damaged, byte by byte.
    content = packed(folders(cat=1, dog=1))
    start = content.index(b"PK\x01\x02")
    rng = np.random.default_rng(0)
    refused = 0
    for at in range(start, len(content)):
        changed = bytearray(content)
        changed[at] = int(rng.choice([0, 1, 127, 255, changed[at] ^ 0x80]))
        try:
            read_zip(bytes(changed))
        except DataError:
            refused += 1
    assert refused > 50


# --------------------------------------------------------------------------------- uploads class by class


def test_uploads_and_a_zip_of_the_same_pictures_are_the_same() -> None:
    uploads = {"dog": [content for _, content in GOOD[12:]], "cat": [content for _, content in GOOD[:12]]}
    ours, zipped = from_pictures(uploads, seed=5), read_zip(packed(GOOD), seed=5)
    assert ours.classes == zipped.classes
    order = [*range(12, 24), *range(12)]  # the pictures stand in the order they came in
    assert torch.equal(ours.images, zipped.images[order])
    assert torch.equal(ours.labels, zipped.labels[order])


@pytest.mark.parametrize(
    ("pictures", "size", "sentence"),
    [
        ({}, 32, "There are no pictures"),
        ({"cat": [], "dog": []}, 32, "There are no pictures"),
        ({"cat": [picture(1)], "dog": []}, 32, r"only one class \(cat\)"),
        ({"cat": [picture(1)], " ": [picture(2)]}, 32, "A class has no name"),
        ({"cat": [picture(1)], " cat": [picture(2)]}, 32, "Two classes are called 'cat'"),
        ({str(number): [picture(number)] for number in range(21)}, 32, "21 classes"),
        ({"cat": [b"no"], "dog": [b"no, no"]}, 32, "None of these pictures can be read"),
        ({"cat": [picture(1)], "dog": [picture(2)]}, 7, "size of a picture is 7 pixels: set it to 8 to 128"),
        ({"cat": [picture(1)], "dog": [picture(2)]}, 129, "size of a picture is 129 pixels"),
        ({"cat": [picture(1)] * 9_999, "dog": [picture(2)]}, 32, "10,000 pictures: please take at most 9,999"),
        ({"cat": [picture(1)] * 5_000, "dog": [picture(2)]}, 128, "At 128 pixels a side at most 4,266 pictures"),
    ],
)
def test_uploads_that_cannot_be_used_are_refused(pictures: dict[str, list[bytes]], size: int, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        from_pictures(pictures, size=size)


def test_a_single_picture_is_trained_on() -> None:
    dataset = from_pictures({"cat": [picture(1)], "dog": [picture(2), picture(3)]})
    assert dataset.counts("train").tolist() == [1, 1]
    assert dataset.counts("validation").tolist() == [0, 1]


# ---------------------------------------------------------------------------------------------- on the disk


def test_what_is_kept_comes_back(home: Path) -> None:
    dataset = read_zip(packed(folders(cat=4, dog=20)), size=16)
    identity = save_own(dataset, "Pets\n", owner="anna")
    again = load(f"own:{identity}", seed=9)
    assert again.name == f"own:{identity}"
    assert torch.equal(again.images, dataset.images)
    assert torch.equal(again.labels, dataset.labels)
    assert (again.classes, again.notes) == (dataset.classes, dataset.notes)
    assert len(again.notes) == 2
    assert [words.packed(note) for note in again.notes] == [words.packed(note) for note in dataset.notes]
    assert isinstance(again.notes[0], words.Sentence)
    assert not torch.equal(again.validation, load(f"own:{identity}", seed=10).validation)
    entry = list_own()[f"own:{identity}"]
    assert (entry.title, entry.classes, entry.shape, entry.count, entry.kind) == (
        "Pets", ("cat", "dog"), (3, 16, 16), 24, "own",
    )  # fmt: skip
    assert list(list_own("anna")) == [f"own:{identity}"]
    assert not list_own("ben")


def test_the_file_is_safetensors_and_nothing_else_is_written(home: Path) -> None:
    dataset = read_zip(packed(GOOD))
    identity = save_own(dataset)
    assert [path.name for path in home.iterdir()] == [f"{identity}.safetensors"]
    content = (home / f"{identity}.safetensors").read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    assert set(header) == {"__metadata__", "packed", "labels"}
    steps = np.frombuffer(zlib.decompress(read_safetensors(content)["packed"].tobytes()), np.uint8)
    np.testing.assert_array_equal(steps.reshape(dataset.images.shape).cumsum(-1) % 256, dataset.images)
    assert [oct(path.stat().st_mode)[-3:] for path in (home, home / f"{identity}.safetensors")] == ["700", "600"]


def test_a_set_is_its_owners_and_a_cookies_word_is_not_written_down(home: Path) -> None:
    word, dataset = "0123456789abcdef" * 2, read_zip(packed(GOOD))
    mine, free = (f"own:{save_own(dataset, owner=owner)}" for owner in (word, ""))
    assert [own.is_open_to(mine, owner) for owner in (word, hashlib.sha256(word.encode()).hexdigest())] == [True, True]
    assert [own.is_open_to(mine, owner) for owner in ("f" * 32, "", "anna")] == [False] * 3
    assert own.is_open_to(free, "f" * 32)
    assert list(list_own(word)) == [mine]
    assert not any(word.encode() in path.read_bytes() for path in home.iterdir())


def test_what_was_kept_before_is_read_and_belongs_to_the_same_browser(home: Path) -> None:
    word, dataset = "a" * 32, read_zip(packed(GOOD))
    about = {"title": "old", "owner": word, "created": "2026-01-01", "classes": list(dataset.classes), "notes": []}
    home.mkdir(parents=True)
    tensors = {"images": dataset.images, "labels": dataset.labels}
    (home / "oldoldold0.safetensors").write_bytes(save_safetensors(tensors, {"about": json.dumps(about)}))
    assert torch.equal(load("own:oldoldold0").images, dataset.images)
    assert list_own(word)["own:oldoldold0"].count == len(dataset.images)
    assert [own.is_open_to("own:oldoldold0", owner) for owner in (word, "b" * 32)] == [True, False]


def test_pictures_have_a_budget_that_is_counted_before_they_are_read(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "OWN_MB", 1)
    monkeypatch.setattr(own_pictures, "read_picture", lambda *_: pytest.fail("a picture is read"))
    with pytest.raises(DataError, match=r"may take 1\.2 MB, and 1\.0 of 1 MB are free for your pictures: choose"):
        read_zip(packed(folders(cat=12, dog=12)), size=128, owner="anna")
    monkeypatch.undo()
    monkeypatch.setenv("CNNVIZ_HOME", str(home.parent.parent))
    noise = torch.randint(0, 256, (10, 3, 128, 128), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    labels = np.arange(10) % 2
    dataset = make_dataset("own", noise.numpy(), labels, ("a", "b"), split(labels, 0), [])
    monkeypatch.setattr(limits, "OWN_MB", 1)
    monkeypatch.setattr(limits, "ALL_OWN_MB", 2)
    for owner in ("anna", "ben", "anna", "ben"):
        save_own(dataset, owner=owner)
    for owner, says in (("anna", "free for your pictures"), ("dora", "free for everybody's pictures on this server")):
        with pytest.raises(DataError, match=says):
            save_own(dataset, owner=owner)
    assert len(list(home.iterdir())) == 4


def test_pictures_that_repeat_take_little_room(home: Path) -> None:
    dataset = read_zip(packed(folders(cat=40, dog=40)), size=64)
    labels = np.arange(500) % 2
    plain = make_dataset("own", np.full((500, 3, 64, 64), 7, np.uint8), labels, ("a", "b"), split(labels, 0), [])
    sizes = [(home / f"{save_own(one)}.safetensors").stat().st_size for one in (dataset, plain)]
    assert sizes[0] < 0.9 * dataset.images.numel()
    assert sizes[1] < 0.01 * plain.images.numel()


@pytest.mark.parametrize("error", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_disk_that_lets_nothing_go_is_said(home: Path, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    name = f"own:{save_own(read_zip(packed(GOOD)))}"

    def refuse(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(DataError, match=rf"can't be deleted \({os.strerror(error)}\), and nothing has changed"):
        delete_own(name)
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(DataError, match=rf"can't be saved \({os.strerror(error)}\)"):
        save_own(read_zip(packed(GOOD)))
    assert list(list_own()) == [name]


def test_the_newest_is_listed_first_and_can_be_removed(home: Path) -> None:
    dataset = read_zip(packed(GOOD))
    names = [f"own:{save_own(dataset, title)}" for title in ("one", "two", "three")]
    assert set(list_own()) == set(names)
    delete_own(names[1])
    assert set(list_own()) == {names[0], names[2]}
    for use in (delete_own, load):
        with pytest.raises(DataError, match="not kept here any more"):
            use(names[1])


@pytest.mark.parametrize("identity", ["", "../../secret", "0123456789/..", "ABCDEFGHIJ", "0123456789\n", "0" * 11])
def test_an_id_leads_nowhere_else(identity: str, home: Path) -> None:
    home.mkdir(parents=True)
    (home.parent.parent / "secret.safetensors").write_bytes(b"")
    for use in (load, delete_own):
        with pytest.raises(DataError, match="not kept here any more"):
            use(f"own:{identity}")
    assert (home.parent.parent / "secret.safetensors").exists()


def test_a_damaged_file_is_said_to_be_and_not_listed(home: Path) -> None:
    identity = save_own(read_zip(packed(GOOD)))
    path = home / f"{identity}.safetensors"
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    end = 8 + length + json.loads(content[8 : 8 + length])["labels"]["data_offsets"][1]
    out_of_range = content[: end - 8] + (7).to_bytes(8, "little") + content[end:]  # the last label, of two classes
    for damaged in (b"", b"no tensors", content[:-1], content.replace(b'"I64"', b'"F64"'), out_of_range):
        path.write_bytes(damaged)
        with pytest.raises(DataError, match="is damaged: please upload them again"):
            load(f"own:{identity}")
    path.write_bytes(content.replace(b"created", b"creat3d"))
    assert not list_own()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path / "file"))
    with pytest.raises(DataError, match="can't be saved"):
        save_own(read_zip(packed(GOOD)))
    assert not list_own()
