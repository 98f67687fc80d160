"""Kernels with a name, the formulas behind them, and what can be done to a kernel.

All kernels are meant for `cnnviz.convolution.cross_correlate`, as in the layers of PyTorch: Sobel x answers with
positive numbers where the picture gets brighter from left to right, Sobel y where it gets brighter from top to bottom.
Books that mean convolution print them turned by 180°. Angles are in degrees in picture coordinates, where x points
right and y points down: 0 is to the right, 90 is down.

A kernel has 1 to 15 rows and 1 to 15 columns, even numbers included.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from cnnviz.convolution import Values, convolve, read_array
from cnnviz.words import say, several

LARGEST = 15
"""Most rows and columns that a kernel may have."""


@dataclass(frozen=True, eq=False)
class Preset:
    """A kernel (h, w), float32, with what it is for in one sentence, where it comes from, and its group in a list."""

    kernel: Tensor
    title: str
    group: str
    description: str
    source: str


# Formulas. size is the number of rows and of columns, or (rows, columns); the centre of the kernel is the origin.


def box(size: int | Sequence[int]) -> Tensor:
    """The mean of all pixels under the kernel: (h, w), every weight 1 / (h w)."""
    height, width = _height_and_width(size)
    return torch.full((height, width), 1 / (height * width))


def gaussian(size: int | Sequence[int], sigma: float) -> Tensor:
    """Samples of exp(-(x² + y²) / (2 sigma²)), divided by their sum: (h, w), positive, sum 1. sigma in pixels."""
    y, x = _grid(size)
    weights = torch.exp(-(x**2 + y**2) / (2 * _between("sigma", sigma, 0.1, 100) ** 2))
    return (weights / weights.sum()).float()


def laplacian_of_gaussian(size: int | Sequence[int], sigma: float) -> Tensor:
    """Samples of (r² - 2 sigma²) / (2 pi sigma⁶) * exp(-r² / (2 sigma²)), made to sum to 0: (h, w). sigma in pixels.

    Negative in the centre, like the Laplacian. Source: Marr & Hildreth 1980.
    """
    y, x = _grid(size)
    variance = _between("sigma", sigma, 0.1, 100) ** 2
    squares = x**2 + y**2
    weights = (squares - 2 * variance) / (2 * math.pi * variance**3) * torch.exp(-squares / (2 * variance))
    return (weights - weights.mean()).float()


def gabor(
    size: int | Sequence[int],
    wavelength: float,
    orientation: float,
    *,
    sigma: float | None = None,
    phase: float = 0,
    aspect: float = 1,
) -> Tensor:
    """A wave under a Gaussian: exp(-(u² + aspect² v²) / (2 sigma²)) * cos(2 pi u / wavelength + phase), (h, w).

    u runs along `orientation` (degrees, 0 right, 90 down), the direction in which the wave oscillates, and v across it.
    wavelength and sigma in pixels; by default sigma is 0.56 wavelengths, a bandwidth of one octave. phase in degrees:
    0 looks for lines, 90 and -90 for edges. Scaled so that the Gaussian alone has volume 1.
    Source: Gabor 1946 in one dimension, Daugman 1985 in two.
    """
    y, x = _grid(size)
    wavelength = _between("wavelength", wavelength, 2, 100)
    spread = wavelength * 3 * math.sqrt(math.log(2) / 2) / math.pi
    sigma = _between("sigma", spread if sigma is None else sigma, 0.1, 100)
    aspect = _between("aspect", aspect, 0.1, 10)
    angle = math.radians(_between("orientation", orientation, -360, 360))
    shift = math.radians(_between("phase", phase, -360, 360))
    u, v = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
    envelope = torch.exp(-(u**2 + (aspect * v) ** 2) / (2 * sigma**2)) * aspect / (2 * math.pi * sigma**2)
    return (envelope * torch.cos(2 * math.pi * u / wavelength + shift)).float()


def motion_blur(size: int, angle: float) -> Tensor:
    """The mean along a line through the centre, as if the camera moved at `angle` (degrees): (size, size), sum 1.

    `size` points lie on the line, one per row or column, each shared among the pixels next to it (bilinearly).
    """
    _height_and_width(size)
    turn = math.radians(_between("angle", angle, -360, 360))
    down, right = math.sin(turn), math.cos(turn)
    pixels = torch.arange(size, dtype=torch.float64)
    middle = (size - 1) / 2
    steps = (pixels - middle) / max(abs(down), abs(right))
    rows, cols = ((1 - (middle + steps * part - pixels[:, None]).abs()).clamp(min=0) for part in (down, right))
    return (rows @ cols.T / size).float()


# What can be done to a kernel


def as_kernel(kernel: Values) -> Tensor:
    """A table of finite numbers as a tensor (h, w): float64 tensors and arrays stay, all else becomes float32.

    Raises ValueError if it is no table, or has more than 15 rows or columns.
    """
    table = read_array("kernel", kernel, (2,))
    _height_and_width(table.shape)
    return table


def normalize(kernel: Values) -> Tensor:
    """The kernel divided by its sum, so that flat areas keep their brightness.

    If the sum is 0, as for edge detectors, it is divided by the sum of the absolute values: the response to a picture
    in [0, 1] then stays within [-1/2, 1/2]. Raises ValueError if all entries are 0.
    """
    table = as_kernel(kernel)
    total, size = table.sum(), table.abs().sum()
    if size == 0:
        raise ValueError("All entries of the kernel are 0, so there is no sum to divide by: change at least one entry.")
    return table / (total if total.abs() > 1e-6 * size else size)


def negate(kernel: Values) -> Tensor:
    """The kernel with every sign changed: dark becomes bright in the response."""
    return 0 - as_kernel(kernel)  # and not -kernel, which makes -0 of 0


def rotate(kernel: Values, quarter_turns: int = 1) -> Tensor:
    """The kernel turned counter-clockwise by quarter_turns * 90°; two turns make a cross-correlation a convolution."""
    return as_kernel(kernel).rot90(quarter_turns)


def random_kernel(height: int, width: int, seed: int) -> Tensor:
    """Entries drawn evenly from -1 to 1, rounded to two decimals: (height, width). The seed decides the entries."""
    shape = _height_and_width((height, width))
    return torch.from_numpy(np.random.default_rng(seed).uniform(-1, 1, shape).round(2)).float() + 0.0


def composed_size(first: Values, second: Values) -> tuple[int, int]:
    """Height and width of the kernel that does the work of two: h1 + h2 - 1 and w1 + w2 - 1."""
    (h1, w1), (h2, w2) = as_kernel(first).shape, as_kernel(second).shape
    return h1 + h2 - 1, w1 + w2 - 1


def compose(first: Values, second: Values) -> Tensor:
    """One kernel that does the work of two: the same as cross-correlating with the first, then with the second.

    It is the full convolution of (h1, w1) with (h2, w2), of shape (h1 + h2 - 1, w1 + w2 - 1). With padding the two
    agree only away from the border. Raises ValueError if it gets larger than 15 × 15.
    """
    table, other = as_kernel(first), as_kernel(second)
    _height_and_width(composed_size(table, other))
    return convolve(table, other, padding="full")


def is_symmetric(kernel: Values) -> bool:
    """Whether the kernel equals itself turned by 180°; convolution and cross-correlation then agree."""
    table = as_kernel(kernel)
    return torch.equal(table, table.flip(0, 1))


def _height_and_width(size: int | Sequence[int]) -> tuple[int, int]:
    height, width = (size, size) if isinstance(size, int) else size
    for name, count in (("row", height), ("column", width)):
        if not 1 <= count <= LARGEST:
            words = ("{n} row", "{n} rows") if name == "row" else ("{n} column", "{n} columns")
            have, most = several(*words, count), several(*words, LARGEST)
            raise ValueError(say("A kernel with {have} is not possible: use 1 to {most}.", have=have, most=most))
    return height, width


def _grid(size: int | Sequence[int]) -> tuple[Tensor, Tensor]:
    """y (h, 1) and x (1, w) of every entry, in pixels from the centre."""
    height, width = _height_and_width(size)
    y, x = (torch.arange(count, dtype=torch.float64) - (count - 1) / 2 for count in (height, width))
    return y[:, None], x[None]


def _between(name: str, value: float, least: float, most: float) -> float:
    if not least <= value <= most:
        raise ValueError(
            say(
                "The {name} is {value:g}: use a number from {least:g} to {most:g}.",
                name=name, value=value, least=least, most=most,
            )
        )  # fmt: skip
    return float(value)


def _zero_sum(kernel: Tensor) -> Tensor:
    return (kernel.double() - kernel.double().mean()).float()


def _table(rows: Sequence[Sequence[float]], divisor: float = 1) -> Tensor:
    return torch.tensor(rows, dtype=torch.float64).div(divisor).float()


_BINOMIAL_5 = _table([[a * b for a in (1, 4, 6, 4, 1)] for b in (1, 4, 6, 4, 1)], 256)
_IDENTITY_5 = _table([[float(row == column == 2) for column in range(5)] for row in range(5)])

_BOOK = "Gonzalez & Woods 2018, Digital Image Processing"
_IMPULSE = "Unit impulse; Oppenheim & Schafer 2010, Discrete-Time Signal Processing, section 2.1"
_SOBEL = "Sobel & Feldman 1968, a talk at the Stanford Artificial Intelligence Project"
_PREWITT = "Prewitt 1970, Object Enhancement and Extraction"
_SCHARR = "Scharr 2000, Optimale Operatoren in der Digitalen Bildverarbeitung, dissertation, Heidelberg"
_ROBERTS = "Roberts 1963, Machine Perception of Three-Dimensional Solids"
_KIRSCH = "Kirsch 1971, Computer Determination of the Constituent Structure of Biological Images"
_MARR = "Marr & Hildreth 1980, Theory of Edge Detection"
_GABOR = "Gabor 1946, Theory of Communication; Daugman 1985 for pictures"
_VIOLA = "Viola & Jones 2001, Rapid Object Detection Using a Boosted Cascade of Simple Features"
_COURSE = "Used in many courses to introduce edges; Prewitt's kernel with the signs changed"

PRESETS: dict[str, Preset] = {
    "identity": Preset(
        _table([[0, 0, 0], [0, 1, 0], [0, 0, 0]]), "Identity", "Copy and shift",
        "Copies every pixel, so that the picture stays as it is.", _IMPULSE,
    ),
    "shift_right": Preset(
        _table([[0, 0, 0], [1, 0, 0], [0, 0, 0]]), "Shift right", "Copy and shift",
        "Moves the picture one pixel to the right: every pixel takes the value of its left neighbour.", _IMPULSE,
    ),
    "shift_down": Preset(
        _table([[0, 1, 0], [0, 0, 0], [0, 0, 0]]), "Shift down", "Copy and shift",
        "Moves the picture one pixel down: every pixel takes the value of the one above.", _IMPULSE,
    ),
    "box_3": Preset(
        box(3), "Box blur 3 × 3", "Blur",
        "Replaces every pixel by the mean of 9 pixels, which smooths noise and detail.",
        say("{BOOK}, section 3.5", BOOK=_BOOK),
    ),
    "box_5": Preset(
        box(5), "Box blur 5 × 5", "Blur",
        "Replaces every pixel by the mean of 25 pixels, a stronger blur with square traces.",
        say("{BOOK}, section 3.5", BOOK=_BOOK),
    ),
    "gaussian_3": Preset(
        _table([[1, 2, 1], [2, 4, 2], [1, 2, 1]], 16), "Gaussian blur 3 × 3", "Blur",
        "Blurs gently with binomial weights, near pixels counting more than far ones.",
        "Binomial coefficients; Jähne 2005, Digital Image Processing, chapter 11",
    ),
    "gaussian_5": Preset(
        _BINOMIAL_5, "Gaussian blur 5 × 5", "Blur",
        "Blurs with binomial weights that come close to a Gaussian with a sigma of 1 pixel.",
        "Burt & Adelson 1983, The Laplacian Pyramid as a Compact Image Code, with a = 3/8",
    ),
    "gaussian_11": Preset(
        gaussian(11, 2), "Gaussian blur, sigma 2", "Blur",
        "Blurs strongly and equally in all directions, with a sigma of 2 pixels.",
        say("{BOOK}, section 3.5", BOOK=_BOOK),
    ),
    "motion_blur": Preset(
        motion_blur(9, 45), "Motion blur", "Blur",
        "Smears the picture along a diagonal, as if the camera had moved 9 pixels down to the right.",
        say("{BOOK}, section 5.6", BOOK=_BOOK),
    ),
    "sharpen": Preset(
        _table([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]), "Sharpen", "Sharpen",
        "Adds to every pixel how much it differs from its 4 neighbours, so that edges stand out.",
        say("{BOOK}, section 3.6 (identity minus Laplacian)", BOOK=_BOOK),
    ),
    "unsharp_mask": Preset(
        2 * _IDENTITY_5 - _BINOMIAL_5, "Unsharp mask", "Sharpen",
        "Adds what a blur takes away, which sharpens with less noise than the small kernel.",
        "Schreiber 1970, Wirephoto Quality Improvement by Unsharp Masking",
    ),
    "emboss": Preset(
        _table([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]), "Emboss", "Effects",
        "Makes the picture look like a relief lit from one corner.", "GIMP documentation, filter Convolution Matrix",
    ),
    "outline": Preset(
        _table([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]), "Outline", "Second derivative",
        "Shows where a pixel is brighter or darker than its 8 neighbours, which draws outlines.",
        say("{BOOK}, section 10.2 (point detection)", BOOK=_BOOK),
    ),
    "vertical_edge": Preset(
        _table([[1, 0, -1]] * 3), "Vertical edge", "Edges",
        "Finds vertical edges, positive where the left side is brighter.", _COURSE,
    ),
    "horizontal_edge": Preset(
        _table([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]), "Horizontal edge", "Edges",
        "Finds horizontal edges, positive where the upper side is brighter.", _COURSE,
    ),
    "difference_x": Preset(
        _table([[-1, 0, 1]], 2), "Central difference", "Edges",
        "Estimates the slope of the brightness from left to right from just two pixels.",
        say("Central difference; {BOOK}, section 10.2", BOOK=_BOOK),
    ),
    "sobel_x": Preset(
        _table([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]), "Sobel x", "Edges",
        "Finds vertical edges, positive where the picture gets brighter from left to right.", _SOBEL,
    ),
    "sobel_y": Preset(
        _table([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]), "Sobel y", "Edges",
        "Finds horizontal edges, positive where the picture gets brighter from top to bottom.", _SOBEL,
    ),
    "prewitt_x": Preset(
        _table([[-1, 0, 1]] * 3), "Prewitt x", "Edges",
        "Finds vertical edges like Sobel x, with equal weight for the three rows.", _PREWITT,
    ),
    "prewitt_y": Preset(
        _table([[-1, -1, -1], [0, 0, 0], [1, 1, 1]]), "Prewitt y", "Edges",
        "Finds horizontal edges like Sobel y, with equal weight for the three columns.", _PREWITT,
    ),
    "scharr_x": Preset(
        _table([[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]]), "Scharr x", "Edges",
        "Finds vertical edges with weights chosen to measure the direction of slanted edges more exactly.", _SCHARR,
    ),
    "scharr_y": Preset(
        _table([[-3, -10, -3], [0, 0, 0], [3, 10, 3]]), "Scharr y", "Edges",
        "Finds horizontal edges with weights chosen to measure the direction of slanted edges more exactly.", _SCHARR,
    ),
    "roberts_falling": Preset(
        _table([[1, 0], [0, -1]]), "Roberts, falling diagonal", "Edges",
        "Compares a pixel with its lower right neighbour, the smallest detector of diagonal edges.", _ROBERTS,
    ),
    "roberts_rising": Preset(
        _table([[0, 1], [-1, 0]]), "Roberts, rising diagonal", "Edges",
        "Compares a pixel with its lower left neighbour, the smallest detector of diagonal edges.", _ROBERTS,
    ),
    "kirsch_north": Preset(
        _table([[5, 5, 5], [-3, 0, -3], [-3, -3, -3]]), "Kirsch north", "Edges",
        "Finds edges that are brighter above; the compass has seven more, turned in steps of 45°.", _KIRSCH,
    ),
    "kirsch_east": Preset(
        _table([[-3, -3, 5], [-3, 0, 5], [-3, -3, 5]]), "Kirsch east", "Edges",
        "Finds edges that are brighter on the right; the compass has seven more, turned in steps of 45°.", _KIRSCH,
    ),
    "haar_edge": Preset(
        _table([[-1, -1, 1, 1]] * 4), "Haar-like edge", "Edges",
        "Subtracts the sum of the left half from that of the right half, a feature of early face detectors.", _VIOLA,
    ),
    "haar_checker": Preset(
        _table([[1, 1, -1, -1]] * 2 + [[-1, -1, 1, 1]] * 2), "Haar-like checkerboard", "Edges",
        "Compares two diagonal pairs of squares, a feature of early face detectors.", _VIOLA,
    ),
    "laplacian_4": Preset(
        _table([[0, 1, 0], [1, -4, 1], [0, 1, 0]]), "Laplacian, 4 neighbours", "Second derivative",
        "Adds the second derivatives in x and y, so that the sign changes exactly on an edge.",
        say("{BOOK}, section 3.6", BOOK=_BOOK),
    ),
    "laplacian_8": Preset(
        _table([[1, 1, 1], [1, -8, 1], [1, 1, 1]]), "Laplacian, 8 neighbours", "Second derivative",
        "The Laplacian with the diagonals included, which answers to edges in all directions.",
        say("{BOOK}, section 3.6", BOOK=_BOOK),
    ),
    "laplacian_of_gaussian": Preset(
        laplacian_of_gaussian(9, 1.4), "Laplacian of Gaussian", "Second derivative",
        "Blurs and takes the Laplacian in one step, which finds edges and spots despite noise.", _MARR,
    ),
    "difference_of_gaussians": Preset(
        _zero_sum(gaussian(11, 1.6) - gaussian(11, 1)), "Difference of Gaussians", "Second derivative",
        "A wide blur minus a narrow one, which comes close to the Laplacian of Gaussian.",
        say("{MARR} (ratio of the sigmas 1.6)", MARR=_MARR),
    ),
    "line_horizontal": Preset(
        _table([[-1, -1, -1], [2, 2, 2], [-1, -1, -1]]), "Horizontal line", "Lines",
        "Finds bright horizontal lines one pixel thick.", say("{BOOK}, section 10.2", BOOK=_BOOK),
    ),
    "line_vertical": Preset(
        _table([[-1, 2, -1]] * 3), "Vertical line", "Lines",
        "Finds bright vertical lines one pixel thick.", say("{BOOK}, section 10.2", BOOK=_BOOK),
    ),
    "line_falling": Preset(
        _table([[2, -1, -1], [-1, 2, -1], [-1, -1, 2]]), "Falling line", "Lines",
        "Finds bright diagonal lines that fall from left to right.", say("{BOOK}, section 10.2", BOOK=_BOOK),
    ),
    "line_rising": Preset(
        _table([[-1, -1, 2], [-1, 2, -1], [2, -1, -1]]), "Rising line", "Lines",
        "Finds bright diagonal lines that rise from left to right.", say("{BOOK}, section 10.2", BOOK=_BOOK),
    ),
    **{
        f"gabor_{angle}": Preset(
            _zero_sum(gabor(13, 5, angle)), say("Gabor {angle}°", angle=angle), "Texture",
            say("Finds {way} stripes about 5 pixels apart, as simple cells of the visual cortex do.", way=stripes),
            _GABOR,
        )
        for angle, stripes in ((0, "vertical"), (45, "rising"), (90, "horizontal"), (135, "falling"))
    },
}  # fmt: skip
"""Kernels by name. Blurs sum to 1, detectors (edges, lines, second derivative, texture) to 0."""
