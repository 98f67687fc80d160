"""The idea of the lesson: from one value of a feature map down to the pixels."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Nothing in a network is hidden. Every value of every [[feature map]] is a short sum that you could do by "
        "hand: the values in a window of the layer below, each times its [[weight]], added up, plus a [[bias]], "
        "through an [[activation function]]. The values below are made the same way, so that each number can be "
        "followed down, sum by sum, to the pixels of the picture. Click a value, look at its window and its largest "
        "products, and step down again until you stand on a pixel. You will see that a value depends on a small part "
        "of the picture only, its [[receptive field]], and that large values often come from a few large products. "
        "That a unit sees the whole picture is true for the last layers only."
    ),
    formula=r"y = g\left(b + \sum_i w_i \cdot x_i\right)",
    letters={
        "y": "the value that is traced",
        "x_i": "the values in its window, over all channels",
        "w_i": "their weights",
        "i": "runs over the window and all channels",
        "b": "the bias",
        "g": "the activation function",
    },
)
