"""The idea of the lesson 'Pooling'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "[[pooling|Pooling]] makes a [[feature map]] smaller: a window slides over it, usually without overlap, and "
        "each window leaves one number. [[max pooling|Max pooling]] keeps the largest, that is, whether the feature "
        "was found anywhere in the window; where exactly is forgotten. [[average pooling|Average pooling]] keeps the "
        "mean, L2 the root of the summed squares, a weighted average counts the middle more. "
        "[[global average pooling|Global average pooling]] takes the whole map as its window and leaves one number per "
        "[[channel]]. Later layers then have less to compute, and each of their units sees more of the picture. Unlike "
        "a [[convolution]], pooling works on every channel by itself and has no [[parameter|parameters]]: nothing in "
        "it is learnt. Point at an output in the lab, and the winner of its window lights up."
    ),
    formula=r"y[r, q] = \max_{0 \le i, j < k} x[r \cdot s + i,\; q \cdot s + j]",
    letters={
        "y": "the output of max pooling",
        "r": "row of the output",
        "q": "column of the output",
        "i": "row inside the window",
        "j": "column inside the window",
        "k": "height and width of the window",
        "x": "one channel of the input",
        "s": "stride; often as large as the window",
    },
)
