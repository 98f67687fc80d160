"""The lesson 'YOLO': its words on the home page and at its head."""

TITLE = "YOLO: objects in one look"
SHORT = "YOLO"
QUESTION = "How can one pass through a network say what is where, for all objects at once?"
TRY_FIRST = "Let suppression keep everything, IoU at most 1, then press Start and watch the cells become sure."
PICTURE = "A drawn scene under a grid of cells, those that are sure in colour, and the box that each of them gives"
