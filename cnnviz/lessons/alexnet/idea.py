"""The idea of the lesson: AlexNet, its size and two layers that newer networks left out."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "AlexNet won the ImageNet contest of 2012 by a wide margin and began the age of deep networks. It is LeNet's "
        "plan, made a thousand times larger: [[ReLU]] instead of tanh, trained on two graphics cards with augmented "
        "pictures. Two of its layers are rarely seen today. [[local response normalization|Local response "
        "normalisation]] divides a value by the strength of its neighbours in the other maps, so that a pixel which "
        "is bright in many maps is damped in all of them; [[dropout]] switches random units off while training, so "
        "that none can rely on another. Switch both on and off and compare the maps. Then look where the 60 million "
        "[[parameter|parameters]] sit: in the dense layers, while the convolutions do nearly all multiplications. The "
        "top-5 error in the paper is 16.4 % for the mean of five networks; the 15.3 % that many slides print needed "
        "more training data."
    ),
    formula=r"b_i = \frac{a_i}{\left(k + \alpha \sum_j a_j^2\right)^{\beta}}",
    letters={
        "a_i": "the value of map i at a pixel",
        "b_i": "the same after normalisation",
        "j": "runs over the n maps around map i, itself included",
        "a_j": "the value of such a map at the same pixel",
        "k": "a constant that keeps the divisor away from 0",
        r"\alpha": "how much the neighbours count",
        r"\beta": "how strongly they damp",
    },
)
