"""The idea of the lesson: the channels of a convolution in groups."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "An ordinary filter reads all channels of its input. In a [[grouped convolution]] the channels are dealt into "
        "g groups, and a filter reads only those of its own group: it has a g-th of the weights and takes a g-th of "
        "the multiply-adds. AlexNet did this because one graphics card was too small; ResNeXt does it on purpose. Its "
        "blocks are ResNet's, but the 3 × 3 convolution in the middle has 32 groups, and what that saves is spent on "
        "more channels. The number of groups, the paper's [[cardinality]], is one more knob beside depth and width. "
        "With one group per channel it becomes a [[depthwise convolution]]. Groups never talk to each other, so the 1 "
        "× 1 convolutions around them mix the channels. Predict the time, too: a processor seldom gets faster by the "
        "factor that the count promises."
    ),
    formula=r"P = \frac{k^2 \cdot C_{in} \cdot C_{out}}{g}",
    letters={
        "P": "weights of the convolution",
        "k": "size of the kernel",
        "C_{in}": "channels in",
        "C_{out}": "channels out",
        "g": "number of groups",
    },
)
