"""The idea of the lesson: branches side by side, and bottlenecks that pay for them."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Which kernel size is right? An inception block does not choose: 1 × 1, 3 × 3, 5 × 5 and a [[pooling]] read "
        "the same maps side by side, and their outputs are [[concatenation|concatenated]], channel behind channel. "
        "The next layer takes what it needs. Done naively this is dear: a 5 × 5 convolution from 192 to 32 channels "
        "on 28 × 28 pixels takes 120.4 million [[multiply-add|multiply-adds]]. So a [[1 × 1 convolution]] first "
        "squeezes the 192 channels into 16, a [[bottleneck]], and the 5 × 5 reads only those: 2.4 million and 10.0 "
        "million, about a tenth. The price is that only what fits through 16 channels gets on. Widen the bottleneck "
        "and watch when it stops paying: as soon as the two shares of the formula add up to 1."
    ),
    formula=r"\frac{M_b}{M} = \frac{b}{k^2 \cdot C_{out}} + \frac{b}{C_{in}}",
    letters={
        "M": "multiply-adds of the convolution by itself",
        "M_b": "multiply-adds with the bottleneck, both layers together",
        "b": "channels of the bottleneck",
        "C_{in}": "channels in",
        "C_{out}": "channels out",
        "k": "size of the kernel",
    },
)
