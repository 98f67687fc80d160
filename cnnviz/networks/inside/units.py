"""What a unit looks for: the pieces of pictures that excite it most, and the picture that it is driven by."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnviz import limits
from cnnviz.networks.fields.receptive_fields import Row
from cnnviz.networks.inside.tap import layer_output
from cnnviz.words import say

STARTS = 16  # random pictures of which the best is where a driving picture begins


class Patch(NamedTuple):
    """A piece of a picture that excites a unit.

    picture: which one, counted from 0; value: of the unit; unit: its place (row, column) on the map; rows, columns: the
    pixels of its receptive field that are inside the picture.
    """

    picture: int
    value: float
    unit: tuple[int, int]
    rows: range
    columns: range

    def cut(self, picture: Tensor) -> Tensor:
        """This piece of the picture (C, H, W): (C, rows, columns)."""
        return picture[:, self.rows.start : self.rows.stop, self.columns.start : self.columns.stop]


class Driven(NamedTuple):
    """A picture on its way to drive a unit: step, picture (C, H, W) in [0, 1], and what it makes of the objective."""

    step: int
    picture: Tensor
    activation: float


@torch.no_grad()
def maps_of(network: nn.Module, layer: str, channel: int, batches: Sequence[Tensor]) -> list[Tensor]:
    """The map (h, w) of one channel of a layer for each input (1, C, H, W); (1, 1) behind a dense layer.

    Raises ValueError for a channel that the layer does not have.
    """
    return [_plane(layer_output(network, layer, batch), channel)[0] for batch in batches]


def strongest(maps: Sequence[Tensor], row: Row, count: int = 9) -> list[Patch]:
    """The places that excite a unit most over all pictures, the strongest first; row: of its layer.

    Raises ValueError if nobody knows what its units see.

    Places of one picture are at least half a receptive field apart, along one axis or both, so that the patches show
    different things.
    """
    if row.unknown:
        raise ValueError(row.unknown)
    across = [max(1, field.size // (2 * field.stride)) if field.stride else 1 for field in row.fields]
    left = [values.detach().clone().double() for values in maps]
    found: list[Patch] = []
    while len(found) < count:
        best = max(range(len(left)), key=lambda index: float(left[index].max()))
        place = int(left[best].argmax())
        i, j = divmod(place, left[best].shape[1])
        if not float(left[best][i, j]) > -torch.inf:
            break
        if left[best].numel() == 1 < math.prod(row.units):  # one value of a flattened map: its place is not known here
            rows, columns = (range(axis.pixels) for axis in row.axes)
        else:
            rows, columns = row.pixels((i, j)[: len(row.axes)])
        if rows and columns:
            found.append(Patch(best, float(maps[best][i, j]), (i, j), rows, columns))
        down, right = across
        left[best][max(0, i - down + 1) : i + down, max(0, j - right + 1) : j + right] = -torch.inf
    return found


def drive(
    network: nn.Module,
    layer: str,
    channel: int,
    size: tuple[int, int, int],
    normalize: Callable[[Tensor], Tensor],
    *,
    steps: int = 160,
    rate: float = 0.1,
    jitter: int = 0,
    smooth: float = 0.3,
    faint: float = 0.02,
    blur: int = 8,
    whole: bool = False,
    seed: int = 0,
    every: int = 4,
) -> Iterator[Driven]:
    """Climb the gradient of a unit from a random picture, and give the picture every few steps as it grows.

    size: (C, H, W) of the input; normalize: pictures (N, C, H, W) in [0, 1] -> input of the network. The unit is that
    in the middle of the map; whole: the mean of the map instead. Every step moves the picture by up to `jitter`
    pixels (for one unit best less than its jump), and is pulled towards little total variation (smooth) and middle grey
    (faint); every `blur` steps the picture is blurred (0: never). Without all this the picture would be noise that
    excites the unit no less. The last one given is the picture that excited the unit most, of those given.

    Raises ValueError for a channel that the layer does not have. Sources: Erhan, Bengio, Courville & Vincent 2009,
    "Visualizing higher-layer features of a deep network"; Olah, Mordvintsev & Schubert 2017, "Feature visualization".
    """
    generator = torch.Generator().manual_seed(seed)

    def objective(pictures: Tensor) -> Tensor:
        plane = _plane(layer_output(network, layer, normalize(pictures)), channel)
        return plane.mean((1, 2)) if whole else plane[:, plane.shape[1] // 2, plane.shape[2] // 2]

    noise = 0.5 + 0.15 * _blurred(torch.randn(STARTS, *size, generator=generator), 1) / 0.3
    with torch.no_grad():
        values = torch.cat([objective(part) for part in torch.split(noise.clamp(0.02, 0.98), 4)])
    start = noise[int(values.argmax())].clamp(0.02, 0.98)
    logits = torch.logit(start)[None].clone()
    best = Driven(0, start, float(values.max()))
    yield best
    with torch.enable_grad():
        logits.requires_grad_()
        optimizer = torch.optim.Adam([logits], rate)
    scale = max(1e-3, abs(best.activation))
    for step in range(1, steps + 1):
        limits.checkpoint()
        shift = [int(s) for s in torch.randint(-jitter, jitter + 1, (2,), generator=generator)] if jitter else [0, 0]
        with torch.enable_grad():
            picture = logits.sigmoid()
            value = objective(picture.roll(shift, (2, 3)))[0]
            variation = (picture.diff(dim=2).abs().mean() + picture.diff(dim=3).abs().mean()) * smooth
            loss = -value / scale + variation * 3 + (picture - 0.5).square().mean() * faint * 3
            (gradient,) = torch.autograd.grad(loss, logits)
        logits.grad = gradient
        optimizer.step()
        scale = max(scale, abs(float(value.detach())))
        with torch.no_grad():
            if blur and step % blur == 0 and step < steps - blur:
                logits.copy_(_blurred(logits, 0.5))
            if step % every == 0 or step == steps:
                shown = logits.sigmoid()
                now = Driven(step, shown[0].clone(), float(objective(shown)[0]))
                best = now if now.activation > best.activation else best
                yield now if step < steps else best._replace(step=step)


def _plane(output: Tensor, channel: int) -> Tensor:
    """One channel of (N, channels, h, w) or (N, features): (N, h, w)."""
    if output.ndim not in (2, 4):
        raise ValueError("This layer gives no feature maps: choose a convolution, a pooling or an activation.")
    if not 0 <= channel < output.shape[1]:
        raise ValueError(
            say(
                "There is no channel number {channel}: choose 0 to {last}.",
                channel=channel,
                last=output.shape[1] - 1,
            )
        )
    return output[:, channel] if output.ndim == 4 else output[:, channel, None, None]


def _blurred(pictures: Tensor, sigma: float) -> Tensor:
    """(N, C, H, W) through a Gaussian of so many pixels, with the border repeated."""
    reach = max(1, round(3 * sigma))
    weights = torch.exp(-(torch.arange(-reach, reach + 1).float() ** 2) / (2 * sigma**2))
    weights = (weights / weights.sum()).expand(pictures.shape[1], 1, 1, -1)
    padded = F.pad(pictures, (reach,) * 4, mode="replicate")
    return F.conv2d(F.conv2d(padded, weights, groups=pictures.shape[1]), weights.mT, groups=pictures.shape[1])
