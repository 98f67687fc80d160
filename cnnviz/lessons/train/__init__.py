"""The lesson 'Training live': its words on the home page and at its head."""

TITLE = "Training live"
QUESTION = "How does a network that starts as noise learn to see?"
TRY_FIRST = "Press Start, watch the filters of the first layer, then set the learning rate to 1."
PICTURE = "The first filters of a small network before and after training, above the falling curve of its loss"
"""What the picture on its card shows."""
