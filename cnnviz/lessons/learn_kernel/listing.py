"""The same in PyTorch for learning a kernel: a script that runs as it is.

`cnnviz.lessons.listings.pictures` says what it does about pictures.
"""

from typing import Any

from numpy.typing import ArrayLike

from cnnviz.lessons.listings.pictures import Picture, picture, table
from cnnviz.operations.kernel_learning import MOMENTUM, _reach
from cnnviz.writing.listings import listing


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
    values = table("kernel", hidden, 2)
    reach = _reach(values.shape, (size, size))
    seen, cut = (
        tuple(
            side
            for (before, after), n in zip(reach, kernel, strict=True)
            for side in (before - (n - 1) // 2, after - n // 2)
        )
        for kernel in (values.shape, (size, size))
    )
    settings: dict[str, Any] = {"lr": learning_rate}
    if optimizer == "momentum":
        settings["momentum"] = MOMENTUM
    return listing(
        "cnnviz.lessons.learn_kernel.script",
        HIDDEN=values,
        SIZE=size,
        SEEN=seen if any(seen) else (),
        CUT=cut if any(cut) else (),
        NOISE=noise,
        SEED=seed,
        START=start,
        STANDARDISE=standardise,
        OPTIMIZER="Adam" if optimizer == "adam" else "SGD",
        SETTINGS=settings,
        STEPS=steps,
        **picture(image, longest_side=longest_side),
    )
