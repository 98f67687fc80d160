"""The lesson 'One whole layer': its words on the home page and at its head."""

TITLE = "One whole layer"
QUESTION = "What does a convolutional layer compute from end to end, and what does it cost?"
TRY_FIRST = "Give one filter a large negative bias and watch its map go dark."
PICTURE = "A cat, the sum over its channels, the sum with the bias, and the same after the ReLU"
"""What the picture on its card shows."""
