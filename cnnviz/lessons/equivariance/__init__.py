"""The lesson 'Equivariance': its words on the home page and at its head."""

TITLE = "Equivariance"
QUESTION = "Is it the same to shift first and filter then, or to filter first and shift then?"
TRY_FIRST = "Shift by an odd number of pixels and set the stride to 2."
PICTURE = "A cat's edges, the same shifted to the right, and the empty difference of the two orders"
"""What the picture on its card shows."""
