"""The lesson 'The border problem': its words on the home page and at its head."""

TITLE = "The border problem"
QUESTION = "How often is each pixel used, and who pays at the border?"
TRY_FIRST = "Choose padding same, then full, and watch the corner."
PICTURE = "A map of 10 by 16 pixels: those at the border are used once, those in the middle 25 times"
"""What the picture on its card shows."""
