"""The lesson 'DenseNet: concatenation': its words on the home page and at its head."""

TITLE = "DenseNet: concatenation"
SHORT = "DenseNet"
QUESTION = "What if every layer could read the maps of all layers before it?"
TRY_FIRST = "Double the growth rate and watch the parameters."
PICTURE = "A staircase: the channels of a dense block grow with each layer"
"""What the picture on its card shows."""
