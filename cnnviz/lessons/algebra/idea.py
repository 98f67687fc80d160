"""The idea of the lesson 'The laws of convolution'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "[[convolution|Convolution]] obeys the laws that one knows from multiplying numbers. Operands may change "
        "places (commutative), brackets may be moved (associative), and a sum may be taken apart (distributive). This "
        "is useful: two blurs in a row are one blur with a larger [[kernel]], and two layers without an "
        "[[activation function]] between them are no better than one. The laws hold where every overlap counts, which "
        "is [[full padding]]. In mode [[same padding|same]] the result is cut to the size of its first operand, in "
        "mode [[valid]] to the places where one lies wholly inside the other, and then some laws fail. "
        "[[cross-correlation|Cross-correlation]] (⋆), which networks compute, is neither commutative nor associative, "
        "whatever some notes say: exchange the operands, and the result comes out turned. The table in the lab "
        "measures all of it."
    ),
    formula=(
        r"\begin{aligned} x \ast g &= g \ast x \\ "
        r"(x \ast g) \ast h &= x \ast (g \ast h) \\ "
        r"x \ast (g + h) &= x \ast g + x \ast h \end{aligned}"
    ),
    letters={
        "x": "a signal or a picture",
        "g": "a kernel",
        "h": "another kernel",
    },
)
