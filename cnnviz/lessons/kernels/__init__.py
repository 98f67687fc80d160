"""The lesson 'Kernel laboratory': its words on the home page and at its head."""

TITLE = "Kernel laboratory"
QUESTION = "What does this kernel do to your picture?"
TRY_FIRST = "Take a photo with the camera and choose Sobel."
PICTURE = "A cat: the left half as a photo, the right half as the response to the Sobel kernel"
"""What the picture on its card shows."""
