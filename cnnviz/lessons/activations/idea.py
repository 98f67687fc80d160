"""The idea of the lesson 'Activation functions'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Two [[convolution|convolutions]] in a row are one larger convolution. What makes depth worth while stands "
        "between them: an [[activation function]] f that bends every value by itself. [[ReLU]] sets negative values to "
        "zero, [[sigmoid]] squeezes everything between 0 and 1. While a network learns, the [[gradient]] comes back "
        "through all layers, and at each is multiplied by the slope f′ of the activation. The slope of the sigmoid is "
        "at most 1/4: after twenty layers hardly anything is left, the gradient [[vanishing gradients|vanishes]]. ReLU "
        "has slope 1 or 0. Whether its gradients last also depends on how large the [[weight|weights]] are at the "
        "start: He's rule draws them with variance 2/n, Xavier's with 1/n, where n is the number of inputs. With "
        "twenty layers “sigmoid vanishes, ReLU does not” holds for the first rule, not for the second. Measure it."
    ),
    formula=(
        r"\begin{aligned} x_{l} &= f(z_{l}) \\ "
        r"\frac{\partial L}{\partial z_{l}} &= f'(z_{l}) \cdot \frac{\partial L}{\partial x_{l}} \end{aligned}"
    ),
    letters={
        "x": "x with index l, the value that layer l hands on",
        "l": "number of the layer",
        "f": "the activation function, f′ its derivative, the slope of its curve",
        "z": "z with index l, the sum that the filter of layer l gives",
        "L": "the loss; the fractions are gradients, by how much the loss rises with a value",
    },
)
