"""The idea of the lesson 'Connections'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Draw a layer as two rows of circles, inputs below and outputs above, with a line wherever an output uses an "
        "input. In a [[fully connected layer]] all circles are connected. In a [[convolution]] an output is connected "
        "to as many neighbouring inputs as the [[kernel]] is wide ([[sparse interactions]]), and lines of one colour "
        "are the same [[weight]], used again for every output ([[parameter sharing]]). What an output sees through "
        "several layers is its [[receptive field]]: it grows with every layer, so that deep units see much although "
        "every single layer is sparse. Lectures say that an input affects exactly k outputs. It does in the middle; "
        "at the border some are missing unless the [[padding]] is full, and a [[stride]] above 1 leaves more out."
    ),
    formula=(
        r"\begin{aligned} i &= q \cdot s + j \cdot d - p \\ "
        r"q &= (i + p - j \cdot d) / s \end{aligned}"
    ),
    letters={
        "i": "number of an input, counted from 0",
        "q": "number of an output; an input has this output only if the division leaves no remainder",
        "j": "number of a weight of the kernel, counted from 0",
        "s": "stride: how many inputs the kernel moves from one output to the next",
        "d": "dilation: how many inputs apart two neighbouring weights stand; 1 is none",
        "p": "padding: zeros before the first input",
    },
)
