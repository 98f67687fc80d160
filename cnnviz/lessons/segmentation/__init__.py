"""The lesson 'Segmentation': its words on the home page and at its head."""

TITLE = "Segmentation: a class for every pixel"
SHORT = "Segmentation"
QUESTION = "How does a network that first loses every detail give each pixel its class?"
TRY_FIRST = "Look at the same scene by class, by object and both, then at the network without skips."
PICTURE = "A drawn scene with shapes that overlap, and beside it every pixel in the colour of its class"
