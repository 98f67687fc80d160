"""Boxes for hypothesis: whole coordinates in a small room, so that edges coincide and boxes without area come up."""

import torch
from hypothesis import strategies as st
from torch import Tensor


def _box(values: tuple[int, int, int, int]) -> list[float]:
    x, y, w, h = values
    return [float(x), float(y), float(x + w), float(y + h)]


COORDINATE, SIDE = st.integers(-4, 12), st.integers(0, 9)
BOX = st.tuples(COORDINATE, COORDINATE, SIDE, SIDE).map(_box)
SOLID = st.tuples(COORDINATE, COORDINATE, st.integers(1, 9), st.integers(1, 9)).map(_box)


def _stack(rows: list[list[float]]) -> Tensor:
    return torch.tensor(rows, dtype=torch.float64).reshape(-1, 4)


BOXES = st.lists(BOX, max_size=6).map(_stack)
SOLIDS = st.lists(SOLID, min_size=1, max_size=6).map(_stack)


def random_boxes(count: int, seed: int, *, room: float = 100, size: float = 40) -> Tensor:
    """Boxes float64 (count, 4) in a room of this side, none larger than `size`."""
    generator = torch.Generator().manual_seed(seed)
    first = torch.rand(count, 2, generator=generator, dtype=torch.float64) * room
    return torch.cat([first, first + torch.rand(count, 2, generator=generator, dtype=torch.float64) * size], 1)
