"""The idea of the lesson: a depthwise and a 1 × 1 convolution in the place of one."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "A convolution does two things at once: it looks at neighbouring pixels, and it mixes channels. MobileNet "
        "does one after the other. A [[depthwise convolution]] gives every channel one k × k kernel of its own and "
        "mixes nothing; then a [[1 × 1 convolution]] mixes the channels of each pixel. Together they are a "
        "[[depthwise separable convolution]]. For 3 × 3 kernels and many channels it takes about a ninth of the "
        "[[multiply-add|multiply-adds]], which is why networks for phones are built of it. It is not the same "
        "function made cheaper: most convolutions cannot be taken apart like this, so a little accuracy is given up. "
        "And the time on your machine falls less than the count, because a depthwise convolution fetches much memory "
        "for few products. Measure both."
    ),
    formula=r"\frac{\text{separable}}{\text{ordinary}} = \frac{1}{C_{out}} + \frac{1}{k^2}",
    letters={
        "C_{out}": "channels out",
        "k": "size of the kernel",
    },
)
