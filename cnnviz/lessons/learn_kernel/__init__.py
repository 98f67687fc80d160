"""The lesson 'Learning a kernel': its words on the home page and at its head."""

TITLE = "Learning a kernel"
QUESTION = "Can a kernel be found from nothing but a picture and its response?"
TRY_FIRST = "Choose gradient descent and go just above the largest stable learning rate."
PICTURE = "A cat's response to a hidden Sobel kernel, and a learnt kernel at four steps on its way to it"
"""What the picture on its card shows."""
