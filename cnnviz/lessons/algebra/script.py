"""A law of convolution: both sides, and `result`, their largest difference, or None if they differ in size."""

import torch
import torch.nn.functional as F

SOURCE = "scikit-image"  # of a photo, or "table"
TABLE = [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]
G = [[1.0, 2.0], [0.0, 1.0]]
H = [[0.0, 1.0], [1.0, -1.0]]
LAW = "commutative"  # or "associative", "distributive"
TURNED = True  # a convolution, not a cross-correlation
MODE = "full"  # or "same", "valid"
FORMULA = "x ∗ g = g ∗ x"

if SOURCE == "table":
    x = torch.tensor(TABLE, dtype=torch.float64)
else:
    from cnnviz.lessons.listings.grey_script import image

    x = image.double()
g = torch.tensor(G, dtype=torch.float64)
h = torch.tensor(H, dtype=torch.float64)


def combine(first, second):
    rows, columns = second.shape
    if TURNED:
        kernel = second.flip(0, 1)[None, None]  # convolution turns the kernel by 180°
    else:
        kernel = second[None, None]
    out = F.conv2d(first[None, None], kernel, padding=(rows - 1, columns - 1))[0, 0]  # every overlap
    if MODE == "same":
        if TURNED:
            top, left = ((n - m) // 2 for n, m in zip(out.shape, first.shape))  # the middle
        else:
            top, left = ((n - m + 1) // 2 for n, m in zip(out.shape, first.shape))  # the middle
        out = out[top : top + first.shape[0], left : left + first.shape[1]]
    elif MODE == "valid":
        out = out[rows - 1 : first.shape[0], columns - 1 : first.shape[1]]  # only complete overlaps
    return out


if LAW == "commutative":
    left = combine(x, g)
    right = combine(g, x)
elif LAW == "associative":
    left = combine(combine(x, g), h)
    right = combine(x, combine(g, h))
else:
    left = combine(x, g + h)
    right = combine(x, g) + combine(x, h)
print(FORMULA)
result = None
if left.shape == right.shape:
    result = (left - right).abs().max().item()
if SOURCE == "table":
    print(left, right, result, sep="\n")
else:
    print("largest difference:", result)
