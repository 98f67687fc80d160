"""The lesson 'Sliding windows in one pass': its words on the home page and at its head."""

TITLE = "Sliding windows in one pass"
SHORT = "Sliding windows"
QUESTION = "Must a detector run on every window by itself?"
TRY_FIRST = "Predict the speed-up for 14 × 14 windows, then time both."
PICTURE = "A photo of a cat, and the scores of all its windows as a small map"
"""What the picture on its card shows."""
