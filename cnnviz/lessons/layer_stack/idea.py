"""The idea of the lesson 'Layer-stack builder'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "A network is a list of layers, and each must take what the one before gives. Follow the shape: "
        "[[convolution|convolutions]] set the number of [[channel|channels]], [[stride]] and [[pooling]] shrink height "
        "and width, flatten puts all numbers of a map into one row for a [[fully connected layer|dense layer]]. Then "
        "four quantities tell what a network is like. [[parameter|Parameters]]: what it must learn and store. "
        "[[multiply-add|Multiply-adds]]: how long it computes. Activation memory: what has to be kept while it learns. "
        "[[receptive field|Receptive field]]: how much of the picture a unit sees. They lie in different "
        "places: most multiply-adds in the convolutions, most parameters in the first dense layer. “Whatever the "
        "image size” holds for convolutions; behind flatten it does not. Build, break and repair a network in the lab; "
        "a layer that does not fit says why."
    ),
    formula=(
        r"\begin{aligned} P &= (f \cdot f \cdot C_{in} + 1) \cdot C_{out} \\ "
        r"P_d &= (C \cdot H \cdot W + 1) \cdot U \end{aligned}"
    ),
    letters={
        "P": "parameters of a convolution",
        "f": "height and width of a filter",
        "C_{in}": "channels that come in",
        "C_{out}": "channels that go out",
        "P_d": "parameters of a dense layer behind flatten",
        "C": "channels of the last map",
        "H": "its height, which depends on the size of the picture",
        "W": "its width, which does, too",
        "U": "units of the dense layer",
    },
)
