"""The idea of the lesson 'Equivariance'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "A cat is a cat wherever it sits. A layer that knows it on the left should know it on the right without "
        "learning it twice. A [[convolution]] has this built in: the same [[kernel]] is used everywhere, so a shifted "
        "picture gives the same [[feature map]], shifted. That is [[equivariance]]: it makes no difference whether one "
        "moves first and filters then, or the other way round. It is not [[invariance]], where the output would not "
        "change at all. The lab computes both orders and shows their difference. For shifts and [[stride]] 1 it is "
        "zero away from the border, where pixels leave and come in. With stride 2 it is zero only for shifts by even "
        "numbers of pixels. Rotation and zoom have no such rule: the kernel is not turned along with the picture."
    ),
    formula=r"f(T(x)) = T(f(x))",
    letters={
        "f": "the layer: here a convolution with the kernel of the lab",
        "T": "what is done to the picture: a shift, a rotation or a zoom",
        "x": "the picture",
    },
)
