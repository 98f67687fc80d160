"""GIF files written here and decoded by Pillow; palettes against brute force."""

import numpy as np

from cnnviz.drawing.gif import AS_BEFORE, gif, indices, palette_for
from tests.engine.drawing.read_back import durations, frames_of


def test_gif_gives_back_frames_that_share_most_pixels() -> None:
    rng = np.random.default_rng(10)
    palette = np.arange(765, dtype=np.int64).reshape(255, 3).astype(np.uint8)
    first = rng.integers(0, AS_BEFORE, (30, 40), dtype=np.uint8)
    second = first.copy()
    second[5:9, 7:20] = 3
    third = second.copy()
    third[29, 39] = (int(third[29, 39]) + 1) % AS_BEFORE
    frames = [first, second, second, third]
    shown = frames_of(gif(frames, palette, [20, 30, 40, 50]))
    assert len(shown) == 4
    for frame, pixels in zip(frames, shown, strict=True):
        np.testing.assert_array_equal(pixels, palette[frame])
    assert durations(gif(frames, palette, [20, 30, 40, 50])) == [20, 30, 40, 50]


def test_palette_keeps_what_it_must_and_takes_the_most_frequent_others() -> None:
    always = np.array([[1, 2, 3], [255, 230, 0]], dtype=np.uint8)
    picture = np.zeros((20, 20, 3), dtype=np.uint8)
    picture.reshape(-1, 3)[:300, 0] = np.arange(300) // 2 % 256
    palette = palette_for([picture], always)
    assert palette.shape == (255, 3)
    assert {tuple(row) for row in palette.tolist()} >= {(1, 2, 3), (255, 230, 0), (0, 0, 0), (149, 0, 0)}
    np.testing.assert_array_equal(palette[indices(picture, palette)], picture)
    many = np.random.default_rng(11).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    palette = palette_for([many], always)
    distances = np.abs(many[:, :, None].astype(int) - palette[None, None].astype(int)) ** 2
    np.testing.assert_array_equal(
        distances.sum(axis=-1).min(axis=-1),
        ((many.astype(int) - palette[indices(many, palette)].astype(int)) ** 2).sum(axis=-1),
    )
