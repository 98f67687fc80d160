"""The idea of the lesson 'Turning the kernel'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Two operations differ by half a turn of the [[kernel]]. [[cross-correlation|Cross-correlation]], written ⋆, "
        "lays the kernel on the picture as it is. [[convolution|Convolution]], written ∗, turns it by 180° first. For "
        "a kernel that is its own half turn, as a blur, there is nothing to see; for an emboss kernel light and shade "
        "change places. Why turn at all? Convolution answers a single bright pixel with the kernel itself, and only "
        "for convolution may kernel and picture change places. Neural networks compute cross-correlation and call it "
        "convolution: their [[weight|weights]] are learnt, and so are as good one way round as the other. Some lecture "
        "notes have the two names the wrong way round: the one that turns the kernel is convolution."
    ),
    formula=(
        r"\begin{aligned} (x \star k)[r, q] &= \sum_{i, j} k[i, j]\; x[r + i, q + j] \\ "
        r"(x \ast k)[r, q] &= \sum_{i, j} k[i, j]\; x[r - i, q - j] \end{aligned}"
    ),
    letters={
        "x": "the input",
        "k": "the kernel",
        "r": "row of the output",
        "q": "column of the output",
        "i": "row of the kernel",
        "j": "column of the kernel; the minus sign is what turns the kernel",
    },
)
