"""The lesson '1 × 1 convolution': its words on the home page and at its head."""

TITLE = "1 × 1 convolution"
QUESTION = "What can a filter do that sees a single pixel?"
TRY_FIRST = "Turn the photo into sepia, then swap red and blue."
PICTURE = "A photo of a cat in four parts, its channels mixed in four ways"
"""What the picture on its card shows."""
