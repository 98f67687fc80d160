"""The idea of the lesson 'Stride and dilation'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Two settings let a network see more of the picture without a single weight more. [[stride|Stride]] s moves "
        "the [[kernel]] s pixels at a time: of the values that stride 1 would give, every s-th is computed along each "
        "axis, so that the work falls to 1/s². [[dilation|Dilation]] d pulls the weights of the kernel d pixels "
        "apart: it covers more pixels with no more weights, and the output keeps its size but for the border. Both "
        "have a cost. A stride keeps the exact values but not the information: patterns finer than its step come back "
        "as coarse ones that are not there ([[aliasing]]), and if it is larger than the kernel, some pixels are never "
        "touched. Nor does a weight of zero look at its pixel. The lab marks the computed positions and counts what "
        "is left out."
    ),
    formula=(
        r"\begin{aligned} e &= d \cdot (k - 1) + 1 \\ "
        r"M_s &\approx \frac{M_1}{s^2} \end{aligned}"
    ),
    letters={
        "e": "pixels that the kernel covers, from its first weight to its last",
        "d": "dilation",
        "k": "size of the kernel",
        "M_s": "multiply-adds with stride s",
        "M_1": "multiply-adds with stride 1",
        "s": "stride",
    },
)
