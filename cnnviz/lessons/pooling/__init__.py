"""The lesson 'Pooling': its words on the home page and at its head."""

TITLE = "Pooling"
QUESTION = "How does a layer keep the strongest answers and drop the rest?"
TRY_FIRST = "Point at an output of max pooling and find the winner."
PICTURE = "A cup of coffee: the left half as a photo, the right half pooled by maximum over 16 by 16 pixels"
"""What the picture on its card shows."""
