"""The idea of the lesson: how a network that starts as noise learns."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "A network starts with random [[weight|weights]] and guesses. Training repeats four moves: show it a "
        "[[minibatch]] of pictures, measure with a [[loss function]] how wrong the answers are, work out for every "
        "weight in which direction the loss grows (the [[gradient]], by [[backpropagation]]), and move every weight a "
        "small step the other way. One round through all pictures is an [[epoch]]. How far a step goes is the "
        "[[learning rate]]: too small and nothing happens, too large and the loss jumps or explodes. [[Adam]], chosen "
        "here at first, gives each weight a step of its own. Lectures say that features are learnt “by "
        "backpropagation”; to be exact, backpropagation only computes the gradient, and the optimiser learns. Watch "
        "the first filters: they start as noise. [[validation set|Validation]] pictures are never learnt from and "
        "show what has been understood."
    ),
    formula=r"w_1 = w_0 - \eta \cdot g, \quad g = \frac{\partial L}{\partial w}",
    letters={
        "w_0": "a weight before the step",
        "w_1": "the same weight after it",
        r"\eta": "the learning rate",
        "g": "the gradient: how fast the loss grows with this weight",
        "L": "the loss of the minibatch",
        "w": "the weight",
    },
)
