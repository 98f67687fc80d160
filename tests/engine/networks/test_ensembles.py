"""Ensembles and ten crops: the crops by hand, the averages in numpy, and what is claimed of the shipped networks."""

import contextlib
import io
from itertools import combinations
from math import comb
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from cnnviz.lessons.ensembles import formulas
from cnnviz.lessons.ensembles.listing import ensemble_script
from cnnviz.networks import ensembles, shipped


def test_the_ten_crops_are_corners_centre_and_their_mirror_images() -> None:
    pictures = torch.arange(2 * 3 * 10 * 12.0).reshape(2, 3, 10, 12)
    crops = ensembles.ten_crop(pictures, 6)
    array = pictures.numpy()
    places = [(0, 0), (0, 6), (4, 0), (4, 6), (2, 3)]
    expected = [array[:, :, r : r + 6, c : c + 6] for r, c in places]
    mirrored = array[..., ::-1]
    expected += [mirrored[:, :, r : r + 6, c : c + 6] for r, c in places]
    np.testing.assert_array_equal(crops.numpy(), np.stack(expected))
    assert len(ensembles.CROP_NAMES) == 10


def test_averages_against_numpy() -> None:
    scores = torch.randn(3, 4, 7, 5, generator=torch.Generator().manual_seed(0)).double()
    z = scores.numpy()
    soft = np.exp(z) / np.exp(z).sum(-1, keepdims=True)
    np.testing.assert_allclose(ensembles.combined(scores), soft.mean((0, 1)))
    pooled = np.exp(z.mean((0, 1)))
    np.testing.assert_allclose(ensembles.combined(scores, "scores"), pooled / pooled.sum(-1, keepdims=True))
    votes = np.stack([(z.argmax(-1) == label).mean((0, 1)) for label in range(5)], -1)
    np.testing.assert_allclose(ensembles.combined(scores, "votes"), votes)
    with pytest.raises(ValueError, match="use one of probabilities, scores, votes"):
        ensembles.combined(scores, "luck")


def test_a_run_is_every_network_on_every_crop() -> None:
    torch.manual_seed(0)
    networks = [nn.Sequential(nn.Conv2d(3, 2, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten()).eval() for _ in range(2)]
    pictures = torch.rand(5, 3, 9, 9)
    scores = ensembles.run(networks, pictures, 7, at_once=2)
    assert scores.shape == (2, 10, 5, 2)
    for m, network in enumerate(networks):
        corner = network(pictures[:, :, 2:, :7]).detach()
        assert torch.allclose(scores[m, 2], corner, atol=1e-6)
        turned = network(pictures.flip(3)[:, :, 1:8, 1:8]).detach()
        assert torch.allclose(scores[m, 9], turned, atol=1e-6)


def test_gain_by_counting() -> None:
    """Two networks and two pictures: the second network knows what the first gets wrong."""
    scores = torch.zeros(2, 10, 2, 2)
    scores[0, :, 0, 0], scores[0, :, 1, 0] = 2.0, 1.0  # right, then wrong
    scores[1, :, 0, 0], scores[1, :, 1, 1] = 1.0, 5.0  # right twice
    found = ensembles.Trial(scores, torch.tensor([0, 1]), torch.zeros(2, 3, 32, 32, dtype=torch.uint8), ("a", "b"))
    assert ensembles.gain(found, 2, "10 crops") == ensembles.Gain(0.75, 1.0, 1, 0)
    assert ensembles.gain(found, 1, "1 crop") == ensembles.Gain(0.5, 0.5, 0, 0)
    assert ensembles.verdict(found, 1, "10 crops", "probabilities")[0] is False
    assert ensembles.by_members(found, "1 crop") == [[0.5, 1.0], [1.0]]


@pytest.fixture(scope="module")
def found() -> ensembles.Trial:
    return ensembles.trial()


def test_no_fresh_picture_was_trained_on() -> None:
    from cnnviz import data

    seen = {picture.numpy().tobytes() for picture in data.load("shapes", seed=0).images}
    fresh = ensembles.fresh_pictures()
    assert not seen & {picture.numpy().tobytes() for picture in fresh.images}
    assert fresh.labels.bincount().tolist() == [100] * 6


def test_averaging_helps_the_shipped_networks(found: ensembles.Trial) -> None:
    singles = [(found.scores[m, 4].argmax(-1) == found.labels).double().mean().item() for m in range(shipped.MEMBERS)]
    assert min(singles) > 0.5
    holds, sentence = ensembles.verdict(found, shipped.MEMBERS, "10 crops", "probabilities")
    measured = ensembles.gain(found, shipped.MEMBERS, "10 crops")
    assert holds and measured.averaged > max(singles)
    assert measured.single == pytest.approx(sum(singles) / len(singles))
    assert f"{measured.averaged:.1%}" in sentence
    net = measured.fixed - measured.broken
    assert measured.averaged - singles[0] == pytest.approx(net / len(found.labels))


def test_every_choice_of_networks(found: ensembles.Trial) -> None:
    accuracies = ensembles.by_members(found, "2 crops")
    assert [len(values) for values in accuracies] == [
        comb(shipped.MEMBERS, count + 1) for count in range(shipped.MEMBERS)
    ]
    soft = found.scores[:, [4, 9]].softmax(-1).numpy()
    expected = [
        (soft[list(pair)].mean((0, 1)).argmax(-1) == found.labels.numpy()).mean()
        for pair in combinations(range(shipped.MEMBERS), 2)
    ]
    assert accuracies[1] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("members", "plan", "how"), [(1, "1 crop", "votes"), (shipped.MEMBERS, "10 crops", "probabilities")]
)
def test_the_script_prints_the_labs_number(found: ensembles.Trial, members: int, plan: str, how: str) -> None:
    names: dict[str, object] = {"__name__": "__main__"}
    script = ensemble_script(members, plan, how)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(script, "script", "exec"), names)
    assert names["result"] == pytest.approx(ensembles.gain(found, members, plan, how).averaged, abs=0.002)
    assert f"{names['result']:.1%}" in printed.getvalue()


@pytest.mark.parametrize("how", ensembles.COMBINE)
def test_the_numbers_in_the_formula_add_up(found: ensembles.Trial, how: str) -> None:
    _, line = formulas.explain(found, 8, 3, "5 crops", how)
    inside, total = line.split("(")[1].split(") = ")
    parts = [float(part) for part in inside.replace("- ", "+ -").split(" + ")]
    assert len(parts) == 3
    assert sum(parts) / 3 == pytest.approx(float(total), abs=1e-3)
    if how != "scores":
        answer = ensembles.combined(found.scores[:3, :5, 8], how)
        assert float(total) == pytest.approx(float(answer.max()), abs=1e-4)


def test_pictures_are_measured_bit_by_bit_and_kept_for_the_next_server(tmp_path: Path) -> None:
    shapes = ensembles.fresh_pictures(24)
    calls: list[int] = []

    def scores(pictures: Tensor) -> Tensor:
        calls.append(len(pictures))
        return pictures.double().mean((1, 2, 3)).float()[None, None, :, None].expand(2, 10, -1, 6).contiguous()

    def begin(file: str) -> ensembles.Measurement:
        return ensembles.Measurement(shapes, scores, tmp_path / file, members=2)

    first = begin("new/kept.safetensors")
    assert len(first.so_far().labels) == ensembles.AT_ONCE
    assert first.of(17).scores.shape == (2, 10, 1, 6)
    assert [first.advance(0), first.advance(0), first.advance(0)] == [False, True, True]
    whole = first.so_far()
    assert whole.scores[0, 0, :, 0].tolist() == pytest.approx(shapes.images.double().mean((1, 2, 3)).tolist())
    assert torch.equal(whole.labels, shapes.labels) and torch.equal(first.of(17).pictures[0], whole.pictures[17])

    calls.clear()
    again = begin("new/kept.safetensors")
    assert again.advance(0) and torch.equal(again.so_far().scores, whole.scores) and not calls
    (tmp_path / "damaged").write_bytes(b"no scores")
    damaged = begin("damaged")
    assert not damaged.advance(0) and len(damaged.so_far().labels) == 10
    (tmp_path / "file").write_bytes(b"")
    unwritable = begin("file/below")
    assert unwritable.advance(60) and torch.equal(unwritable.so_far().scores, whole.scores)


def test_the_first_pictures_are_those_of_the_whole_set() -> None:
    from cnnviz import data

    drawn, fresh = data.load("shapes", seed=1), ensembles.fresh_pictures(30)
    assert torch.equal(drawn.images[:30], fresh.images) and torch.equal(drawn.labels[:30], fresh.labels)
    assert fresh.classes == drawn.classes
