"""The idea of the lesson 'Learning a kernel'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Nobody types the [[kernel|kernels]] of a network: they are learnt. Here is the smallest example. A hidden "
        "kernel made the target out of the picture. We begin with some kernel, compare its output with the target by "
        "the [[loss function]] (the mean squared error), and ask in which direction each [[weight]] has to go: that is "
        "the [[gradient]]. Every step goes a little against it, as far as the [[learning rate]] says. If that is too "
        "large, the steps overshoot and the loss explodes. [[momentum|Momentum]] keeps a running sum v of the "
        "gradients and follows it. [[Adam]] divides a running mean m by the root of the mean square v; the hats, m̂ and "
        "v̂, mean that both are corrected for having begun at zero. Whether the hidden kernel comes back depends on the "
        "picture as well: a flat one says nothing about it."
    ),
    formula=(
        r"\begin{aligned} w &\leftarrow w - \eta \cdot g \\ "
        r"g[i, j] &= \frac{2}{N} \sum_{r, q} (y[r, q] - t[r, q])\; x[r + i, q + j] \end{aligned}"
    ),
    letters={
        "w": "the weights of the learnt kernel",
        r"\eta": "eta, the learning rate",
        "g": "the gradient of the loss: by how much it rises with each weight",
        "i": "row of a weight",
        "j": "column of a weight",
        "N": "number of output values",
        "r": "row of an output value",
        "q": "column of an output value",
        "y": "the output of the kernel as it is now",
        "t": "the target: the output of the hidden kernel",
        "x": "the picture",
    },
)
