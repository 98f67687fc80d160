"""A run is asked about pictures: what it says is what its network computes, a drawn digit keeps its class, and weights
come back from a file only if they fit."""

import json
import math
import pickle
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import load as read
from safetensors.torch import save as write
from torch import Tensor

from cnnviz.data import load
from cnnviz.data.drawn import SIDE, from_photo, layout, place, rasterise
from cnnviz.training import Recipe, Run, from_weights, open_run
from cnnviz.training.answers import Asked, answer, ask, gradient_times_input, occlusion, strongest
from cnnviz.training.loop import Trainer
from cnnviz.training.preparation import Preparation
from tests.engine.training.drawn_digits import DRAWN
from tests.engine.training.kept_runs import kept_run
from tests.engine.training.training_runs import SMALL, done, opened_pool

pytestmark = pytest.mark.usefixtures("one_thread")
DIGITS = load("digits")
LENET = Recipe(epochs=3, learning_rate=0.004, seed=3)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def run(home: Path, one_thread: None) -> Run:
    return kept_run(LENET, 3)


@pytest.fixture(scope="module")
def asked(run: Run) -> Asked:
    return ask(run, dataset=DIGITS)


# ----------------------------------------------------------------------------------------------------- answers


@pytest.mark.parametrize("step", [None, 0])
def test_the_answer_is_what_the_network_of_that_snapshot_computes(run: Run, step: int | None) -> None:
    picture = DIGITS.images[DIGITS.validation[7]]
    said = answer(run, picture, step)
    network = run.model(step)
    x = Preparation.of(run.recipe, DIGITS).prepare(picture)
    with torch.no_grad():
        torch.testing.assert_close(said.probabilities, network(x)[0].softmax(0))
        torch.testing.assert_close(said.maps["conv1"], network.get_submodule("conv1")(x)[0])
    torch.testing.assert_close(said.input, x[0])
    seen = F.interpolate(picture[None].float() / 255, x.shape[2:], mode="bilinear", antialias=True)[0]
    torch.testing.assert_close(said.seen, seen, atol=1e-5, rtol=1e-5)
    assert said.label == int(said.probabilities.argmax())
    assert not any(layer._forward_hooks for layer in network.modules())


def test_what_it_says_of_validation_is_what_the_snapshot_keeps(run: Run, asked: Asked) -> None:
    kept = run.snapshot()
    for place_ in range(12):
        said = answer(asked, DIGITS.images[DIGITS.validation[place_]])
        assert said.label == kept["validation.predicted"][place_]
        assert said.probabilities.max().item() == pytest.approx(kept["validation.probability"][place_].item(), abs=1e-4)


def test_the_last_snapshot_knows_more_than_the_first(run: Run) -> None:
    accuracy = [row["val_accuracy"] for row in run.metrics() if "val_accuracy" in row]
    assert accuracy[-1] > 0.93
    sure = [answer(run, DIGITS.images[DIGITS.validation[3]], step).probabilities.max() for step in (0, None)]
    assert sure[0] < 0.3 < 0.8 < sure[1]
    with pytest.raises(ValueError, match="no snapshot of step 5: choose 0"):
        ask(run, 5)


def test_gradient_times_input_is_that_of_finite_differences(asked: Asked) -> None:
    shown = answer(asked, DIGITS.images[DIGITS.validation[1]]).input
    network = asked.network.double()
    given, label = shown.double(), 4
    marked = gradient_times_input(asked, given, label)
    asked.network.float()
    for y, x in ((5, 12), (14, 14), (20, 9)):
        ends = []
        for step in (1e-6, -1e-6):
            moved = given.clone()
            moved[0, y, x] += step
            with torch.no_grad():
                ends.append(network.double()(moved[None])[0, label].item())
        expected = (ends[0] - ends[1]) / 2e-6 * given[0, y, x].item()
        assert marked[y, x].item() == pytest.approx(expected, rel=1e-4, abs=1e-7)
    asked.network.float()
    assert marked.abs().max() > 0
    assert not any(parameter.grad is not None for parameter in asked.network.parameters())


@pytest.mark.parametrize("places", [6, 14])
def test_a_pixel_matters_as_much_as_hiding_it_lowers_the_probability(asked: Asked, places: int) -> None:
    said = answer(asked, DIGITS.images[DIGITS.validation[1]])
    marked = occlusion(asked, said.input, said.label, places)
    assert marked.shape == said.input.shape[1:]
    height, square = marked.shape[0], marked.shape[0] // 5
    starts = sorted({round((height - square) * n / (places - 1)) for n in range(places)})
    for y, x in ((0, 0), (13, 14), (27, 20)):
        falls = []
        for top in (start for start in starts if start <= y < start + square):
            for left in (start for start in starts if start <= x < start + square):
                hidden = said.input.clone()
                hidden[:, top : top + square, left : left + square] = 0
                with torch.no_grad():
                    now = asked.network(hidden[None]).softmax(1)[0, said.label]
                falls.append(float(said.probabilities[said.label] - now))
        assert marked[y, x].item() == pytest.approx(np.mean(falls), abs=1e-5)


@pytest.mark.parametrize("size", [(1, 1), (3, 50), (8, 8), (31, 2)])
def test_no_pixel_is_left_out_whatever_the_size(size: tuple[int, int]) -> None:
    network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(size[0] * size[1], 2)).eval()
    there = Asked(network, Preparation(size, size, (0.0,), (1.0,)), ("a", "b"))
    assert occlusion(there, torch.rand(1, *size), 1, 4).isfinite().all()


def test_the_strongest_maps_come_first() -> None:
    maps = torch.stack([torch.full((2, 2), value) for value in (0.5, -3.0, 0.0, 1.0)])
    assert strongest(maps, 3) == [1, 3, 0]


# ---------------------------------------------------------------------------------------------------- drawings


def test_the_digits_stand_where_they_are_measured() -> None:
    like = layout(DIGITS)
    assert like is not None
    ink = DIGITS.images[DIGITS.train, 0] > 51
    assert like.box[0] == 8 and bool(ink.any(2).all(1).all())  # every digit is as high as its picture
    assert 0.1 < like.thickness < 0.3
    assert layout(load("faces")) is None and layout(load("shapes")) is None and layout(load("textures")) is None


def test_real_digits_drawn_elsewhere_and_larger_keep_their_class(asked: Asked) -> None:
    like = layout(DIGITS)
    assert like is not None
    kept = []
    for number, index in enumerate(DIGITS.validation[:100].tolist()):
        picture = DIGITS.images[index].float() / 255
        paper = torch.zeros(1, 300, 280)
        scaled = F.interpolate(picture[None], scale_factor=14 + number % 7, mode="nearest")[0]
        top, left = 5 * (number % 20), 3 * (number % 30)
        paper[:, top : top + scaled.shape[1], left : left + scaled.shape[2]] = scaled
        kept.append(answer(asked, place(paper, like)).label == answer(asked, picture).label)
    assert np.mean(kept) >= 0.93


@pytest.mark.parametrize(("size", "shift"), [(0.6, 0.0), (0.3, 0.15), (0.75, 0.0)])
def test_drawn_digits_are_read(asked: Asked, size: float, shift: float) -> None:
    like = layout(DIGITS)
    assert like is not None
    read_as = {}
    for digit, lines in DRAWN.items():
        strokes = [
            [like.thickness * size, *(0.5 + shift + (value - 0.5) * size / 0.6 for value in line)] for line in lines
        ]
        read_as[digit] = answer(asked, place(rasterise(strokes), like)).label
    assert sum(digit == read for digit, read in read_as.items()) >= 8, read_as


def test_a_stroke_is_white_where_it_was_drawn_and_as_wide() -> None:
    drawn = rasterise([[0.1, 0.2, 0.5, 0.8, 0.5]])[0]
    assert drawn.shape == (SIDE, SIDE)
    assert drawn[SIDE // 2, SIDE // 2] == 1 and drawn[0].sum() == 0
    assert drawn[:, SIDE // 2].sum().item() == pytest.approx(0.1 * SIDE, abs=1.5)
    assert drawn[SIDE // 2].sum().item() == pytest.approx(0.7 * SIDE, abs=1.5)  # two round ends of half the width
    dot = rasterise([[0.1, 0.5, 0.5]]).sum().item()
    assert dot == pytest.approx(math.pi * (0.05 * SIDE) ** 2, rel=0.03)


def test_a_drawing_keeps_its_proportions_and_stays_inside() -> None:
    like = layout(DIGITS)
    assert like is not None
    mnist = replace(like, size=(28, 28), box=(20, 20), centre=(14.0, 14.0))
    placed = place(rasterise([[0.02, 0.1, 0.1, 0.3, 0.1, 0.3, 0.6]]), mnist)  # an angle, much higher than wide
    ink = placed[0] > 0.05
    assert ink.any(1).sum() in (20, 21)
    assert ink.any(0).sum().item() == pytest.approx(20 * 0.22 / 0.52, abs=2)
    mass = [(placed[0].sum(1 - axis) * (torch.arange(28) + 0.5)).sum() / placed.sum() for axis in (0, 1)]
    assert mass == pytest.approx([14, 14], abs=0.1)
    corner = place(rasterise([[0.05, 0.1, 0.1, 0.5, 0.1, 0.5, 0.9]]), like)  # its mass is far from its middle
    assert bool((corner[0, 0] > 0).any()) and bool((corner[0, -1] > 0).any())
    with pytest.raises(ValueError, match="draw something"):
        place(torch.zeros(1, 9, 9), like)


@pytest.mark.parametrize(
    "strokes", [["x"], [[0.1]], [[0.1, 0.2]], [[math.nan, 0, 0]], [[0.1, math.inf, 0]], [[0.1, None, 0]], [None], [{}]]
)
def test_what_is_no_drawing_gets_a_sentence(strokes: list) -> None:
    with pytest.raises(ValueError, match="draw again"):
        rasterise(strokes)


def test_more_than_anybody_draws_is_refused() -> None:
    for strokes in ([[0.1, 0.5, 0.5]] * 1001, [[0.1, *[0.5] * 60_000]]):
        with pytest.raises(ValueError, match="fewer"):
            rasterise(strokes)


@pytest.mark.parametrize("dark", [True, False])
def test_a_photo_of_a_digit_on_paper_is_read_like_a_drawing(asked: Asked, dark: bool) -> None:
    like = layout(DIGITS)
    assert like is not None
    drawn = rasterise([[0.12, *line] for line in DRAWN[3]])
    shade = 0.05 * torch.linspace(-1, 1, SIDE) + 0.01 * torch.rand(
        SIDE, SIDE, generator=torch.Generator().manual_seed(0)
    )
    photo = (0.75 - 0.5 * drawn if dark else 0.2 + 0.6 * drawn) + shade
    assert answer(asked, place(from_photo(photo.expand(3, -1, -1)), like)).label == 3
    with pytest.raises(ValueError, match="nothing to be seen"):
        place(from_photo(torch.full((3, 40, 40), 0.7)), like)


# ----------------------------------------------------------------------------------------------------- weights


def test_a_run_goes_on_from_weights_of_a_file(run: Run, home: Path) -> None:
    begun = from_weights(
        replace(LENET, learning_rate=0.0005, epochs=1, device="cpu"), run.weights(), owner="me", name="second"
    )
    assert (begun.state, begun.snapshots(), begun.owner, begun.name) == ("paused", [0], "me", "second")
    assert all(torch.equal(read(begun.weights())[name], value) for name, value in read(run.weights()).items())
    assert torch.equal(begun.snapshot()["confusion"], run.snapshot()["confusion"])
    expected = Trainer(begun.recipe, DIGITS, device="cpu")
    expected.load_state(begun.snapshot())
    expected.train_step()
    with opened_pool(home, WORKERS=1):
        begun.resume()
        done(begun)
    assert begun.metrics()[0]["loss"] == pytest.approx(expected.flush()[0]["loss"], rel=1e-6)
    assert begun.metrics()[-1]["val_accuracy"] > 0.93
    assert open_run(begun.id).about["given_weights"]


def test_other_weights_can_be_asked(run: Run, asked: Asked) -> None:
    picture = DIGITS.images[DIGITS.validation[2]]
    other = kept_run(replace(LENET, seed=8), 0)
    borrowed = ask(run, weights=other.weights())
    torch.testing.assert_close(answer(borrowed, picture).probabilities, answer(other, picture).probabilities)
    assert not torch.equal(answer(borrowed, picture).probabilities, answer(asked, picture).probabilities)


def hostile_files() -> dict[str, bytes]:
    """Files that look like safetensors and are not, or not of this network; what the sentence has to name."""
    good = {name: value.clone() for name, value in Trainer(SMALL, DIGITS, device="cpu").network.state_dict().items()}
    first = next(iter(good))
    whole = write(good)

    def header(text: str, length: int | None = None) -> bytes:
        return struct.pack("<Q", len(text) if length is None else length) + text.encode()

    entry = '{"dtype":"F32","shape":[2],"data_offsets":[0,8]}'
    files = {f"safetensors {tenth}": whole[: len(whole) * tenth // 10] for tenth in range(10)}
    files |= {
        "safetensors file": header("{}", 2**63),
        "safetensors file.": header('{"a":' * 5000),
        "no safetensors": header('{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}')
        + b"\0" * 8,
        "safetensors": header(f'{{"a":{entry},"b":{entry}}}') + b"\0" * 8,  # the same bytes twice
        "is no safetensors": header('{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}') + b"\0" * 8,
        "This is no safetensors": header('{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}') + b"\0" * 8,
        "safetensors  file": header(json.dumps({"a": 1})),
        "pickle": pickle.dumps(good),
        "missing": header("{}"),
        "shape": write(good | {first: torch.zeros(3, 3)}),
        "holds int32": write(good | {first: good[first].int()}),
        "holds bool": write(good | {first: good[first].bool()}),
        "holds float8": write(good | {first: good[first].to(torch.float8_e4m3fn)}),
        "holds complex64": write(good | {first: good[first].to(torch.complex64)}),
        "not finite": write(good | {first: torch.full_like(good[first], math.nan)}),
        "are not finite": write(good | {first: torch.full_like(good[first].double(), 1e300)}),
        "has no extra": write(good | {"extra": torch.zeros(1)}),
    }
    return files


def test_hostile_files_get_a_sentence_and_leave_nothing_behind(home: Path) -> None:
    before = sorted(path.name for path in (home / "runs").iterdir())
    for words, data in hostile_files().items():
        with pytest.raises(ValueError) as caught:
            from_weights(SMALL, data)
        found = str(caught.value)
        assert words.split("  ")[0].rstrip("0123456789. ") in found and found.endswith((".", "first.")), (words, found)
        assert len(found) < 300
    assert sorted(path.name for path in (home / "runs").iterdir()) == before


def test_a_file_that_is_too_large_is_not_even_read(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setattr("cnnviz.networks.weight_files.MOST_WEIGHT_BYTES", 2**20)
    with pytest.raises(ValueError, match="has 2 MB"):
        from_weights(SMALL, b"\0" * 2 * 2**20)


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16, torch.float64])
def test_floats_of_other_widths_are_taken(run: Run, kind: torch.dtype) -> None:
    narrow: dict[str, Tensor] = {name: value.to(kind) for name, value in read(run.weights()).items()}
    there = ask(run, weights=write(narrow))
    for name, value in there.network.state_dict().items():
        assert value.dtype == torch.float32
        torch.testing.assert_close(value, narrow[name].float())
