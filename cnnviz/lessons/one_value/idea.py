"""The idea of the lesson 'One value at a time'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Everything in these networks is made of one small computation. Lay a table of numbers, the [[kernel]], on a "
        "picture. Multiply each of its [[weight|weights]] by the pixel below it, and add the products: that is one "
        "value of the output. Then move the kernel one pixel on and do it again, until every place has its value. The "
        "output is large where bright pixels lie under large weights, so that a kernel is a small detector, and the "
        "output, the [[feature map]], says where it found something. The sign ⋆ between input and kernel stands for "
        "this operation, [[cross-correlation]], which networks call [[convolution]]. How far the kernel moves is the "
        "[[stride]], and what is put around the picture is the [[padding]]. Point at an output cell in the lab and "
        "read its products."
    ),
    formula=r"y[r, q] = \sum_{i, j} k[i, j]\; x[r + i, q + j]",
    letters={
        "y": "the output, y[r, q] its value in row r and column q",
        "r": "row of the output, counted from 0",
        "q": "column of the output, counted from 0",
        "k": "the kernel",
        "i": "row of the kernel",
        "j": "column of the kernel",
        "x": "the input",
    },
)
