"""The lesson 'One and three dimensions': its words on the home page and at its head."""

TITLE = "One and three dimensions"
SHORT = "1-D and 3-D"
QUESTION = "What does a kernel do on a heartbeat, and on a head scanned in slices?"
TRY_FIRST = "Raise the noise until the matched filter loses a beat."
PICTURE = "An ECG and a filter's response with a peak at every beat, above two slices of a drawn head and their edges"
"""What the picture on its card shows."""
