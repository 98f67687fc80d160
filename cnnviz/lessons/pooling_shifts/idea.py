"""The idea of the lesson 'Pooling and small shifts'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Textbooks say that [[pooling]] makes a network [[invariance|invariant]] to small translations: if the cat "
        "moves by a pixel, the largest value of a window often stays in the window, and the output stays the same. "
        "Often, but by no means always, because at the edges of the windows values leave and others come in. So we "
        "measure. A picture goes through filters, [[ReLU]] and pooling, is moved by a few pixels, and the two outputs "
        "are compared: 0 % would be invariant, and anything above says how far from it. The cause of the rest is the "
        "[[stride]]: it samples too coarsely for what is in the map ([[aliasing]]). Blurring before one drops values, "
        "as “max blur” does (Zhang, 2019), makes the output steadier. Small changes are less, not gone."
    ),
    formula=r"c = \frac{\overline{|f(T x) - f(x)|}}{\overline{|f(x)|}}",
    letters={
        "c": "the change of the output; the bar is the mean over all values",
        "f": "filters, ReLU and pooling, one after the other",
        "T": "the shift of the picture",
        "x": "the picture",
    },
)
