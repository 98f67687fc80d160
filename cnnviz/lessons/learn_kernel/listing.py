"""The same in PyTorch for learning a kernel: a script that runs as it is.

`cnnviz.lessons.listings.responses` says what it does about pictures.
"""

from numpy.typing import ArrayLike

from cnnviz.lessons.listings.responses import _FUNCTIONAL, GREY, Picture, _image, _script, _table, _tensor
from cnnviz.operations.kernel_learning import MOMENTUM, _reach


def learning_script(
    image: Picture,
    hidden: ArrayLike,
    size: int,
    *,
    optimizer: str,
    learning_rate: float,
    steps: int,
    start: str = "zeros",
    noise: float = 0.0,
    seed: int = 0,
    standardise: bool = True,
    longest_side: int | None = None,
) -> str:
    """Training of a kernel (size, size) as `cnnviz.operations.kernel_learning.train` does it, with autograd and
    torch.optim.

    `result` is the learnt kernel, `losses` the loss before each step and after the last. Arguments as for `pose` and
    `train`; `standardise`: the picture gets mean 0 and standard deviation 1 first.
    """
    photo = isinstance(image, str)
    table = _table("kernel", hidden, 2)
    imports, lines = _image(image, 2, longest_side if photo else None)
    if photo:
        lines += [GREY]
    lines += ["image = image.double()"]
    if standardise:
        lines += ["image = (image - image.mean()) / image.std(correction=0).clamp(min=1e-6)  # mean 0, deviation 1"]
    lines += ["", *_tensor("hidden", table), *_response(table.shape, size)]
    if noise:
        lines += [
            f"noise = np.random.default_rng({seed}).standard_normal(tuple(target.shape[2:]))",
            f"target = target + {noise!r} * target.std(correction=0) * torch.tensor(noise)",
        ]
    if start == "random":
        lines += [
            f"first = np.random.default_rng({seed}).standard_normal(({size}, {size})) / {size}",
            "kernel = torch.tensor(first, requires_grad=True)",
        ]
    else:
        lines += [f"kernel = torch.zeros({size}, {size}, dtype=torch.float64, requires_grad=True)"]
    made = {
        "gradient descent": f"SGD([kernel], lr={learning_rate!r})",
        "momentum": f"SGD([kernel], lr={learning_rate!r}, momentum={MOMENTUM})",
        "adam": f"Adam([kernel], lr={learning_rate!r})",
    }[optimizer]
    lines += [
        "",
        f"optimizer = torch.optim.{made}",
        "losses = []",
        f"for step in range({steps}):",
        "    loss = F.mse_loss(F.conv2d(x, kernel[None, None]), target)",
        "    losses.append(loss.item())",
        "    optimizer.zero_grad()",
        "    loss.backward()",
        "    optimizer.step()",
        "    if step % 20 == 0:",
        '        print(f"step {step:4d}  loss {loss.item():.3g}")',
        "",
        "result = kernel.detach()",
        "losses.append(F.mse_loss(F.conv2d(x, result[None, None]), target).item())",
        'print("learnt", result, "hidden", hidden, sep="\\n")',
    ]
    numpy = ["import numpy as np"] if noise or start == "random" else []
    return _script([*dict.fromkeys([*numpy, *imports, _FUNCTIONAL])], lines)


def _response(shape: tuple[int, ...], size: int) -> list[str]:
    """Lines that make x, which the learnt kernel sees, and the target; kernels of two sizes stand centre on centre."""
    reach = _reach(shape, (size, size))
    cuts = [
        ", ".join(_cut(before - (n - 1) // 2, after - n // 2) for (before, after), n in zip(reach, kernel, strict=True))
        for kernel in (shape, (size, size))
    ]
    seen, x = (f"image[{cut}]" if cut != ":, :" else "image" for cut in cuts)
    return [
        f"target = F.conv2d({seen}[None, None], hidden.double()[None, None])",
        f"x = {x}[None, None]  # one picture with one channel: (1, 1, H, W)",
        "",
    ]


def _cut(before: int, after: int) -> str:
    """A slice that leaves out so many rows or columns at either end."""
    return f"{before or ''}:{-after if after else ''}"
