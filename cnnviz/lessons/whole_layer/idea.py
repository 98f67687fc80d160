"""The idea of the lesson 'One whole layer'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "A [[convolutional layer]] puts the pieces together. Every [[filter]] takes its share from each "
        "[[channel]], the shares are added, then the [[bias]], and the sum goes through an [[activation function]]. "
        "What comes out is a [[feature map]] for each filter. The bias is a threshold: with [[ReLU]] behind it, a "
        "filter with bias −1 speaks only where its sum is above 1. The filters and biases are the layer's "
        "[[parameter|parameters]], which it learns; [[kernel]] size, [[stride]], [[padding]] and the number of filters "
        "are [[hyperparameter|hyperparameters]], which one chooses. The number of parameters does not depend on the "
        "size of the picture, so that the same layer can read any photo. The work does: twice the height and width "
        "make four times the [[multiply-add|multiply-adds]]. A batch of several pictures multiplies the work as well."
    ),
    formula=(
        r"\begin{aligned} P &= (f \cdot f \cdot C_{in} + 1) \cdot C_{out} \\ "
        r"M &= f \cdot f \cdot C_{in} \cdot C_{out} \cdot H \cdot W \end{aligned}"
    ),
    letters={
        "P": "parameters",
        "f": "height and width of a filter",
        "C_{in}": "channels that come in",
        "C_{out}": "channels that go out, one for each filter; the + 1 is its bias",
        "M": "multiply-adds for one picture",
        "H": "height of the output",
        "W": "width of the output",
    },
)
