"""The lesson 'Residual blocks': its words on the home page and at its head."""

TITLE = "Residual blocks"
QUESTION = "Why does a deeper network train worse, and what repairs it?"
TRY_FIRST = "Predict which network learns best, then train all four."
PICTURE = "Two curves: the gradient that arrives at each convolution of a plain and of a residual network"
"""What the picture on its card shows."""
