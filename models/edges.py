"""Trains a small colour network without labels: `python -m models.edges`, three minutes on one core.

Its first layer holds the independent components of small patches of photos: what natural pictures are added up from.
They come out as oriented edges and blobs of colour. Source: Bell & Sejnowski 1997, "The independent components of
natural scenes are edge filters"; FastICA: Hyvärinen 1999. The layers above learn which way up a piece of a photo is, a
question whose answers need nobody to write them down. Source: Gidaris, Singh & Komodakis 2018, "Unsupervised
representation learning by predicting image rotations".
"""

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.decomposition import FastICA
from torch import Tensor, nn

from cnnviz import images
from cnnviz.networks.shipped import SHIPPED
from cnnviz.networks.small import EDGES_SIDE, initialize
from models.fitting import SHORT, accuracy, begin, fit, save

PHOTOS = ("astronaut", "chelsea", "coffee", "rocket", "flower", "china")
SEED, STEPS, BATCH, RATE = 0, 2000, 32, 3e-3
PIECES = 6000
SIDE, FILTERS, PATCHES = 64, 64, 6000  # patches from each photo at each of two sizes
KEPT_BACK = 0.3  # of the width of every photo, at its right: for the test
FLAT = 0.02  # standard deviation below which a patch shows nothing


def patches(rng: np.random.Generator, count: int) -> NDArray[np.float32]:
    """(N, 3 · side · side): the photos' training parts in small pieces, with mean 0 and contrast about 1."""
    pieces = []
    for name in PHOTOS:
        photo, _ = halves(name)
        for pixels in (photo, images.resize(photo, max(photo.shape) // 2)):
            rows, columns = (rng.integers(0, n - EDGES_SIDE, count) for n in pixels.shape[1:])
            cut = [
                pixels[:, r : r + EDGES_SIDE, c : c + EDGES_SIDE].flatten() for r, c in zip(rows, columns, strict=True)
            ]
            pieces.append(torch.stack(cut).numpy())
    found = np.concatenate(pieces)
    found -= found.mean(1, keepdims=True)
    found = found[found.std(1) > FLAT]
    return np.asarray(found / np.sqrt((found**2).mean(1, keepdims=True) + 0.05**2))


def first_layer(found: NDArray[np.float32]) -> Tensor:
    """(FILTERS, 3, side, side) of length 1, the sparsest first: the column of the mixing matrix of each component."""
    ica = FastICA(FILTERS, whiten="unit-variance", max_iter=2 if SHORT else 200, tol=1e-3, random_state=SEED)
    sources = ica.fit_transform(found)
    sparse = (sources**4).mean(0) / (sources**2).mean(0) ** 2
    filters = torch.from_numpy(ica.mixing_.T[np.argsort(-sparse)].copy()).float()
    return (filters / filters.norm(dim=1, keepdim=True)).reshape(FILTERS, 3, EDGES_SIDE, EDGES_SIDE)


def halves(name: str) -> tuple[Tensor, Tensor]:
    """The part of a photo to learn from and the part to test on: (3, H, W1) and (3, H, W2)."""
    pixels = images.sample_picture(name).pixels
    edge = round(pixels.shape[2] * (1 - KEPT_BACK))
    return pixels[:, :, :edge], pixels[:, :, edge:]


def crops(part: int, count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Random squares of the photos' parts, scaled and turned: (count, 3, SIDE, SIDE) and by how many quarters."""
    made = []
    for _ in range(count):
        which, size, row, column, mirror = torch.rand(5, generator=generator).tolist()
        pixels = halves_of[PHOTOS[int(which * len(PHOTOS))]][part]
        side = int(SIDE * (1 + size * (min(pixels.shape[1:]) / SIDE - 1)))
        top, left = (int(place * (n - side)) for place, n in zip((row, column), pixels.shape[1:], strict=True))
        piece = pixels[None, :, top : top + side, left : left + side]
        piece = nn.functional.interpolate(piece, (SIDE, SIDE), mode="bilinear", antialias=True)[0].clamp(0, 1)
        made.append(piece.flip(2) if mirror < 0.5 else piece)
    quarters = torch.randint(4, (count,), generator=generator)
    turned = [piece.rot90(int(quarter), (1, 2)) for piece, quarter in zip(made, quarters, strict=True)]
    return SHIPPED["edges"].normalize(torch.stack(turned)), quarters


halves_of = {name: halves(name) for name in PHOTOS}


def main() -> None:
    generator = begin(SEED)
    filters = first_layer(patches(np.random.default_rng(SEED), 200 if SHORT else PATCHES))
    network = SHIPPED["edges"].build()
    initialize(network, "he")
    first = network.get_submodule("conv1")
    assert isinstance(network, nn.Sequential) and isinstance(first, nn.Conv2d) and first.bias is not None
    with torch.no_grad():
        first.weight.copy_(filters)
        first.bias.zero_()
    # The first three layers are done: what they answer is worked out once, in half precision to save memory.
    below, above = network[:3], network[3:]
    pictures, quarters = crops(0, BATCH if SHORT else PIECES, generator)
    with torch.no_grad():
        maps = torch.cat([below(part).half() for part in pictures.split(BATCH)])

    def batch(step: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        index = torch.randint(len(maps), (BATCH,), generator=generator)
        return maps[index].float(), quarters[index]

    fit(above, batch, generator, steps=STEPS, rate=RATE)
    test = crops(1, 20 if SHORT else 1000, torch.Generator().manual_seed(SEED))
    print(f"test: {accuracy(network, *test):.2%} of pieces of the photos' right ends; guessing gives 25 %")
    save("edges", network.state_dict())


if __name__ == "__main__":
    main()
