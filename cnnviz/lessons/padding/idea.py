"""The idea of the lesson 'Padding strategies'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "[[padding|Padding]] answers two questions. How many pixels are added? [[valid|Valid]]: none, and the output "
        "shrinks. [[same padding|Same]]: as many as keep the size, (k − 1)/2 on each side for an odd kernel; for an "
        "even one, one side gets one more. [[full padding|Full]]: k − 1 on each side, so that every overlap counts. "
        "Some slides say k, but then the outermost windows see nothing of the picture. And what stands there? Zeros "
        "are black and make an edge that is not in the photo. Replicate repeats the border pixel. Reflect mirrors the "
        "picture at the border pixel, which is not repeated. Circular goes on with the opposite side. “Same” says how "
        "many, not what: it need not be zeros. The formula places position i of the padded picture for reflect; those "
        "of the others are in the numbers below."
    ),
    formula=(
        r"\begin{aligned} p &= \frac{k - 1}{2} \\ "
        r"x_p[i] &= x[-i] \quad (i < 0) \end{aligned}"
    ),
    letters={
        "p": "pixels added on each side, for “same” and an odd kernel; as an index it marks the padded picture",
        "k": "size of the kernel",
        "x": "the picture along one axis",
        "i": "position, counted from the first pixel of the picture; negative before it",
    },
)
