"""The idea of the lesson 'Kernel laboratory'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "The numbers in a [[kernel]] decide what it does. Equal positive [[weight|weights]] that add up to 1 take the "
        "mean of the window: a blur, and flat areas keep their brightness. Positive weights on one side and negative "
        "ones on the other take a difference, which is large at an edge; these weights add up to 0, so that flat areas "
        "give 0. A large weight in the middle with negative ones around it sharpens. Such kernels were designed by "
        "hand for decades: Sobel and Prewitt for edges, Laplacian for spots and lines, Gabor for stripes. A network "
        "learns its own, and its first layer ends up with kernels much like these. Results can be negative, therefore "
        "blue and red stand for below and above 0. Change one weight and watch the picture."
    ),
    formula=r"y = b \cdot \sum_{i} \sum_{j} k[i, j]",
    letters={
        "y": "the response where all pixels are equally bright",
        "b": "their brightness",
        "k": "the kernel: only if its weights add up to 0 does it ignore flat areas",
        "i": "row of the kernel",
        "j": "column of the kernel",
    },
)
