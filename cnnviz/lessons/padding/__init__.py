"""The lesson 'Padding strategies': its words on the home page and at its head."""

TITLE = "Padding strategies"
QUESTION = "What stands outside the picture, and what does it do to the border?"
TRY_FIRST = "Switch to the photo and compare zeros with reflect."
PICTURE = "A cat four times, its frame filled by zeros, replicate, reflect and circular padding"
"""What the picture on its card shows."""
