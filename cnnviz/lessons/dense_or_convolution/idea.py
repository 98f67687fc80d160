"""The idea of the lesson 'Dense or convolution'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "In a [[fully connected layer]] every output has a [[weight]] of its own for every value of the input. A "
        "picture has millions of values, so that a single layer of this kind has billions of "
        "[[parameter|parameters]]. A [[convolution]] changes two things. Every output looks at a small window only "
        "([[sparse interactions]]), and all windows use the same weights ([[parameter sharing]]): a small table of "
        "numbers, the [[kernel]], slides over the picture. Small windows save [[multiply-add|multiply-adds]], sharing "
        "saves parameters. These are two savings of different size, because the few weights are used again at every "
        "position. Make the image larger in the lab and watch which bars move. Lecture notes often round the dense "
        "layer badly: 1920 × 1080 × 3 values and 1,000 units make 6,220,801,000 parameters, biases included."
    ),
    formula=(
        r"\begin{aligned} P_d &= (H \cdot W \cdot C + 1) \cdot U \\ "
        r"P_c &= (k \cdot k \cdot C + 1) \cdot F \end{aligned}"
    ),
    letters={
        "P_d": "parameters of the dense layer",
        "P_c": "parameters of the convolution; the image size does not occur in it",
        "H": "height of the image in pixels",
        "W": "width of the image in pixels",
        "C": "channels of the image, 3 for colours",
        "U": "units of the dense layer; each has 1 bias, which is the + 1",
        "k": "height and width of the kernel",
        "F": "filters of the convolution, each with 1 bias",
    },
)
