"""f(T(x)) against T(f(x)): `result`, the largest difference anywhere, and `interior`, the one away from the border."""

import math

import torch
import torch.nn.functional as F

from cnnviz.lessons.listings.grey_script import image

KERNEL = [[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]
STRIDE = 1
SIDES = (1, 1, 1, 1)  # left, right, top, bottom
MODE = "constant"  # or "circular"
CHANGE = "rotate"  # or "shift", "zoom"
DOWN = 0
RIGHT = 0
CIRCULAR = False
DEGREES = 30.0
SHRINK = 0.5  # one over the factor of a zoom
ORIGIN = {}  # {"origin": (0.5, 0.5)}: of an even kernel's output
ZEROS = {}  # {"circular": False}: what is moved is no picture

kernel = torch.tensor(KERNEL, dtype=torch.float32)
stride = STRIDE


def respond(x, kernel, mode):
    x = F.pad(x, SIDES, mode=mode)  # keeps the size at stride 1
    return F.conv2d(x, kernel[None, None], stride=stride)


if CHANGE == "shift":

    def move(x, step, circular=CIRCULAR):
        dy, dx = round(DOWN / step), round(RIGHT / step)  # down and right
        if circular:
            return torch.roll(x, (dy, dx), (2, 3))
        height, width = x.shape[2:]
        dy, dx = max(-height, min(height, dy)), max(-width, min(width, dx))
        return F.pad(x, (dx, -dx, dy, -dy))  # a negative border cuts off

else:
    if CHANGE == "rotate":
        angle = math.radians(DEGREES)  # counter-clockwise
        a, b = math.cos(angle), math.sin(angle)
    else:
        a, b = SHRINK, 0.0  # one over the zoom

    def move(x, step, origin=(0, 0)):
        height, width = x.shape[2:]
        cy, cx = (((n - 1) / 2 - first) / step for n, first in zip(image.shape, origin))  # the picture's middle
        rows, columns = torch.arange(height).double()[:, None] - cy, torch.arange(width).double() - cx
        from_row, from_column = a * rows + b * columns + cy, -b * rows + a * columns + cx
        grid = torch.stack([(2 * from_column + 1) / width - 1, (2 * from_row + 1) / height - 1], -1)
        return F.grid_sample(x.double(), grid[None], align_corners=False).float()


x = image[None, None].float()  # one picture with one channel: (1, 1, H, W)
moved_first = respond(move(x, 1), kernel, MODE)
filtered_first = move(respond(x, kernel, MODE), stride, **ORIGIN)
difference = (moved_first - filtered_first).abs()

# inside: where a kernel of ones finds nothing but picture, in both orders
ones, window = torch.ones_like(x), torch.ones_like(kernel)
whole = window.numel() * 0.999
inside = respond(move(ones, 1, **ZEROS), window, "constant") >= whole
seen = (respond(ones, window, "constant") >= whole).float()
inside &= move(seen, stride, **ORIGIN, **ZEROS) >= 0.999

result = difference.max().item()
interior = difference[inside].max().item() if inside.any() else float("nan")
print("largest difference:", result, "away from the border:", interior)
