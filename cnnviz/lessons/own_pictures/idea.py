"""The idea of the lesson: the same training on classes of one's own."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Nothing in a network knows what its classes mean; take photos of two things in your room, one folder each, "
        "and it learns to tell them apart. It learns whatever tells the folders apart most easily: if all cups stand "
        "on the table and all plants at the window, it learns tables and windows. Vary what does not matter (light, "
        "distance, background), and keep as many pictures of each [[class]]: with 90 cups and 10 plants, “cup” alone "
        "is right on 90 %. Some pictures are kept back as [[validation set]]; photos taken in one burst should not be "
        "split between both sides, or the network is examined with pictures it nearly knows. And few pictures measure "
        "badly: on ten of them one more right answer is ten points. The formula says how far to trust an accuracy."
    ),
    formula=r"\sigma = \sqrt{\frac{p \cdot (1 - p)}{n}}",
    letters={
        r"\sigma": "standard error of the accuracy",
        "p": "accuracy: share of right answers",
        "n": "validation pictures",
    },
)
