"""The idea of the kernel laboratory."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    "A [[kernel]] is a small grid of numbers, the weights. It is laid over the picture at every place in turn; each "
    "weight is multiplied with the pixel beneath it, and the products are added up to one value of the output. Which "
    "numbers stand in the kernel decides what comes out: nine equal weights give the mean of the neighbourhood and "
    "blur; a negative column beside a positive one gives the difference between left and right, which is zero on a "
    "flat wall and large at an edge. A convolutional network computes nothing else in its first layer, but nobody "
    "writes its kernels down: it learns them. Here you write them yourself, and see what each number does to your own "
    "picture.",
    r"y_{i,j} = \sum_{a} \sum_{b} w_{a,b} \, x_{i+a,\, j+b}",
    {
        "y": "the output",
        "x": "the picture",
        "w": "the weights of the kernel",
        "i": "the row of the output",
        "j": "its column",
        "a": "the row within the kernel",
        "b": "the column within it",
    },
)
