"""The lesson 'Two recipes': its words on the home page and at its head."""

TITLE = "Two recipes"
QUESTION = "Is one recipe better than another, or did it only have luck?"
TRY_FIRST = "Predict whether dropout helps, then train both recipes from five seeds."
PICTURE = "Validation accuracy by epoch, with ReLU and with sigmoid: two lines, each in a band of five seeds"
"""What the picture on its card shows."""
