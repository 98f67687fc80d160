"""The idea of the lesson 'Output-size calculator'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "How large is the output? Count the places where the [[kernel]] fits. It covers d(k − 1) + 1 pixels, because "
        "[[dilation]] d pulls its weights apart. The input is n pixels long and has p pixels of [[padding]] on either "
        "side. The first place is always there, which is the + 1; every further one is a [[stride]] of s pixels on, "
        "and a last step that does not fit is not taken, so the fraction is rounded down (⌊ ⌋). [[pooling|Pooling]] "
        "in [[ceil mode]] rounds up. A [[transposed convolution]] goes from small to large and uses the formula "
        "backwards; [[output padding]] gives back pixels that the rounding swallowed. Groups split the "
        "[[channel|channels]], not the size. Slides in circulation print (n−k+p+1+s)/s: one too many at n=4, k=3, "
        "s=2, and for every stride of 1."
    ),
    formula=r"o = \left\lfloor \frac{n + 2p - d(k - 1) - 1}{s} \right\rfloor + 1",
    letters={
        "o": "size of the output along one axis",
        "n": "size of the input along this axis",
        "p": "padding on either side",
        "d": "dilation; 1 is none",
        "k": "size of the kernel",
        "s": "stride",
    },
)
