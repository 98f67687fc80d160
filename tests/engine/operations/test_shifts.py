"""Change under shifts, against numpy's slices and torch's own layers."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from cnnviz.operations import shifts

PICTURE = torch.from_numpy(np.random.default_rng(5).uniform(size=(28, 30))).float()
FUNCTIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "none": lambda maps: maps,
    "max": lambda maps: F.max_pool2d(maps, 3, 2),
    "average": lambda maps: F.avg_pool2d(maps, 3, 2),
    "max blur": lambda maps: F.conv2d(
        F.max_pool2d(maps, 3, 1)[:, None], torch.tensor([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]])[None, None] / 16, stride=2
    )[:, 0],
}


def test_a_bank_is_blind_to_brightness_and_has_filters_of_length_one() -> None:
    bank = shifts.filter_bank(6, 5, 3)
    np.testing.assert_allclose(bank.sum((1, 2)), 0, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(bank.reshape(6, -1), axis=1), 1, rtol=1e-6)
    assert torch.equal(bank, shifts.filter_bank(6, 5, 3))
    assert not torch.equal(bank, shifts.filter_bank(6, 5, 4))


def test_the_picture_moves_under_the_frame() -> None:
    for direction, axis in (("right", 1), ("down", 0)):
        still = shifts.moved(PICTURE, 0, direction, 4)
        for shift in range(5):
            moved = shifts.moved(PICTURE, shift, direction, 4)
            assert moved.shape == still.shape == (24, 26)
            rolled = np.roll(PICTURE.numpy(), shift, axis)[4:, 4:]
            np.testing.assert_array_equal(moved.numpy(), rolled)


def test_a_frame_that_does_not_fit_gets_a_sentence() -> None:
    with pytest.raises(ValueError, match="28 × 30 pixels cannot move by 1 under a frame that leaves room for 28"):
        shifts.moved(PICTURE, 1, "down", 28)
    with pytest.raises(ValueError, match="smaller shift"):
        shifts.moved(PICTURE, 5, "right", 4)
    with pytest.raises(ValueError, match="no pooling called 'median'"):
        shifts.pooled(PICTURE[None], "median", 2, 2)


@pytest.mark.parametrize("pooling", shifts.POOLINGS)
def test_curves_are_the_changes_measured_one_by_one(pooling: str) -> None:
    banks = torch.stack([shifts.filter_bank(3, 5, seed) for seed in range(2)])
    found = shifts.curves(PICTURE, banks, most=4, window=3, stride=2, poolings=(pooling,))[pooling]
    expected = []
    for axis in (1, 0):
        for bank in banks:
            row = []
            for shift in range(5):
                frames = [np.roll(PICTURE.numpy(), by, axis)[4:, 4:].copy() for by in (0, shift)]
                still, moved = (
                    FUNCTIONS[pooling](F.conv2d(torch.from_numpy(frame)[None, None], bank[:, None]).relu()[0])
                    for frame in frames
                )
                row.append(float(np.abs(moved - still).mean() / np.abs(still).mean()))
            expected.append(row)
    table = np.array(expected)
    assert found.runs == 4
    np.testing.assert_allclose(found.mean, table.mean(0), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(found.low, table.min(0), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(found.high, table.max(0), rtol=1e-4, atol=1e-6)
    assert found.mean[0] == 0


@pytest.mark.parametrize("pooling", shifts.POOLINGS)
def test_the_same_through_torch_modules(pooling: str) -> None:
    bank = shifts.filter_bank(4, 3, 0)
    curve = shifts.curves(PICTURE, bank[None], most=3, window=3, stride=2, poolings=(pooling,))[pooling]
    right = [shifts.change_by_torch(PICTURE, bank, pooling, 3, 2, shift, 3) for shift in range(4)]
    assert all(
        low - 1e-5 <= value <= high + 1e-5 for low, value, high in zip(curve.low, right, curve.high, strict=True)
    )
    still, moved = (
        FUNCTIONS[pooling](F.conv2d(frame[None, None], bank[:, None]).relu()[0])
        for frame in (PICTURE[3:, 3:], PICTURE[3:, 1:-2])
    )
    assert right[2] == pytest.approx(float((moved - still).abs().mean() / still.abs().mean()), rel=1e-5)


def test_a_shift_by_the_stride_moves_the_output_by_one_cell() -> None:
    """The change is then large although nothing but the place has changed: equivariance is not invariance."""
    bank = shifts.filter_bank(2, 3, 1)
    still, moved = (
        shifts.pooled(shifts.features(shifts.moved(PICTURE, by, "right", 2), bank), "max", 2, 2) for by in (0, 2)
    )
    torch.testing.assert_close(moved[:, :, 1:], still[:, :, :-1])


def test_nothing_changes_where_there_is_nothing() -> None:
    assert shifts.change(torch.zeros(2, 1, 3, 3), torch.zeros(2, 1, 3, 3)).tolist() == [0, 0]
    assert shifts.change(torch.ones(2, 1, 3, 3), torch.zeros(1, 3, 3)).tolist() == [0, 0]
    assert float(shifts.change(torch.tensor([[[2.0, 2.0]]]), torch.tensor([[[1.0, 3.0]]]))) == 0.5
