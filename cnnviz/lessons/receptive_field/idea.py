"""The idea of the lesson 'Receptive field'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "A value in the first layer sees the pixels below its [[kernel]]. One in the second layer sees several such "
        "values, each with its own window, and so a larger part of the picture. The pixels that can change a unit at "
        "all are its [[receptive field]]. A network can only tell a cat from a dog if some unit sees enough of the "
        "animal. Every layer adds (k − 1) steps, and a step is as wide as all [[stride|strides]] before it multiplied, "
        "the [[jump]]: that is why strides and [[pooling]] make the field grow fast, and why it is not kernel size "
        "times depth. [[dilation|Dilation]] widens the steps of its own layer. Where branches meet again, the longest "
        "path counts. The field may reach beyond the picture; then the rest lies in the [[padding]]. Play through the "
        "layers and watch the box grow."
    ),
    formula=r"r = 1 + \sum_{l=1}^{L} (k_l - 1) \cdot \prod_{i=1}^{l-1} s_i",
    letters={
        "r": "receptive field of a unit behind layer L, in pixels along one axis",
        "l": "number of a layer; the sum runs over all layers up to L",
        "L": "the layer that the unit belongs to",
        "k_l": "kernel size of layer l; with dilation d write d(k − 1) + 1 for it",
        "i": "number of a layer before layer l",
        "s_i": "stride of layer i; the product of all before layer l is the jump",
    },
)
