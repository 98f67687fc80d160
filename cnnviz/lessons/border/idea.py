"""The idea of the lesson 'The border problem'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "A [[kernel]] that must lie wholly inside the picture reaches the corner pixel from one place only, but a "
        "pixel in the middle from k × k places. So what stands at the border is seen less, and every layer takes k − "
        "1 rows and columns off the picture: ten layers of 3 × 3 eat 20 of each. [[padding|Padding]] puts pixels "
        "around the picture so that the kernel may hang over. With [[same padding]] the size stays, yet the corner is "
        "still used less often than the middle; only with [[full padding]], k − 1 pixels on each side, is every pixel "
        "used equally often at stride 1, and then the output is larger than the input. The price of all padding is "
        "that the network sees pixels which nobody photographed. With a [[stride]] the count differs even in the "
        "middle. The lab counts all of it."
    ),
    formula=(
        r"\begin{aligned} u[i] &= \#\{(o, a) : o \cdot s + a \cdot d - p = i\} \\ "
        r"u[i, j] &= u[i] \cdot u[j] \end{aligned}"
    ),
    letters={
        "u": "how often a pixel is used; # counts the pairs in the brackets",
        "i": "row of the pixel",
        "j": "column of the pixel",
        "o": "number of an output value along an axis",
        "a": "number of a weight along this axis",
        "s": "stride",
        "d": "dilation",
        "p": "padding before the first pixel",
    },
)
