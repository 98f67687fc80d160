"""The lesson 'Activation functions': its words on the home page and at its head."""

TITLE = "Activation functions"
SHORT = "Activations"
QUESTION = "What happens to a feature map, and to the gradient, behind the filter?"
TRY_FIRST = "Stack 50 layers and compare sigmoid with ReLU."
PICTURE = "The curves of ReLU, sigmoid, tanh and GELU"
"""What the picture on its card shows."""
