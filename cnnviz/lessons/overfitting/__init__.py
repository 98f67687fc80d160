"""The lesson 'Overfitting': its words on the home page and at its head."""

TITLE = "Overfitting"
QUESTION = "What does a network learn from few examples: the digits, or these pictures of them?"
TRY_FIRST = "Press start and see where the curves of training and validation meet."
PICTURE = "Accuracy by number of examples: at 100 % for training pictures, rising for validation pictures"
"""What the picture on its card shows."""
