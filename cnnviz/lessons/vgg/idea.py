"""The idea of the lesson: why small kernels are put one behind another."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "VGG is built from one part only: [[convolution|convolutions]] with 3 × 3 kernels, many of them one behind "
        "another. Why small ones? A value behind two 3 × 3 layers depends on 5 × 5 pixels, because the second layer "
        "reads values that have each read their own neighbours already: the [[receptive field]] grows by k − 1 with "
        "each layer. So the stack sees as much as one large kernel, has fewer weights as long as all layers have "
        "about as many channels, and has an [[activation function]] between the layers, which the one kernel lacks. "
        "“Fewer” is not always true: in a first layer, where 3 channels become 64, the stack pays for its later "
        "layers and has more weights. And seeing as much is not computing the same: the two are different functions."
    ),
    formula=r"r = 1 + L \cdot (k - 1)",
    letters={
        "r": "pixels a side that one value sees (stride 1)",
        "L": "layers one behind another",
        "k": "size of each kernel",
    },
)
